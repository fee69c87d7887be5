"""Markup inside a line that carries meaning: raised and lowered figures, struck-out text, and what stands side by side.

Without their tags ``25<sup>1</sup>`` would be 251, ``10<sup>5</sup>`` 105 and ``<del>15</del><ins>25</ins>`` 1525.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# fmt: off
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "head", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option", "p",
    "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
})
"""Elements that begin and end a line."""

UNSEEN = frozenset({
    "head", "iframe", "math", "noscript", "object", "rp", "rt", "script", "style", "svg", "template", "audio",
    "video", "canvas",
})
"""Elements whose text a browser does not show as text."""

# fmt: on
STRUCK = frozenset({"del", "s", "strike"})
"""Elements whose text its author has withdrawn."""

SENTENCE_WORDS = 6
"""Arabic words from which a line reads as a sentence; with a full stop, half of them do. Menu entries, bylines, tags
and buttons have fewer."""

_ARABIC_WORD = re.compile(r"[\u0621-\u065f\u066e-\u06d3]{2,}")
_STOP = re.compile(r"[.!؟?…][\s\"'»”’)\]]*\Z")
_LINE_THROUGH = re.compile(r"text-decoration[^;]{0,40}line-through", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_FORMAT = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CONTEXT = 40  # characters of the line before a text that decide how it is joined
_NOTE_CHARS = 40  # a longer <sup> is small print, no sign

_EXPONENT = re.compile(r"[-−+]?[0-9٠-٩]{1,4}")
_UNIT = re.compile(r"(?:^|[^\w])(?:[كسملد]?م|ملم|متر|مترا|كيلومتر|كلم|[kcdm]?m|km|ft|in)$")
_POWERS = {"2": "²", "3": "³", "٢": "²", "٣": "³"}
_BASE = re.compile(r"(?:^|[^0-9٠-٩.,])(?:10|١٠)$|(?:^|[^A-Za-z])[A-Za-z]$")
_NOTE_LINK = re.compile(r"\^?[0-9٠-٩]{1,3}")
_BRACKETS = re.compile(r"[\[({]\s*([^\[\](){}]*?)\s*[\])}]")


def mend(tree: HtmlElement) -> list[str]:
    """Rewrite such markup of a page in place, as text that means the same; the struck-out texts and hidden sentences.

    A footnote's sign becomes ``[1]`` behind a space, an exponent ``^5`` (``²`` and ``³`` behind a unit), struck-out
    text is taken out, and a space comes between figures that stand in different elements.
    """
    removed = _remove(tree)
    before = ""
    links = unseen = 0
    gap = False  # whether words, too, are kept apart from what comes next
    signs: set[HtmlElement] = set()
    for event, element in list(etree.iterwalk(tree, events=("start", "end"))):
        start = event == "start"
        tag = element.tag
        step = 1 if start else -1
        unseen += step * (tag in UNSEEN)
        links += step * (tag == "a")
        if tag in BLOCKS:
            before, gap = "", False
        if unseen:
            continue
        if start and tag in {"a", "sub", "sup"} and _rewrite(element, before, linked=links > 0):
            signs.add(element)
        gap = gap or tag == "ins" or tag in STRUCK or (not start and element in signs)
        text = (element.text if start else element.tail) or ""
        if needs_space(before, text, gap=gap):
            text = f" {text}"
            if start:
                element.text = text
            else:
                element.tail = text
        if text.strip(_FORMAT):
            before, gap = (before + text)[-_CONTEXT:], False
    return removed


def arabic_words(text: str) -> int:
    """How many Arabic words of two letters and more there are."""
    return len(_ARABIC_WORD.findall(text))


def ends_sentence(text: str) -> bool:
    """Whether a text ends in a full stop or the like."""
    return bool(_STOP.search(text))


def is_sentence(text: str) -> bool:
    """Whether a text reads as a sentence, by its length and end."""
    return arabic_words(text) >= (SENTENCE_WORDS // 2 if ends_sentence(text) else SENTENCE_WORDS)


def is_hidden(element: HtmlElement) -> bool:
    """Whether a browser leaves out the element, as far as its own attributes say."""
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style", "")[:1000]))


def note(sign: str, before: str, behind: str = "", *, lowered: bool = False, linked: bool = False) -> str:
    """How raised (or ``lowered``) text is written that follows ``before`` and is followed by ``behind``."""
    sign = " ".join(sign.split())
    before = before[-_CONTEXT:].rstrip(_FORMAT + " \u00a0\n\t")
    bracketed = _BRACKETS.fullmatch(sign)
    if not sign or len(sign) > _NOTE_CHARS or not before:
        return sign
    if bracketed or linked:
        return f" [{(bracketed[1] if bracketed else sign).lstrip('^')}]"
    if not any(map(str.isdigit, sign)):
        return sign  # "th", "®", "*"
    if behind.lstrip()[:1] in {"/", "⁄"} or before[-1] in "/⁄":
        return sign  # a fraction: the figures before it are kept apart by a space
    if _EXPONENT.fullmatch(sign):
        if lowered and before[-1].isascii():
            return f"_{sign}" if before[-1].isdigit() else sign
        if not lowered and sign in _POWERS and _UNIT.search(before):
            return _POWERS[sign]
        if not lowered and _BASE.search(before):
            return f"^{sign}"
    elif before[-1].isascii() and before[-1].isalpha():
        return f"^{sign}"  # an ion's charge, "n-1"
    return f" [{sign}]"


def is_note_link(text: str, before: str) -> bool:
    """Whether a link is a footnote's: a small number that stands at a word or number without a space."""
    return bool(_NOTE_LINK.fullmatch(text)) and before[-_CONTEXT:].rstrip(_FORMAT)[-1:].isalnum()


def needs_space(before: str, text: str, *, gap: bool = False) -> bool:
    """Whether two texts of one line would be read as one number, or as one word across a ``gap``."""
    last, first = before[-_CONTEXT:].rstrip(_FORMAT)[-1:], text.lstrip(_FORMAT)[:1]
    if gap:
        return first.isalnum() and (last.isalnum() or last == "]")
    return last.isdigit() and first.isdigit()


def _remove(tree: HtmlElement) -> list[str]:
    """Empty what is struck out or hidden inside a line; the texts, the hidden ones once and if they are sentences."""
    removed: list[str] = []
    hidden: set[str] = set()
    for element in list(tree.iter(etree.Element)):
        style = element.get("style", "")[:1000]
        struck = element.tag in STRUCK or bool(_LINE_THROUGH.search(style))
        if element.tag in BLOCKS or element.tag in UNSEEN or not (struck or is_hidden(element)):
            continue
        # Around blocks it is a tag that was never closed, or a part of the page that a script shows.
        if element.tag != "del" and any(inner.tag in BLOCKS for inner in element.iterdescendants()):
            continue
        text = " ".join("".join(element.itertext()).split())
        if struck or (text not in hidden and is_sentence(text)):
            removed.append(text)
        if not struck:
            hidden.add(text)
        _empty(element)
    return [text for text in removed if text]


def _empty(element: HtmlElement) -> None:
    element.text = None
    for inner in element.iterdescendants():
        inner.text = inner.tail = None


def _rewrite(element: HtmlElement, before: str, *, linked: bool) -> bool:
    """Write a sign as text, and say whether it had to be changed."""
    if any(inner.tag in BLOCKS for inner in element.iterdescendants()):
        return False
    sign = " ".join("".join(element.itertext()).split())
    if element.tag == "a" and not is_note_link(sign, before):
        return False
    linked = linked or element.find(".//a") is not None
    written = note(sign, before, element.tail or "", lowered=element.tag == "sub", linked=linked)
    if written == sign:
        return False
    _empty(element)
    element.text = written
    return True
