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
        model = load_marian(folder)
        _keep_in_decoder(model, kept)
        # In place of the folder's own: its forced end and forbidden <pad> are not needed (an output that is cut off
        # ends where it is cut, and _keep_in_decoder forbids <pad>), and its beam and lengths are not ours.
        model.generation_config = GenerationConfig(
            decoder_start_token_id=self._pad, pad_token_id=self._pad, eos_token_id=self._pieces.index(END)
        )
        self._model = model.to(device=device, dtype=getattr(torch, precision))

    def translate(self, batches: Iterable[Sequence[Pieces]], decoding: Decoding) -> Iterator[list[NBest]]:
        """See ``Engine.translate``."""
        for batch in batches:
            try:
                yield self._translate(batch, decoding)
            except (RuntimeError, MemoryError) as error:
                yield halving(batch, lambda half: self._translate(half, decoding), error)

    def close(self) -> None:
        """Drops the model."""
        del self._model

    def _translate(self, batch: Sequence[Pieces], decoding: Decoding) -> list[NBest]:
        import torch
        from transformers import GenerationConfig

        sources = [self._tokenizer.ids([*source, END]) for source in batch]
        longest = max(map(len, sources))
        ids = torch.tensor([[*source, *[self._source_pad] * (longest - len(source))] for source in sources])
        mask = torch.tensor([[1] * len(source) + [0] * (longest - len(source)) for source in sources])
        settings = GenerationConfig(
            num_beams=decoding.beam,
            num_return_sequences=decoding.beam,
            max_new_tokens=longest_output(longest - 1),
            length_penalty=1.0,
            early_stopping=True,
            no_repeat_ngram_size=decoding.no_repeat_ngram,
            renormalize_logits=decoding.no_repeat_ngram > 0,  # what is forbidden keeps no share, as in CTranslate2
            do_sample=False,
            use_cache=True,
            return_dict_in_generate=True,
            output_scores=True,
        )
        with torch.inference_mode():
            output = self._model.generate(
                ids.to(self.device), attention_mask=mask.to(self.device), generation_config=settings
            )
            scores = self._scores(output, decoding.beam)
        rows = output.sequences[:, 1:].tolist()
        found = list(zip(map(self._output, rows), scores, strict=True))
        return [
            n_best(found[start : start + decoding.beam], self._tokenizer)
            for start in range(0, len(found), decoding.beam)
        ]

    def _output(self, row: list[int]) -> list[str]:
        return [self._pieces[number] for number in row if number != self._pad]

    def _scores(self, output: Any, beam: int) -> list[float]:
        if beam > 1:
            return [float(score) for score in output.sequences_scores]
        # Greedy search has no score of its own.
        steps = self._model.compute_transition_scores(output.sequences, output.scores, normalize_logits=True)
        ended = output.sequences[:, 1:] == self._pad
        totals = steps.masked_fill(ended, 0).sum(dim=1) / (~ended).sum(dim=1)
        return [float(total) for total in totals]


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
