"""The page stands alone, runs nothing, fetches nothing, and can be read by a screen reader."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from dataclasses import replace

import lxml.html
import pytest

from dragoman.article import Brief
from dragoman.brief import brief_document
from dragoman.writers import html
from tests.reading import aligned, parse, plain, text_of
from tests.samples import SAMPLES, brief, sample
from translate.types import Flag, Translation

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "[x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "<https://evil.example/>",
    "| a | b | c |",
    "</td></tr></table><h1>No</h1>",
    "</style><script>alert(1)</script>",
    "--> <!-- x -->",
    "```\ncode\n```",
    "---\ntitle: x\n---",
    "&lt;script&gt; &#60;b&#62; &copy",
    "\u202etxt.exe\u202c",
    "x" * 10_000,
    "\x00\x08\x1b[31m",
    '<a href="https://evil.example/" style="color:red" onclick=alert(1)>x</a>',
    "<iframe src=//evil.example></iframe><link rel=stylesheet href=//evil.example/a.css>",
    "{: onclick=alert(1) }",
    "<base href=//evil.example/><meta http-equiv=refresh content=0;url=//evil.example>",
]


def page(one: Brief) -> str:
    return html.render(brief_document(one))


def hostile() -> Brief:
    """Every field of a brief holds an attack."""
    attack = " ".join(HOSTILE[:8])
    flag = Flag(attack, "error", attack, (0, 5), (0, 5))
    lines = [("sentence", text, Translation(text, text, -1.0, (flag,), reason=attack)) for text in HOSTILE]
    made = brief(("title", attack, attack), *lines, ("furniture", attack, None))  # type: ignore[arg-type]
    fields = ("path", "encoding", "url", "date", "publisher")
    source = replace(made.article.source, **dict.fromkeys(fields, attack))
    run = replace(made.run, **dict.fromkeys(("model", "revision", "engine", "warning", "licence"), attack))
    rows = tuple(replace(row, key=row.translation is not None, why=attack) for row in made.rows)
    return Brief(replace(made.article, source=source), rows, run)


@pytest.mark.parametrize("one", [*map(sample, SAMPLES), hostile()], ids=[*SAMPLES, "hostile"])
def test_nothing_runs_and_nothing_is_fetched(one: Brief) -> None:
    tree = parse(page(one))
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    page_tags = {"html", "head", "meta", "title", "style", "body", "header", "main", "section", "footer"}
    assert tags <= html.TAGS | page_tags
    assert not tree.xpath("//comment()")
    attributes = {name for element in tree.iter() for name in element.attrib}
    known = "lang dir charset http-equiv content name class id href rel title role scope"
    assert attributes <= set(known.split())
    assert all(link.startswith("#") for link in tree.xpath("//a/@href"))
    assert len(tree.xpath("//style")) == 1
    assert "url(" not in tree.xpath("//style")[0].text
    assert "@import" not in tree.xpath("//style")[0].text


def test_hostile_article_breaks_no_row() -> None:
    rows = aligned(parse(page(hostile())))
    assert [text_of(row.arabic) for row in rows[1:]] == [plain(text) for text in HOSTILE]
    for row, text in zip(rows[1:], HOSTILE, strict=True):
        assert text_of(row.english).startswith(plain(text))


@pytest.mark.parametrize("name", SAMPLES)
def test_policy_forbids_scripts_and_network_and_allows_this_style_alone(name: str) -> None:
    text = page(sample(name))
    policy = parse(text).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    head = text[: text.index("<style>")]
    assert head.index("Content-Security-Policy") < head.index("<title>")


@pytest.mark.parametrize("name", SAMPLES)
def test_language_and_direction_are_said(name: str) -> None:
    tree = parse(page(sample(name)))
    assert (tree.get("lang"), tree.get("dir")) == ("en", "ltr")
    for row in aligned(tree):
        assert (row.arabic.get("lang"), row.arabic.get("dir")) == ("ar", "rtl")
        assert row.english.get("dir") is None
    arabic = re.compile("[\u0621-\u064a]")
    for node in tree.xpath("//body//text()"):
        if arabic.search(node):
            assert node.getparent().xpath("ancestor-or-self::*[@lang='ar' and @dir='rtl']"), node


def test_latin_inside_arabic_is_isolated() -> None:
    row = aligned(parse(page(brief(("sentence", "قالت (UNESCO) إن", "UNESCO said “كافة” things")))))[0]
    assert [(span.get("dir"), span.text) for span in row.arabic.xpath(".//span/span")] == [("ltr", "UNESCO")]
    assert [(span.get("dir"), span.get("lang"), span.text) for span in row.english.iter("span")] == [
        ("rtl", "ar", "كافة")
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_structure_for_screen_readers(name: str) -> None:
    tree = parse(page(sample(name)))
    assert len(tree.xpath("//h1")) == len(tree.xpath("//main")) == len(tree.xpath("//body/header")) == 1
    levels = [int(heading.tag[1]) for heading in tree.iter("h1", "h2", "h3")]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    skip = tree.xpath("//body/*[1]")[0]
    assert skip.get("href") == f"#{tree.xpath('//main/@id')[0]}"
    for table in tree.iter("table"):
        assert {cell.get("scope") for cell in table.xpath("./thead/tr/th")} == {"col"}
        assert {row[0].tag for row in table.xpath("./tbody/tr")} <= {"th"}
        assert {row[0].get("scope") for row in table.xpath("./tbody/tr")} <= {"row"}
        assert {row.get("role") for row in table.iter("tr")} == {"row"}
    rows = tree.xpath("//section[@class='text']//tbody/tr/@id")
    assert rows == [row.segment.id for row in sample(name).rows if row.translation]


def test_empty_brief_is_a_page() -> None:
    tree = parse(page(brief()))
    assert text_of(tree.xpath("//h1")[0]) == "article"
    assert isinstance(tree, lxml.html.HtmlElement)
