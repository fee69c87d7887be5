"""The briefing pack again, from the JSONL files of an earlier run."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.errors import NoInput, UsageError
from dragoman.pack import Digest, digest, write_pack
from dragoman.settings import FORMATS
from dragoman.writers import jsonl
from dragoman.writers.paths import brief_path

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
    runs: list[RunInfo] = []
    for path in sorted(folder.rglob("*.jsonl")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        try:
            brief = jsonl.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            failures.append((str(path), f"not a brief of Dragoman ({error})"))
            continue
        digests.append(digest(brief))
        runs.append(brief.run)
    if not runs:
        raise NoInput(f"{folder}: no .jsonl file of a brief in it. Run translate-all first.")
    # Links of the pack lead to the briefs, so a page is only written where every brief has one.
    there = [name for name in FORMATS if all(brief_path(folder, item.name, f".{name}").exists() for item in digests)]
    covered = {one.path for one in digests}
    missing = [*(one for one in _not_covered(folder / "run.json") if one[0] not in covered), *failures]
    write_pack(digests, folder, _together(runs), there, stories=stories, missing=missing)
    return len(digests), failures


def _not_covered(record: Path) -> list[tuple[str, str]]:
    """What the folder's last run left out or could not read, as far as its record can be read."""
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
        failed = [(str(one["path"]), str(one["error"])) for one in content["articles"] if one["status"] == "failed"]
        return failed + [(str(one["path"]), str(one["reason"])) for one in content["skipped"]]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def _together(runs: list[RunInfo]) -> RunInfo:
    """The newest run's record; where articles came from several models, all are named, and every warning is kept."""
    newest = max(runs, key=lambda run: run.date)
    models = Counter(f"{run.model} {run.model_hash[:12]}" for run in runs)
    if len(models) == 1:
        return newest
    named = ", ".join(f"{model} ({count} of {len(runs)} articles)" for model, count in sorted(models.items()))
    warnings = [
        f"The articles were translated with different models: {named}.",
        *dict.fromkeys(r.warning for r in runs),
    ]
    return replace(
        newest,
        model=named,
        model_id="several",
        revision="",
        model_hash="",
        licence="; ".join(dict.fromkeys(run.licence for run in runs if run.licence)),
        warning=" ".join(filter(None, warnings)),
    )
