"""The most valuable set within a budget: 0/1 knapsack by dynamic programming.

Without numpy, whose import takes longer than a hundred summaries.
"""

from __future__ import annotations

from operator import gt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

STEPS = 4000
"""Columns of the table. A larger budget is counted in steps of several units, sizes rounded up: the result still fits
the budget, but is no longer exactly the best. No news article has so many words to pick."""


def best(gains: Sequence[float], sizes: Sequence[int], room: int, *, allowed: Collection[int]) -> set[int]:
    """The subset of ``allowed`` with the largest sum of ``gains`` whose ``sizes`` sum to at most ``room``.

    ``gains`` are above 0, ``sizes`` at least 1.
    """
    step = max(1, -(-room // STEPS))
    room //= step
    most = [0.0] * (room + 1)  # the best sum by room
    takes = []
    for i in sorted(allowed):
        size = -(-sizes[i] // step)
        if size > room:
            continue
        taken, left = [value + gains[i] for value in most[: room + 1 - size]], most[size:]
        takes.append((i, size, bytes(map(gt, taken, left))))
        most[size:] = map(max, taken, left)
    chosen: set[int] = set()
    for i, size, better in reversed(takes):
        if room >= size and better[room - size]:
            chosen.add(i)
            room -= size
    return chosen
