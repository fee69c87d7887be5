"""SentencePiece vocabularies: the pieces of XLM-R that Arabic and English training text uses, with their scores."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.e5 import E5File

_NORMAL, _UNKNOWN, _CONTROL = 1, 2, 3  # SentencePiece's kinds of pieces
POSITIONS = 512


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Row numbers of XLM-R pieces, ascending: those of Arabic text, of English text, and of either."""

    arabic: tuple[int, ...]
    english: tuple[int, ...]

    @property
    def joint(self) -> tuple[int, ...]:
        """The rows of the joint vocabulary; the model has ``</s>`` and ``<unk>`` before them and ``<pad>`` after."""
        return tuple(sorted({*self.arabic, *self.english}))


def prune(e5: E5File, pairs: Iterable[tuple[str, str]], least: int = 1) -> Vocabulary:
    """The pieces that occur at least ``least`` times on their side of the pairs, and every single character there.

    Unigram segmentation with fewer pieces is the same as with all of them where no piece is missing.
    """
    import sentencepiece

    special = {e5.bos, e5.eos, e5.pad, e5.unk}
    processor = sentencepiece.SentencePieceProcessor(
        model_proto=spm_model(e5, [row for row in range(len(e5.pieces)) if row not in special])
    )
    rows = {piece: row for row, piece in enumerate(e5.pieces) if row not in special}
    counts: tuple[Counter[int], Counter[int]] = Counter(), Counter()
    for pair in pairs:
        for count, text in zip(counts, pair, strict=True):
            count.update([rows[piece] for piece in processor.encode(text, out_type=str) if piece in rows])
            count.update([rows[letter] for letter in set(text) if letter in rows])
    arabic, english = (tuple(sorted(row for row, n in count.items() if n >= least)) for count in counts)
    return Vocabulary(arabic, english)


def spm_model(e5: E5File, rows: Sequence[int]) -> bytes:
    """A SentencePiece unigram model of these pieces; text is normalised by SentencePiece's default rule, as XLM-R's."""
    from sentencepiece import sentencepiece_model_pb2

    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(_rule())
    del model.pieces[:]
    for piece, kind in (("<unk>", _UNKNOWN), ("<s>", _CONTROL), ("</s>", _CONTROL)):
        model.pieces.add(piece=piece, score=0.0, type=kind)
    for row in rows:
        model.pieces.add(piece=e5.pieces[row], score=float(e5.scores[row]), type=_NORMAL)
    model.trainer_spec.vocab_size = len(model.pieces)
    data: bytes = model.SerializeToString()
    return data


def _rule() -> bytes:
    """A model trained on a few words, for the compiled normalisation rule that every SentencePiece model carries."""
    import sentencepiece

    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c d e f g"] * 10), model_writer=written, vocab_size=12,
        hard_vocab_limit=False, minloglevel=2,
    )  # fmt: skip
    return written.getvalue()


def write_tokenizer(e5: E5File, vocabulary: Vocabulary, folder: Path) -> None:
    """The four tokeniser files of a Marian folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "source.spm").write_bytes(spm_model(e5, vocabulary.arabic))
    (folder / "target.spm").write_bytes(spm_model(e5, vocabulary.english))
    names = ["</s>", "<unk>", *[e5.pieces[row] for row in vocabulary.joint], "<pad>"]
    _write_json({name: number for number, name in enumerate(names)}, folder / "vocab.json")
    settings = {
        "tokenizer_class": "MarianTokenizer", "source_lang": "ar", "target_lang": "en", "separate_vocabs": False,
        "model_max_length": POSITIONS, "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>",
    }  # fmt: skip
    _write_json(settings, folder / "tokenizer_config.json")


def _write_json(value: Any, path: Path) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
