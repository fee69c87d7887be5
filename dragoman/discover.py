"""Which files a run reads, and the output name that each one gets.

Folders are walked in sorted order. Hidden files, the output folder, links to folders and whatever is not a regular
file are left alone; a link to a file is followed. A name is safe as a path below the output folder on every common
system, and no two sources of a run share one, also where names differ only by case or Unicode form.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.errors import NoInput, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SUFFIXES = (".txt", ".md", ".html", ".htm", ".jsonl")
RESERVED = frozenset({"briefing-pack", "index", "run"})
"""Names of files that the program itself writes."""

COMPONENT_BYTES = 180
"""Longest part of a name, in UTF-8 bytes. File systems take 255; the rest is for ``-2``, the line number of a JSONL
document, a suffix such as ``.jsonl`` and what a temporary file adds."""

_DEVICES = frozenset(["con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))])
_UNSAFE = re.compile(r'[<>:"\\|?*]')
_LINE_NUMBER = re.compile(r"-\d{4,}\Z")

Skipped = tuple[Path, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A source file and its output name: its path below the folder that was given, without the suffix."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """The files to read, in order, and those left alone with the reason (hidden ones are not listed)."""

    found: tuple[Found, ...]
    skipped: tuple[Skipped, ...]


def discover(sources: Sequence[Path], out: Path) -> Discovery:
    """Find the files below ``sources``; a file that is named itself is taken whatever its suffix.

    Args:
        sources: files and folders, read in this order; within a folder, in order of path.
        out: the output folder, which is left alone wherever it lies.

    Raises:
        UsageError: a source does not exist, or is the output folder itself.
        NoInput: there is no file to read.
    """
    skipped: list[Skipped] = []
    files: list[tuple[Path, str]] = []
    seen: set[Path] = set()
    for source in sources:
        for path, below in _below(source, out.resolve(), skipped):
            real = path.resolve()
            if real not in seen:
                seen.add(real)
                files.append((path, below))
    if not files:
        where = ", ".join(map(str, sources)) or "no source"
        left = f"; {len(skipped)} left out ({skipped[0][0].name}: {skipped[0][1]})" if skipped else ""
        raise NoInput(f"No file to read in {where}{left}. Give a folder with {', '.join(SUFFIXES)} files.")
    return Discovery(tuple(_named(files, out.resolve())), tuple(skipped))


def _below(source: Path, out: Path, skipped: list[Skipped]) -> Iterator[tuple[Path, str]]:
    try:
        mode = source.stat().st_mode
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror or error}. Give an existing file or folder.") from error
    except ValueError as error:  # a NUL in the name
        raise UsageError(f"{source!r} is not a file name.") from error
    if stat.S_ISREG(mode):
        yield source, source.name
    elif not stat.S_ISDIR(mode):
        raise UsageError(f"{source} is neither a file nor a folder.")
    elif source.resolve() == out:
        raise UsageError(f"{source} is the output folder: its files are not sources. Choose another with --out.")
    else:
        prefix = len(str(source / "x")) - 1
        for path in sorted(_walk(source, out, skipped), key=lambda p: p.parts):
            yield path, str(path)[prefix:]


def _walk(folder: Path, out: Path, skipped: list[Skipped]) -> Iterator[Path]:
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            with os.scandir(current) as entries:
                names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
        except OSError as error:
            skipped.append((current, f"cannot be opened: {error.strerror or error}"))
            continue
        for path in (current / name for name in names):
            if reason := _reason_to_skip(path):
                skipped.append((path, reason))
            elif not path.is_dir():
                yield path
            elif _is_output(path):
                skipped.append((path, "an output folder of Dragoman; name that folder itself to read it"))
            elif path.resolve() != out:
                waiting.append(path)


def _is_output(folder: Path) -> bool:
    """Whether an earlier run wrote its briefs there: translations must not come back as articles."""
    try:
        with (folder / "run.json").open("rb") as record:
            return b'"signature": "dragoman:' in record.read(8192)
    except OSError:
        return False


def _reason_to_skip(path: Path) -> str:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return f"cannot be opened: {error.strerror or error}"
    if stat.S_ISDIR(mode):
        return "a link to a folder; name that folder itself to read it" if path.is_symlink() else ""
    if not stat.S_ISREG(mode):
        return "not a regular file"
    return "" if path.suffix.lower() in SUFFIXES else f"not one of {', '.join(SUFFIXES)}"


def _named(files: Sequence[tuple[Path, str]], out: Path) -> Iterator[Found]:
    """Give every file its name, and a number behind it where that name is taken: ``report``, ``report-2``."""
    taken = {_key(name) for name in RESERVED} | _sources_in(out, (path for path, _ in files))
    stems = {_LINE_NUMBER.sub("", key) for key in taken}
    collections: set[str] = set()  # JSONL files, whose documents will be called NAME-0001 and so on
    for path, below in files:
        many = path.suffix.lower() == ".jsonl"
        name = wanted = _safe(below)
        number = 1
        while (
            (key := _key(name)) in taken
            or (stem := _LINE_NUMBER.sub("", key)) in collections
            or (many and key in stems)
        ):
            number += 1
            name = f"{wanted}-{number}"
        taken.add(key)
        stems.add(stem)
        if many:
            collections.add(key)
        yield Found(path, name)


def _sources_in(out: Path, paths: Iterable[Path]) -> set[str]:
    """Keys of sources that lie in the output folder: an article of that name would be written over its source."""
    inside = (path.resolve() for path in paths)
    return {_key(str(path.relative_to(out).with_suffix(""))) for path in inside if out in path.parents}


def _key(name: str) -> str:
    """Equal for names that some file system takes for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", name).casefold())


def _safe(below: str) -> str:
    path = Path(below)
    return "/".join(map(_safe_part, path.with_name(path.stem).parts if path.stem else path.parts))


def _safe_part(part: str) -> str:
    shown = "".join(c if c.isprintable() else "_" for c in part)
    shown = unicodedata.normalize("NFC", _UNSAFE.sub("_", shown))
    shown = shown.encode()[:COMPONENT_BYTES].decode(errors="ignore").strip(". ").lstrip("-") or "_"
    return f"{shown}_" if shown.lower() in _DEVICES else shown
