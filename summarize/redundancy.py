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


def same_pairs(sentences: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of indices (smaller first) of sentences that say nearly the same.

    Found by an index over the rarest stems of each sentence: two sentences that share ``SAME`` of the shorter one's
    stems share at least one of its rarest, so no pair is missed and few are compared.
    """
    bags = [frozenset(terms(sentence)) for sentence in sentences]
    spread = Counter(term for bag in bags for term in bag)
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, bag in enumerate(bags):
        for term in bag:
            places[term].append(index)
    pairs: set[tuple[int, int]] = set()
    for index, bag in enumerate(bags):
        if len(bag) < FEWEST:
            continue
        needed = math.ceil(SAME * len(bag))
        rarest = sorted(bag, key=lambda term: (spread[term], term))[: len(bag) - needed + 1]
        for other in {place for term in rarest for place in places[term]}:
            if other != index and len(bags[other]) >= len(bag) and len(bag & bags[other]) >= needed:
                pairs.add((min(index, other), max(index, other)))
    return sorted(pairs)
