"""What can be counted in a sentence that tells whether it belongs in a summary."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from summarize.text import fold, terms, words

Vector = dict[str, float]
_NUMBER = re.compile(r"\d")


def unit(counts: Counter[str], weight: dict[str, float]) -> Vector:
    """Term counts times weights, scaled to length 1; empty for a text without terms."""
    vector = {term: count * weight.get(term, 1.0) for term, count in counts.items()}
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {term: value / length for term, value in vector.items()} if length else {}


def cosine(one: Vector, other: Vector) -> float:
    """Cosine of two unit vectors."""
    if len(other) < len(one):
        one, other = other, one
    return sum(value * other[term] for term, value in one.items() if term in other)


def features(sentences: Sequence[str], *, title: str | None = None) -> list[dict[str, float]]:
    """One row of features a sentence, each roughly between 0 and 1."""
    total = len(sentences)
    bags = [Counter(terms(sentence)) for sentence in sentences]
    spread = Counter(term for bag in bags for term in bag)
    weight = {term: math.log(1 + total / count) for term, count in spread.items()}
    vectors = [unit(bag, weight) for bag in bags]
    head = unit(Counter(terms(title)), weight) if title else (vectors[0] if vectors else {})
    rows = []
    for index, vector in enumerate(vectors):
        similar = sum(cosine(vector, other) for other in vectors) - (1.0 if vector else 0.0)
        rows.append(
            {
                "first": float(index == 0),
                "position": 1 - index / total,
                "head": cosine(vector, head),
                "centrality": similar / max(1, total - 1),
                "length": min(1.0, len(words(sentences[index])) / 30),
                "numbers": float(bool(_NUMBER.search(fold(sentences[index])))),
            }
        )
    return rows
