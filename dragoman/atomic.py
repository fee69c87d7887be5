"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from dragoman.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path


def write_text(path: Path, text: str) -> None:
    r"""Write UTF-8 text with ``\n`` line ends; see `write_bytes`."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``: a reader sees the old file or the new one, never a part, also after a power cut.

    The folder is made where it is missing. The temporary file stands beside the target (a rename does not cross
    file systems) under a short name of its own, so that a target of the longest allowed name can be written too.

    Raises:
        OutputError: the folder or the file cannot be written; no temporary file is left.
    """
    try:
        _write(path, data)
    except OSError as error:
        raise OutputError(_message(path, error)) from error


def check_writable(folder: Path) -> None:
    """Find out before hours of work, not after, whether files can be written below ``folder``; makes it.

    Raises:
        OutputError: they cannot.
    """
    probe = folder / f".dragoman-{secrets.token_hex(6)}.probe"
    try:
        _write(probe, b"")
        probe.unlink()
    except OSError as error:
        raise OutputError(_message(folder, error)) from error


def _write(path: Path, data: bytes) -> None:
    temporary = path.parent / f".dragoman-{secrets.token_hex(6)}.tmp"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _message(path: Path, error: OSError) -> str:
    shown = str(path).encode("utf-8", "backslashreplace").decode("utf-8")
    return (
        f"{shown} cannot be written: {error.strerror or error}. Make room there, or choose another folder with --out."
    )
