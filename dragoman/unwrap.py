"""Markup into text: the article out of a web page, the words out of Markdown."""

from __future__ import annotations

import logging
import re
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from dragoman.decode import arabic_letters
from dragoman.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

MAX_HTML_BYTES = 20_000_000
"""Largest web page. Extraction takes about 4 s a megabyte of markup; 20 MB is also where trafilatura itself stops."""

MAX_ELEMENTS = 100_000
"""Most tags that a web page may have. A news page has some thousands; beyond, the extractor's time grows with the
square of their number (20 s for this many, open and never closed)."""

MIN_LETTERS = 30
"""Arabic letters that a web page must give, about six words: where there is no article, the extractor takes what is
left of the menu."""

MAX_MARKDOWN_CHARS = 2_000_000
"""Longest text that is parsed as Markdown (about 1 s a megabyte); a longer one is read as plain text."""

MAX_MARKDOWN_BLOCK = 20_000
"""Longest stretch without an empty line, in characters, that is parsed as Markdown: brackets that are never closed
cost the parser time that grows with the square of it (0.3 s for this much)."""

_MAX_FRONT_MATTER = 20_000  # characters
_NESTING = 60  # quotes and lists in each other; deeper ones are left as they are
_KEPT = 0.9  # of the Arabic letters must survive the parser, or the text is read as plain text
_FRONT_MATTER = re.compile(r"\s*---[ \t]*\r?\n")
_FRONT_MATTER_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_LAST_TAGS = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_INLINE = "b|big|em|font|i|small|span|strong|u"
_FORMATTING = re.compile(rf"</?(?:{_INLINE}|center)(?:\s[^<>]*)?>", re.IGNORECASE)
_BARE = re.compile(  # text without a block of its own behind one of these tags
    rf"(?:<(body|article|center|main|section)(?:\s[^<>]*)?>|</h[1-6]\s*>)(?=\s*(?:[^\s<]|<(?:{_INLINE}|a|br)[\s/>]))",
    re.IGNORECASE,
)
_FIELD = re.compile(r"([A-Za-z_][\w-]{0,40})[ \t]*:(?:[ \t]|$)(.*)")
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """Text without markup, and what the markup said about it; strings are empty where it said nothing."""

    text: str
    title: str = ""
    url: str = ""
    date: str = ""
    publisher: str = ""


def html(page: str) -> Unwrapped:
    """The article in a web page.

    Raises:
        ReadError: there is none, or the page cannot be parsed.
    """
    bare_extraction = _extractor()
    page = _whole(page)
    try:
        found = bare_extraction(page, favor_recall=True, include_comments=False, with_metadata=True)
    except Exception as error:  # whatever a hostile page brings about in the parsers, the others go on
        raise ReadError(f"the page cannot be parsed ({type(error).__name__})") from error
    if found is None or arabic_letters(found.text or "") < MIN_LETTERS:
        raise ReadError("no Arabic article text found in the page")
    return Unwrapped(found.text, found.title or "", found.url or "", found.date or "", found.sitename or "")


def _extractor() -> Any:
    for name in ("trafilatura", "htmldate", "courlan", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # they would print parts of the article
    # urllib3, which trafilatura imports and nobody here uses, would bind a socket to see whether there is IPv6.
    ipv6, socket.has_ipv6 = socket.has_ipv6, False
    try:
        from trafilatura import bare_extraction  # takes most of a second
    finally:
        socket.has_ipv6 = ipv6
    return bare_extraction


def _whole(page: str) -> str:
    """The page so that the extractor reads all of it, as a browser would.

    It passes over what stands behind an early ``</html>`` and over the first text that is in no block, and its parser
    stops without a word at the 256th element that is open, which is what a page comes to that closes none of its
    ``<font>`` tags.
    """
    page = _BARE.sub(_with_block, _LAST_TAGS.sub("", page))
    if page.count("<") > MAX_ELEMENTS:
        raise ReadError(f"more than {MAX_ELEMENTS:,} tags in the page; save its text as .txt")
    if _is_cut(page) and _is_cut(page := _FORMATTING.sub("", page)):
        raise ReadError("elements nested more than 255 deep, or 10 MB without a tag; save its text as .txt")
    return page


def _with_block(tag: re.Match[str]) -> str:
    # Nothing ends the text of a body but the page; elsewhere the next block does.
    return tag[0] + ("<div>" if (tag[1] or "").lower() == "body" else "<p>")


def _is_cut(page: str) -> bool:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8")
    try:
        etree.fromstring(page.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return False  # nothing in it to be parsed
    return any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log)


def markdown(text: str) -> Unwrapped:
    """The words of a Markdown document: a line a block, ``# `` before headings and ``- `` or a number before items.

    Links and emphasis leave their words, images their description. Front matter becomes the metadata. A text that
    the parser would shorten (deeply nested, broken markup) is given back as it is.
    """
    fields, body = _front_matter(text)
    longest = max(map(len, _EMPTY_LINE.split(body)))
    words = _blocks(body) if len(body) <= MAX_MARKDOWN_CHARS and longest <= MAX_MARKDOWN_BLOCK else body
    if arabic_letters(words) < _KEPT * arabic_letters(body):
        words = body
    title, url, date, source, publisher = (
        fields.get(key, "") for key in ("title", "url", "date", "source", "publisher")
    )
    return Unwrapped(words, title, url, date, source or publisher)


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """The fields that have a single value, and the text behind them."""
    start = _FRONT_MATTER.match(text)
    end = start and _FRONT_MATTER_END.search(text, start.end(), _MAX_FRONT_MATTER)
    if not start or not end:
        return {}, text
    block = text[start.end() : end.start()]
    try:
        fields = yaml.load(block, yaml.BaseLoader)  # noqa: S506 - makes strings, lists and mappings, and nothing else
    except (yaml.YAMLError, RecursionError):
        fields = _broken_fields(block)
    if not isinstance(fields, dict):
        return {}, text
    # A list may hold itself a billion times over: it is never turned into a string.
    return {key: value for key, value in fields.items() if isinstance(value, str)}, text[end.end() :]


def _broken_fields(block: str) -> dict[str, str] | None:
    """``key: value`` lines that are no YAML because of a colon or a bracket in a value; None if there are others."""
    fields: dict[str, str] = {}
    for line in block.splitlines():
        field = _FIELD.match(line)
        if field:
            fields[field[1]] = field[2].strip(" \t\"'")
        elif line.strip() and not (fields and line.startswith((" ", "\t", "-"))) and not line.startswith("#"):
            return None
    return fields or None


def _blocks(text: str) -> str:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable(["table", "strikethrough"]).parse(text)
    lines: list[str] = []
    cells: list[str] = []
    numbers: list[int | None] = []  # for each open list the next number, None if it is bulleted
    mark = ""
    for i, token in enumerate(tokens):
        kind = token.type
        if kind == "heading_open":
            mark = "#" * int(token.tag[1]) + " "
        elif kind in {"bullet_list_open", "ordered_list_open"}:
            numbers.append(int(token.attrs.get("start", 1)) if kind == "ordered_list_open" else None)
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            numbers.pop()
            lines.append("")
        elif kind == "list_item_open":
            number = numbers[-1]
            mark = "- " if number is None else f"{number}. "
            numbers[-1] = None if number is None else number + 1
        elif kind == "inline" and tokens[i - 1].type in {"th_open", "td_open"}:
            cells.append(_words(token.children or ()))
        elif kind == "tr_close":
            lines.append(" | ".join(cells))
            cells = []
        elif kind == "inline":
            lines += [mark + _words(token.children or ()), *([] if numbers else [""])]
            mark = ""
        elif kind in {"fence", "code_block"}:
            lines += [token.content, ""]
        elif kind == "html_block" and not token.content.lstrip().startswith("<!--"):
            lines += [_TAG.sub(" ", token.content).strip(), ""]
    return "\n".join(lines)


def _words(inline: Sequence[Token]) -> str:
    """The words of a block; a line break inside it is a space."""
    return "".join(_word(token) for token in inline).strip()


def _word(token: Token) -> str:
    if token.type == "image":
        return _words(token.children or ())
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return token.content if token.type in {"text", "code_inline", "text_special"} else ""
