"""What a folder of articles says, once, in order of weight, with every place that says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarize import Story

Reference = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Point:
    """A sentence of an article that may stand in the overview; ``score`` is the summarizer's."""

    article: int
    segment_id: str
    ar: str
    en: str
    score: float


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another article of the story that gives other numbers: ``here`` in the point, ``there`` in ``point``."""

    point: Point
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class GlancePoint:
    """A point of the overview: ``support`` names the other sentences that say the same, as (article, segment id)."""

    point: Point
    support: tuple[Reference, ...]
    conflicts: tuple[Conflict, ...]


def glance(points: Sequence[Point], count: int, *, stories: Sequence[Story] = ()) -> list[GlancePoint]:
    """The weightiest points, best first, none said twice."""
    del stories
    said: set[str] = set()
    chosen: list[GlancePoint] = []
    for point in sorted(points, key=lambda one: (-one.score, one.article, one.segment_id)):
        if point.ar not in said and len(chosen) < count:
            said.add(point.ar)
            support = tuple(
                (other.article, other.segment_id) for other in points if other.ar == point.ar and other != point
            )
            chosen.append(GlancePoint(point, support, ()))
    return chosen
