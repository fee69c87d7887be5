"""A model's weights on disk: which file they are in, their names and shapes, and pickles turned into safetensors.

Nothing here runs what a file contains: safetensors headers are JSON, and pickles are only ever read weights-only.
"""

from __future__ import annotations

import json
import struct
import zipfile
from typing import TYPE_CHECKING, Any

from translate.errors import ModelBroken
from translate.models.manifest import PICKLE, SAFETENSORS

if TYPE_CHECKING:
    from pathlib import Path

    Shapes = dict[str, tuple[int, ...]]

_FLOATS = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2}  # bytes a number, by the name that safetensors has for the type
_LONGEST_HEADER = 100_000_000  # bytes; the safetensors format's own limit


def weights_file(folder: Path) -> Path:
    """The file that a model folder's weights are read from: safetensors where there is one, else the pickle."""
    for name in (SAFETENSORS, PICKLE):
        if (folder / name).is_file():
            return folder / name
    raise ModelBroken(f"{folder} has no {SAFETENSORS} and no {PICKLE}.")


def shapes(path: Path) -> Shapes:
    """Names and shapes of the tensors in a weights file; of safetensors only the header is read.

    Raises ModelBroken when the file is cut short, is not what its name says, or (a pickle) holds more than weights.
    """
    if path.name == PICKLE:
        return {name: tuple(tensor.shape) for name, tensor in _unpickle(path).items()}
    return _safetensors_shapes(path)


def to_safetensors(pickle: Path, target: Path) -> None:
    """Writes a pickle's tensors as safetensors; of tensors that are one and the same, the first name is kept."""
    from safetensors.torch import save_file

    tensors = _unpickle(pickle)
    # The name that transformers itself keeps for the tied embeddings goes first.
    names = sorted(tensors, key=lambda name: (name != "model.shared.weight", name))
    kept: dict[Any, str] = {}
    for name in names:
        tensor = tensors[name]
        kept.setdefault(
            (tensor.data_ptr(), tensor.shape, tensor.stride(), tensor.dtype) if tensor.numel() else name, name
        )
    save_file({name: tensors[name].clone().contiguous() for name in kept.values()}, target, metadata={"format": "pt"})


def _unpickle(path: Path) -> dict[str, Any]:
    import torch

    try:
        tensors = torch.load(path, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(path))
    except Exception as error:  # a hostile or damaged pickle may fail in any way
        raise ModelBroken(
            f"{path} cannot be read as weights alone: it is damaged, or it holds code, which is never run."
        ) from error
    if not isinstance(tensors, dict) or not all(
        isinstance(name, str) and isinstance(tensor, torch.Tensor) for name, tensor in tensors.items()
    ):
        raise ModelBroken(f"{path} holds something other than named tensors.")
    return tensors


def _safetensors_shapes(path: Path) -> Shapes:
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header: dict[str, Any] = json.loads(file.read(min(length, _LONGEST_HEADER)))
        header.pop("__metadata__", None)
        end = max((tensor["data_offsets"][1] for tensor in header.values()), default=0)
        found = {name: tuple(int(n) for n in tensor["shape"]) for name, tensor in header.items()}
        unusable = [name for name, tensor in header.items() if tensor["dtype"] not in _FLOATS]
    except (struct.error, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise ModelBroken(f"{path} is not a safetensors file, or it is cut short.") from error
    if path.stat().st_size != 8 + length + end:
        raise ModelBroken(f"{path} is cut short: {path.stat().st_size} bytes of {8 + length + end}.")
    if unusable:
        raise ModelBroken(f"{path} holds numbers that are not floating point ({unusable[0]}).")
    return found
