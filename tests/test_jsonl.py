"""The JSONL file gives back the brief, and is what its schema says."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from dragoman.writers import jsonl
from tests.properties import SCHEMA
from tests.samples import SAMPLES, brief, sample


def test_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", SAMPLES)
def test_offsets_point_into_the_article(name: str) -> None:
    article, *segments = map(json.loads, jsonl.dumps(sample(name)).splitlines())
    assert article["type"] == "article"
    for segment in segments:
        assert article["text"][segment["start"] : segment["end"]] == segment["ar"]
    assert [segment["start"] for segment in segments] == sorted(segment["start"] for segment in segments)


def test_article_line_says_title_and_run() -> None:
    article = json.loads(jsonl.dumps(sample("daraa")).splitlines()[0])
    assert article["title_en"].startswith("America to the Daraa factions")
    assert article["title_ar"].startswith("أمريكا لفصائل درعا")
    assert article["run"]["warning"].startswith("Translated with the small stand-in model")
    assert article["signature"] == sample("daraa").run.signature


def test_nothing_tells_a_translation_from_memory() -> None:
    one = sample("syria")
    rows = tuple(
        replace(row, translation=row.translation and replace(row.translation, from_memory=True)) for row in one.rows
    )
    assert jsonl.dumps(replace(one, rows=rows)) == jsonl.dumps(one)


def test_date_of_the_run_stands_once() -> None:
    one = sample("syria")
    first, rest = jsonl.dumps(one).split("\n", 1)
    other, same = jsonl.dumps(replace(one, run=replace(one.run, date="1999-01-01T00:00:00+00:00"))).split("\n", 1)
    assert rest == same
    assert first.replace(one.run.date, "1999-01-01T00:00:00+00:00") == other


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda text: "", 1),
        (lambda text: "not JSON\n", 1),
        (lambda text: '{"type": "segment"}\n', 1),
        (lambda text: "[]\n", 1),
        (lambda text: text.replace('"start": ', '"start": 1'), 2),
        (lambda text: text + "{}\n", 4),
        (lambda text: text.replace('"flags": []', '"flags": [{}]'), 2),
        (lambda text: text[:-20], 3),
    ],
)
def test_another_file_is_refused_with_its_line(change: object, line: int) -> None:
    good = jsonl.dumps(brief(("title", "عنوان", "Title"), ("sentence", "جملة", "Sentence")))
    with pytest.raises(ValueError, match=rf"^line {line} is not a line of a Dragoman brief"):
        jsonl.loads(change(good))  # type: ignore[operator]
