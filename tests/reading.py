"""What a reader sees of a Markdown or HTML file."""

from __future__ import annotations

from dataclasses import dataclass

import lxml.html
import markdown
from markdown_it import MarkdownIt

from dragoman.document import shown


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
