"""CTranslate2: the fast engine, int8 on processors and float16 on CUDA, without torch."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from translate.engines.base import Decoding, NBest, Pieces, halving, longest_output, n_best
from translate.errors import ModelBroken
from translate.tokenizer import END

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from translate.tokenizer import Tokenizer


class CTranslate2Engine:
    """A converted model (``convert.converted``) on ``device``.

    On a processor, ``threads`` batches are translated at once, each by one thread: sentences are independent, so this
    keeps every core busy where several threads on one batch wait for each other (docs/performance.md). With
    ``english_only`` false the whole joint vocabulary is computed in every step, to measure what leaving it out does.
    """

    name = "ctranslate2"

    def __init__(
        self,
        folder: Path,
        tokenizer: Tokenizer,
        device: str,
        precision: str,
        threads: int,
        *,
        english_only: bool = True,
    ) -> None:
        import ctranslate2

        self.device = device
        self.precision = precision
        self.workers = threads if device == "cpu" else 1
        # 256, 512 and 1,024 are as fast on two cores (docs/performance.md); 512 takes 160 MB less than 1,024.
        self.batch_tokens = 512 if device == "cpu" else 8192
        self._tokenizer = tokenizer
        self._english_only = english_only
        try:
            self._translator = ctranslate2.Translator(
                str(folder),
                device=device,
                compute_type=precision,
                inter_threads=self.workers,
                intra_threads=1,
                max_queued_batches=-1,  # the window below is what bounds the queue
            )
        except (RuntimeError, ValueError) as error:
            raise ModelBroken(f"The converted model in {folder} cannot be loaded: {error}") from error

    def translate(self, batches: Iterable[Sequence[Pieces]], decoding: Decoding) -> Iterator[list[NBest]]:
        """See ``Engine.translate``; the results come in the order of the batches."""
        waiting: deque[tuple[Sequence[Pieces], Any]] = deque()
        for batch in batches:
            waiting.append((batch, self._submit(batch, decoding)))
            if len(waiting) > 2 * self.workers:  # so that nobody waits while a result is looked at
                yield self._collect(*waiting.popleft(), decoding)
        while waiting:
            yield self._collect(*waiting.popleft(), decoding)

    def close(self) -> None:
        """Unloads the model."""
        self._translator.unload_model()

    def _submit(self, batch: Sequence[Pieces], decoding: Decoding) -> Any:
        # Every option whose default would cut, drop or change something is named here.
        return self._translator.translate_batch(
            [[*source, END] for source in batch],
            asynchronous=True,
            max_batch_size=0,
            beam_size=decoding.beam,
            num_hypotheses=decoding.beam,
            length_penalty=1,
            coverage_penalty=0,
            repetition_penalty=1,
            no_repeat_ngram_size=decoding.no_repeat_ngram,
            disable_unk=True,
            max_input_length=0,
            max_decoding_length=longest_output(max(map(len, batch))),
            min_decoding_length=1,
            use_vmap=self._english_only,
            return_scores=True,
        )

    def _collect(self, batch: Sequence[Pieces], results: Any, decoding: Decoding) -> list[NBest]:
        try:
            return self._n_best(results)
        except (RuntimeError, MemoryError) as error:
            return halving(batch, lambda half: self._n_best(self._submit(half, decoding)), error)

    def _n_best(self, results: Any) -> list[NBest]:
        return [
            n_best(zip(result.hypotheses, result.scores, strict=True), self._tokenizer)
            for result in [waiting.result() for waiting in results]
        ]
