"""Arabic text into sentences, with offsets that give the text back.

A sentence ends at ``. ! ? ؟ …`` with the closing quotes and brackets behind it, and at the end of a line. It does
not end inside decimals, times and URLs, after initials and abbreviations, at ``..`` and ``...`` that only pause, nor
at ``؛ : ،``. No pattern looks at a character more than a fixed number of times, so time grows with the text only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from translate.types import Segment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate.types import Kind, Span

_INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_MARKS = ".!?؟…۔！？｡。"
_END = re.compile(rf"[{_MARKS}][{_MARKS}\"'”’»›)\]}}“{_INVISIBLE}]*(?:[ \u00a0]\.(?![.\w]))?")
_PAUSE = re.compile(r"\.\.|…")
_CONNECTIVE = re.compile(
    r"[\"'“”«»(\[]*(?:ثم\b|لكن|بل\b|أو\b|او\b|أم\b|مثل\b|خصوصا|فيما\b|إذا\b|الذي\b|التي\b|حتى\b|حيث\b|كما\b)"
)
_DASHES = "–—−ـ*-"
_DOTS = "•●▪■□◦○‣⁃∙·►▶➢➤❖◆◊✓✔☑"
_BULLET = re.compile(rf"[\s{_INVISIBLE}]*(?:[{_DOTS}]|[{_DASHES}]+(?!\d|\s?\|))[{_DOTS}\s{_INVISIBLE}{_DASHES}]*")
_NUMBER = re.compile(rf"[\s{_INVISIBLE}]*\(?(?:\d{{1,3}}[ \u00a0]?[.)\-–ـ]|[A-Za-zء-ي][)\-–])[)\-–]?(?=\s)")
_HASHES = re.compile(rf"[\s{_INVISIBLE}]*#{{1,6}}[ \t\u00a0]+")
_ERA = re.compile(r"(?<!\d)\d{3,4}\s*(?:م|هـ|ه|ق\.م)\Z")
_LOOK_BACK = 40  # characters; no abbreviation is longer, and what is further back decides nothing


def split(text: str) -> list[Segment]:
    """The sentences of ``text`` as segments ``s001``…, in order.

    They are of kind ``sentence``, on a bulleted line ``item``, behind Markdown's ``# `` ``heading``. A newline of any
    kind (also U+2028, U+0085, a form feed) ends a segment. Between two segments there is nothing but white space,
    invisible format characters, bullets and such ``#``; the numbers of a numbered list stay in the text.
    """
    segments: list[Segment] = []
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        body, kind = item_start(text, start, end)
        for a, b in sentence_spans(text, body, end):
            segments.append(Segment(f"s{len(segments) + 1:03d}", kind, a, b, text[a:b]))
        start = end
    return segments


def item_start(text: str, start: int, end: int) -> tuple[int, Kind]:
    """Where the words of the line ``text[start:end]`` begin, and what opens it.

    ``item`` after a bullet or at a list number, ``heading`` after Markdown's ``# ``, else ``sentence``.
    """
    if heading := _HASHES.match(text, start, end):
        return heading.end(), "heading"
    if bullet := _BULLET.match(text, start, end):
        return bullet.end(), "item"
    return start, "item" if _NUMBER.match(text, start, end) else "sentence"


def sentence_spans(text: str, start: int, end: int) -> list[Span]:
    """The sentences of ``text[start:end]`` as offsets into ``text``; a newline in it counts as a space.

    Every span begins and ends with a visible character; a stretch without letters or digits (``. . .``, an emoji)
    is kept with the sentence before it.
    """
    spans: list[Span] = []
    for a, b in _trimmed(text, _cuts(text, start, end)):
        if spans and not any(c.isalnum() for c in text[a:b]):
            spans[-1] = (spans[-1][0], b)
        else:
            spans.append((a, b))
    return spans


def _trimmed(text: str, cuts: Iterator[Span]) -> Iterator[Span]:
    for start, end in cuts:
        a, b = start, end
        while a < b and is_blank(text[a]):
            a += 1
        while b > a and is_blank(text[b - 1]):
            b -= 1
        if a < b:
            yield a, b


def is_blank(char: str) -> bool:
    """White space, or a control or format character that shows nothing (zero-width, bidi, NUL)."""
    return char.isspace() or unicodedata.category(char) in {"Cc", "Cf"}


def _cuts(text: str, start: int, end: int) -> Iterator[Span]:
    quotes = 0  # straight double quotes up to ``counted``
    counted = start
    for mark in _END.finditer(text, start, end):
        stop = mark.end()
        quotes += text.count('"', counted, stop)
        counted = stop
        if quotes % 2 and _closing_quote(text, stop, end):
            stop += 2
        if stop < end and not text[stop].isspace() and not _glued(text, mark, start, end):
            continue
        if stop < end and not _is_end(text, mark, start, end):
            continue
        yield start, stop
        start = counted = stop
    yield start, end


def _closing_quote(text: str, at: int, end: int) -> bool:
    """A straight quote after a space that stands before another space: ``أنت. " ثم``."""
    return text[at : at + 2] in {' "', '\u00a0"'} and (at + 2 >= end or text[at + 2].isspace())


def _glued(text: str, mark: re.Match[str], start: int, end: int) -> bool:
    """A sentence end whose space was forgotten, between two Arabic words: ``في المنطقة.وأضاف المتحدث``."""
    left, right = text[max(start, mark.start() - 3) : mark.start()], text[mark.end() : min(end, mark.end() + 3)]
    return (
        mark.group() in {".", "؟", "!"}
        and len(left) == len(right) == 3
        and all("\u0620" <= c <= "\u065f" for c in left + right)
        and text.count(" ", max(start, mark.start() - _LOOK_BACK), mark.start()) >= 3
    )


def _is_end(text: str, mark: re.Match[str], start: int, end: int) -> bool:
    at = mark.start()
    after = mark.end()
    while after < end and is_blank(text[after]):
        after += 1
    if after < end and text[after] in "،؛":
        return False
    before = text[max(start, at - _LOOK_BACK) : at]
    if _PAUSE.match(mark.group()):
        detached = before[-1:].isspace() or mark.group()[0] == "…"
        return detached and before.count(" ") >= 3 and not _CONNECTIVE.match(text, after, end)
    if before.endswith("(") and mark.group()[-1] == ")":
        return False
    return mark.group()[0] != "." or len(mark.group().rstrip('"”')) > 1 or not _is_abbreviation(before)


def _is_abbreviation(before: str) -> bool:
    words = before.split()
    if not words or before[-1].isspace():
        return False
    word = words[-1].lstrip("\"'“”«»([{-–/")
    if len(words) == 1 and (word.isdecimal() or not word):
        return len(word) <= 3  # the number of a list item
    if _ERA.search(before):
        return False
    if len(word) == 1:
        return word.isalpha()
    return word.lower() in _abbreviations()


@cache
def _abbreviations() -> frozenset[str]:
    lines = (files("translate") / "data" / "abbreviations.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
