"""The briefing pack again, from the JSONL files of an earlier run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.errors import NoInput, UsageError
from dragoman.pack import Digest, digest, write_pack
from dragoman.settings import FORMATS
from dragoman.writers import jsonl

if TYPE_CHECKING:
    from pathlib import Path

    from dragoman.article import RunInfo


def repack(folder: Path, *, stories: bool = True) -> tuple[int, list[tuple[str, str]]]:
    """Write the pack over every brief in ``folder``; returns how many there were, and the files left out and why.

    Raises:
        UsageError: there is no such folder.
        NoInput: no JSONL file of a brief in it.
        OutputError: the pack cannot be written.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder.")
    digests: list[Digest] = []
    failures: list[tuple[str, str]] = []
    run: RunInfo | None = None
    for path in sorted(folder.rglob("*.jsonl")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        try:
            brief = jsonl.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError) as error:
            failures.append((str(path), f"not a brief of Dragoman ({type(error).__name__})"))
            continue
        digests.append(digest(brief))
        if run is None or brief.run.date > run.date:
            run = brief.run
    if run is None:
        raise NoInput(f"{folder}: no .jsonl file of a brief in it. Run translate-all first.")
    write_pack(digests, folder, run, FORMATS, stories=stories)
    return len(digests), failures
