"""What a run would have to do, without doing it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dragoman.discover import discover
from dragoman.errors import NoInput
from dragoman.read import Document, read_all
from dragoman.segment import segment

if TYPE_CHECKING:
    from dragoman.settings import Settings

WORDS_PER_SECOND = 200.0
"""Arabic words translated in a second with opus-mt-ar-en's shape on two cores, beam 4: 1,050 source tokens, of 1.65 to
a word, in 2.7 s are 236 (docs/performance.md), rounded down. Used until a run of this folder has left its own figure in
run.json."""


@dataclass(slots=True)
class Estimate:
    """Counts of a dry run; ``seconds`` is what the translation may take if nothing is in the memory yet."""

    articles: int = 0
    segments: int = 0
    furniture: int = 0
    words: int = 0
    seconds: float = 0.0
    failures: list[tuple[str, str]] = field(default_factory=list)

    def text(self) -> str:
        """The counts in one line."""
        minutes, seconds = divmod(round(self.seconds), 60)
        return (
            f"{self.articles} articles, {self.segments} segments to translate ({self.words} words), "
            f"{self.furniture} left as furniture; about {minutes} min {seconds} s if nothing is in the memory."
        )

    def as_dict(self) -> dict[str, Any]:
        """The counts for ``--json``."""
        return {
            "articles": self.articles,
            "segments": self.segments,
            "furniture": self.furniture,
            "words": self.words,
            "seconds": round(self.seconds, 1),
            "failures": [{"path": path, "reason": reason} for path, reason in self.failures],
        }


def estimate(settings: Settings) -> Estimate:
    """Read and segment every source; translate and write nothing.

    Raises:
        NoInput: no source holds readable Arabic.
        UsageError: a source that was named does not exist.
    """
    result = Estimate()
    for document in read_all(discover(settings.sources, settings.out).found):
        if isinstance(document, Document):
            _add(result, document)
        else:
            path, error = document
            result.failures.append((path, str(error)))
    if not result.articles:
        raise NoInput("No readable Arabic article among the sources.")
    result.seconds = result.words / _rate(settings)
    return result


def _add(result: Estimate, document: Document) -> None:
    result.articles += 1
    for part in segment(document).segments:
        if part.kind == "furniture":
            result.furniture += 1
        else:
            result.segments += 1
            result.words += len(part.text.split())


def _rate(settings: Settings) -> float:
    try:
        record = json.loads((settings.out / "run.json").read_text(encoding="utf-8"))
        total = record["totals"]
        if record["settings"]["model"] == settings.model and not total["from_memory"] and total["translated"] > 100:
            return float(total["words"] / record["seconds"])
    except (OSError, ValueError, KeyError, TypeError, ZeroDivisionError):
        pass  # no earlier run here, or not one of ours: the measured default serves
    return WORDS_PER_SECOND
