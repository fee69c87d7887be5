"""The most valuable set within a budget: 0/1 knapsack by dynamic programming."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

STEPS = 4000
"""Columns of the table. A larger budget is counted in steps of several units, sizes rounded up: the result still fits
the budget, but is no longer exactly the best. No news article has so many words to pick."""


def best(
    gains: Sequence[float],
    sizes: Sequence[int],
    room: int,
    *,
    allowed: Collection[int],
    leaning: Collection[int] = (),
) -> set[int]:
    """The subset of ``allowed`` with the largest sum of ``gains`` whose ``sizes`` sum to at most ``room``.

    An index in ``leaning`` may be in the set only together with the index before it. ``gains`` are above 0, ``sizes``
    at least 1.
    """
    import numpy as np  # not at the top: importing it takes longer than a summary

    step = max(1, -(-room // STEPS))
    room //= step
    apart = np.zeros(room + 1)  # the best sum by size where the item before was not taken ...
    joined = np.full(room + 1, -np.inf)  # ... and where it was
    choices = []
    for i, gain in enumerate(gains):
        size = -(-sizes[i] // step)
        after_joined = joined > apart
        skipped = np.where(after_joined, joined, apart)
        taken = np.full(room + 1, -np.inf)
        if i in allowed and size <= room:
            taken[size:] = (joined if i in leaning else skipped)[: room + 1 - size] + gain
        choices.append(after_joined)
        apart, joined = skipped, taken
    chosen: set[int] = set()
    place, take = room, bool(joined[room] > apart[room])
    for i in range(len(gains) - 1, -1, -1):
        if take:
            chosen.add(i)
            place -= -(-sizes[i] // step)
            take = i in leaning or bool(choices[i][place])
        else:
            take = bool(choices[i][place])
    return chosen
