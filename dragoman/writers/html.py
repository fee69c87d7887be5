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

# What stands for an article's text (escaped characters, the fixed tags around a stretch of it) travels through
# python-markdown as one private-use character each. It would keep a copy of the whole cell for every one of them,
# which is quadratic on a line of asterisks. `shown` lets none of these characters in from a text.
_PRIVATE = 0xF0000
_TAGS = ('<span dir="rtl" lang="ar">', '<span dir="ltr">', "</span>", "<mark>", "</mark>")
_NAMES = {"amp": "&", "lt": "<", "gt": ">"}
_HIDE = re.compile(rf"\\([\\`*_\[\]#])|&(?:#(\d{{1,3}})|({'|'.join(_NAMES)}));|{'|'.join(map(re.escape, _TAGS))}")
_HIDDEN = {_PRIVATE + 128 + n: tag for n, tag in enumerate(_TAGS)}
_HIDDEN |= {_PRIVATE + code: f"&#{code};" for code in range(128)}

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
    made = converter.reset().convert(_HIDE.sub(_hide, text))
    return nh3.clean(made, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https"}).translate(_HIDDEN)


def _hide(match: re.Match[str]) -> str:
    if match[0].startswith("<"):
        return chr(_PRIVATE + 128 + _TAGS.index(match[0]))
    character = match[1] or _NAMES.get(match[3]) or chr(int(match[2]))
    return chr(_PRIVATE + ord(character)) if ord(character) < 128 else match[0]


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
