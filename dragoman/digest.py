"""What the pack keeps of each article, so that a run's memory does not grow with the articles' text."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dragoman.brief import marked, title, title_ar, translated
from dragoman.stories import Point
from dragoman.timeline import IndexEntry, Line, Reference, TimelineEntry, names, timeline
from summarize import rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.article import Brief
    from translate.types import Flag


@dataclass(frozen=True, slots=True)
class Digest:
    """What the pack needs of a brief; a few kilobytes, so that ten thousand can be held.

    ``sentences`` is the number of translated segments, ``marked`` how many of them carry an error or a warning.
    ``points`` are the key points; ``marks`` are id, English and marks of the sentences that have any, notes included.
    ``body`` is the Arabic of the translated segments, the title first, for grouping. In ``points``, ``names`` and
    ``dates`` the article has the number 0; the pack puts its place in.
    """

    name: str
    path: str
    title_ar: str
    title_en: str
    words: int
    sentences: int
    marked: int
    points: tuple[Point, ...]
    marks: tuple[tuple[str, str, tuple[Flag, ...]], ...]
    body: tuple[str, ...]
    names: tuple[IndexEntry, ...]
    dates: tuple[TimelineEntry, ...]


def digest(brief: Brief) -> Digest:
    """The digest of a brief."""
    content = translated(brief)
    arabic = title_ar(brief)
    body = [row.segment.text for row, _ in content]
    scores = {ranked.index: ranked.score for ranked in rank(body, title=arabic)} if body else {}
    lines = [Line(0, row.segment.id, row.segment.text, translation.text) for row, translation in content]
    return Digest(
        name=brief.article.source.name,
        path=brief.article.source.path,
        title_ar=arabic,
        title_en=title(brief),
        words=sum(len(text.split()) for text in body),
        sentences=len(content),
        marked=sum(marked(row) for row, _ in content),
        points=tuple(
            Point(0, row.segment.id, row.segment.text, translation.text, scores.get(n, 0.0))
            for n, (row, translation) in enumerate(content)
            if row.key
        ),
        marks=tuple(
            (row.segment.id, translation.text, translation.flags) for row, translation in content if translation.flags
        ),
        body=tuple(sorted(body, key=lambda text: text != arabic)),
        names=tuple(names(lines)),
        dates=tuple(timeline(lines)),
    )


def merge_names(digests: Sequence[Digest]) -> list[IndexEntry]:
    """The names of all articles, an article's number being its place among the digests."""
    merged: defaultdict[tuple[str, str, str], list[Reference]] = defaultdict(list)
    for n, one in enumerate(digests):
        for entry in one.names:
            merged[entry.english, entry.arabic, entry.type] += ((n, segment_id) for _, segment_id in entry.references)
    return [IndexEntry(*key, tuple(merged[key])) for key in sorted(merged)]


def merge_dates(digests: Sequence[Digest]) -> list[TimelineEntry]:
    """The dates of all articles, in order of time."""
    merged: defaultdict[tuple[int, int, int], list[Line]] = defaultdict(list)
    for n, one in enumerate(digests):
        for entry in one.dates:
            merged[entry.year or 0, entry.month or 0, entry.day or 0] += (
                replace(line, article=n) for line in entry.lines
            )
    return [TimelineEntry(y or None, m or None, d or None, tuple(merged[y, m, d])) for y, m, d in sorted(merged)]
