"""The packed form of a model's weights: one byte a parameter.

For every weight matrix ``NAME`` the packed file holds ``NAME`` as int8 rows and ``NAME.scale`` as one float16 a
row (value = int8 x scale, scale = largest magnitude of the row / 127); every other tensor, the position tables and
the output bias among them, is float16 as it is. Rounding a row to 255 steps moves no weight by more than 1/254 of
the row's largest, which is what int8 inference does to the same matrix anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy.typing as npt

    Array = npt.NDArray[np.generic]

_SUFFIX = ".scale"
_LEVELS = 127
_UNPACKED = ("embed_positions.weight", "final_logits_bias")  # two-dimensional, but not weights of a product


def pack(tensors: Mapping[str, Array]) -> dict[str, Array]:
    """Packs named tensors; weight matrices become int8 rows with a float16 scale a row.

    A row whose largest magnitude is under 0.008 loses precision, for its scale is below float16's normal range.
    """
    packed: dict[str, Array] = {}
    for name, tensor in tensors.items():
        if tensor.ndim != 2 or name.endswith(_UNPACKED):
            packed[name] = tensor.astype(np.float16)
            continue
        values = tensor.astype(np.float32)
        scale = (np.abs(values).max(axis=1) / _LEVELS).astype(np.float16)
        # A row of zeros, or one too small for float16, has scale 0 and comes back as zeros.
        divisor = np.where(scale > 0, scale, 1).astype(np.float32)[:, None]
        packed[name] = np.clip(np.rint(values / divisor), -_LEVELS, _LEVELS).astype(np.int8)
        packed[name + _SUFFIX] = scale
    return packed


def unpack(packed: Mapping[str, Array]) -> dict[str, Array]:
    """Gives the tensors back, all float16. Raises ValueError where a scale is missing or does not fit its rows."""
    tensors: dict[str, Array] = {}
    for name, tensor in packed.items():
        if name.endswith(_SUFFIX) and name.removesuffix(_SUFFIX) in packed:
            continue
        if tensor.dtype != np.int8:
            tensors[name] = tensor.astype(np.float16)
            continue
        scale = packed.get(name + _SUFFIX)
        if scale is None or scale.shape != tensor.shape[:1]:
            raise ValueError(f"{name} has no scale for each of its {tensor.shape[0]} rows")
        # int8 x float16 is exact in float32; one rounding to float16 follows, the same on every machine.
        tensors[name] = (tensor.astype(np.float32) * scale.astype(np.float32)[:, None]).astype(np.float16)
    return tensors


def unpack_file(source: Path, target: Path) -> None:
    """Unpacks a packed safetensors file into an ordinary one."""
    from safetensors.numpy import load_file, save_file

    save_file(unpack(load_file(source)), target, metadata={"format": "pt"})
