"""What happened when, and who and where: the dated sentences and the names of a run, with their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.article import Brief

Reference = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as the timeline and the index need it: which article, which segment, Arabic and English."""

    article: int
    segment_id: str
    ar: str
    en: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A date and the sentences that carry it; what the text leaves open (year, month or day) is None."""

    year: int | None
    month: int | None
    day: int | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A name or place: English, Arabic, type, and where it stands as (article, segment id)."""

    english: str
    arabic: str
    type: str
    references: tuple[Reference, ...]


def lines(briefs: Iterable[Brief]) -> Iterable[Line]:
    """The translated sentences of the articles, in order; an article's number is its place among the briefs."""
    for article, brief in enumerate(briefs):
        for row in brief.rows:
            if row.translation is not None:
                yield Line(article, row.segment.id, row.segment.text, row.translation.text)


def timeline(sentences: Iterable[Line]) -> list[TimelineEntry]:
    """Dated entries in order of time."""
    from translate.dates import find_dates

    found: dict[tuple[int, int, int], list[Line]] = {}
    for line in sentences:
        for mention in find_dates(line.ar):
            if not (mention.year or mention.month):
                continue  # a weekday or a Hijri date: no place on the line
            key = (mention.year or 0, mention.month or 0, mention.day or 0)
            if line not in found.setdefault(key, []):
                found[key].append(line)
    return [TimelineEntry(y or None, m or None, d or None, tuple(found[y, m, d])) for y, m, d in sorted(found)]


def names(sentences: Iterable[Line]) -> list[IndexEntry]:
    """The names and places of the glossary that the sentences hold, in English order.

    A name that is also an ordinary word ("ambassador" is a town, too) is one only where the English has it.
    """
    from translate.checks.names import has
    from translate.glossary import Glossary, plain

    glossary = Glossary.builtin()
    found: dict[tuple[str, str, str], list[Reference]] = {}
    for line in sentences:
        for mention in glossary.find(line.ar):
            if mention.term.ambiguous and not has(mention.term, line.en, plain(line.en)):
                continue
            key = (mention.term.english, mention.term.arabic, mention.term.type)
            reference = (line.article, line.segment_id)
            if reference not in found.setdefault(key, []):
                found[key].append(reference)
    return [IndexEntry(*key, tuple(found[key])) for key in sorted(found)]
