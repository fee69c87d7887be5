"""A Marian model on disk: read, written, packed; and as a torch model."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.models import packed

if TYPE_CHECKING:
    import torch

    Weights = dict[str, torch.Tensor]

OTHER_FILES = (
    "config.json", "generation_config.json", "source.spm", "target.spm", "vocab.json", "tokenizer_config.json",
)  # fmt: skip
PACKED = "model.int8.safetensors"
PLAIN = "model.safetensors"
NOT_ENGLISH = -10_000.0
"""The output bias of pieces that no English text has."""

_TIED = frozenset({"lm_head.weight", "model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight"})


def read_weights(folder: Path) -> Weights:
    """The weights by name, float32, from the packed file or from the plain one. The tied matrices are left out."""
    import torch
    from safetensors.numpy import load_file

    path = folder / PACKED
    arrays = packed.unpack(load_file(path)) if path.exists() else load_file(folder / PLAIN)
    return {name: torch.from_numpy(array).float() for name, array in arrays.items() if name not in _TIED}


def write_folder(weights: Weights, like: Path, out: Path, *, pack: bool = False) -> None:
    """Write weights as float16, or packed, beside the configuration and tokeniser files of the folder ``like``.

    The position tables are written too: transformers reads them when they are there, and e5's are learned.
    """
    from safetensors.numpy import save_file

    out.mkdir(parents=True, exist_ok=True)
    if out != like:
        for name in OTHER_FILES:
            shutil.copyfile(like / name, out / name)
    arrays = {name: tensor.half().numpy() for name, tensor in weights.items()}
    if pack:
        arrays = packed.pack({name: tensor.float().numpy() for name, tensor in weights.items()})
    path = out / (PACKED if pack else PLAIN)
    save_file(arrays, path, metadata={"format": "pt"})
    path.chmod(0o644)  # safetensors makes it readable to the owner only


def make_model(folder: Path, weights: Weights) -> Any:
    """A float32 MarianMTModel with the configuration of ``folder`` and these weights.

    Raises ValueError when a weight is missing or one too many is there.
    """
    from transformers import MarianConfig, MarianMTModel

    config = MarianConfig.from_pretrained(folder)
    config.dtype = "float32"
    model = MarianMTModel(config).float()
    missing, unexpected = model.load_state_dict(weights, strict=False)
    if unexpected or set(missing) - _TIED:
        raise ValueError(f"weights do not fit: missing {sorted(set(missing) - _TIED)}, unexpected {unexpected}")
    return model


def weights_of(model: Any) -> Weights:
    """A copy of a model's weights on the processor, each tied matrix once."""
    return {name: tensor.detach().cpu().clone() for name, tensor in model.state_dict().items() if name not in _TIED}
