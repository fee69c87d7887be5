"""Where a brief's files stand below the output folder, and how other files link to them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from dragoman.errors import OutputError

MAX_NAME = 255
"""Bytes that common file systems allow a file name."""

_LONGEST_SUFFIX = len(".jsonl")
_OURS = frozenset({"briefing-pack", "index", "run"})


def brief_path(out: Path, name: str, suffix: str) -> Path:
    """The file ``NAME`` + ``suffix`` below ``out``.

    Raises:
        OutputError: the name leads out of the folder.
    """
    return out / _relative(name, suffix)


def href(name: str, suffix: str) -> str:
    """A relative link to the same file from the output folder, percent-encoded."""
    return quote(os.fsencode(_relative(name, suffix).as_posix()))


def _relative(name: str, suffix: str) -> PurePosixPath:
    *folders, leaf = name.split("/")
    if not leaf or any(part in {"", ".", ".."} for part in [*folders, leaf]) or "\x00" in name:
        raise OutputError(f"{name!r} cannot be the name of an output file. Rename the source.")
    return PurePosixPath(*folders, _fitting(leaf, name, bool(folders)) + suffix)


def _fitting(leaf: str, name: str, in_folder: bool) -> str:
    """``leaf``, unless it is too long or one of our own files: then with a piece of its hash, the same every time."""
    encoded = os.fsencode(leaf)
    reserved = not in_folder and leaf.casefold() in _OURS
    if len(encoded) + _LONGEST_SUFFIX <= MAX_NAME and not reserved:
        return leaf
    tail = "~" + hashlib.sha256(os.fsencode(name)).hexdigest()[:8]
    room = MAX_NAME - _LONGEST_SUFFIX - len(tail)
    return encoded[:room].decode("utf-8", "ignore") + tail
