"""A Marian model of a few kilobytes: everything fits together, but its weights are random."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path

import numpy as np
import sentencepiece
from safetensors.numpy import save

from translate.models.validate import expected_shapes

ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
LATIN = "abcdefghijklmnopqrstuvwxyz"


def tokenizer(letters: str) -> tuple[bytes, list[str]]:
    """A SentencePiece model that knows these letters, and its pieces."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([" ".join(letters), letters]),
        model_writer=model,
        vocab_size=len(letters) + 4,
        model_type="char",
        minloglevel=2,
    )
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    return model.getvalue(), [processor.id_to_piece(n) for n in range(processor.vocab_size())]


def config(vocabulary: int) -> dict[str, object]:
    """Settings of a model of one layer a side and width 8."""
    sizes = {"d_model": 8, "encoder_layers": 1, "decoder_layers": 1, "encoder_ffn_dim": 16, "decoder_ffn_dim": 16}
    heads = {"encoder_attention_heads": 2, "decoder_attention_heads": 2, "max_position_embeddings": 32}
    ids = {"eos_token_id": 0, "pad_token_id": vocabulary - 1, "decoder_start_token_id": vocabulary - 1}
    return {"model_type": "marian", "vocab_size": vocabulary, **sizes, **heads, **ids}


def tensors(settings: dict[str, object], seed: int = 1) -> dict[str, np.ndarray]:
    """Random weights that fit the settings."""
    rng = np.random.default_rng(seed)
    shapes = expected_shapes(settings) | {"model.shared.weight": (settings["vocab_size"], settings["d_model"])}
    return {name: rng.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()}


@cache
def files(source_letters: str = ARABIC, seed: int = 1) -> dict[str, bytes]:
    """The files of a whole model folder, by name; callers copy before they change them."""
    source, source_pieces = tokenizer(source_letters)
    target, target_pieces = tokenizer(LATIN)
    special = ["</s>", "<unk>"]
    pieces = [*special, *(dict.fromkeys(p for p in source_pieces + target_pieces if p not in special)), "<pad>"]
    settings = config(len(pieces))
    return {
        "config.json": json.dumps(settings).encode(),
        "vocab.json": json.dumps({piece: number for number, piece in enumerate(pieces)}).encode(),
        "tokenizer_config.json": b"{}",
        "source.spm": source,
        "target.spm": target,
        "model.safetensors": save(tensors(settings, seed), metadata={"format": "pt"}),
    }


def write(folder: Path, content: dict[str, bytes]) -> Path:
    """Writes files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in content.items():
        (folder / name).write_bytes(data)
    return folder
