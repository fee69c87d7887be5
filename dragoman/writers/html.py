"""One self-contained page, made from a document's Markdown.

The Markdown is converted section by section with the ``markdown`` package, sanitised with nh3, and put into a page
that runs nothing and fetches nothing. Converting in sections keeps the time linear on packs of many thousand
articles.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import markdown
import nh3
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from dragoman.document import ARABIC, Document, shown
from dragoman.writers.markdown import escape, sections

if TYPE_CHECKING:
    from xml.etree import ElementTree

TAGS = {
    "a", "blockquote", "br", "em", "h1", "h2", "h3", "h4", "hr", "li", "mark", "ol", "p", "small", "span", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"id", "dir", "lang", "role", "title"},
    "a": {"href"},
    "small": {"class"},
    "th": {"scope"},
}

TABLE_CHUNK = 200
"""Rows that are converted at a time: python-markdown's time grows faster than the length of what it is given."""

# Escaped characters travel through python-markdown as one private-use character each. It would keep a copy of the
# whole cell for every one of them, which is quadratic on a line of asterisks. `shown` lets none in from a text.
_ESCAPED = re.compile(r"\\([\\`*_\[\]#])|&(?:(amp)|(lt)|(gt)|#(\d{1,3}));")
_NAMED = (("&", 2), ("<", 3), (">", 4))
_PRIVATE = 0xF0000
_HIDDEN = re.compile("[\U000f0000-\U000f007f]")

_LEADING_ANCHOR = re.compile(r'<a id="([A-Za-z0-9-]+)"></a>')


def render(document: Document, brief_suffix: str = ".html") -> str:
    """The page; links to briefs lead to files with ``brief_suffix``."""
    converter = markdown.Markdown(extensions=["tables", _Accessible()], output_format="html")
    parts = list(sections(document, brief_suffix))
    (_, head), *body = [(anchor, _convert(converter, text)) for anchor, text in parts]
    css, digest = stylesheet()
    title = html.escape(shown(document.title).strip() or "Untitled")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    main = "\n".join(f'<section class="{anchor}">\n{content}\n</section>' for anchor, content in body)
    return f"""<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Dragoman">
<title>{title}</title>
<style>{css}</style>
</head>
<body class="{document.kind}">
<a class="skip" href="#main">Skip to the content</a>
<header>
{head}
</header>
<main id="main">
{main}
</main>
<footer>
{_convert(converter, f"<small>{escape(document.footer)}</small>")}
</footer>
</body>
</html>
"""


@cache
def stylesheet() -> tuple[str, str]:
    """The style of all pages, and its SHA-256 in base64 as the page's policy names it."""
    css = "\n" + resources.files("dragoman").joinpath("data/page.css").read_text(encoding="utf-8")
    return css, base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")


def _convert(converter: markdown.Markdown, text: str) -> str:
    pages = [converter.reset().convert(chunk) for chunk in _chunks(_hide(text))]
    joined = pages[0] if len(pages) == 1 else _join_tables(pages)
    return _HIDDEN.sub(_restore, nh3.clean(joined, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https"}))


def _chunks(text: str) -> list[str]:
    """Cut a long table at the end of a section, with its head repeated for each part."""
    lines = text.split("\n")
    starts = [n for n, line in enumerate(lines) if line.startswith("|---")]
    if not starts or len(lines) - starts[-1] <= TABLE_CHUNK + 1:
        return [text]
    first = starts[-1] + 1
    rest = range(first + TABLE_CHUNK, len(lines), TABLE_CHUNK)
    head = lines[first - 2 : first]
    return ["\n".join(lines[: first + TABLE_CHUNK]), *("\n".join([*head, *lines[n : n + TABLE_CHUNK]]) for n in rest)]


def _join_tables(pages: list[str]) -> str:
    first, *others = pages
    end = first.rindex("</tbody>")
    rows = (page[page.index("<tbody>") + len("<tbody>") : page.rindex("</tbody>")] for page in others)
    return "".join([first[:end], *rows, first[end:]])


def _hide(text: str) -> str:
    return _ESCAPED.sub(_private, text)


def _private(match: re.Match[str]) -> str:
    character = match[1] or next((c for c, group in _NAMED if match[group]), None) or chr(int(match[5]))
    return chr(_PRIVATE + ord(character)) if ord(character) < 0x80 else match[0]


def _restore(match: re.Match[str]) -> str:
    return f"&#{ord(match[0]) - _PRIVATE};"


class _Accessible(Extension):
    """Names, roles and directions that Markdown has no words for."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the name that the package calls
        # Before the inline patterns (priority 20), while a cell's text is still Markdown.
        md.treeprocessors.register(_Attributes(md), "dragoman-attributes", 30)


class _Attributes(Treeprocessor):
    def run(self, root: ElementTree.Element) -> None:
        for table in root.iter("table"):
            _table(table)
        for element in root.iter():
            anchor = _LEADING_ANCHOR.match(element.text or "")
            if anchor and element.text:
                element.set("id", anchor[1])
                element.text = element.text[anchor.end() :]


def _table(table: ElementTree.Element) -> None:
    """Say what is a head; and roles, because a narrow page lays rows out as blocks, which hides that it is a table."""
    table.set("role", "table")
    arabic = [cell.text == ARABIC for cell in table.iter("th")]
    for group in table:
        group.set("role", "rowgroup")
        for row in group:
            row.set("role", "row")
            for column, cell in enumerate(row):
                if group.tag == "thead":
                    cell.set("scope", "col")
                    cell.set("role", "columnheader")
                elif column == 0:
                    cell.tag = "th"
                    cell.set("scope", "row")
                    cell.set("role", "rowheader")
                    anchor = _LEADING_ANCHOR.match(cell.text or "")
                    if anchor and cell.text:
                        row.set("id", anchor[1])
                        cell.text = cell.text[anchor.end() :]
                else:
                    cell.set("role", "cell")
                    if arabic[column]:
                        cell.set("dir", "rtl")
                        cell.set("lang", "ar")
