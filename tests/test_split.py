"""Splitting: sentence boundaries, kinds, exact offsets, and time that grows with the text only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.segmentation import score
from translate.split import sentence_spans, split

DATA = Path(__file__).parent / "data" / "split"
CASES = json.loads((DATA / "cases.json").read_text(encoding="utf-8"))


def texts(sentence_list: list[str], joined: str = " ") -> list[str]:
    return [segment.text for segment in split(joined.join(sentence_list))]


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_sentences(case):
    assert texts(case["sentences"], case.get("joined", " ")) == case["sentences"]


@pytest.mark.parametrize("case", CASES["known_failures"], ids=lambda case: case["name"])
def test_known_failures_still_fail(case):
    assert texts(case["sentences"]) != case["sentences"], "better than documented: move it to the cases"


@pytest.mark.parametrize("case", CASES["lines"], ids=lambda case: repr(case["text"][:20]))
def test_lines_and_items(case):
    assert [[s.kind, s.text] for s in split(case["text"])] == case["segments"]


def test_the_benchmark_counts_boundaries_inside_blocks():
    gold = 'وصل الوفد.\nمتى يعود؟\nلا أحد يعرف\n\nسأله "هل ستستقيل؟" فأجاب بالنفي.\nثم خرج.\n'
    text = 'وصل الوفد. متى يعود؟ لا أحد يعرف\nسأله "هل ستستقيل؟" فأجاب بالنفي. ثم خرج.\n'
    assert score(gold, text) == {"blocks": 2, "boundaries": 3, "precision": 75.0, "recall": 100.0, "f1": 85.71}


def test_quality_floor_known_failures_included():
    every = [*CASES["cases"], *CASES["known_failures"]]
    blocks = [case["sentences"] for case in every if "joined" not in case]
    gold = "\n\n".join("\n".join(sentences) for sentences in blocks)
    assert score(gold, "\n".join(" ".join(sentences) for sentences in blocks))["f1"] >= 92


def test_the_package_gives_the_function():
    import translate

    assert [segment.id for segment in translate.split("أولا. ثانيا.")] == ["s001", "s002"]


def test_a_newline_is_a_space_in_a_joined_paragraph():
    text = "بدأ الاجتماع\nصباحا. وانتهى\nمساء."
    assert [text[a:b] for a, b in sentence_spans(text, 0, len(text))] == ["بدأ الاجتماع\nصباحا.", "وانتهى\nمساء."]


def test_spans_stay_inside_the_stretch():
    text = "قبل. أولا. ثانيا. بعد."
    assert [text[a:b] for a, b in sentence_spans(text, 5, 17)] == ["أولا.", "ثانيا."]


# A pattern that backtracks would need hours for one of these.
@pytest.mark.parametrize(
    "unit",
    [".", '"', "«", "(", ")", " ", ". ", '." ', "- ", "-", "1", "د.", "\u064b", "\u200f", "؟!", "… ", "a.b"],
    ids=ascii,
)
def test_long_lines_of_one_thing(unit):
    text = unit * (300_000 // len(unit))
    segments = split(text)
    assert sum(len(s.text) for s in segments) <= len(text)
    assert all(s.text == text[s.start : s.end] for s in segments)
