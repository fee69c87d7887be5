"""What a folder of articles says, once, in order of weight, with every place that says it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman.conflicts import different_numbers
from summarize.features import Vector, cosine, unit
from summarize.text import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from summarize import Story

Reference = tuple[int, str]
"""An article's number and a segment id."""

SAYS_THE_SAME = 0.5
"""Cosine of two sentences' stems from which one is not said again and counts as support. Of the benchmark's pairs from
different articles, all above it are from the same story, and paraphrases reach 0.3 to 0.7: a miss repeats a point, a
false hit hides one, so it errs on the side of repeating."""

SAME_MATTER = 0.2
"""Cosine from which two sentences are alike enough that any differing figures in them are worth showing. Tolls need
no likeness: who was killed or hurt is one matter throughout a story, in whatever words."""

_DEEPER = 4  # times the wanted points that are weighed with their support


@dataclass(frozen=True, slots=True)
class Point:
    """A sentence of an article that may stand in the overview; ``score`` is the summarizer's, 0 to 1."""

    article: int
    segment_id: str
    ar: str
    en: str
    score: float


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another article of the story gives another figure: ``here`` is the overview's, ``there`` the one in ``point``."""

    point: Point
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class GlancePoint:
    """A point of the overview.

    ``support`` are the sentences of other articles that say the same, ``conflicts`` those that give other numbers.
    """

    point: Point
    support: tuple[Reference, ...]
    conflicts: tuple[Conflict, ...]


def glance(
    points: Iterable[Point], count: int, *, stories: Sequence[Story] = (), others: Iterable[Point] = ()
) -> list[GlancePoint]:
    """The weightiest points, best first, none said twice.

    A point weighs its score, times more the more articles say it (1 + log2 of their number, near-duplicates counted
    once), and half for every point of its story that is already in: one story does not fill the page.

    Args:
        points: the key points of all articles.
        count: at most so many are returned.
        stories: articles that belong together; support and conflicts are sought among them. Any other article is a
            story of its own.
        others: further sentences that may support or contradict a point, but are not shown themselves.
    """
    twins = {later: earlier for story in stories for earlier, later in story.near_duplicates}
    story_of = {member: n for n, story in enumerate(stories) for member in story.members}
    candidates = sorted(points, key=lambda one: (-one.score, one.article, one.segment_id))
    told: defaultdict[int, list[Point]] = defaultdict(list)
    for point in (*candidates, *others):
        told[_story(story_of, point.article)].append(point)

    def originals(articles: Iterable[int]) -> int:
        return len({twins.get(article, article) for article in articles})

    # First by what is known at no cost, the size of the story; only the best of these are compared with it.
    size = {n: originals(point.article for point in told[n]) for n in told}
    ahead = sorted(candidates, key=lambda one: -one.score * _factor(size[_story(story_of, one.article)]))
    weighed = []
    for point in _distinct(ahead, _DEEPER * count):
        found = _place(point, told[_story(story_of, point.article)])
        weighed.append((point.score * _factor(originals([point.article, *(n for n, _ in found.support)])), found))
    chosen: list[GlancePoint] = []
    used: Counter[int] = Counter()
    while weighed and len(chosen) < count:
        best = max(
            range(len(weighed)),
            key=lambda i: (weighed[i][0] * 0.5 ** used[_story(story_of, weighed[i][1].point.article)], -i),
        )
        chosen.append(weighed.pop(best)[1])
        used[_story(story_of, chosen[-1].point.article)] += 1
    return chosen


def _factor(articles: int) -> float:
    return 1 + math.log2(max(1, articles))


def _story(story_of: dict[int, int], article: int) -> int:
    """The story's number; for an article in none, a negative number of its own."""
    return story_of.get(article, -1 - article)


def _distinct(points: Iterable[Point], count: int) -> list[Point]:
    """The first ``count`` points, leaving out what an earlier one says."""
    kept: list[Point] = []
    for point in points:
        if len(kept) == count:
            break
        if not any(_similarity(point, other) >= SAYS_THE_SAME for other in kept):
            kept.append(point)
    return kept


def _place(point: Point, told: Sequence[Point]) -> GlancePoint:
    """A point with what the other articles of its story say about it; each article's sentences in order."""
    support: list[Reference] = []
    conflicts: dict[tuple[int, str, str], Conflict] = {}
    for other in sorted(told, key=lambda one: (one.article, one.segment_id)):
        if other.article == point.article:
            continue
        similarity = _similarity(point, other)
        differing = different_numbers(point.ar, other.ar, tolls_only=similarity < SAME_MATTER)
        for here, there in differing:
            conflicts.setdefault((other.article, here, there), Conflict(other, here, there))
        if similarity >= SAYS_THE_SAME and not differing:
            support.append((other.article, other.segment_id))
    return GlancePoint(point, tuple(dict.fromkeys(support)), tuple(conflicts.values()))


def _similarity(one: Point, other: Point) -> float:
    return 1.0 if one.ar == other.ar else cosine(_vector(one.ar), _vector(other.ar))


@lru_cache(maxsize=1 << 14)
def _vector(arabic: str) -> Vector:
    return unit(Counter(terms(arabic)))
