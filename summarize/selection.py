"""Which sentences to keep within a budget."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from summarize.ranker import rank

DEFAULT_RATIO = 0.3


def summarize(
    sentences: Sequence[str],
    *,
    ratio: float | None = None,
    count: int | None = None,
    words: int | None = None,
    title: str | None = None,
    avoid: Collection[int] = (),
) -> list[int]:
    """Indices of the key sentences, in text order."""
    if sum(budget is not None for budget in (ratio, count, words)) > 1:
        raise ValueError("give one budget: ratio, count or words")
    lengths = [len(sentence.split()) for sentence in sentences]
    if count is None and words is None:
        words = round((DEFAULT_RATIO if ratio is None else ratio) * sum(lengths))
    chosen: list[int] = []
    used = 0
    for ranked in sorted(rank(sentences, title=title), key=lambda one: (-one.score, one.index)):
        if ranked.index in avoid and chosen:
            continue
        fits = len(chosen) < count if count is not None else used + lengths[ranked.index] <= (words or 0)
        if fits or not chosen:
            chosen.append(ranked.index)
            used += lengths[ranked.index]
    return sorted(chosen)
