"""What the engines have in common: what they are asked, what they answer, and how work is cut into batches."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from translate.errors import EngineError
from translate.types import Hypothesis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from translate.tokenizer import Tokenizer

Pieces = Sequence[str]
NBest = tuple[Hypothesis, ...]


SEARCH_VERSION = 1
"""Counts changes to what is said of the search below, and to ``longest_output``: they make other outputs."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """How hypotheses are searched for; part of a translation memory's key.

    ``beam`` hypotheses are kept and returned. ``no_repeat_ngram`` forbids an n-gram of pieces of this length to come
    twice in an output; 0 allows it. What is not a setting is the same everywhere: scores are divided by the length,
    ``</s>`` included (length penalty 1), the search ends when ``beam`` hypotheses have ended, ``<unk>``, ``<pad>`` and
    what is not English are never put out.

    So set, both engines in float32 gave the same n-best lists for all 997 sentences of FLORES-dev with the bundled
    model (revision 4), scores within 0.0001 (``benchmarks.engine_agreement``); int8 chooses another best hypothesis
    for 72 % of them, at 14.5 BLEU for 14.8 and 43.4 chrF for 43.6: this model's hypotheses are that close together.
    """

    beam: int = 4
    no_repeat_ngram: int = 0


class Engine(Protocol):
    """A loaded model.

    ``batch_tokens`` is the size of a batch, padding included, that suits the engine on its device, and ``workers``
    how many batches it translates at once.
    """

    name: str
    device: str
    precision: str
    batch_tokens: int
    workers: int

    def translate(self, batches: Iterable[Sequence[Pieces]], decoding: Decoding) -> Iterator[list[NBest]]:
        """For each batch of sources the hypotheses of each, best first; a batch is asked for when one is wanted.

        Sources are pieces without ``</s>``, shorter than the model's positions. Raises EngineError.
        """
        ...

    def close(self) -> None:
        """Gives memory and threads back."""
        ...


# English pieces for an Arabic one, in the bundled model's vocabulary: in FLORES-dev and 300 news pairs 0.95 in the
# middle and 2.5 at most, in 45 collections of pairs 99.9 % are under 3.1 (classical prose; news 1.7), and sentences of
# under 10 pieces have up to 25 more in English. What goes on longer is a loop.
_LONGEST_RATIO = 3
_LONGEST_EXTRA = 25
MOST_POSITIONS = 512


def longest_output(source: int) -> int:
    """Pieces, ``</s>`` included, after which an output for so many source pieces is cut off."""
    return min(MOST_POSITIONS - 1, _LONGEST_RATIO * source + _LONGEST_EXTRA)


def make_batches(lengths: Sequence[int], tokens: int, workers: int = 1) -> list[list[int]]:
    """Indices grouped by length, longest first, so that a batch padded to its longest has at most ``tokens`` pieces.

    A little work is cut smaller, so that every one of ``workers`` gets some. Indices of equal length keep their order:
    the same lengths give the same batches.
    """
    tokens = min(tokens, math.ceil(sum(lengths) / workers)) if lengths else tokens
    batches: list[list[int]] = []
    width = 0
    for index in sorted(range(len(lengths)), key=lambda index: -lengths[index]):
        if not batches or (len(batches[-1]) + 1) * width > tokens:
            batches.append([])
            width = max(1, lengths[index])
        batches[-1].append(index)
    return batches


def n_best(outputs: Iterable[tuple[Pieces, float]], tokenizer: Tokenizer) -> NBest:
    """Hypotheses from pieces and scores, best first; of two that read the same the better one is kept."""
    best: dict[str, float] = {}
    for pieces, score in sorted(outputs, key=lambda output: -output[1]):
        if math.isnan(score):
            raise EngineError(
                "The model's scores are not numbers: its weights are damaged, or too large for this device."
            )
        best.setdefault(tokenizer.decode(pieces), min(0.0, score))
    return tuple(Hypothesis(text, score) for text, score in best.items())


def halving(
    batch: Sequence[Pieces], translate: Callable[[Sequence[Pieces]], list[NBest]], error: Exception
) -> list[NBest]:
    """Translates in halves a batch that failed with ``error``, if it failed for want of memory; else raises.

    Raises EngineError, also when a single source is too much.
    """
    if not _out_of_memory(error):
        raise EngineError(f"The engine failed: {error}") from error
    if len(batch) == 1:
        raise EngineError(f"Not enough memory to translate a sentence of {len(batch[0])} pieces.") from error
    middle = len(batch) // 2
    results: list[NBest] = []
    for half in (batch[:middle], batch[middle:]):
        try:
            results += translate(half)
        except (RuntimeError, MemoryError) as again:
            results += halving(half, translate, again)
    return results


def _out_of_memory(error: Exception) -> bool:
    message = str(error).lower()
    return isinstance(error, MemoryError) or any(
        sign in message for sign in ("out of memory", "allocate memory", "bad_alloc", "bad allocation")
    )
