"""The translator on a small model with random weights, whose output says nothing but differs by source."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks import twin
from translate import Translator
from translate.engines import Decoding, Engine, NBest, Pieces
from translate.errors import EngineError
from translate.memory import Memory
from translate.normalize import normalize
from translate.translator import LONGEST
from translate.types import Hypothesis

SENTENCES = [
    "وصل الوفد إلى دمشق مساء الثلاثاء.",
    "قتل 12 شخصا في قصف على المدينة، وأصيب آخرون بجروح.",
    "ارتفعت أسعار النفط في عام 2017.",
    "نفى الرئيس هذه الأنباء.",
    "مرحبا بكم",
    "وقال المتحدث باسم الوزارة إن المفاوضات ستستأنف الأسبوع المقبل.",
]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "tiny"
    twin.make(folder, twin.TINY)
    return folder


class Recorder:
    """Stands before the real engine: remembers what it was given, and may end its work early."""

    def __init__(self) -> None:
        self.opened = 0
        self.batches: list[list[str]] = []
        self.decodings: list[Decoding] = []
        self.stop_after: int | None = None
        self.stop_with: BaseException = KeyboardInterrupt()

    @property
    def sources(self) -> list[str]:
        return [source for batch in self.batches for source in batch]

    def around(self, engine: Engine) -> Recorder:
        self.opened += 1
        self.engine = engine
        self.name, self.device, self.precision = engine.name, engine.device, engine.precision
        self.batch_tokens, self.workers = 48, 1
        return self

    def translate(self, batches: Any, decoding: Decoding) -> Iterator[list[NBest]]:
        self.decodings.append(decoding)
        for batch in batches:
            if self.stop_after is not None and len(self.batches) >= self.stop_after:
                raise self.stop_with
            self.batches.append(["".join(source).replace("▁", " ").strip() for source in batch])
            yield from self.engine.translate([batch], decoding)

    def close(self) -> None:
        self.engine.close()


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    from translate import translator

    recorder = Recorder()
    real = translator.open_engine
    monkeypatch.setattr(translator, "open_engine", lambda *args, **more: recorder.around(real(*args, **more)))
    return recorder


@pytest.fixture
def make(tiny: Path, recorder: Recorder) -> Iterator[Any]:
    opened = []

    def make(**options: Any) -> Translator:
        opened.append(Translator(str(tiny), offline=True, selftest=False, **{"retry": False, **options}))
        return opened[-1]

    yield make
    for translator in opened:
        translator.close()


def test_one_translation_each_in_order(make: Any, recorder: Recorder) -> None:
    translations = make().translate(SENTENCES)
    assert [translation.source for translation in translations] == SENTENCES
    assert len({translation.text for translation in translations}) == len(SENTENCES)
    for translation in translations:
        assert translation.score is not None
        assert translation.score <= 0
        assert translation.confidence is not None
        assert 0 <= translation.confidence <= 100
        assert not translation.from_memory
        assert not translation.copied


def test_nothing_to_translate_opens_nothing(make: Any, recorder: Recorder) -> None:
    assert make().translate([]) == []
    assert recorder.opened == 0


def test_info_is_known_before_anything_is_loaded(make: Any, recorder: Recorder, tiny: Path) -> None:
    info = make(beam=3).info
    assert (info.name, info.engine, info.device, info.beam, info.warning) == (str(tiny), "ctranslate2", "cpu", 3, "")
    assert len(info.hash) == 64
    assert recorder.opened == 0


def test_repeated_sentences_are_translated_once(make: Any, recorder: Recorder) -> None:
    translator = make()
    translations = translator.translate([SENTENCES[0], SENTENCES[3], SENTENCES[0], SENTENCES[0]])
    assert len(recorder.sources) == 2
    assert translations[0] == translations[2] == translations[3]
    assert (translator.counts.translated, translator.counts.repeated) == (4, 2)


def test_what_needs_no_translation_is_copied(make: Any, recorder: Recorder) -> None:
    translator = make()
    copied = ["https://example.org/a", "٢٠١٧", "Reuters", "؟", "", " "]
    translations = translator.translate(copied)
    assert [t.text for t in translations] == ["https://example.org/a", "2017", "Reuters", "?", "", ""]
    assert all(t.copied and t.score is None and t.confidence is None and not t.flags for t in translations)
    assert translator.counts.copied == len(copied)
    assert recorder.opened == 0


def test_the_model_sees_normalised_text_and_the_reader_the_original(make: Any, recorder: Recorder) -> None:
    original = "عـــام ٢٠١٧ كَانَ“صعبا”"
    (translation,) = make().translate([original])
    assert translation.source == original
    assert "2017" in recorder.sources[0]
    assert not set("ـَ٢“") & set(recorder.sources[0])


def test_spellings_that_normalise_alike_are_one_for_the_engine(make: Any, recorder: Recorder) -> None:
    first, second = make().translate(["العراق", "العـراق"])
    assert first.text == second.text
    assert len(recorder.sources) == 1


def test_alternatives_are_the_other_hypotheses(make: Any) -> None:
    (translation,) = make(beam=4).translate([SENTENCES[1]])
    assert 1 <= len(translation.alternatives) <= 3
    assert translation.text not in [hypothesis.text for hypothesis in translation.alternatives]
    assert make(beam=1).translate([SENTENCES[1]])[0].alternatives == ()


def test_progress_counts_every_sentence_once(make: Any) -> None:
    told: list[int] = []
    given = [*SENTENCES, "2017", SENTENCES[0]]
    make().translate(given, progress=told.append)
    assert sum(told) == len(given)


class TestMemory:
    def test_a_second_run_asks_no_engine_and_says_the_same(self, make: Any, recorder: Recorder, tmp_path: Path) -> None:
        first = make(memory=tmp_path / "memory.sqlite3").translate(SENTENCES)
        second = make(memory=tmp_path / "memory.sqlite3").translate(SENTENCES)
        assert recorder.opened == 1
        assert all(translation.from_memory for translation in second)
        assert [(t.text, t.score, t.flags, t.alternatives) for t in first] == [
            (t.text, t.score, t.flags, t.alternatives) for t in second
        ]

    def test_only_what_is_new_reaches_the_engine(self, make: Any, recorder: Recorder, tmp_path: Path) -> None:
        make(memory=tmp_path / "memory.sqlite3").translate(SENTENCES[:3])
        before = len(recorder.sources)
        translator = make(memory=tmp_path / "memory.sqlite3")
        translations = translator.translate(SENTENCES)
        assert len(recorder.sources) - before == 3
        assert [t.from_memory for t in translations] == [True] * 3 + [False] * 3
        assert (translator.counts.from_memory, translator.counts.translated) == (3, 3)

    def test_what_is_known_does_not_change_how_the_rest_is_batched(
        self, make: Any, recorder: Recorder, tmp_path: Path
    ) -> None:
        make().translate(SENTENCES)
        whole = list(recorder.batches)
        assert any(len(batch) > 1 for batch in whole)
        make(memory=tmp_path / "memory.sqlite3").translate(SENTENCES[::2])
        recorder.batches.clear()
        make(memory=tmp_path / "memory.sqlite3").translate(SENTENCES)
        known = {normalize(sentence).text for sentence in SENTENCES[::2]}
        left = [[source for source in batch if source not in known] for batch in whole]
        assert recorder.batches == [batch for batch in left if batch]

    @pytest.mark.parametrize("other", [{"beam": 2}, {"engine": "transformers"}, {"force": True}], ids=str)
    def test_other_settings_are_another_entry(
        self, make: Any, recorder: Recorder, tmp_path: Path, other: dict[str, Any]
    ) -> None:
        make(memory=tmp_path / "memory.sqlite3").translate(SENTENCES[:1])
        (translation,) = make(memory=tmp_path / "memory.sqlite3", **other).translate(SENTENCES[:1])
        assert not translation.from_memory

    def test_an_open_memory_can_be_given(self, make: Any, tmp_path: Path) -> None:
        with Memory(tmp_path / "memory.sqlite3") as memory:
            make(memory=memory).translate(SENTENCES)
            assert all(translation.from_memory for translation in make(memory=memory).translate(SENTENCES))

    @pytest.mark.parametrize("stop", [KeyboardInterrupt(), EngineError("no")], ids=repr)
    @pytest.mark.parametrize("after", [1, 3, -2])
    def test_what_was_translated_before_an_end_is_kept_and_the_rest_goes_the_same_way(
        self, make: Any, recorder: Recorder, tmp_path: Path, stop: BaseException, after: int
    ) -> None:
        undisturbed = make(retry=True).translate(SENTENCES)
        batches = list(recorder.batches)
        assert len(batches) > 6
        recorder.batches.clear()
        recorder.stop_after, recorder.stop_with = after % len(batches), stop
        with pytest.raises(type(stop)):
            make(memory=tmp_path / "memory.sqlite3", retry=True).translate(SENTENCES)
        recorder.stop_after = None
        translations = make(memory=tmp_path / "memory.sqlite3", retry=True).translate(SENTENCES)
        assert recorder.batches == batches  # each batch once, and whole
        assert [(t.text, t.score, t.flags) for t in translations] == [(t.text, t.score, t.flags) for t in undisturbed]


class TestLongSentences:
    def test_parts_go_to_the_model_and_come_back_joined(self, make: Any, recorder: Recorder) -> None:
        sentence = "، ".join(f"{SENTENCES[number % 4].rstrip('.')} {number}" for number in range(60))
        (translation,) = make().translate([sentence])
        assert translation.source == sentence
        assert len(recorder.sources) > 3
        assert sorted(" ".join(recorder.sources).split()) == sorted(sentence.split())
        assert [flag.severity for flag in translation.flags if flag.code == "long"] == ["info"]
        assert translation.score is not None

    def test_no_part_is_longer_than_the_limit(self, make: Any, recorder: Recorder) -> None:
        translator = make()
        translator.translate([" ".join(SENTENCES * 30)])
        assert max(len(translator._pieces(source)) for source in recorder.sources) <= LONGEST

    def test_a_word_without_end_is_cut_and_that_is_said(self, make: Any, recorder: Recorder) -> None:
        (translation,) = make().translate(["ا" * 10_000])
        assert "".join(sorted(recorder.sources, key=len)).replace(" ", "").count("ا") <= 10_000
        assert any("was cut" in flag.message for flag in translation.flags if flag.code == "long")

    def test_short_sentences_are_not_marked_long(self, make: Any) -> None:
        assert not any(flag.code == "long" for t in make().translate(SENTENCES) for flag in t.flags)

    def test_a_part_that_is_known_is_not_translated_again(self, make: Any, recorder: Recorder, tmp_path: Path) -> None:
        sentence = " ".join(SENTENCES * 30)
        make(memory=tmp_path / "memory.sqlite3").translate([sentence])
        asked = len(recorder.sources)
        (translation,) = make(memory=tmp_path / "memory.sqlite3").translate([sentence])
        assert len(recorder.sources) == asked
        assert translation.from_memory


class Scripted:
    """An engine that says what it is told to: for each source, hypotheses by beam."""

    name, device, precision, batch_tokens, workers = "ctranslate2", "cpu", "int8", 1000, 1

    def __init__(self, answers: dict[int, list[tuple[str, float]]]) -> None:
        self.answers = answers
        self.asked: list[int] = []
        self.decodings: set[Decoding] = set()

    def translate(self, batches: Any, decoding: Decoding) -> Iterator[list[NBest]]:
        for batch in batches:
            yield [self._answer(source, decoding) for source in batch]

    def _answer(self, source: Pieces, decoding: Decoding) -> NBest:
        self.asked.append(decoding.beam)
        self.decodings.add(decoding)
        return tuple(Hypothesis(text, score) for text, score in self.answers[decoding.beam])

    def close(self) -> None: ...


@pytest.fixture
def scripted(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    def make(answers: dict[int, list[tuple[str, float]]], **options: Any) -> tuple[Translator, Scripted]:
        engine = Scripted(answers)
        monkeypatch.setattr("translate.translator.open_engine", lambda *_, **__: engine)
        return Translator(str(tiny), offline=True, **options), engine

    return make


SOURCE = "قتل 12 شخصا في قصف على المدينة أمس الثلاثاء"
WRONG, RIGHT = "Seven people were killed in the city on Tuesday", "12 people were killed in the city on Tuesday"


def test_a_clean_hypothesis_goes_before_a_marked_one(scripted: Any) -> None:
    translator, _ = scripted({4: [(WRONG, -0.30), (RIGHT, -0.31)]})
    (translation,) = translator.translate([SOURCE])
    assert translation.text == RIGHT
    assert translation.score == -0.31
    assert "first was marked" in translation.reason
    assert [hypothesis.text for hypothesis in translation.alternatives] == [WRONG]
    assert not any(flag.severity == "error" for flag in translation.flags)


class TestSecondTry:
    """With beam 4 the first try is asked with beam 4, the second with beam 8."""

    def test_a_marked_sentence_is_tried_again_and_the_better_result_kept(self, scripted: Any) -> None:
        translator, engine = scripted({4: [(WRONG, -0.3)], 8: [(WRONG, -0.3), (RIGHT, -0.4)]})
        (translation,) = translator.translate([SOURCE])
        assert engine.asked == [4, 8]
        assert translation.text == RIGHT
        assert "second try" in translation.reason
        assert "numbers" in translation.reason
        assert (translator.counts.retried, translator.counts.improved) == (1, 1)

    def test_the_first_result_stays_if_the_second_is_no_better(self, scripted: Any) -> None:
        translator, _ = scripted({4: [(WRONG, -0.3)], 8: [("Eight people were killed in the city on Tuesday", -0.2)]})
        (translation,) = translator.translate([SOURCE])
        assert translation.text == WRONG
        assert translation.reason == ""
        assert (translator.counts.retried, translator.counts.improved) == (1, 0)

    def test_what_is_clean_is_not_tried_again(self, scripted: Any) -> None:
        translator, engine = scripted({4: [(RIGHT, -0.3)]})
        translator.translate([SOURCE])
        assert engine.asked == [4]

    def test_it_can_be_turned_off(self, scripted: Any) -> None:
        translator, engine = scripted({4: [(WRONG, -0.3)]}, retry=False)
        translator.translate([SOURCE])
        assert engine.asked == [4]

    def test_what_lost_something_is_tried_again_in_parts(self, scripted: Any) -> None:
        source = "وصل الوفد إلى دمشق مساء الثلاثاء للقاء المسؤولين، وقد نفى الرئيس هذه الأنباء في مؤتمر صحفي عقده أمس"
        whole = "The delegation arrived in Damascus on Tuesday evening to meet officials and others"
        translator, engine = scripted({4: [("Yes", -0.1)], 8: [(whole, -0.3)]})
        (translation,) = translator.translate([source])
        assert engine.asked == [4, 8, 8]
        assert translation.text == f"{whole} {whole}"
        assert "long" in [flag.code for flag in translation.flags]

    def test_both_tries_come_from_the_memory(self, scripted: Any, tmp_path: Path) -> None:
        answers = {4: [(WRONG, -0.3)], 8: [(RIGHT, -0.4)]}
        first, _ = scripted(answers, memory=tmp_path / "memory.sqlite3")
        (translation,) = first.translate([SOURCE])
        second, engine = scripted(answers, memory=tmp_path / "memory.sqlite3")
        assert translation.text == second.translate([SOURCE])[0].text == RIGHT
        assert engine.asked == []
        assert second.counts.from_memory == 1
        first.close()
        second.close()


def test_settings_of_the_model_itself_are_followed(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "model"
    shutil.copytree(tiny, folder)
    for name, more in (
        ("generation_config", {"no_repeat_ngram_size": 5}),
        ("tokenizer_config", {"model_max_length": 9}),
    ):
        file = folder / f"{name}.json"
        file.write_text(json.dumps({**json.loads(file.read_text()), **more}))
    engine = Scripted({4: [("Yes", -0.1)]})
    monkeypatch.setattr("translate.translator.open_engine", lambda *_, **__: engine)
    Translator(str(folder), offline=True, retry=False).translate([" ".join(SENTENCES)])
    assert len(engine.asked) > 3
    assert engine.decodings == {Decoding(4, 5)}


@pytest.mark.parametrize("sentences", [[SENTENCES[0]], SENTENCES])
def test_library_use(tiny: Path, sentences: Sequence[str]) -> None:
    with Translator(str(tiny), offline=True, selftest=False) as translator:
        assert [translation.source for translation in translator.translate(sentences)] == list(sentences)
    assert translator.translate(sentences)  # closed, it comes back when it is needed


@pytest.mark.parametrize("options", [{"beam": 0}, {"engine": "marian"}, {"device": "tpu"}], ids=str)
def test_wrong_options_are_said_at_once(tiny: Path, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"beam|engine|device"):
        Translator(str(tiny), offline=True, **options)


def test_importing_the_package_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    program = """
import sys, translate.translator
print([name for name in ("torch", "numpy", "ctranslate2", "sentencepiece", "transformers") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.strip() == "[]"
