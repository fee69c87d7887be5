"""Markup into text: the article out of a web page, the words out of Markdown."""

from __future__ import annotations

import logging
import re
import socket
from dataclasses import dataclass
from typing import Any, NoReturn

from dragoman.decode import arabic_letters, has_arabic
from dragoman.errors import ReadError
from dragoman.markdown import blocks, front_matter

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

_KEPT = 0.9  # of the Arabic letters must survive the parser, or the text is read as plain text
_LAST_TAGS = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_INLINE = "b|big|em|font|i|small|span|strong|u"
_FORMATTING = re.compile(rf"</?(?:{_INLINE}|center)(?:\s[^<>]*)?>", re.IGNORECASE)
_BARE = re.compile(  # text without a block of its own behind one of these tags
    rf"(?:<(body|article|center|main|section)(?:\s[^<>]*)?>|</h[1-6]\s*>)(?=\s*(?:[^\s<]|<(?:{_INLINE}|a|br)[\s/>]))",
    re.IGNORECASE,
)
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """Text without markup, and what the markup said about it; strings are empty where it said nothing.

    ``left_out`` are sentences of the source that are not in ``text``, in order: on a web page, what neither the
    extractor nor `dragoman.webpage` took for the article (menus and forms are not listed), and struck-out text.
    """

    text: str
    title: str = ""
    url: str = ""
    date: str = ""
    publisher: str = ""
    left_out: tuple[str, ...] = ()


def html(page: str) -> Unwrapped:
    """The article in a web page, a line a block.

    Raises:
        ReadError: there is none, or the page cannot be parsed.
    """
    from dragoman import inline, pagelines, webpage  # lxml takes a while to load

    extract, extract_metadata, load = _extractor()
    page = _whole(page)
    try:
        tree = load(page)
        if tree is None:
            _no_article()
        removed = inline.mend(tree)
        about = extract_metadata(tree, extensive=False)  # an extensive search takes any year in the text for the date
        lines = pagelines.lines(tree)
        pagelines.mark(lines)
        found = extract(tree, favor_recall=True, include_comments=False)
        taken = {number for number in pagelines.marked((found and found.text) or "") if number < len(lines)}
        if sum(lines[number].letters for number in taken) < MIN_LETTERS:
            _no_article()
        kept, left = webpage.article(tree, lines, taken)
    except ReadError:
        raise
    except Exception as error:  # whatever a hostile page brings about in the parsers, the others go on
        raise ReadError(f"the page cannot be parsed ({type(error).__name__})") from error
    text = "\n".join(lines[number].prefix + lines[number].text for number in kept)
    left_out = (*left, *filter(_tells, removed))
    return Unwrapped(text, about.title or "", about.url or "", about.date or "", about.sitename or "", left_out)


def _tells(removed: str) -> bool:
    """Whether what was taken out says something to a reader: words or a figure."""
    return has_arabic(removed) or any(map(str.isdigit, removed))


def _no_article() -> NoReturn:
    raise ReadError("no Arabic article text found in the page")


def _extractor() -> tuple[Any, Any, Any]:
    for name in ("trafilatura", "htmldate", "courlan", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # they would print parts of the article
    # urllib3, which trafilatura imports and nobody here uses, would bind a socket to see whether there is IPv6.
    ipv6, socket.has_ipv6 = socket.has_ipv6, False
    try:
        from trafilatura import bare_extraction, extract_metadata  # takes most of a second
        from trafilatura.utils import load_html
    finally:
        socket.has_ipv6 = ipv6
    return bare_extraction, extract_metadata, load_html


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
    fields, body = front_matter(text)
    longest = max(map(len, _EMPTY_LINE.split(body)))
    parsed = len(body) <= MAX_MARKDOWN_CHARS and longest <= MAX_MARKDOWN_BLOCK
    words, struck = blocks(body) if parsed else (body, [])
    if arabic_letters(words) + sum(map(arabic_letters, struck)) < _KEPT * arabic_letters(body):
        words, struck = body, []
    title, url, date, source, publisher = (
        fields.get(key, "") for key in ("title", "url", "date", "source", "publisher")
    )
    return Unwrapped(words, title, url, date, source or publisher, tuple(filter(_tells, struck)))
