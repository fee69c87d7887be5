"""The pack says what the articles say, and every sentence in it leads to its row in a brief."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import lxml.html
import pytest
import yaml
from hypothesis import given, settings

from dragoman.article import Brief
from dragoman.brief import brief_document
from dragoman.pack import Pack, digest, write_pack
from dragoman.writers import html, markdown, write_brief
from tests.reading import body, parse, plain, text_of, through_commonmark, through_markdown
from tests.samples import RUN, SAMPLES, any_text, brief, sample
from translate.types import Flag, Translation

FORMATS = ("md", "html", "jsonl")
Renderer = Callable[[Pack], str]
RENDERERS: dict[str, Renderer] = {
    "html": lambda pack: html.render(pack.document()),
    "markdown package": lambda pack: through_markdown(markdown.render(pack.document())),
    "commonmark": lambda pack: through_commonmark(markdown.render(pack.document())),
}
every_renderer = pytest.mark.parametrize("render", RENDERERS.values(), ids=RENDERERS)


def pack_of(*briefs: Brief, stories: bool = True) -> Pack:
    return Pack([digest(one) for one in briefs], briefs[0].run, FORMATS, stories=stories)


def samples() -> Pack:
    return pack_of(*map(sample, SAMPLES))


def with_keys(one: Brief) -> Brief:
    return replace(one, rows=tuple(replace(row, key=row.segment.kind == "sentence") for row in one.rows))


def section(tree: lxml.html.HtmlElement, heading: str) -> list[lxml.html.HtmlElement]:
    """What stands between a heading and the next one of its rank."""
    start = next(found for found in tree.iter("h2") if text_of(found) == heading)
    following = list(start.itersiblings())
    end = next((n for n, one in enumerate(following) if one.tag == "h2"), len(following))
    return following[:end]


@every_renderer
def test_every_article_has_its_key_points_with_references(render: Renderer) -> None:
    tree = parse(render(samples()))
    for n, name in enumerate(SAMPLES, 1):
        one = sample(name)
        heading = next(found for found in tree.iter("h3") if text_of(found).startswith(f"{n}. "))
        points = next(one for one in heading.itersiblings("ul"))
        keys = [row for row in one.rows if row.key and row.translation]
        assert len(points) == len(keys)
        for item, row in zip(points, keys, strict=True):
            assert row.translation
            assert text_of(item).startswith(f"{plain(row.translation.text)} [{n} §{int(row.segment.id[1:])}]")
            assert item.xpath("./a/@href")[0].split("#")[1] == row.segment.id


@pytest.mark.parametrize("suffix", [".html", ".md"])
def test_links_lead_to_files_and_rows_on_disk(tmp_path: Path, suffix: str) -> None:
    briefs = [sample("daraa"), sample("syria"), with_keys(brief(("sentence", "جملة", "Text"), name="مجلد/a b#%?"))]
    for one in briefs:
        write_brief(one, tmp_path, FORMATS)
    write_pack(map(digest, briefs), tmp_path, RUN, FORMATS)
    text = (tmp_path / f"briefing-pack{suffix}").read_text(encoding="utf-8")
    tree = parse(text if suffix == ".html" else through_commonmark(text))
    links = [link for link in tree.xpath("//a/@href") if not link.startswith("#")]
    assert len(links) > 20
    for link in links:
        name, _, anchor = link.partition("#")
        page = (tmp_path / unquote(name)).read_text(encoding="utf-8")
        assert name.endswith(suffix)
        assert not anchor or f'id="{anchor}"' in page


@every_renderer
def test_contents_lead_to_every_section(render: Renderer) -> None:
    tree = parse(render(samples()))
    links = section(tree, "Contents")[0].xpath(".//a")
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link.get("href")[1:] for link in tree.xpath("//a[starts-with(@href, '#')]")} <= {*ids, "main"}
    assert [text_of(link) for link in links] == [
        text_of(heading) for heading in tree.iter("h2") if text_of(heading) != "Contents"
    ]


@every_renderer
def test_cover_says_what_when_how_many_and_how_reliable(render: Renderer) -> None:
    tree = parse(render(samples()))
    cover = " ".join(text_of(one) for one in tree.xpath("//h1/following-sibling::*[position() <= 3]"))
    assert "Warning. Translated with the small stand-in model" in cover
    assert "2 articles · 945 Arabic words · translated 22 November 2026 with bundled (ctranslate2)" in cover
    assert "4 of 31 sentences marked (2 errors, 2 warnings, 3 notes)." in cover


@every_renderer
def test_every_mark_is_listed_with_its_sentence(render: Renderer) -> None:
    items = [text_of(item) for block in section(parse(render(samples())), "Everything marked") for item in block]
    assert [re.match(r"\[\d §\d+\]", item)[0] for item in items] == ["[1 §5]", "[1 §9]", "[2 §9]", "[2 §23]"]  # type: ignore[index]
    assert "about 300 air strikes" in items[1]
    assert items[1].endswith("Error, number: The Arabic says 30; the English says 300.")


@every_renderer
def test_a_marked_sentence_is_marked_wherever_it_is_quoted(render: Renderer) -> None:
    flags = (Flag("numbers", "error", "The Arabic says 30; the English says 300."),)
    one = brief(("title", "عنوان", "Title"), ("sentence", "قتل 30 شخصا في 3 مايو 2018.", "On 3 May 2018, 300 died."))
    one = replace(
        one, rows=tuple(replace(row, translation=replace(row.translation, flags=flags), key=True) for row in one.rows)
    )
    tree = parse(render(pack_of(one)))
    for heading in ("At a glance", "Timeline"):
        words = " ".join(text_of(block) for block in section(tree, heading))
        assert "On 3 May 2018, 300 died. [1 §2] (marked: numbers)" in words, heading


def test_files_that_are_not_covered_are_named_with_the_reason(tmp_path: Path) -> None:
    missing = [("in/a.pdf", "no text file"), ("in/<b>.txt", "no Arabic found in it")]
    write_pack([digest(sample("daraa"))], tmp_path, RUN, FORMATS, missing=missing)
    for name in ("briefing-pack.html", "index.html", "briefing-pack.md"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        tree = parse(text if name.endswith("html") else through_commonmark(text))
        cover = " ".join(text_of(one) for one in tree.xpath("//h1/following-sibling::*[position() <= 5]"))
        assert "Incomplete. Not covered, because they could not be read or used: 2 files" in cover
        items = [text_of(item) for block in section(tree, "Not covered") for item in block]
        assert items == ["in/a.pdf: no text file", "in/<b>.txt: no Arabic found in it"]


@every_renderer
def test_articles_that_tell_the_same_are_one_story(render: Renderer) -> None:
    text = "أعلنت وزارة الصحة عن وفاة ثلاثين شخصا في حريق مستشفى المدينة."
    other = "فاز الفريق الوطني على ضيفه بهدفين مقابل هدف في مباراة الأمس."
    one, twin, apart = (
        brief(("title", first[:30], title), ("sentence", first, "Text"), name=title)
        for first, title in ((text, "First"), (text, "Second"), (other, "Third"))
    )
    tree = parse(render(pack_of(one, twin, apart)))
    items = [text_of(item) for block in section(tree, "Stories") if block.tag == "ul" for item in block]
    assert items == ["1. First (nearly the same text as 2)", "2. Second (nearly the same text as 1)"]
    assert len(list(tree.iter("h3"))) == 3
    without = render(pack_of(one, twin, apart, stories=False))
    assert "Stories" not in without


def test_index_lists_every_brief_with_words_marks_and_files(tmp_path: Path) -> None:
    write_pack([digest(sample(name)) for name in SAMPLES], tmp_path, RUN, FORMATS)
    tree = parse((tmp_path / "index.html").read_text(encoding="utf-8"))
    rows = tree.xpath("//tbody/tr")
    assert [[text_of(cell) for cell in row][3:] for row in rows] == [
        ["401", "2 of 10", "html md jsonl"],
        ["544", "2 of 21", "html md jsonl"],
    ]
    assert rows[0].xpath(".//a/@href")[0] == "000_096c86b2eb8f83a7.html"
    assert rows[0][2].get("dir") == "rtl"
    links = {unquote(link) for link in tree.xpath("//header//a/@href")}
    assert links == {"briefing-pack.html", "briefing-pack.docx", "briefing-pack.md"}


@pytest.mark.parametrize(
    ("formats", "files"),
    [
        (("md",), {"briefing-pack.md", "briefing-pack.docx"}),
        (("html",), {"briefing-pack.html", "briefing-pack.docx", "index.html"}),
        (("jsonl", "tmx"), set()),
    ],
)
def test_only_what_was_asked_for_is_written(tmp_path: Path, formats: tuple[str, ...], files: set[str]) -> None:
    written = write_pack([digest(sample("daraa"))], tmp_path, RUN, formats)
    assert {path.name for path in written} == {path.name for path in tmp_path.iterdir()} == files


@every_renderer
@given(text=any_text, arabic=any_text)
@settings(max_examples=40, deadline=None)
def test_any_text_comes_back(text: str, arabic: str, render: Renderer) -> None:
    flag = Flag("number", "warning", f"!{text}")
    one = brief(("title", arabic, text), ("sentence", arabic, Translation(arabic, text, -1.0, (flag,))))
    tree = parse(render(pack_of(with_keys(one))))
    assert text_of(next(tree.iter("h3"))) == f"1. {plain(text) or 'article'}"
    points = next(tree.iter("h3")).xpath("following-sibling::ul[1]/li")
    assert [text_of(item) for item in points] == [f"{plain(text)} [1 §2] (marked: number)".strip()]
    (mark,) = (item for block in section(tree, "Everything marked") for item in block)
    label = f"Warning, number: {plain('!' + text)}"
    assert [text_of(small) for small in mark.iter("small")] == [label]
    assert text_of(mark).replace(" ", "") == f"[1 §2] {plain(text)}{label}".replace(" ", "")


@every_renderer
@pytest.mark.parametrize("unit", ["word ", "x"])
def test_a_title_without_end_is_shortened_where_it_only_names_the_article(render: Renderer, unit: str) -> None:
    long = unit * (10_000 // len(unit))
    one = brief(("sentence", "كلمة " * 2000, long), ("sentence", "جملة.", "Text."))
    page = text_of(parse(render(pack_of(one))))
    assert page.count("…") >= 4
    assert max(map(len, re.split(r"[ …]", page))) < 300
    assert page.count(unit.strip()) < 2000
    assert long.strip() in text_of(parse(html.render(brief_document(one))))


def test_front_matter_counts() -> None:
    text = markdown.render(samples().document())
    front = yaml.safe_load(text.split("---\n")[1])
    assert (front["articles"], front["sentences"], front["marked"]) == (2, 31, 4)
    assert body(text).lstrip().startswith("# Briefing pack")
