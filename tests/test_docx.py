"""The Word file holds what the page holds, with Arabic from right to left."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from hypothesis import given, settings
from lxml import etree

from dragoman.document import shown
from dragoman.pack import Pack, digest
from dragoman.writers.docx import render
from tests.samples import SAMPLES, any_text, brief, sample

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ARABIC = re.compile("[\u0621-\u064a]")


def pack() -> Pack:
    briefs = [sample(name) for name in SAMPLES]
    return Pack([digest(one) for one in briefs], briefs[0].run, ("html",), stories=True)


def tree(data: bytes) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))


def text_of(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def test_word_opens_it_with_headings_and_title() -> None:
    file = docx.Document(io.BytesIO(render(pack().document(), ".html")))
    assert file.core_properties.title == "Briefing pack"
    assert file.paragraphs[0].style.name == "Title"
    headings = [one.text for one in file.paragraphs if one.style.name == "Heading 1"]
    assert headings[:2] == ["Contents", "At a glance"]
    assert headings[-2:] == ["Everything marked", "Where this comes from"]
    assert sum(one.style.name == "Heading 2" for one in file.paragraphs) == 2


def test_arabic_runs_from_right_to_left() -> None:
    root = tree(render(pack().document(), ".html"))
    arabic = [run for run in root.iter(f"{W}r") if ARABIC.search(text_of(run))]
    assert len(arabic) > 10
    for run in arabic:
        assert run.find(f"{W}rPr/{W}rtl") is not None
        assert run.find(f"{W}rPr/{W}lang").get(f"{W}bidi") == "ar-SA"
    latin = [run for run in root.iter(f"{W}r") if re.search("[A-Za-z]", text_of(run))]
    assert all(run.find(f"{W}rPr/{W}rtl") is None for run in latin)
    whole = [
        one for one in root.iter(f"{W}p") if ARABIC.search(text_of(one)) and not re.search("[A-Za-z]", text_of(one))
    ]
    assert whole
    assert all(one.find(f"{W}pPr/{W}bidi") is not None for one in whole)


def test_references_lead_to_the_rows_of_the_briefs() -> None:
    root = tree(render(pack().document(), ".html"))
    fields = [(text_of(field), field.get(f"{W}instr")) for field in root.iter(f"{W}fldSimple")]
    assert ("[1 §9]", 'HYPERLINK "000_096c86b2eb8f83a7.html" \\l "s009"') in fields
    bookmarks = {mark.get(f"{W}name") for mark in root.iter(f"{W}bookmarkStart")}
    inner = {re.fullmatch(r'HYPERLINK \\l "(\w+)"', target) for _, target in fields if '"' in target[:14]}
    targets = {match[1] for match in inner if match}
    assert {"glance", "articles", "a1", "a2"} <= targets <= bookmarks
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", name) for name in bookmarks)


def test_tables_repeat_their_head_and_keep_rows_whole() -> None:
    root = tree(render(pack().document(), ".html"))
    for table in root.iter(f"{W}tbl"):
        head, *rows = table.iter(f"{W}tr")
        assert head.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


@given(any_text, any_text)
@settings(max_examples=40, deadline=None)
def test_any_text_is_written(english: str, arabic: str) -> None:
    one = Pack([digest(brief(("title", arabic, f"x{english}")))], brief().run, ("html",), stories=True)
    root = tree(render(one.document(), ".html"))
    headings = [p for p in root.iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "Heading2"]
    assert [text_of(heading) for heading in headings] == [f"1. {shown('x' + english)}"]


@pytest.mark.parametrize("suffix", [".md", ".html"])
def test_links_take_the_briefs_that_were_written(suffix: str) -> None:
    fields = [field.get(f"{W}instr") for field in tree(render(pack().document(), suffix)).iter(f"{W}fldSimple")]
    assert f'HYPERLINK "002_8d37a065ea1a2998{suffix}"' in fields
