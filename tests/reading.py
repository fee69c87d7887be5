"""What a reader sees of a file: of Markdown and HTML, and of TMX and XLIFF by their DTDs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import lxml.html
import markdown
from lxml import etree
from markdown_it import MarkdownIt

from dragoman.article import Brief
from dragoman.document import shown
from dragoman.writers import tmx, xliff


def plain(text: str) -> str:
    """Text as it should be read: made visible, white space as one space."""
    return " ".join(shown(text).split())


def body(text: str) -> str:
    """A Markdown file without its front matter."""
    assert text.startswith("---\n")
    return text.split("\n---\n", 1)[1]


def through_markdown(text: str) -> str:
    """The HTML that the ``markdown`` package makes of a Markdown file."""
    return markdown.markdown(body(text), extensions=["tables"])


def through_commonmark(text: str) -> str:
    """The HTML that a CommonMark renderer with tables makes of it, as GitHub and VS Code do."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(body(text))


@dataclass
class Row:
    """A row of the aligned text as read from a page."""

    first: lxml.html.HtmlElement
    english: lxml.html.HtmlElement
    arabic: lxml.html.HtmlElement


def parse(page: str) -> lxml.html.HtmlElement:
    """The page's tree."""
    return lxml.html.document_fromstring(f"<div>{page}</div>" if not page.startswith("<!DOCTYPE") else page)


def aligned(tree: lxml.html.HtmlElement) -> list[Row]:
    """The rows of the table headed §, English, Arabic."""
    for table in tree.iter("table"):
        head = [cell.text_content().strip() for cell in table.xpath("./thead/tr/th")]
        if head == ["§", "English", "Arabic"]:
            rows = [list(row) for row in table.xpath("./tbody/tr")]
            assert all(len(row) == 3 for row in rows), "a row is broken"
            return [Row(*row) for row in rows]
    raise AssertionError("no aligned text")


def text_of(element: lxml.html.HtmlElement) -> str:
    """Text content, white space as one space."""
    return " ".join(element.text_content().split())


DATA = Path(__file__).parent / "data" / "writers"
TMX = etree.DTD(str(DATA / "tmx14.dtd"))
XLIFF = etree.DTD(str(DATA / "xliff12.dtd"))
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def tmx_tree(one: Brief) -> etree._Element:
    """The brief's TMX file, which is valid."""
    root = etree.fromstring(tmx.dumps(one).encode("utf-8"))
    assert TMX.validate(root), TMX.error_log
    return root


def tmx_units(root: etree._Element) -> list[tuple[str | None, str, str | None]]:
    """Id, Arabic and English of every unit."""
    found = []
    for unit in root.iter("tu"):
        texts = {variant.get(LANG): variant.findtext("seg") for variant in unit.iter("tuv")}
        assert set(texts) <= {"ar", "en"}
        found.append((unit.get("tuid"), texts["ar"], texts.get("en")))
    return found


def xliff_tree(one: Brief) -> etree._Element:
    """The brief's XLIFF file, which is valid."""
    root = etree.fromstring(xliff.dumps(one).encode("utf-8"))
    assert XLIFF.validate(root), XLIFF.error_log
    return root


def xliff_texts(root: etree._Element, path: str) -> list[str]:
    """The texts of the elements at a path; ``x`` is XLIFF's namespace."""
    return [element.text or "" for element in root.findall(path, {"x": xliff.NAMESPACE})]
