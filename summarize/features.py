"""What can be counted in a sentence that tells whether a person would put it in a summary.

No step compares every sentence with every other: time grows with the article's length only.
"""

from __future__ import annotations

import math
from collections import Counter
from statistics import fmean, pstdev
from typing import TYPE_CHECKING

from summarize.text import terms, words

if TYPE_CHECKING:
    from collections.abc import Sequence

Vector = dict[str, float]

FEATURES = {
    "number": "early in the article",
    "place": "early in the article",
    "head": "shares words with the title or the first sentence",
    "central": "says what much of the article says",
    "length": "a full sentence",
}
"""The features by name, each with what it means to a reader. docs/summaries.md says what else was tried."""


def unit(counts: Counter[str], weight: dict[str, float] | None = None) -> Vector:
    """Term counts, times weights if given, scaled to length 1; empty for a text without terms."""
    vector = {term: count * weight[term] for term, count in counts.items()} if weight else dict(counts)
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {term: value / length for term, value in vector.items()} if length else {}


def cosine(one: Vector, other: Vector) -> float:
    """The cosine of two unit vectors."""
    if len(other) < len(one):
        one, other = other, one
    return sum(value * other[term] for term, value in one.items() if term in other)


def features(sentences: Sequence[str], *, title: str | None = None) -> list[tuple[float, ...]]:
    """A row of numbers a sentence, in the order of ``FEATURES``.

    ``number`` is the logarithm of the sentence's number, ``place`` that number as a share of all. ``head`` is the
    cosine with the title or the first sentence, whichever is nearer, and ``central`` the mean cosine with the
    article's other sentences, on stems weighted by how few sentences of the article have them; both in standard
    deviations from the article's mean. ``length`` is the logarithm of the sentence's words.
    """
    total = len(sentences)
    bags = [Counter(terms(sentence)) for sentence in sentences]
    spread = Counter(term for bag in bags for term in bag)
    weight = {term: math.log(1 + total / count) for term, count in spread.items()}
    vectors = [unit(bag, weight) for bag in bags]
    named = Counter(term for term in terms(title or "") if term in weight)
    heads = [*vectors[:1], unit(named, weight)]
    # The sum of the cosines with all sentences is the cosine with the sum of their vectors.
    middle: Counter[str] = Counter()
    for vector in vectors:
        middle.update(vector)
    central = [
        (sum(value * middle[term] for term, value in vector.items()) - bool(vector)) / max(1, total - 1)
        for vector in vectors
    ]
    columns = (
        (math.log(1 + n) for n in range(total)),
        (n / max(1, total - 1) for n in range(total)),
        _standard([max(cosine(vector, head) for head in heads) for vector in vectors]),
        _standard(central),
        (math.log(1 + len(words(sentence))) for sentence in sentences),
    )
    return [tuple(row) for row in zip(*columns, strict=True)]


def _standard(values: list[float]) -> list[float]:
    """Values in standard deviations from their mean; zeros where all are the same."""
    mean, deviation = (fmean(values), pstdev(values)) if values else (0.0, 0.0)
    return [(value - mean) / deviation if deviation > 1e-9 else 0.0 for value in values]
