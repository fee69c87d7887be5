"""Sentences that say the same."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from summarize.text import terms

if TYPE_CHECKING:
    from collections.abc import Sequence

SAME = 0.6
"""Share of the shorter sentence's stems that the longer one has, from which the two say the same. On EASC 0.7 and 0.6
cost nothing, 0.5 loses 0.4 ROUGE-1 at a budget of half the article."""

FEWEST = 4
"""Distinct stems a sentence needs before that share means anything."""


def repeats(sentences: Sequence[str], order: Sequence[int]) -> set[int]:
    """The sentences that say the same as one that comes before them in ``order`` and is not a repeat itself.

    A sentence is held only against kept ones with which it shares one of the rarest stems of the shorter of the two:
    if they share ``SAME`` of its stems, they share at least one of these. So an article that says one thing ten
    thousand times costs no more than another.
    """
    bags = [frozenset(terms(sentence)) for sentence in sentences]
    spread = Counter(term for bag in bags for term in bag)
    by_any: defaultdict[str, list[int]] = defaultdict(list)
    by_rare: defaultdict[str, list[int]] = defaultdict(list)
    found: set[int] = set()
    for index in order:
        bag = bags[index]
        rare = sorted(bag, key=lambda term: (spread[term], term))[: len(bag) - math.ceil(SAME * len(bag)) + 1]
        candidates = {other for term in rare for other in by_any[term]} if len(bag) >= FEWEST else set()
        candidates.update(other for term in bag for other in by_rare[term])
        if any(_same(bag, bags[other]) for other in candidates):
            found.add(index)
            continue
        for term in bag:
            by_any[term].append(index)
        if len(bag) >= FEWEST:
            for term in rare:
                by_rare[term].append(index)
    return found


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter = min(len(one), len(other))
    return shorter >= FEWEST and len(one & other) >= math.ceil(SAME * shorter)
