"""Articles that tell the same story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarize.text import terms


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that tell the same story, by their index, and the pairs among them that are near-duplicates."""

    members: tuple[int, ...]
    near_duplicates: tuple[tuple[int, int], ...]


def group(articles: Sequence[Sequence[str]]) -> list[Story]:
    """Group articles, each given as its Arabic sentences with the title first; each is in exactly one story."""
    seen: dict[tuple[str, ...], list[int]] = {}
    for index, sentences in enumerate(articles):
        key = tuple(term for sentence in sentences for term in terms(sentence)) or (f"#{index}",)
        seen.setdefault(key, []).append(index)
    return [Story(tuple(members), tuple((members[0], other) for other in members[1:])) for members in seen.values()]
