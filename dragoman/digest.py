"""What the pack keeps of each article, so that a run's memory does not grow with the articles' text."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from dragoman.brief import left_out, marked, title, title_ar, translated
from dragoman.stories import Point
from dragoman.timeline import IndexEntry, Line, Reference, TimelineEntry, names, timeline
from summarize import rank
from translate.consistency import renderings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.article import Brief
    from translate.types import Flag

Spelling: TypeAlias = tuple[str, dict[str, list[Reference]]]
"""A name in Arabic, and the English forms that it got with the places of each."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What the pack needs of a brief; a few kilobytes, so that ten thousand can be held.

    ``sentences`` is the number of translated segments, ``marked`` how many of them carry an error or a warning;
    ``left_out`` are the lines that were not translated and their share of the words.
    ``points`` are the key points; ``marks`` are id, English and marks of the sentences that have any, notes included.
    In ``points``, ``names`` and ``dates`` the article has the number 0; the pack puts its place in. ``packed`` is the
    text itself, compressed: see `Digest.lines`.
    """

    name: str
    path: str
    title_ar: str
    title_en: str
    words: int
    sentences: int
    marked: int
    left_out: tuple[int, float]
    points: tuple[Point, ...]
    marks: tuple[tuple[str, str, tuple[Flag, ...]], ...]
    names: tuple[IndexEntry, ...]
    dates: tuple[TimelineEntry, ...]
    packed: bytes

    def lines(self, article: int) -> list[Line]:
        """The translated sentences, in order, as those of article number ``article``."""
        return [Line(article, *line) for line in json.loads(zlib.decompress(self.packed))]

    def body(self) -> list[str]:
        """The Arabic of the translated sentences, the title first."""
        return sorted((line.ar for line in self.lines(0)), key=lambda text: text != self.title_ar)


def digest(brief: Brief) -> Digest:
    """The digest of a brief."""
    content = translated(brief)
    arabic = title_ar(brief)
    body = [row.segment.text for row, _ in content]
    sentences = brief.article.sentences
    ranked = rank([part.text for part in sentences], title=brief.article.title)
    scores = {part.id: one.score for part, one in zip(sentences, ranked, strict=True)}
    lines = [Line(0, row.segment.id, row.segment.text, translation.text) for row, translation in content]
    packed = json.dumps([(line.segment_id, line.ar, line.en) for line in lines]).encode("ascii")
    return Digest(
        name=brief.article.source.name,
        path=brief.article.source.path,
        title_ar=arabic,
        title_en=title(brief),
        words=sum(len(text.split()) for text in body),
        sentences=len(content),
        marked=sum(marked(row) for row, _ in content),
        left_out=left_out(brief),
        points=tuple(
            Point(0, row.segment.id, row.segment.text, translation.text, scores.get(row.segment.id, 0.0))
            for row, translation in content
            if row.key
        ),
        marks=tuple(
            (row.segment.id, translation.text, translation.flags) for row, translation in content if translation.flags
        ),
        names=tuple(names(lines)),
        dates=tuple(timeline(lines)),
        packed=zlib.compress(packed),
    )


class Bodies(Sequence[Sequence[str]]):
    """The Arabic of all articles, unpacked one at a time."""

    def __init__(self, digests: Sequence[Digest]) -> None:
        self._digests = digests

    def __len__(self) -> int:
        return len(self._digests)

    def __getitem__(self, index: int) -> Sequence[str]:  # type: ignore[override]  # nobody takes slices of it
        return self._digests[index].body()


def merge_names(digests: Sequence[Digest]) -> list[IndexEntry]:
    """The names and places of all articles, an article's number being its place among the digests.

    Terms and offices of the glossary are no names. Of several Arabic spellings the glossary's first one stands.
    """
    merged: defaultdict[tuple[str, str, str], list[Reference]] = defaultdict(list)
    for n, one in enumerate(digests):
        for entry in one.names:
            if entry.type not in {"term", "office"}:
                key = entry.english, entry.arabic.split("|")[0], entry.type
                merged[key] += ((n, segment_id) for _, segment_id in entry.references)
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


def spellings(digests: Sequence[Digest]) -> list[Spelling]:
    """The names that stand in more than one English spelling within the run."""
    from translate.glossary import Glossary

    named = {
        (n, segment_id) for n, one in enumerate(digests) for entry in one.names for _, segment_id in entry.references
    }
    places: list[Reference] = []

    def pairs() -> Iterator[tuple[str, str]]:
        for n, one in enumerate(digests):
            for line in one.lines(n):
                if (n, line.segment_id) in named:
                    places.append((n, line.segment_id))
                    yield line.ar, line.en

    found = renderings(pairs(), Glossary.builtin())
    return [
        (one.arabic, {form: [places[index] for index in indices] for form, indices in one.variants.items()})
        for one in found
    ]
