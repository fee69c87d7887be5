"""Batches without end out of pairs: sources mixed by weight, numbers varied, lengths alike in a batch.

Everything follows from the seed and a chunk's number, so that a run that was killed goes on with the batches that it
would have seen.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from training.text import digit_strings, replace_digit_strings

if TYPE_CHECKING:
    from training.pieces import Pieces

Pair = tuple[str, str]
Encoded = tuple[list[int], list[int]]

CHUNK = 8192
"""Pairs that are sampled, sorted by length and cut into batches together."""
VARIED = 0.5
"""Share of the pairs in which numbers are varied; the rest keeps the numbers that news has."""


def read_pairs(path: Path) -> dict[str, list[Pair]]:
    """The pairs of each source out of a file that ``prepare`` wrote."""
    pairs: dict[str, list[Pair]] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            source, arabic, english = line.rstrip("\n").split("\t")
            pairs.setdefault(source, []).append((arabic, english))
    return pairs


def vary_numbers(pair: Pair, rng: random.Random) -> Pair:
    """Other digits for the numbers that both sides write in the same digits; any other pair as it is.

    Teaches that digits are copied. Single digits stay (they decide Arabic and English plurals), years stay years, what
    may be a day of the month stays one, and round numbers stay round.
    """
    arabic, english = pair
    numbers = digit_strings(arabic)
    if not numbers or numbers != digit_strings(english):
        return pair
    new = {number: _other(number, rng) for number in dict.fromkeys(numbers)}
    return replace_digit_strings(arabic, new), replace_digit_strings(english, new)


def _other(number: str, rng: random.Random) -> str:
    if len(number) == 1 or number.startswith("0"):
        return number
    if len(number) == 4 and number[:2] in ("19", "20"):
        return str(rng.randint(1950, 2029))
    if len(number) == 2 and int(number) <= 31:
        return str(rng.randint(10, 31))
    zeros = len(number) - len(number.rstrip("0"))
    head = len(number) - zeros
    return str(rng.randint(1, 9)) + "".join([str(rng.randint(0, 9)) for _ in range(head - 1)]) + "0" * zeros


@dataclass(frozen=True, slots=True)
class Batch:
    """Ids, padded: ``source`` and ``target`` are [sentences, pieces]; ``tokens`` is the number of target pieces."""

    source: np.ndarray
    target: np.ndarray
    tokens: int


class Mixture:
    """Chunks of batches; the pairs of a source come ``weights[source]`` times as often as those of weight 1.

    Every source is gone through in a new random order each time; sources without a weight are left out. Pairs are
    left out that are longer than ``longest`` pieces on a side, that hold more than one unknown Arabic piece, or whose
    English holds a piece that the model cannot put out. ``batch_tokens`` bounds sentences times longest side.
    """

    def __init__(
        self, pairs: dict[str, list[Pair]], weights: dict[str, float], pieces: Pieces, *, seed: int, batch_tokens: int,
        longest: int = 110,
    ) -> None:  # fmt: skip
        self._pairs = {source: those for source, those in sorted(pairs.items()) if weights.get(source)}
        if not self._pairs:
            raise ValueError("no source of the pairs has a weight")
        self._pieces, self._seed, self._batch_tokens, self._longest = pieces, seed, batch_tokens, longest
        total = sum(len(those) * weights[source] for source, those in self._pairs.items())
        self._take = {s: max(1, round(CHUNK * len(p) * weights[s] / total)) for s, p in self._pairs.items()}
        self._orders: dict[str, tuple[int, list[int]]] = {}

    def chunk(self, number: int) -> list[Batch]:
        """The batches of chunk ``number`` (from 0), in the order to train on."""
        rng = random.Random(f"{self._seed} {number}")
        pairs = [pair for source in self._pairs for pair in self._slice(source, number)]
        varied = [vary_numbers(pair, rng) if rng.random() < VARIED else pair for pair in pairs]
        batches = self.batches(varied)
        rng.shuffle(batches)
        return batches

    def batches(self, pairs: Iterable[Pair]) -> list[Batch]:
        """The pairs that can be learned from, shortest first, in batches of like lengths."""
        encoded = [ids for pair in pairs if self._fits(ids := self._pieces.encode(*pair))]
        encoded.sort(key=lambda ids: max(map(len, ids)))
        groups: list[list[Encoded]] = []
        for ids in encoded:
            if not groups or max(map(len, ids)) * (len(groups[-1]) + 1) > self._batch_tokens:
                groups.append([])
            groups[-1].append(ids)
        return [self._batch(group) for group in groups]

    def _fits(self, ids: Encoded) -> bool:
        source, target = ids
        return (
            max(len(source), len(target)) <= self._longest
            and source.count(self._pieces.unknown) <= 1
            and self._pieces.english.issuperset(target)
        )

    def _slice(self, source: str, number: int) -> list[Pair]:
        pairs, take = self._pairs[source], self._take[source]
        places = [divmod(i, len(pairs)) for i in range(number * take, (number + 1) * take)]
        return [pairs[self._order(source, epoch)[place]] for epoch, place in places]

    def _order(self, source: str, epoch: int) -> list[int]:
        if self._orders.get(source, (-1, []))[0] != epoch:
            order = list(range(len(self._pairs[source])))
            random.Random(f"{self._seed} {source} {epoch}").shuffle(order)
            self._orders[source] = epoch, order
        return self._orders[source][1]

    def _batch(self, group: list[Encoded]) -> Batch:
        def padded(side: list[list[int]]) -> np.ndarray:
            table = np.full((len(side), max(map(len, side))), self._pieces.pad, dtype=np.int64)
            for row, ids in zip(table, side, strict=True):
                row[: len(ids)] = ids
            return table

        targets = [target for _, target in group]
        return Batch(padded([source for source, _ in group]), padded(targets), sum(map(len, targets)))
