"""Which sentences to keep within a budget: the exactly best set, in text order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarize.dependence import is_fragment, is_question, leans_back
from summarize.knapsack import best
from summarize.ranker import rank
from summarize.redundancy import repeats
from summarize.text import words as words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

DEFAULT_RATIO = 0.3

FLOOR = 0.25
"""What a sentence's score must exceed before its words are worth their room. Adding words that match a reference's at
rate q raises F1 only where q is above F1 / 2. On EASC 0.15 to 0.25 are equal; 0 loses 0.4 ROUGE-1, 0.3 loses 0.1."""

_LEAST = 0.01  # below the floor a sentence still beats an empty place


def summarize(
    sentences: Sequence[str],
    *,
    ratio: float | None = None,
    count: int | None = None,
    words: int | None = None,
    title: str | None = None,
    avoid: Collection[int] = (),
) -> list[int]:
    """Pick the key sentences of an article.

    Args:
        sentences: the article's sentences in order, without furniture.
        ratio: at most this share of the article's words (0 to 1); 0.3 if no budget is given.
        count: at most so many sentences.
        words: at most so many words.
        title: the article's title where it is not one of the sentences.
        avoid: indices to leave out where another sentence says nearly the same.

    Returns:
        Indices in text order. Of sentences that say nearly the same at most one is among them. Questions, fragments
        and sentences that lean on the one before come only when all others are in. Never empty where there is a
        sentence: if none fits the budget, the one with the highest score is returned.

    Raises:
        ValueError: more than one budget, or a negative one.
    """
    budgets = [budget for budget in (ratio, count, words) if budget is not None]
    if len(budgets) > 1:
        raise ValueError("give one of ratio, count and words")
    if any(budget < 0 for budget in budgets):
        raise ValueError("a budget cannot be negative")
    if not sentences:
        return []
    lengths = [max(1, len(words_of(sentence))) for sentence in sentences]
    scores = [ranked.score for ranked in rank(sentences, title=title)]
    gains = [max(score - FLOOR, _LEAST) for score in scores]
    if count is not None:
        sizes, room = [1] * len(sentences), min(count, len(sentences))
    else:
        share = DEFAULT_RATIO if ratio is None else ratio
        sizes, room = lengths, words if words is not None else int(share * sum(lengths) + 1e-9)
        gains = [gain * length for gain, length in zip(gains, lengths, strict=True)]
    weak = {i for i, text in enumerate(sentences) if is_question(text) or is_fragment(text) or (i and leans_back(text))}
    doubtful = weak.union(avoid)
    shunned = weak | repeats(sentences, sorted(range(len(scores)), key=lambda i: (i in doubtful, -scores[i], i)))
    own = set(range(len(sentences))) - shunned
    picked = best(gains, sizes, room, allowed=own)
    if own <= picked:  # all of worth is in: what room is left may go to the others
        left = room - sum(sizes[i] for i in picked)
        picked |= best(gains, sizes, left, allowed=set(range(len(sentences))) - picked)
    candidates = own or set(range(len(sentences)))
    return sorted(picked) or [max(candidates, key=lambda i: (scores[i], -i))]
