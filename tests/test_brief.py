"""A brief says everything once and in order, whatever the article holds, and links lead where they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import yaml
from hypothesis import given, settings

from dragoman.article import Brief
from dragoman.brief import brief_document
from dragoman.document import runs, shown
from dragoman.writers import html, markdown
from tests.reading import aligned, parse, plain, text_of, through_commonmark, through_markdown
from tests.samples import RUN, SAMPLES, any_text, brief, sample
from translate.types import Flag, Hypothesis, Translation

Renderer = Callable[[Brief], str]


def as_html(one: Brief) -> str:
    return html.render(brief_document(one))


def as_markdown(one: Brief) -> str:
    return markdown.render(brief_document(one))


RENDERERS: dict[str, Renderer] = {
    "html": as_html,
    "markdown package": lambda one: through_markdown(as_markdown(one)),
    "commonmark": lambda one: through_commonmark(as_markdown(one)),
}
every_renderer = pytest.mark.parametrize("render", RENDERERS.values(), ids=RENDERERS)


@every_renderer
@pytest.mark.parametrize("name", SAMPLES)
def test_every_segment_stands_once_and_in_order(name: str, render: Renderer) -> None:
    one = sample(name)
    tree = parse(render(one))
    rows = aligned(tree)
    content = [row for row in one.rows if row.translation]
    assert [text_of(row.arabic) for row in rows] == [plain(row.segment.text) for row in content]
    for row, written in zip(content, rows, strict=True):
        assert row.translation
        assert text_of(written.english).removeprefix("• ").startswith(plain(row.translation.text))
    furniture = [plain(row.segment.text) for row in one.rows if row.translation is None]
    listed = [text_of(item).split(" ", 1)[1] for item in tree.xpath("//li[starts-with(., '§') and not(.//small)]")]
    assert listed == furniture


@every_renderer
@given(english=any_text, arabic=any_text, title=any_text)
@settings(max_examples=80, deadline=None)
def test_any_text_comes_back_as_the_text_of_its_cell(english: str, arabic: str, title: str, render: Renderer) -> None:
    one = brief(("title", arabic, title), ("sentence", "جملة " + arabic, english), ("item", arabic + ".", english))
    one = replace(one, rows=tuple(replace(row, key=True, why=title) for row in one.rows))
    tree = parse(render(one))
    rows = aligned(tree)
    assert [text_of(row.arabic) for row in rows] == [plain(arabic), plain("جملة " + arabic), plain(arabic + ".")]
    texts = [plain(text) or "—" for text in (title, english, english)]
    assert [text_of(row.english) for row in rows] == [texts[0], texts[1], f"• {texts[2]}"]
    headings = tree.xpath("//h1")
    assert [text_of(heading) for heading in headings] == [plain(title) or "article"]
    points = [text_of(item) for item in tree.xpath("//ol/li")]
    assert points == [f"{plain(text)} §{n}".strip() for n, text in enumerate((title, english, english), 1)]
    assert not tree.xpath("//script | //img | //b | //hr/following::table")


@every_renderer
@pytest.mark.parametrize("name", SAMPLES)
def test_links_within_a_brief_lead_somewhere(name: str, render: Renderer) -> None:
    tree = parse(render(sample(name)))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = [link[1:] for link in tree.xpath("//a/@href") if link.startswith("#")]
    assert targets
    assert set(targets) <= set(ids)


@every_renderer
def test_key_points_and_rows_link_to_each_other(render: Renderer) -> None:
    one = sample("daraa")
    tree = parse(render(one))
    keys = [row for row in one.rows if row.key]
    assert tree.xpath("//ol/li/a[@href]/@href") == [f"#{row.segment.id}" for row in keys]
    stars = tree.xpath("//table//a[.='★']")
    assert [star.get("href") for star in stars] == [f"#key-{row.segment.id}" for row in keys]
    assert [star.get("title") for star in stars] == [f"Key point: {row.why}" for row in keys]


@every_renderer
def test_marks_stand_with_their_reason(render: Renderer) -> None:
    tree = parse(render(sample("daraa")))
    assert "2 of 10 sentences marked (1 error, 1 warning, 2 notes)." in text_of(tree)
    labels = [text_of(label) for row in aligned(tree) for label in row.english.xpath(".//small")]
    assert "Error, number: The Arabic says 30; the English says 300." in labels
    assert "Note, choice: not the model's first hypothesis: keeps the name from the glossary" in labels
    assert len([label for label in labels if label.startswith("Warning, length:")]) == 1
    marks = [text_of(mark) for row in aligned(tree) for mark in [*row.english.iter("mark"), *row.arabic.iter("mark")]]
    assert marks == ["300", "30", "Stephane Dujarric", "ستيفان دوجاريك"]


@every_renderer
def test_a_marked_key_point_says_so(render: Renderer) -> None:
    points = [text_of(item) for item in parse(render(sample("daraa"))).xpath("//ol/li")]
    assert [point.endswith("(marked: number)") for point in points] == [False, True, False, False]


@every_renderer
def test_warning_of_the_run_comes_first(render: Renderer) -> None:
    tree = parse(render(sample("daraa")))
    callout = tree.xpath("//h1/following-sibling::*[1]")[0]
    assert callout.tag == "blockquote"
    assert text_of(callout).startswith("Warning. Translated with the small stand-in model")
    assert not parse(render(brief(("title", "عنوان", "Title")))).xpath("//blockquote")


@every_renderer
def test_how_much_was_not_translated_is_said_and_much_is_a_warning(render: Renderer) -> None:
    few = brief(
        ("title", "عنوان الخبر", "Title"), ("sentence", "جملة " * 20, "Text"), ("furniture", "شارك الخبر", None)
    )
    text = " ".join(text_of(one) for one in parse(render(few)).xpath("//h1/following-sibling::*[position() <= 4]"))
    assert "1 line not translated (8% of the words)." in text
    assert "Much of this file" not in text
    much = brief(("sentence", "جملة من كلمات", "Text"), ("furniture", "كلمات أخرى كثيرة", None))
    text = " ".join(text_of(one) for one in parse(render(much)).xpath("//h1/following-sibling::*[position() <= 5]"))
    assert "1 line not translated (50% of the words)." in text
    assert "Warning. Much of this file was taken for navigation" in text
    assert "No sentence to translate was found." in text_of(parse(render(brief(("furniture", "عاجل", None)))))


@every_renderer
def test_other_readings_of_a_marked_sentence_are_listed(render: Renderer) -> None:
    flag = Flag("number", "warning", "Look.")
    others = tuple(Hypothesis(f"Reading {n}", -n) for n in range(5))
    one = brief(("sentence", "جملة", Translation("جملة", "Text", -0.1, (flag,), others)))
    assert [text_of(s) for s in parse(render(one)).xpath("//li/small") if "reading" in text_of(s)] == [
        "Other reading: Reading 0",
        "Other reading: Reading 1",
    ]


def test_front_matter_is_yaml_with_the_source() -> None:
    text = as_markdown(sample("daraa"))
    front = yaml.safe_load(text.split("---\n")[1])
    assert front["title_ar"] == "أمريكا لفصائل درعا :: قراركم بيدكم ولن نتدخل عسكريا لمساعدتكم"
    assert front["source"] == "seeds/000_096c86b2eb8f83a7.txt"
    assert front["sha256"] == sample("daraa").article.source.sha256
    assert (front["sentences"], front["marked"]) == (10, 2)
    assert front["signature"] == sample("daraa").run.signature


@given(any_text)
@settings(deadline=None)
def test_front_matter_survives_any_title(title: str) -> None:
    text = as_markdown(brief(("title", "عنوان", title)))
    front = yaml.safe_load(text.split("\n---\n", 1)[0].removeprefix("---\n"))
    assert front.get("title", "") == shown(title).strip(" ")


@every_renderer
def test_record_names_file_model_and_settings(render: Renderer) -> None:
    content = text_of(parse(render(brief(("title", "عنوان", "Title")))))
    for value in (
        "0" * 64,
        "UTF-8",
        "Helsinki-NLP/opus-mt-ar-en, revision abc123",
        "CC-BY-4.0",
        "beam 4",
        RUN.signature,
    ):
        assert value in content


@every_renderer
def test_only_web_addresses_become_links(render: Renderer) -> None:
    one = brief(("title", "عنوان", "Title"))

    def page(url: str) -> list[str]:
        article = replace(one.article, source=replace(one.article.source, url=url))
        links = parse(render(replace(one, article=article))).xpath("//a/@href")
        return [link for link in links if not link.startswith("#")]

    assert page("https://example.org/a_(b)?x=1&y=<2>") == ["https://example.org/a_(b)?x=1&y=%3C2%3E"]
    assert page("javascript:alert(1)") == []
    assert page("data:text/html,x") == []


@pytest.mark.parametrize(
    ("text", "lang", "foreign"),
    [
        ("قال (UNESCO) إن", "ar", ["UNESCO"]),
        ("موقع https://a.b/c?d=1 هنا", "ar", ["https://a.b/c?d=1"]),
        ("New York Times. خبر", "ar", ["New York Times"]),
        ("٥٠ و 30", "ar", []),
        ("the word “كافة”, left", "en", ["كافة"]),
        ("حزب الله said", "en", ["حزب الله"]),
        ("plain", "en", []),
    ],
)
def test_the_other_script_is_set_apart(text: str, lang: str, foreign: list[str]) -> None:
    found = list(runs(text, lang))  # type: ignore[arg-type]
    assert [text[start:end] for start, end, is_foreign in found if is_foreign] == foreign
    assert "".join(text[start:end] for start, end, _ in found) == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("a\u202bb\u202c", "ab"),
        ("a\x00\x1b", "a⟨U+0000⟩⟨U+001B⟩"),
        ("a\ud800", "a⟨U+D800⟩"),
        ("a\r\n\t b", "a b"),
        ("م\u200cن\u200f", "م\u200cن\u200f"),
    ],
)
def test_characters_that_hide_or_reorder_are_shown(text: str, seen: str) -> None:
    assert shown(text) == seen
