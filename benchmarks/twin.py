"""A stand-in for opus-mt-ar-en in speed measurements: ``python -m benchmarks.twin FOLDER``.

It writes a Hugging Face Marian folder of the exact shape of Helsinki-NLP/opus-mt-ar-en (6+6 layers, width 512, feed
forward 2048, 8 heads, swish, post-norm, sinusoidal positions, 62,834 joint tokens of which about half are Arabic, tied
embeddings, 512 positions) with random weights. What it says is random English pieces; what it costs is what the real
model costs, because the time of a product of matrices does not depend on the numbers in them.

Its output is as long as its input: one token a source token, for every runtime, precision and batch, without any
setting. Most of the weights are noise, but

* in the last decoder layer, one head of the attention to the source compares sinusoidal positions, so that step *p*
  looks at source token *p*;
* ``</s>`` carries a mark in one dimension that nothing else touches; that head copies the mark, and the output layer
  answers it with ``</s>``. So the hypothesis ends where the source ends, in all beams at once;
* the output bias keeps the pieces that ``target.spm`` does not have (Arabic) from ever being chosen, as training does
  with the real model;
* the last layer norm has random signs, without which tied random embeddings would only repeat the last token.

The vocabularies are SentencePiece unigram models, trained on the words of the given text (``seeds`` by default, and the
project's licence and glossary for English) and on words of random syllables that fill them up.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import re
import string
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parent.parent

EOS, UNK, PAD = "</s>", "<unk>", "<pad>"


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of a Marian model; the defaults are opus-mt-ar-en's. ``vocabulary`` counts ``<pad>`` too."""

    layers: int = 6
    width: int = 512
    feed_forward: int = 2048
    heads: int = 8
    vocabulary: int = 62_834
    target_vocabulary: int = 32_000
    positions: int = 512


OPUS = Shape()
TINY = Shape(layers=2, width=128, feed_forward=128, heads=2, vocabulary=1200, target_vocabulary=600, positions=512)
"""For tests: made in a second, and too small to time anything."""


def make(folder: Path, shape: Shape = OPUS, *, text: Iterable[Path] = (), seed: int = 1) -> None:
    """Write a twin of this shape into ``folder``; the same arguments give the same model.

    ``text`` are files or folders of Arabic ``.txt`` whose words the source vocabulary is trained on; none given:
    ``seeds``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    random_ = random.Random(seed)
    target = _train(_english_words(), _ENGLISH, shape.target_vocabulary, random_)
    (folder / "target.spm").write_bytes(target)
    english = _pieces(target)
    # The source vocabulary takes what is left, but for the pieces that both have (digits, marks, Latin letters).
    wanted = shape.vocabulary - 1 - len(english)
    source = _train(_arabic_words(text), _ARABIC, wanted, random_)
    (folder / "source.spm").write_bytes(source)
    joint = dict.fromkeys([EOS, UNK, *english, *_pieces(source)])
    filler = (f"▁filler{number}" for number in range(shape.vocabulary))
    joint.update(dict.fromkeys(next(filler) for _ in range(shape.vocabulary - 1 - len(joint))))
    vocabulary = {piece: number for number, piece in enumerate([*joint, PAD])}
    _write_json(folder / "vocab.json", vocabulary)
    _write_json(folder / "tokenizer_config.json", {
        "tokenizer_class": "MarianTokenizer", "source_lang": "ar", "target_lang": "en", "separate_vocabs": False,
        "model_max_length": shape.positions, "eos_token": EOS, "unk_token": UNK, "pad_token": PAD,
    })  # fmt: skip
    allowed = [vocabulary[piece] for piece in english if piece != UNK]
    _save_model(folder, shape, eos=vocabulary[EOS], allowed=allowed, seed=seed)


def _save_model(folder: Path, shape: Shape, *, eos: int, allowed: list[int], seed: int) -> None:
    import torch
    from transformers import MarianConfig, MarianMTModel

    pad = shape.vocabulary - 1
    config = MarianConfig(
        vocab_size=shape.vocabulary, d_model=shape.width, max_position_embeddings=shape.positions,
        encoder_layers=shape.layers, decoder_layers=shape.layers, encoder_ffn_dim=shape.feed_forward,
        decoder_ffn_dim=shape.feed_forward, encoder_attention_heads=shape.heads, decoder_attention_heads=shape.heads,
        activation_function="swish", scale_embedding=True, static_position_embeddings=True, pad_token_id=pad,
        bos_token_id=eos, eos_token_id=eos, decoder_start_token_id=pad, forced_eos_token_id=eos,
    )  # fmt: skip
    torch.manual_seed(seed)
    model = MarianMTModel(config)
    with torch.no_grad():
        _set_weights(model, shape, eos, allowed)
    model.generation_config.update(
        num_beams=4, max_length=shape.positions, bad_words_ids=[[pad]], pad_token_id=pad, eos_token_id=eos,
        decoder_start_token_id=pad, forced_eos_token_id=eos, bos_token_id=None,
    )  # fmt: skip
    model.save_pretrained(folder)


def _set_weights(model: Any, shape: Shape, eos: int, allowed: list[int]) -> None:
    """Arrange the weights as the module's docstring says.

    Figures: a matrix entry has deviation 1/sqrt(width)/2, which makes what a sublayer adds a quarter of what it is
    added to; logits have deviation 4 (a top probability of 0.1 to 0.5); ``</s>`` stands 20 below the mean logit while
    the mark is off and over 20 above the best one when it is on.
    """
    import torch

    half, head = shape.width // 2, shape.width // shape.heads
    step = half // head  # frequencies from 1 down to 1/100: sharp within a token, and single-peaked over 500
    clock = torch.tensor([step * i for i in range(head // 2)] + [half + step * i for i in range(head // 2)])
    mark = half - 1  # the sine of the lowest frequency: all but zero at every position
    free = torch.ones(shape.width, dtype=torch.bool)
    free[clock] = free[mark] = False

    for name, parameter in model.named_parameters():
        if parameter.ndim == 2 and "embed" not in name:
            parameter.normal_(0, 0.5 / shape.width**0.5)
            if name.endswith(("out_proj.weight", "fc2.weight")):
                parameter[~free] = 0

    embedding = model.model.shared.weight
    scale = shape.width**0.5
    embedding.normal_(0, 0.7 / scale)
    # Low-frequency cosines are all near 1: without this offset every layer norm would shift the clock.
    middle = model.model.encoder.embed_positions.weight[20].sum()
    embedding -= middle / free.sum() / scale
    embedding[:, ~free] = 0
    embedding[eos, mark] = 5.0 / scale
    embedding[-1] = 0

    last = model.model.decoder.layers[-1]
    attention = last.encoder_attn
    for projection, gain in ((attention.q_proj, 96.0 * (64 / head) ** 0.5), (attention.k_proj, 1.0)):
        projection.weight[:head] = 0
        projection.weight[torch.arange(head), clock] = gain
    attention.v_proj.weight[0] = 0
    attention.v_proj.weight[0, mark] = 1.0
    attention.out_proj.weight[mark, 0] = 2.0

    deviation = 4 / 0.7  # of a logit, for a normalised last layer
    signs = (torch.randint(0, 2, (shape.width,)) * 2 - 1).float()
    signs[: half // 3] *= 2  # what turns with the position counts double, what is the same at all of them not at all
    signs[half : half + half // 3] *= 2
    signs[half + half // 3 :] = 0
    last.final_layer_norm.weight.copy_(signs * deviation)
    last.final_layer_norm.weight[mark] = 60 / (embedding[eos, mark] * 5)
    bias = torch.full_like(model.final_logits_bias, -30.0)
    bias[0, allowed] = 0.0
    bias[0, eos] = -20.0
    model.final_logits_bias.copy_(bias)


_ARABIC = ("بتثجحخدذرزسشصضطظعغفقكلمنهوي", "اويةى", ("ال", "وال", "بال", "لل", "و", ""))
_ENGLISH = ("bcdfghjklmnprstvwz", "aeiou", ("re", "un", "de", "", "", ""))


def _train(words: Counter[str], letters: tuple[str, str, tuple[str, ...]], size: int, random_: random.Random) -> bytes:
    """A SentencePiece unigram model of exactly ``size`` pieces over ``words`` and random words."""
    import sentencepiece

    consonants, vowels, prefixes = letters
    # The trainer considers what at least two words share: with a suffixed form, a word can become a piece. Half of
    # the words get one, which gives 1.5 pieces a word on the seeds, as a vocabulary of this size has on news.
    words = Counter(words)
    words.update([word + vowels[:2] for word in sorted(words) if random_.random() < 0.5])
    while len(words) < 4 * size:
        syllables = (
            random_.choice(consonants) + random_.choice(vowels) + random_.choice(("", random_.choice(consonants)))
            for _ in range(random_.randint(1, 3))
        )
        words[random_.choice(prefixes) + "".join(syllables)] += 1
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(f"{word}\t{count}" for word, count in sorted(words.items())),
        input_format="tsv", model_writer=model, model_type="unigram", vocab_size=size, character_coverage=1.0,
        bos_id=-1, eos_id=0, unk_id=1, num_threads=1, minloglevel=2, max_sentence_length=1 << 20,
    )  # fmt: skip
    return model.getvalue()


def _pieces(model: bytes) -> list[str]:
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    return [processor.id_to_piece(number) for number in range(processor.get_piece_size())]


def _arabic_words(text: Iterable[Path]) -> Counter[str]:
    files = [
        file
        for path in (list(text) or [ROOT / "seeds"])
        for file in (sorted(path.rglob("*.txt")) if path.is_dir() else [path])
    ]
    return Counter(word for file in files for word in file.read_text(encoding="utf-8").split())


def _english_words() -> Counter[str]:
    pages = [ROOT / "LICENSE", ROOT / "translate" / "data" / "glossary.csv"]
    text = " ".join(page.read_text(encoding="utf-8") for page in pages)
    return Counter(re.findall(r"[A-Za-z]+|[!-@]", text + string.punctuation + string.digits))


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def main() -> None:
    """Write a twin."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder to write the model to")
    parser.add_argument(
        "--text", type=Path, nargs="*", default=[], help="Arabic text files or folders (default: seeds)"
    )
    arguments = parser.parse_args()
    make(arguments.folder, text=arguments.text)


if __name__ == "__main__":
    main()
