"""The TMX file is TMX 1.4, and holds each pair once and in order."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dragoman.writers import tmx
from tests.reading import tmx_tree, tmx_units
from tests.samples import RUN, SAMPLES, brief, sample
from translate.types import Flag, Translation


@pytest.mark.parametrize("name", SAMPLES)
def test_a_unit_for_each_translated_segment(name: str) -> None:
    one = sample(name)
    assert tmx_units(tmx_tree(one)) == [
        (row.segment.id, row.segment.text, row.translation.text) for row in one.rows if row.translation
    ]


def test_header_names_languages_and_run() -> None:
    header = tmx_tree(sample("daraa")).find("header")
    assert header is not None
    expected = {"srclang": "ar", "adminlang": "en", "segtype": "sentence", "creationdate": "20261122T021317Z"}
    assert {key: header.get(key) for key in expected} == expected
    assert header.findtext("note", "").startswith("Translated with the small stand-in")
    assert sample("daraa").run.signature in [prop.text for prop in header.iter("prop")]


@pytest.mark.parametrize(
    ("date", "written"),
    [("2026-11-22T02:13:17+03:00", "20261121T231317Z"), ("2026-11-22T02:13:17+00:00", "20261122T021317Z")],
)
def test_creation_date_is_in_utc(date: str, written: str) -> None:
    header = tmx_tree(brief(run=replace(RUN, date=date))).find("header")
    assert header is not None
    assert header.get("creationdate") == written


def test_forbidden_characters_are_replaced_and_line_ends_are_spaces() -> None:
    root = tmx_tree(brief(("sentence", "ا\x00ب\ud800 \r\n ج\u2028د\ufffe", "a\x1bb\x07\nc\u202ed")))
    assert tmx_units(root) == [("s001", "ا\ufffdب\ufffd ج د\ufffd", "a\ufffdb\ufffd c\u202ed")]


def test_marks_are_notes() -> None:
    flag = Flag("number", "warning", "The Arabic says <30> & the English 300.")
    root = tmx_tree(brief(("sentence", "جملة", Translation("جملة", "Text", -1.0, (flag,)))))
    assert [note.text for note in root.iter("note")] == ["warning number: The Arabic says <30> & the English 300."]


def test_an_empty_translation_puts_nothing_into_a_memory() -> None:
    root = tmx_tree(brief(("sentence", "جملة", "  ")))
    assert tmx_units(root) == [("s001", "جملة", None)]


def test_file_declares_utf8() -> None:
    assert re.match(r'<\?xml version="1.0" encoding="UTF-8"\?>\n<tmx version="1.4">', tmx.dumps(brief()))
