"""transformers: ``MarianMTModel.generate``, the reference that the other engine is measured against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translate.engines.base import Decoding, NBest, Pieces, halving, longest_output, n_best
from translate.engines.marian import load_marian
from translate.tokenizer import END, PAD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from translate.tokenizer import Tokenizer


class TransformersEngine:
    """A Marian folder on ``device``.

    The decoder is cut down to the English part of the vocabulary after loading, which gives the same output as the
    other engine's vocabulary map and saves the same work.
    """

    name = "transformers"
    workers = 1

    def __init__(self, folder: Path, tokenizer: Tokenizer, device: str, precision: str, threads: int) -> None:
        import torch
        from transformers import GenerationConfig

        self.device = device
        self.precision = precision
        self.batch_tokens = 2048 if device == "cpu" else 16384
        self._tokenizer = tokenizer
        if device == "cpu":
            torch.set_num_threads(threads)
        self._source_pad = tokenizer.ids([PAD])[0]
        kept = [*tokenizer.english_ids(), self._source_pad]
        self._pad = len(kept) - 1
        self._pieces = [tokenizer.vocabulary[number] for number in kept]
        self._end = self._pieces.index(END)
        model = load_marian(folder)
        _keep_in_decoder(model, kept)
        # In place of the folder's own: its forced end and forbidden <pad> are not needed (an output that is cut off
        # ends where it is cut, and _keep_in_decoder forbids <pad>), and its beam and lengths are not ours.
        model.generation_config = GenerationConfig(
            decoder_start_token_id=self._pad, pad_token_id=self._pad, eos_token_id=self._end
        )
        self._model: Any = model.to(device=device, dtype=getattr(torch, precision))

    def translate(self, batches: Iterable[Sequence[Pieces]], decoding: Decoding) -> Iterator[list[NBest]]:
        """See ``Engine.translate``."""
        for batch in batches:
            try:
                yield self._translate(batch, decoding)
            except (RuntimeError, MemoryError) as error:
                yield halving(batch, lambda half: self._translate(half, decoding), error)

    def close(self) -> None:
        """Drops the model."""
        self._model = None

    def _translate(self, batch: Sequence[Pieces], decoding: Decoding) -> list[NBest]:
        import torch

        sources = [self._tokenizer.ids([*source, END]) for source in batch]
        longest = max(map(len, sources))
        ids = torch.tensor([[*source, *[self._source_pad] * (longest - len(source))] for source in sources])
        mask = torch.tensor([[1] * len(source) + [0] * (longest - len(source)) for source in sources])
        scores = _Scores(decoding, self._end)
        with torch.inference_mode():
            output = self._model.generate(
                ids.to(self.device),
                attention_mask=mask.to(self.device),
                logits_processor=[scores],
                num_beams=decoding.beam,
                num_return_sequences=decoding.beam,
                max_new_tokens=longest_output(longest - 1),
                length_penalty=1.0,
                early_stopping=decoding.beam > 1,  # as CTranslate2 does: when ``beam`` hypotheses have ended
                no_repeat_ngram_size=decoding.no_repeat_ngram,
                do_sample=False,
                use_cache=True,
            )
        rows = [[number for number in row if number != self._pad] for row in output[:, 1:].tolist()]
        found = [
            ([self._pieces[number] for number in row], scores.mean(place // decoding.beam, row))
            for place, row in enumerate(rows)
        ]
        return [
            n_best(found[start : start + decoding.beam], self._tokenizer)
            for start in range(0, len(found), decoding.beam)
        ]


class _Scores:
    """Follows the log-probabilities of the hypotheses while they grow, as a logits processor of ``generate``.

    ``generate`` itself gives scores only together with every step's table of the whole vocabulary, gigabytes for a
    large batch. Keys are a sentence's place in the batch with the ids so far.
    """

    def __init__(self, decoding: Decoding, end: int) -> None:
        self._beam = decoding.beam
        # What was forbidden keeps no share, as in CTranslate2; and greedy search hands over logits.
        self._normalise = decoding.no_repeat_ngram > 0 or decoding.beam == 1
        self._end = end
        self._running: dict[tuple[int, tuple[int, ...]], tuple[int, float]] = {}
        self._table: Any = None
        self._ended: dict[tuple[int, tuple[int, ...]], float] = {}

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        """A step: rows of ids so far (rows, length) and their next ids' log-probabilities (rows, vocabulary)."""
        table = scores.log_softmax(-1) if self._normalise else scores
        keys = [(row // self._beam, tuple(ids)) for row, ids in enumerate(input_ids[:, 1:].tolist())]
        totals = [0.0] * len(keys) if self._table is None else self._totals(keys)
        for key, total, ending in zip(keys, totals, table[:, self._end].tolist(), strict=True):
            self._ended[key] = total + ending
        self._running = {key: (row, totals[row]) for row, key in reversed(list(enumerate(keys)))}
        self._table = table
        return table

    def mean(self, sentence: int, ids: list[int]) -> float:
        """The mean log-probability of an output of the finished search."""
        if ids and ids[-1] == self._end:
            return self._ended[sentence, tuple(ids[:-1])] / len(ids)
        return self._totals([(sentence, tuple(ids))])[0] / len(ids)  # cut off by the longest output

    def _totals(self, keys: list[tuple[int, tuple[int, ...]]]) -> list[float]:
        parents = [self._running[sentence, ids[:-1]] for sentence, ids in keys]
        added = self._table[[row for row, _ in parents], [ids[-1] for _, ids in keys]].tolist()
        return [total + more for (_, total), more in zip(parents, added, strict=True)]


def _keep_in_decoder(model: Any, kept: list[int]) -> None:
    """Cuts the decoder's embedding and output down to the ids ``kept``; forbids the last of them, ``<pad>``."""
    import torch

    index = torch.tensor(kept)
    weight = model.lm_head.weight.detach()[index].clone()
    bias = model.final_logits_bias.detach()[:, index].clone()
    bias[:, -1] = float("-inf")
    embedding = torch.nn.Embedding(len(kept), weight.shape[1], padding_idx=len(kept) - 1, _weight=weight)
    model.model.decoder.embed_tokens = embedding
    model.lm_head = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    model.lm_head.weight = embedding.weight
    model.final_logits_bias = bias
    model.config.decoder_vocab_size = len(kept)
