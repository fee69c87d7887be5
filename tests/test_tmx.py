"""The TMX file is TMX 1.4, and holds each pair once and in order."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from lxml import etree

from dragoman.article import Brief
from dragoman.writers import tmx
from dragoman.writers.xml import clean
from tests.samples import DATA, RUN, SAMPLES, brief, briefs, sample
from translate.types import Flag, Translation

DTD = etree.DTD(str(DATA / "tmx14.dtd"))
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(one: Brief) -> etree._Element:
    root = etree.fromstring(tmx.dumps(one).encode("utf-8"))
    assert DTD.validate(root), DTD.error_log
    return root


def pairs(root: etree._Element) -> list[tuple[str | None, str, str | None]]:
    found = []
    for unit in root.iter("tu"):
        texts = {variant.get(LANG): variant.findtext("seg") for variant in unit.iter("tuv")}
        assert set(texts) <= {"ar", "en"}
        found.append((unit.get("tuid"), texts["ar"], texts.get("en")))
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_a_unit_for_each_translated_segment(name: str) -> None:
    one = sample(name)
    assert pairs(read(one)) == [
        (row.segment.id, row.segment.text, row.translation.text) for row in one.rows if row.translation
    ]


@given(briefs())
@settings(deadline=None)
def test_any_brief_is_valid(one: Brief) -> None:
    found = pairs(read(one))
    content = [row for row in one.rows if row.translation]
    assert [unit[0] for unit in found] == [row.segment.id for row in content]
    for (_, arabic, english), row in zip(found, content, strict=True):
        assert row.translation
        assert (arabic or "") == clean(row.segment.text)
        assert (english or "").strip() == clean(row.translation.text).strip()


def test_header_names_languages_and_run() -> None:
    header = read(sample("daraa")).find("header")
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
    header = read(brief(run=replace(RUN, date=date))).find("header")
    assert header is not None
    assert header.get("creationdate") == written


def test_forbidden_characters_are_replaced_and_line_ends_are_spaces() -> None:
    root = read(brief(("sentence", "ا\x00ب\ud800 \r\n ج\u2028د\ufffe", "a\x1bb\x07\nc\u202ed")))
    assert pairs(root) == [("s001", "ا\ufffdب\ufffd ج د\ufffd", "a\ufffdb\ufffd c\u202ed")]


def test_marks_are_notes() -> None:
    flag = Flag("number", "warning", "The Arabic says <30> & the English 300.")
    root = read(brief(("sentence", "جملة", Translation("جملة", "Text", -1.0, (flag,)))))
    assert [note.text for note in root.iter("note")] == ["warning number: The Arabic says <30> & the English 300."]


def test_an_empty_translation_puts_nothing_into_a_memory() -> None:
    root = read(brief(("sentence", "جملة", "  ")))
    assert pairs(root) == [("s001", "جملة", None)]


def test_file_declares_utf8() -> None:
    assert re.match(r'<\?xml version="1.0" encoding="UTF-8"\?>\n<tmx version="1.4">', tmx.dumps(brief()))
