"""What a run did, counted so that it adds up, and the record of it in ``run.json``."""

from __future__ import annotations

import json
import platform
from collections import Counter
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.atomic import write_text
from dragoman.read import shown

if TYPE_CHECKING:
    from dragoman.article import Brief, RunInfo
    from dragoman.settings import Settings

RECORDED_VERSIONS = ("dragoman", "transformers", "torch", "ctranslate2", "sentencepiece", "trafilatura", "markdown")


@dataclass(slots=True)
class Counts:
    """Segments by what became of them; ``segments`` is always the sum of the others."""

    segments: int = 0
    translated: int = 0
    from_memory: int = 0
    copied: int = 0
    furniture: int = 0
    failed: int = 0

    def add(self, other: Counts) -> None:
        """Add another count to this one, field by field."""
        for name in asdict(other):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def sentence(self) -> str:
        """The sum in words, for the closing line of a run."""
        return (
            f"{self.segments} segments in = {self.translated} translated + {self.from_memory} from memory"
            f" + {self.copied} copied + {self.furniture} furniture + {self.failed} failed"
        )


@dataclass(slots=True)
class ArticleRecord:
    """One row of ``run.json``: an article that was written, or one that failed and why."""

    path: str
    name: str = ""
    status: str = "written"
    error: str = ""
    sha256: str = ""
    encoding: str = ""
    counts: Counts = field(default_factory=Counts)
    marked: int = 0
    flags: dict[str, int] = field(default_factory=dict)
    severities: dict[str, int] = field(default_factory=dict)
    words: int = 0
    key_points: int = 0


def count(brief: Brief) -> ArticleRecord:
    """The row of a finished article."""
    counts = Counts()
    flags: Counter[str] = Counter()
    severities: Counter[str] = Counter()
    marked = words = 0
    for row in brief.rows:
        counts.segments += 1
        translation = row.translation
        if translation is None:
            counts.furniture += 1
            continue
        words += len(row.segment.text.split())
        if translation.copied:
            counts.copied += 1
        elif translation.from_memory:
            counts.from_memory += 1
        else:
            counts.translated += 1
        flags.update(flag.code for flag in translation.flags)
        severities.update(flag.severity for flag in translation.flags)
        marked += any(flag.severity != "info" for flag in translation.flags)
    source = brief.article.source
    return ArticleRecord(
        path=source.path,
        name=source.name,
        sha256=source.sha256,
        encoding=source.encoding,
        counts=counts,
        marked=marked,
        flags=dict(sorted(flags.items())),
        severities=dict(sorted(severities.items())),
        words=words,
        key_points=sum(row.key for row in brief.rows),
    )


@dataclass(slots=True)
class RunRecord:
    """A run as ``run.json`` stores it: the articles' rows and their totals."""

    articles: list[ArticleRecord] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)

    @property
    def failures(self) -> list[ArticleRecord]:
        """The articles that were not written."""
        return [article for article in self.articles if article.status == "failed"]

    @property
    def totals(self) -> Counts:
        """The counts of all articles together."""
        total = Counts()
        for article in self.articles:
            total.add(article.counts)
        return total

    @property
    def errors_marked(self) -> int:
        """How many ``error`` marks stand in the briefs."""
        return sum(article.severities.get("error", 0) for article in self.articles)

    def as_dict(self, run: RunInfo, settings: Settings, seconds: float) -> dict[str, Any]:
        """The content of ``run.json``; ``seconds`` is the wall time of the whole run."""
        totals = self.totals
        return {
            "run": {**asdict(run), "signature": run.signature},
            "versions": {"python": platform.python_version(), **_versions()},
            "settings": {key: _plain(value) for key, value in asdict(settings).items()},
            "seconds": round(seconds, 3),
            "totals": {
                **asdict(totals),
                "articles": len(self.articles),
                "written": len(self.articles) - len(self.failures),
                "articles_failed": len(self.failures),
                "words": sum(article.words for article in self.articles),
                "marked": sum(article.marked for article in self.articles),
                "error_marks": self.errors_marked,
            },
            "articles": [asdict(article) for article in self.articles],
            "skipped": [{"path": path, "reason": reason} for path, reason in self.skipped],
        }


def write_record(path: Path, content: dict[str, Any]) -> None:
    """Write ``run.json`` whole or not at all.

    Raises:
        OutputError: it cannot be written.
    """
    write_text(path, json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def _versions() -> dict[str, str]:
    found = {}
    for name in RECORDED_VERSIONS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return shown(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
