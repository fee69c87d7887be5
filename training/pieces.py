"""Text to ids with the tokeniser files of a Marian folder."""

from __future__ import annotations

import json
from pathlib import Path


class Pieces:
    """``english`` holds the ids that an English output may have: the pieces of ``target.spm`` and ``</s>``."""

    def __init__(self, folder: Path) -> None:
        import sentencepiece

        self._source = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
        self._target = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))
        self._ids: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        self.end, self.unknown, self.pad = (self._ids[name] for name in ("</s>", "<unk>", "<pad>"))
        names = {self._target.id_to_piece(number) for number in range(self._target.get_piece_size())}
        self.english = frozenset(
            {self._ids[name] for name in names - {"<unk>", "<s>"} if name in self._ids} | {self.end}
        )

    def encode(self, arabic: str, english: str) -> tuple[list[int], list[int]]:
        """The ids of both sides, each ended by ``</s>``."""
        sides = self._source.encode(arabic, out_type=str), self._target.encode(english, out_type=str)
        source, target = ([self._ids.get(piece, self.unknown) for piece in side] + [self.end] for side in sides)
        return source, target
