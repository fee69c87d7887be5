"""Where a document comes from, in words: the same in briefs and pack."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from dragoman.document import Block, Inline, Link, Paragraph, Table, TableRow, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.article import RunInfo, Source

ENCODINGS = {"utf_8": "UTF-8", "utf-8": "UTF-8", "cp1256": "Windows-1256", "iso8859_6": "ISO-8859-6"}


def warning(run: RunInfo) -> Iterator[Block]:
    """The run's warning as a callout, if it has one."""
    if run.warning:
        yield callout("Warning.", Text(run.warning))


def callout(lead: str, *content: Inline) -> Paragraph:
    """A paragraph set apart, its first words strong."""
    return Paragraph([Text(lead, strong=True), Text(" "), *content], callout=True)


def byline(source: Source, run: RunInfo) -> list[str]:
    """What stands under a title: publisher and date of the source, its file, what translated it and when."""
    parts = [source.publisher, source.date, source.path]
    return [*(part for part in parts if part), f"translated {day(run.date)} with {run.model} ({run.engine})"]


def day(date: str) -> str:
    """An ISO 8601 date and time as ``22 November 2026``; as it is if it cannot be read."""
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        return date
    return f"{moment.day} {moment:%B %Y}"


def record(source: Source, run: RunInfo) -> Table:
    """File, hashes, model and settings."""
    rows: list[tuple[str, Inline]] = [("File", Text(source.path)), ("SHA-256", Text(source.sha256))]
    rows.append(("Encoding", Text(ENCODINGS.get(source.encoding.lower(), source.encoding))))
    if source.publisher:
        rows.append(("Publisher", Text(source.publisher)))
    if source.date:
        rows.append(("Published", Text(source.date)))
    if source.url:
        web = source.url.lower().startswith(("http://", "https://"))
        rows.append(("Address", Link(source.url, url=source.url) if web else Text(source.url)))
    return _table(rows + run_rows(run))


def run_record(run: RunInfo) -> Table:
    """Model and settings of a whole run."""
    return _table(run_rows(run))


def run_rows(run: RunInfo) -> list[tuple[str, Inline]]:
    """What a run translated with, as names and values."""
    revision = f", revision {run.revision}" if run.revision else ""
    values = [
        ("Model", (run.model_id or run.model) + revision),
        ("Model licence", run.licence),
        ("Model hash", run.model_hash),
        ("Engine", f"{run.engine} on {run.device}, beam {run.beam}"),
        ("Translated", run.date),
        ("Program", f"Dragoman {run.version}"),
        ("Signature", run.signature),
    ]
    return [(name, Text(value)) for name, value in values if value]


def _table(rows: list[tuple[str, Inline]]) -> Table:
    return Table(("What", "Value"), [TableRow([[Text(name)], [value]]) for name, value in rows], (20, 80))
