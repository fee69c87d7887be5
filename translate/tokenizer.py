"""A Marian model's tokeniser, from its files and sentencepiece alone: no transformers, no torch."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from translate.errors import ModelBroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

END = "</s>"
UNKNOWN = "<unk>"
PAD = "<pad>"

_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")


class Tokenizer:
    """Text into the pieces of ``source.spm`` and back, and what ``vocab.json`` says of them.

    ``vocabulary`` is the joint vocabulary, the piece of every id. Pieces are those of transformers' MarianTokenizer,
    but that a text is never taken for a language code (``>>fra<<``).
    """

    def __init__(self, folder: Path) -> None:
        """Reads the model folder's tokeniser files; raises ModelBroken if one is missing or damaged."""
        import sentencepiece

        try:
            ids: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
            self._source = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
            self._target = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))
            self.vocabulary = sorted(ids, key=ids.__getitem__)
            self._unknown = ids[UNKNOWN]
        except (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelBroken(f"The tokeniser files in {folder} cannot be used: {error}") from error
        self._ids = ids

    def encode(self, text: str) -> list[str]:
        """The pieces of one text, without ``</s>``."""
        pieces: list[str] = self._source.encode(text, out_type=str)
        return pieces

    def ids(self, pieces: Iterable[str]) -> list[int]:
        """The id of each piece; that of ``<unk>`` for a piece that is not in the vocabulary."""
        return [self._ids.get(piece, self._unknown) for piece in pieces]

    def decode(self, pieces: Sequence[str]) -> str:
        """The text of an output, without ``</s>``, ``<pad>`` and ``<unk>``."""
        joined = "".join([piece for piece in pieces if piece not in {END, PAD, UNKNOWN}])
        return joined.replace("▁", " ").strip()

    def english_ids(self) -> list[int]:
        """The ids that an English output can hold, ascending: ``</s>`` and the pieces of ``target.spm``.

        A joint vocabulary holds the source language's pieces too, about half of opus-mt-ar-en's. Left out are those,
        the unknown piece, and pieces with Arabic letters, which a ``target.spm`` made from web text has a few of.
        """
        pieces = {self._target.id_to_piece(number) for number in range(self._target.get_piece_size())}
        wanted = (pieces - {UNKNOWN, PAD}) | {END}
        return sorted(self._ids[piece] for piece in wanted if piece in self._ids and not _ARABIC.search(piece))
