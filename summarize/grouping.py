"""Articles that tell the same story.

Every article is compared with the few that share its most telling words, found in an index with bounded lists, and
joins the story of the nearest. Time and memory grow with the number of articles, not with its square.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from summarize.features import Vector, cosine
from summarize.text import terms, words

if TYPE_CHECKING:
    from collections.abc import Sequence

SAME_STORY = 0.2
"""Cosine from which two articles tell the same story; chosen on the ``tune`` part of the benchmark's articles."""

NEAR_DUPLICATE = 0.5
"""Share of two texts' word runs that are common (Jaccard), from which they are near-duplicates (Broder 1997)."""

_LEAD = 150  # terms read: a news story is told at the top, and background below is shared by different stories
_TITLE = 2  # times that a title's word counts
_TELLING = 40  # heaviest terms of an article that are kept and indexed
_LISTED = 100  # articles remembered for a term, the latest
_COMPARED = 10  # articles compared exactly
_RUN = 4  # words in a run
_SKETCH = 64  # smallest hashes of runs kept of a text


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that tell the same story, by index, and which of them are near-duplicates.

    ``near_duplicates`` are pairs (earlier, later); a later article is paired with one earlier article only.
    """

    members: tuple[int, ...]
    near_duplicates: tuple[tuple[int, int], ...]


def group(articles: Sequence[Sequence[str]]) -> list[Story]:
    """Group articles, each given as its Arabic sentences with the title first.

    Every article is in exactly one story, most of them alone. Stories come in the order of their first articles.
    """
    bags = [_bag(sentences) for sentences in articles]
    spread = Counter(term for bag in bags for term in bag)
    weight = {term: math.log(1 + len(articles) / count) for term, count in spread.items()}
    index: defaultdict[str, deque[int]] = defaultdict(lambda: deque(maxlen=_LISTED))
    vectors: list[Vector] = []
    sketches = [_sketch(sentences) for sentences in articles]
    story_of: list[int] = []
    stories: list[list[int]] = []
    duplicates: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for new, bag in enumerate(bags):
        vector = _telling(bag, weight)
        shared: Counter[int] = Counter()
        for term, value in vector.items():
            for old in index[term]:
                shared[old] += value * vectors[old][term]  # type: ignore[assignment]  # a Counter of floats
            index[term].append(new)
        nearest = heapq.nsmallest(_COMPARED, shared, key=lambda old: (-shared[old], old))
        same = [old for old in nearest if cosine(vector, vectors[old]) >= SAME_STORY]
        twin = next((old for old in sorted(nearest) if _alike(sketches[new], sketches[old])), None)
        if twin is not None:
            story = story_of[twin]
            duplicates[story].append((twin, new))
        elif same:
            story = story_of[same[0]]
        else:
            story = len(stories)
            stories.append([])
        stories[story].append(new)
        story_of.append(story)
        vectors.append(vector)
    return [Story(tuple(members), tuple(duplicates[number])) for number, members in enumerate(stories)]


def _bag(sentences: Sequence[str]) -> Counter[str]:
    """The terms of an article's top, the title's counted twice."""
    bag: Counter[str] = Counter()
    for place, sentence in enumerate(sentences):
        for term in terms(sentence):
            bag[term] += _TITLE if place == 0 else 1
        if bag.total() >= _LEAD:
            break
    return bag


def _telling(bag: Counter[str], weight: dict[str, float]) -> Vector:
    """The heaviest terms of an article as a unit vector; repeats count by their logarithm."""
    values = {term: (1 + math.log(count)) * weight[term] for term, count in bag.items()}
    heaviest = heapq.nsmallest(_TELLING, values, key=lambda term: (-values[term], term))
    length = math.sqrt(sum(values[term] ** 2 for term in heaviest))
    return {term: values[term] / length for term in heaviest}


def _sketch(sentences: Sequence[str]) -> frozenset[int]:
    """The smallest hashes of a text's runs of words; of a short text, all of them."""
    text = [word for sentence in sentences for word in words(sentence)]
    runs = {crc32(" ".join(text[start : start + _RUN]).encode()) for start in range(max(1, len(text) - _RUN + 1))}
    return frozenset(heapq.nsmallest(_SKETCH, runs)) if text else frozenset()


def _alike(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two texts are near-duplicates, by the smallest hashes of both together that both have."""
    smallest = heapq.nsmallest(_SKETCH, one | other)
    common = sum(run in one and run in other for run in smallest)
    return bool(smallest) and common / len(smallest) >= NEAR_DUPLICATE
