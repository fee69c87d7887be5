"""Whether a folder is a Marian model that reads Arabic, found out before anything heavy is loaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from translate.errors import ModelBroken
from translate.models import weights
from translate.models.manifest import NEEDED

if TYPE_CHECKING:
    from pathlib import Path

    import sentencepiece

# The letters that every Arabic text holds, and words of daily news; a model of another language has none of them.
_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_MOST = 0.5  # of the letters must be readable; a vocabulary either has nearly all of them or none
_FILLED = 0.99  # of the model's output ids must be in vocab.json
# Settings of config.json that make transformers fetch or run something from elsewhere, or change how weights are read.
_REFUSED_SETTINGS = ("auto_map", "quantization_config", "attn_implementation", "_attn_implementation")
_REFUSED_FILES = {
    "adapter_config.json": "an adapter for another model",
    "model.safetensors.index.json": "weights in several files",
    "pytorch_model.bin.index.json": "weights in several files",
    "target_vocab.json": "two vocabularies",
}
_EMBEDDINGS = (
    "model.shared.weight",
    "model.encoder.embed_tokens.weight",
    "model.decoder.embed_tokens.weight",
    "lm_head.weight",
)


def validate(folder: Path) -> None:
    """Raises ModelBroken, with the reason, unless the folder is a Marian model whose parts fit each other.

    Looked at are the settings, the vocabulary, every tensor's presence and shape (from the header of safetensors;
    a pickle has to be opened, weights-only) and whether the source tokeniser knows the Arabic letters.
    """
    for name in NEEDED:
        if not (folder / name).is_file():
            raise ModelBroken(f"{folder} is not a complete Marian model: it has no {name}.")
    for name, what in _REFUSED_FILES.items():
        if (folder / name).exists():
            raise ModelBroken(f"{folder} cannot be used: {name} means {what}, which this program does not read.")
    config, vocabulary = _json(folder / "config.json"), _json(folder / "vocab.json")
    _check_settings(folder, config)
    _check_vocabulary(folder, config, vocabulary)
    _check_tensors(folder, config)
    _check_arabic(folder, vocabulary)


def _json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelBroken(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(data, dict):
        raise ModelBroken(f"{path} is not a JSON object.")
    return data


def _check_settings(folder: Path, config: dict[str, Any]) -> None:
    if config.get("model_type") != "marian":
        raise ModelBroken(f"{folder} is not a Marian model: config.json says {config.get('model_type')!r}.")
    ties = ("share_encoder_decoder_embeddings", "tie_word_embeddings")
    if not all(config.get(name, True) is True for name in ties):
        raise ModelBroken(f"{folder} cannot be used: its encoder and decoder do not share one vocabulary.")
    if refused := [name for name in _REFUSED_SETTINGS if config.get(name)]:
        raise ModelBroken(
            f"{folder} cannot be used: config.json asks for {refused[0]}, which a plain model never does."
        )
    for name in (
        *("vocab_size", "d_model", "encoder_layers", "decoder_layers", "max_position_embeddings"),
        *("encoder_ffn_dim", "decoder_ffn_dim", "encoder_attention_heads", "decoder_attention_heads"),
    ):
        if type(config.get(name)) is not int or config[name] < 1:
            raise ModelBroken(f"{folder} cannot be used: {name} in config.json is {config.get(name)!r}.")


def _check_vocabulary(folder: Path, config: dict[str, Any], vocabulary: dict[str, Any]) -> None:
    size = config["vocab_size"]
    ids = vocabulary.values()
    in_range = all(type(number) is int and 0 <= number < size for number in ids)
    # A converted vocabulary may lack an id or two; one of another model is another size altogether.
    if not in_range or not _FILLED * size <= len(set(ids)) == len(ids):
        raise ModelBroken(f"{folder} does not fit together: vocab.json has {len(ids)} pieces, the model {size}.")
    for name in ("eos_token_id", "pad_token_id", "decoder_start_token_id"):
        if type(config.get(name)) is not int or not 0 <= config[name] < size:
            raise ModelBroken(f"{folder} cannot be used: {name} in config.json is {config.get(name)!r}.")
    if config.get("decoder_vocab_size") not in (None, size):
        raise ModelBroken(f"{folder} cannot be used: its encoder and decoder do not share one vocabulary.")


def _check_tensors(folder: Path, config: dict[str, Any]) -> None:
    path = weights.weights_file(folder)
    found = weights.shapes(path)
    size, width = config["vocab_size"], config["d_model"]
    wanted = expected_shapes(config)
    optional = dict.fromkeys(_EMBEDDINGS, (size, width)) | {"final_logits_bias": (1, size)}
    optional |= {
        f"model.{side}.embed_positions.weight": (config["max_position_embeddings"], width)
        for side in ("encoder", "decoder")
    }
    if not any(name in found for name in _EMBEDDINGS):
        raise ModelBroken(f"{path} does not fit config.json: the embeddings are missing.")
    for name, shape in (wanted | optional).items():
        if name not in found and name in wanted:
            raise ModelBroken(f"{path} does not fit config.json: {name} is missing.")
        if name in found and found[name] != shape:
            raise ModelBroken(f"{path} does not fit config.json: {name} has the shape {found[name]}, not {shape}.")


def expected_shapes(config: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the tensors that every layer of such a model has (transformers' names for Marian)."""
    width = config["d_model"]
    wanted: dict[str, tuple[int, ...]] = {}
    for side, attentions in (("encoder", ("self_attn",)), ("decoder", ("self_attn", "encoder_attn"))):
        inner = config[f"{side}_ffn_dim"]
        for number in range(config[f"{side}_layers"]):
            layer = f"model.{side}.layers.{number}"
            for attention in attentions:
                for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
                    wanted[f"{layer}.{attention}.{part}.weight"] = (width, width)
                    wanted[f"{layer}.{attention}.{part}.bias"] = (width,)
            for norm in (*(f"{attention}_layer_norm" for attention in attentions), "final_layer_norm"):
                wanted[f"{layer}.{norm}.weight"] = wanted[f"{layer}.{norm}.bias"] = (width,)
            wanted |= {f"{layer}.fc1.weight": (inner, width), f"{layer}.fc1.bias": (inner,)}
            wanted |= {f"{layer}.fc2.weight": (width, inner), f"{layer}.fc2.bias": (width,)}
    return wanted


def _check_arabic(folder: Path, vocabulary: dict[str, Any]) -> None:
    source, _ = (_tokenizer(folder / name) for name in ("source.spm", "target.spm"))
    readable = sum(all(piece in vocabulary for piece in source.encode(letter, out_type=str)) for letter in _LETTERS)
    if readable < _MOST * len(_LETTERS):
        raise ModelBroken(
            f"{folder} cannot read Arabic: its source vocabulary knows {readable} of {len(_LETTERS)} letters. "
            "It was made for another language."
        )


def _tokenizer(path: Path) -> sentencepiece.SentencePieceProcessor:
    import sentencepiece

    try:
        return sentencepiece.SentencePieceProcessor(model_file=str(path))
    except (OSError, RuntimeError) as error:
        raise ModelBroken(f"{path} is not a SentencePiece model.") from error
