"""An article's text into lines, with the lines of hard-wrapped paragraphs joined again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from translate.split import is_blank, item_start

if TYPE_CHECKING:
    from collections.abc import Sequence

WRAP_WIDTH = 150
"""Longest line, in characters, of a text that was wrapped at a fixed width. Editors and mail programs wrap at 60 to
132; the paragraphs of a news page, one a line, pass this in nearly every article."""

FULL_SHARE = 0.5
"""Share of lines that have no room for the next line's first word, from which a text counts as hard-wrapped."""

_NARROWEST = 45  # characters; shorter lines of like length are verse or a list
_MINIMUM = 3  # full lines; fewer of like length are chance
_ENDS = ".!؟:"
_STOP = re.compile(r"[.؟!؛]\s+\S")
_LEADING = frozenset({
    "في", "من", "إلى", "الى", "على", "عن", "أن", "إن", "مع", "بين", "بعد", "قبل",
    "خلال", "عند", "منذ", "حتى", "ضد", "نحو", "لدى", "حول", "دون", "التي", "الذي", "الذين",
    "أو", "أم", "ثم", "لكن", "ولكن", "كما", "بينما", "حيث", "فيما", "كي", "لم", "لن",
    "ما", "لا", "هذا", "هذه", "ذلك", "تلك", "كل", "بعض", "أي", "غير", "قد", "كان",
    "كانت", "وفي", "ومن", "وعلى", "وإلى", "وأن", "عبر", "رغم", "بسبب", "بشأن",
})  # fmt: skip
"""Words that a statement cannot end in."""

_SHORT_END = 0.8  # of the width; the last lines of paragraphs are of any length
_SLACK = 0.06  # of the width: `fmt` and proportional fonts leave lines a little short


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: ``text[start:end]`` without bullet and outer white space.

    ``gap`` if an empty line precedes it or it is indented; ``heading`` if Markdown's ``# `` does.
    """

    start: int
    end: int
    text: str
    item: bool
    gap: bool
    heading: bool = False


def lines(text: str) -> list[Line]:
    """The visible lines of ``text``, or its paragraphs where it was wrapped at a fixed width."""
    raw = _raw(text)
    if not _wrapped(raw):
        return raw
    width = _width(raw)
    joined: list[Line] = []
    open_paragraph = False
    for i, line in enumerate(raw):
        if open_paragraph and not (line.gap or line.item or line.heading):
            first = joined[-1]
            joined[-1] = Line(first.start, line.end, text[first.start : line.end], first.item, first.gap)
        else:
            joined.append(line)
        open_paragraph = i + 1 < len(raw) and not line.heading and _full(line, raw[i + 1], width)
    return joined


def _raw(text: str) -> list[Line]:
    found: list[Line] = []
    start = 0
    gap = indented = False
    for piece in text.splitlines(keepends=True):
        stop = start + len(piece)
        a, kind = item_start(text, start, stop)
        b = stop
        while a < b and is_blank(text[a]):
            a += 1
        while b > a and is_blank(text[b - 1]):
            b -= 1
        if a < b:
            # An indented line opens a paragraph, unless the lines of a list item hang below their bullet.
            opens = piece[0].isspace() and not indented and not (found and found[-1].item)
            indented = piece[0].isspace()
            found.append(Line(a, b, text[a:b], kind == "item", gap or opens, kind == "heading"))
        gap = a == b
        start = stop
    return found


def _wrapped(raw: Sequence[Line]) -> bool:
    if len(raw) <= _MINIMUM or not _NARROWEST <= (width := _width(raw)) <= WRAP_WIDTH:
        return False
    if not any(line.text[-1] in ".؟!" for line in raw):
        return False  # prose ends its sentences; headlines of like length do not
    inner = [(line, after) for line, after in pairwise(raw) if not after.gap and not after.item]
    full = [(line, after) for line, after in inner if _full(line, after, width) and line.text[-1] not in _ENDS]
    if len(full) < max(_MINIMUM, FULL_SHARE * len(inner)):
        return False
    return _runs_on(raw, full, width, all_full=len(full) == len(inner))


def _runs_on(raw: Sequence[Line], full: Sequence[tuple[Line, Line]], width: int, *, all_full: bool) -> bool:
    """Whether the full lines are parts of sentences, and not statements of like length, a line each.

    Of prose that was wrapped, a sentence ends inside a line, or a line breaks off behind a preposition or the like, or
    short lines end what longer ones began; or every line is full, and most have a comma.
    """
    if any(_STOP.search(line.text) for line in raw) or any(line.text.split()[-1] in _LEADING for line, _ in full):
        return True
    ends = [after for _, after in full if after.text[-1] in _ENDS]
    if len(ends) > 1 and min(len(line.text) for line in ends) < _SHORT_END * width:
        return True
    return all_full and sum("،" in line.text for line, _ in full) > len(full) / 2


def _width(raw: Sequence[Line]) -> int:
    return max(len(line.text) for line in raw)


def _full(line: Line, after: Line, width: int) -> bool:
    """Whether the next line's first word would not have fitted: the line was broken for its length."""
    word = after.text[: width + 1].split(maxsplit=1)[0]
    slack = 0 if line.text[-1] in _ENDS else _SLACK
    return len(line.text) + 1 + len(word) > width * (1 - slack)
