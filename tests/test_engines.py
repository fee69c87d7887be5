"""Both engines on a small model with random weights (benchmarks.twin) and on the bundled one."""

import json
import random
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import twin
from tests import tiny_marian
from translate.engines import Decoding, Engine, NBest, Pieces, make_batches, open_engine, pick_device, pick_engine
from translate.engines.base import halving, n_best
from translate.engines.convert import converted
from translate.engines.ctranslate2_engine import CTranslate2Engine
from translate.errors import EngineError, ModelBroken
from translate.models import ResolvedModel, conversion_folder, resolve
from translate.tokenizer import Tokenizer

DEFAULT = Decoding()
SENTENCES = (
    "وصل الوفد إلى دمشق مساء الثلاثاء.",
    "قتل 12 شخصا في قصف على المدينة، وأصيب 30 آخرون بجروح.",
    "وقال المتحدث باسم الوزارة إن المفاوضات ستستأنف الأسبوع المقبل.",
    "ارتفعت أسعار النفط بنسبة 3.5% في عام 2017.",
    "نفى الرئيس هذه الأنباء.",
    "مرحبا",
)


@pytest.fixture(scope="module")
def own_folders(environment: dict[str, str]) -> Iterator[None]:
    """The test run's own store and cache, for fixtures that live longer than a test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DRAGOMAN_HOME", "DRAGOMAN_CACHE"):
            patch.setenv(name, environment[name])
        yield


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "tiny"
    twin.make(folder, twin.TINY)
    return folder


@pytest.fixture(scope="session")
def tiny_tokenizer(tiny: Path) -> Tokenizer:
    return Tokenizer(tiny)


@pytest.fixture(scope="module", params=["ctranslate2", "transformers"])
def engine(
    request: pytest.FixtureRequest, tiny: Path, tiny_tokenizer: Tokenizer, own_folders: None
) -> Iterator[Engine]:
    opened = open_engine(
        model_of(tiny), tiny_tokenizer, request.param, "cpu", precision="float32", threads=2, test=False
    )
    yield opened
    opened.close()


def model_of(folder: Path) -> ResolvedModel:
    return ResolvedModel("tiny", folder, f"{abs(hash(folder)):064x}", "", "", "", "")


def translate(engine: Engine, sources: Sequence[Pieces], decoding: Decoding = DEFAULT, tokens: int = 0) -> list[NBest]:
    batches = make_batches([len(source) + 1 for source in sources], tokens or engine.batch_tokens, engine.workers)
    found: dict[int, NBest] = {}
    for batch, results in zip(
        batches, engine.translate([[sources[i] for i in batch] for batch in batches], decoding), strict=True
    ):
        found.update(zip(batch, results, strict=True))
    return [found[index] for index in range(len(sources))]


def random_sources(tokenizer: Tokenizer, count: int, seed: int = 1) -> list[list[str]]:
    """Short ones, since a step of the transformers engine takes milliseconds whatever the model's size."""
    choice = random.Random(seed)
    pieces = [piece for piece in tokenizer.vocabulary if not piece.startswith("<")]
    return [choice.choices(pieces, k=choice.randint(1, 6)) for _ in range(count)]


@pytest.fixture(scope="module")
def both(own_folders: None) -> tuple[Tokenizer, Any]:
    """The tokeniser of the bundled model, and transformers' for the same files."""
    from transformers import MarianTokenizer

    folder = resolve("bundled", offline=True).folder
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "pip install sacremoses"
        return Tokenizer(folder), MarianTokenizer.from_pretrained(folder)


class TestTokenizer:
    @given(text=st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("ابتثحدرسعقلمنوي  12،.")))
    def test_pieces_are_those_of_transformers(self, both: tuple[Tokenizer, Any], text: str) -> None:
        ours, theirs = both
        text = text.removeprefix(">>")  # a language code there, text here
        assert ours.encode(text) == theirs.tokenize(text)
        assert ours.ids([*ours.encode(text), "</s>"]) == theirs(text)["input_ids"]

    @given(numbers=st.lists(st.integers(min_value=0, max_value=22421)))
    def test_decoding_is_that_of_transformers(self, both: tuple[Tokenizer, Any], numbers: list[int]) -> None:
        ours, theirs = both
        theirs_text = theirs.decode(numbers, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        assert ours.decode([ours.vocabulary[number] for number in numbers]) == theirs_text

    def test_english_pieces_are_those_that_the_model_may_put_out(self, both: tuple[Tokenizer, Any]) -> None:
        from safetensors.numpy import load_file

        bias = load_file(resolve("bundled", offline=True).folder / "model.safetensors")["final_logits_bias"][0]
        assert both[0].english_ids() == [number for number in range(len(bias)) if bias[number] > -5000]

    def test_english_pieces_hold_the_end_and_nothing_arabic(self, tiny_tokenizer: Tokenizer) -> None:
        pieces = {tiny_tokenizer.vocabulary[number] for number in tiny_tokenizer.english_ids()}
        assert "</s>" in pieces
        assert not pieces & {"<unk>", "<pad>"}
        assert not any("\u0600" <= letter <= "\u06ff" for piece in pieces for letter in piece)
        assert len(pieces) < len(tiny_tokenizer.vocabulary) * 0.7

    def test_arabic_pieces_of_a_target_vocabulary_are_left_out(self, tmp_path: Path) -> None:
        target, pieces = tiny_marian.tokenizer("abcابت")
        folder = tiny_marian.write(tmp_path, {**tiny_marian.files(), "target.spm": target})
        vocabulary = ["</s>", "<unk>", *pieces[3:], "<pad>"]
        (folder / "vocab.json").write_text(json.dumps({piece: number for number, piece in enumerate(vocabulary)}))
        tokenizer = Tokenizer(folder)
        english = {tokenizer.vocabulary[number] for number in tokenizer.english_ids()}
        assert {"</s>", "a", "b", "c"} <= english
        assert not english & set("ابت")

    @pytest.mark.parametrize("name", ["source.spm", "target.spm", "vocab.json"])
    @pytest.mark.parametrize("content", [None, b"", b"{}", b"nonsense"])
    def test_damaged_files_are_said(self, tiny: Path, tmp_path: Path, name: str, content: bytes | None) -> None:
        for file in ("source.spm", "target.spm", "vocab.json"):
            (tmp_path / file).write_bytes((tiny / file).read_bytes())
        (tmp_path / name).unlink() if content is None else (tmp_path / name).write_bytes(content)
        with pytest.raises(ModelBroken, match="tokeniser"):
            Tokenizer(tmp_path)


class TestBatches:
    @given(
        st.lists(st.integers(min_value=1, max_value=200)), st.integers(min_value=1, max_value=2000), st.integers(1, 8)
    )
    def test_everything_once_within_the_size_longest_first(self, lengths: list[int], tokens: int, workers: int) -> None:
        batches = make_batches(lengths, tokens, workers)
        order = [index for batch in batches for index in batch]
        assert sorted(order) == list(range(len(lengths)))
        assert [lengths[index] for index in order] == sorted(lengths, reverse=True)
        assert all(len(batch) == 1 or len(batch) * lengths[batch[0]] <= tokens for batch in batches)

    def test_a_little_work_is_shared(self) -> None:
        assert len(make_batches([10] * 8, 1000, workers=4)) == 4

    def test_much_work_is_cut_by_size_only(self) -> None:
        assert len(make_batches([10] * 400, 1000, workers=4)) == 4


class TestOutOfMemory:
    def fails_above(self, size: int, error: Exception) -> object:
        def translate(batch: Sequence[Pieces]) -> list[NBest]:
            if len(batch) > size:
                raise error
            return [(("hypothesis", *source),) for source in batch]  # type: ignore[misc]

        return translate

    @pytest.mark.parametrize(
        "error", [MemoryError(), RuntimeError("CUDA failed with error out of memory"), RuntimeError("std::bad_alloc")]
    )
    def test_batch_is_halved_until_it_fits(self, error: Exception) -> None:
        batch = [[str(number)] for number in range(13)]
        found = halving(batch, self.fails_above(2, error), error)  # type: ignore[arg-type]
        assert [result[0] for result in found] == [("hypothesis", str(number)) for number in range(13)]

    def test_a_sentence_that_does_not_fit_alone_is_an_error(self) -> None:
        with pytest.raises(EngineError, match="memory"):
            halving([["a"], ["b"]], self.fails_above(0, MemoryError()), MemoryError())  # type: ignore[arg-type]

    def test_another_error_is_not_tried_again(self) -> None:
        with pytest.raises(EngineError, match="no such operation"):
            halving([["a"], ["b"]], self.fails_above(9, MemoryError()), RuntimeError("no such operation"))  # type: ignore[arg-type]


class TestEngines:
    """The same tests for both, on the tiny model in float32."""

    def test_n_best_is_ordered_distinct_and_complete(self, engine: Engine, tiny_tokenizer: Tokenizer) -> None:
        for hypotheses in translate(engine, random_sources(tiny_tokenizer, 8)):
            scores = [hypothesis.score for hypothesis in hypotheses]
            assert scores == sorted(scores, reverse=True)
            assert all(score <= 0 for score in scores)
            assert 1 <= len({hypothesis.text for hypothesis in hypotheses}) == len(hypotheses) <= 4

    def test_results_come_in_the_order_of_the_sources(self, engine: Engine, tiny_tokenizer: Tokenizer) -> None:
        sources = random_sources(tiny_tokenizer, 8)
        together = translate(engine, sources, tokens=14)
        alone = [translate(engine, [source])[0] for source in sources]
        assert [found[0].text for found in together] == [found[0].text for found in alone]
        assert len({found[0].text for found in alone}) > 3

    def test_scores_are_mean_log_probabilities(self, engine: Engine, tiny: Path, tiny_tokenizer: Tokenizer) -> None:
        sources = random_sources(tiny_tokenizer, 3)
        for beam in (1, 4):
            found = translate(engine, sources, Decoding(beam))
            expected = forced_scores(tiny, tiny_tokenizer, sources, [hypotheses[0].text for hypotheses in found])
            assert [hypotheses[0].score for hypotheses in found] == pytest.approx(expected, abs=1e-3)

    def test_only_english_comes_out(self, engine: Engine, tiny_tokenizer: Tokenizer) -> None:
        text = " ".join(h.text for found in translate(engine, random_sources(tiny_tokenizer, 8)) for h in found)
        assert text.isascii()
        assert not any(special in text for special in ("<unk>", "<pad>", "</s>", "⁇", "▁"))

    def test_repeated_ngrams_can_be_forbidden(self, engine: Engine, tiny_tokenizer: Tokenizer) -> None:
        sources = random_sources(tiny_tokenizer, 8)
        plain, limited = translate(engine, sources), translate(engine, sources, Decoding(no_repeat_ngram=2))
        assert plain != limited

    def test_a_source_that_is_empty_or_unknown(self, engine: Engine) -> None:
        assert all(translate(engine, [[], ["no such piece"]], Decoding(2)))

    def test_nothing_to_do(self, engine: Engine) -> None:
        assert list(engine.translate([], Decoding())) == []

    def test_want_of_memory_halves_the_batch(
        self, engine: Engine, tiny_tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sources = random_sources(tiny_tokenizer, 7)
        expected = translate(engine, sources)
        inner = "_n_best" if engine.name == "ctranslate2" else "_translate"
        real = getattr(engine, inner)

        def short_of_memory(batch: Sequence[object], *rest: object) -> object:
            if len(batch) > 3:
                raise RuntimeError("CUDA out of memory. Tried to allocate 20 MiB")
            return real(batch, *rest)

        monkeypatch.setattr(engine, inner, short_of_memory)
        found = translate(engine, sources, tokens=10_000)
        assert [hypotheses[0].text for hypotheses in found] == [hypotheses[0].text for hypotheses in expected]


def forced_scores(folder: Path, tokenizer: Tokenizer, sources: Sequence[Pieces], outputs: Sequence[str]) -> list[float]:
    """Mean log-probabilities of outputs, ``</s>`` included, among English pieces: one forward pass for each."""
    import sentencepiece
    import torch

    from translate.engines.marian import load_marian

    model = load_marian(folder)
    target = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))
    english = torch.tensor(tokenizer.english_ids())
    scores = []
    for source, output in zip(sources, outputs, strict=True):
        labels = torch.tensor([tokenizer.ids([*target.encode(output, out_type=str), "</s>"])])
        with torch.inference_mode():
            logits = model(input_ids=torch.tensor([tokenizer.ids([*source, "</s>"])]), labels=labels).logits
        mask = torch.full_like(logits, float("-inf")).index_fill(2, english, 0)
        scores.append(float(torch.log_softmax(logits + mask, -1).gather(2, labels.unsqueeze(-1)).mean()))
    return scores


@pytest.mark.parametrize("name", ["ctranslate2", "transformers"])
def test_padding_and_unknown_never_come_out_however_likely(
    tiny: Path, tiny_tokenizer: Tokenizer, tmp_path: Path, name: str
) -> None:
    from safetensors.numpy import load_file, save_file

    likely = tmp_path / "likely"
    shutil.copytree(tiny, likely)
    weights = load_file(tiny / "model.safetensors")
    weights["final_logits_bias"][0, tiny_tokenizer.ids(["<pad>", "<unk>"])] = 100
    save_file(weights, likely / "model.safetensors", metadata={"format": "pt"})
    sources = random_sources(tiny_tokenizer, 4)
    found = []
    for folder in (tiny, likely):
        engine = open_engine(model_of(folder), tiny_tokenizer, name, "cpu", precision="float32", threads=2, test=False)
        found.append([[hypothesis.text for hypothesis in result] for result in translate(engine, sources)])
        engine.close()
    assert found[0] == found[1]


@pytest.mark.parametrize("decoding", [Decoding(), Decoding(1), Decoding(2, 3)], ids=str)
def test_both_engines_say_the_same(tiny: Path, tiny_tokenizer: Tokenizer, decoding: Decoding) -> None:
    sources = random_sources(tiny_tokenizer, 20)
    found = {}
    for name in ("ctranslate2", "transformers"):
        engine = open_engine(model_of(tiny), tiny_tokenizer, name, "cpu", precision="float32", threads=2, test=False)
        found[name] = translate(engine, sources, decoding)
        engine.close()
    same = [a[0].text == b[0].text for a, b in zip(*found.values(), strict=True)]
    assert sum(same) >= 0.95 * len(same)
    assert all(
        a[0].score == pytest.approx(b[0].score, abs=1e-3)
        for a, b, equal in zip(*found.values(), same, strict=True)
        if equal
    )


def test_both_engines_say_the_same_with_the_bundled_model() -> None:
    model = resolve("bundled", offline=True)
    tokenizer = Tokenizer(model.folder)
    sources = [tokenizer.encode(sentence) for sentence in SENTENCES]
    found = []
    for name in ("ctranslate2", "transformers"):
        engine = open_engine(model, tokenizer, name, "cpu", precision="float32", test=False)
        found.append([[hypothesis.text for hypothesis in result] for result in translate(engine, sources)])
        engine.close()
    assert found[0] == found[1]


def test_leaving_out_what_is_not_english_changes_nothing() -> None:
    model = resolve("bundled", offline=True)
    tokenizer = Tokenizer(model.folder)
    folder = converted(model.folder, conversion_folder(model), tokenizer, "int8")
    sources = [tokenizer.encode(sentence) for sentence in SENTENCES]
    found = []
    for english_only in (True, False):
        engine = CTranslate2Engine(folder, tokenizer, "cpu", "int8", 2, english_only=english_only)
        found.append([[hypothesis.text for hypothesis in result] for result in translate(engine, sources)])
        engine.close()
    assert found[0] == found[1]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


class TestConversion:
    def test_once_and_whole(self, tiny: Path, tiny_tokenizer: Tokenizer, tmp_path: Path) -> None:
        said: list[str] = []
        for _ in range(2):
            assert converted(tiny, tmp_path, tiny_tokenizer, "int8", said.append) == tmp_path / "int8-2"
        assert len(said) == 1
        assert names(tmp_path) == ["int8-2"]

    def test_two_at_once_make_one(self, tiny: Path, tiny_tokenizer: Tokenizer, tmp_path: Path) -> None:
        said: list[str] = []
        with ThreadPoolExecutor(2) as pool:
            results = pool.map(lambda _: converted(tiny, tmp_path, tiny_tokenizer, "int8", said.append), range(2))
        assert set(results) == {tmp_path / "int8-2"}
        assert len(said) == 1

    def test_what_a_killed_conversion_left_is_removed(
        self, tiny: Path, tiny_tokenizer: Tokenizer, tmp_path: Path
    ) -> None:
        (tmp_path / "int8-2.unfinished-abc" / "model").mkdir(parents=True)
        (tmp_path / "int8-2").mkdir()
        converted(tiny, tmp_path, tiny_tokenizer, "int8")
        assert names(tmp_path) == ["int8-2"]
        assert (tmp_path / "int8-2" / "model.bin").stat().st_size > 1000

    def test_a_failed_conversion_leaves_nothing(self, tiny: Path, tiny_tokenizer: Tokenizer, tmp_path: Path) -> None:
        broken = tmp_path / "broken"
        broken.mkdir()
        for file in tiny.iterdir():
            (broken / file.name).write_bytes(file.read_bytes()[: 1000 if file.suffix == ".safetensors" else None])
        with pytest.raises(ModelBroken):
            converted(broken, tmp_path / "cache", tiny_tokenizer, "int8")
        assert names(tmp_path / "cache") == []

    @pytest.mark.parametrize("name", ["model.bin", "vmap.txt", "shared_vocabulary.json"])
    @pytest.mark.parametrize("damage", ["cut", "flipped", "gone"])
    def test_a_damaged_conversion_is_made_again(
        self, tiny: Path, tiny_tokenizer: Tokenizer, tmp_path: Path, name: str, damage: str
    ) -> None:
        said: list[str] = []
        file = converted(tiny, tmp_path, tiny_tokenizer, "int8") / name
        whole = file.read_bytes()
        if damage == "gone":
            file.unlink()
        else:
            half = len(whole) // 2
            file.write_bytes(
                whole[:half] if damage == "cut" else whole[:half] + bytes([whole[half] ^ 1]) + whole[half + 1 :]
            )
        converted(tiny, tmp_path, tiny_tokenizer, "int8", said.append)
        assert file.read_bytes() == whole
        assert "damaged" in said[0]


@pytest.mark.parametrize("name", ["ctranslate2", "transformers"])
def test_python_files_in_a_models_folder_are_never_run(
    tiny: Path, tiny_tokenizer: Tokenizer, tmp_path: Path, name: str
) -> None:
    folder, trace = tmp_path / "model", tmp_path / "was here"
    shutil.copytree(tiny, folder)
    for file in (
        "__init__",
        "modeling_marian",
        "configuration_marian",
        "tokenization_marian",
        "config",
        "sitecustomize",
    ):
        (folder / f"{file}.py").write_text(f"import os; os.mkdir({str(trace)!r})", encoding="utf-8")
    engine = open_engine(model_of(folder), tiny_tokenizer, name, "cpu", precision="float32", threads=1, test=False)
    assert translate(engine, [["▁م"]])
    assert not trace.exists()
    exec((folder / "config.py").read_text(encoding="utf-8"))
    assert trace.exists(), "the files were harmless: the test shows nothing"


def test_a_model_that_does_not_translate_is_refused(tiny: Path, tiny_tokenizer: Tokenizer) -> None:
    for _ in range(2):  # the second time too: nothing has passed
        with pytest.raises(ModelBroken, match="does not translate"):
            open_engine(model_of(tiny), tiny_tokenizer, "ctranslate2", "cpu")


def test_the_bundled_model_passes_and_is_tested_once(monkeypatch: pytest.MonkeyPatch) -> None:
    model = resolve("bundled", offline=True)
    tokenizer = Tokenizer(model.folder)
    open_engine(model, tokenizer, "ctranslate2", "cpu").close()
    monkeypatch.setattr("translate.models.golden.selftest", None)
    open_engine(model, tokenizer, "ctranslate2", "cpu").close()


def test_torch_is_not_imported_where_the_conversion_exists(environment: dict[str, str]) -> None:
    program = """
import sys
import warnings
from translate import Translator
before = {"torch", "transformers", "ctranslate2", "sentencepiece", "numpy"} & set(sys.modules)
translator = Translator("bundled", offline=True)
assert translator.info.engine == "ctranslate2", translator.info
assert not {"torch", "transformers", "ctranslate2"} & set(sys.modules), "loaded before it is needed"
print(translator.translate(["وصل الوفد إلى دمشق."])[0].text)
assert "ctranslate2" in sys.modules
assert not {"torch", "transformers"} & set(sys.modules), "torch is imported though the conversion exists"
assert not before, before
"""
    model = resolve("bundled", offline=True)
    open_engine(model, Tokenizer(model.folder), "ctranslate2", "cpu").close()
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_not_a_number_is_an_error(tiny_tokenizer: Tokenizer) -> None:
    with pytest.raises(EngineError, match="not numbers"):
        n_best([(["▁a"], float("nan"))], tiny_tokenizer)


def test_names() -> None:
    assert pick_engine("auto") == "ctranslate2"
    assert pick_engine("transformers") == "transformers"
    assert pick_device("ctranslate2", "cpu") == "cpu"
    with pytest.raises(ValueError, match="no engine"):
        pick_engine("marian")
    with pytest.raises(ValueError, match="no device"):
        pick_device("ctranslate2", "tpu")


@pytest.mark.parametrize("engine_name", ["ctranslate2", "transformers"])
def test_cuda_that_is_not_there_is_an_error_and_auto_does_without(
    engine_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 0)
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    assert pick_device(engine_name, "auto") == "cpu"
    with pytest.raises(EngineError, match="cuda cannot be used"):
        pick_device(engine_name, "cuda")
