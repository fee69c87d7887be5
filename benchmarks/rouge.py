"""ROUGE-1, -2 and -L (F1) on folded Arabic words. The rouge-score package drops everything that is not a-z0-9."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

METRICS = ("rouge1", "rouge2", "rougeL")


def bigrams(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Word pairs with their counts."""
    return ngrams(words, 2)


def ngrams(words: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    """Runs of ``n`` words with their counts."""
    return Counter(zip(*(words[start:] for start in range(n)), strict=False))


def rouge(summary: Sequence[str], references: Sequence[Sequence[str]]) -> dict[str, float]:
    """F1 in percent, mean over the references, as Lin (2004) defines the three; L on the text as one sequence."""
    totals = dict.fromkeys(METRICS, 0.0)
    for reference in references:
        for n in (1, 2):
            ours, theirs = ngrams(summary, n), ngrams(reference, n)
            totals[f"rouge{n}"] += _f1((ours & theirs).total(), ours.total(), theirs.total())
        totals["rougeL"] += _f1(_common(summary, reference), len(summary), len(reference))
    return {metric: 100 * total / len(references) for metric, total in totals.items()}


def _f1(common: int, ours: int, theirs: int) -> float:
    return 2 * common / (ours + theirs) if common else 0.0


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of the longest common subsequence, by bit-parallel dynamic programming (Hyyrö 2004)."""
    places: Counter[str] = Counter()
    for place, word in enumerate(one):
        places[word] |= 1 << place
    full = (1 << len(one)) - 1
    row = full
    for word in other:
        matches = row & places[word]
        row = ((row + matches) | (row - matches)) & full
    return len(one) - row.bit_count()
