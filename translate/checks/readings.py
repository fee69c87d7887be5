"""Other readings of what is written as a number: 711.988 as thousands, 3/4 as a fraction, five to ten as a time."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from translate.tokens import DIGITS, fold

if TYPE_CHECKING:
    from translate.numbers import Number
    from translate.types import Span

_POINT_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")
_M = re.compile(r"m\b")
_TO = re.compile(r" (?:minutes )?to ")
_RUN = re.compile(r"\d[\d ()./\u00a0\u202f\u2011-]*\d")
_NO_DIGIT = re.compile(r"\D+")
_REGROUPED = 7
"""Digits from which a run is compared without its separators: a telephone number, an account."""
_LIST_NUMBER = re.compile(r"\s*[(\[]?(\d{1,2})(?:[)\].]|[ـ \u00a0]?[-–—ـ])[\s.)-]*(?=[^\W\d])")
_NOTES = (
    re.compile(r"(?<=[^\s(\[])[(\[](\d{1,2})[)\]]"),  # glued to a word
    re.compile(r"(?<=[^\W\d]\.)(\d{1,2})(?=\s|$)"),  # glued to the full stop
    re.compile(r"(?:[:؛.،] ?|و )(\d{1,2})\) "),  # an item within the sentence
)


def other_readings(numbers: list[Number], text: str, *, arabic: bool) -> dict[Number, list[Number]]:
    """What else some of the numbers of a text can mean. Linear in its length."""
    found: dict[Number, list[Number]] = {}
    text = text.translate(DIGITS)
    for number in numbers:
        if arabic and number.digits and _POINT_THOUSANDS.fullmatch(text[number.start : number.end]):
            found.setdefault(number, []).append(replace(number, value=number.value * 1000))
        if not arabic and number.digits and _M.match(text, number.end):  # in English 5m may be five million
            found.setdefault(number, []).append(replace(number, value=number.value * 1e6))
    for first, last in pairwise(numbers):
        reading = _fraction(first, last, text) or _time_to(first, last, text)
        if reading is not None:
            found.setdefault(first, []).append(reading)
            found.setdefault(last, []).append(reading)
    return found


def _fraction(first: Number, last: Number, text: str) -> Number | None:
    """3/4, which may be a date as well."""
    whole = first.digits and last.digits and 0 < first.value < last.value <= 10
    if (
        not whole
        or text[first.end : last.start] != "/"
        or "/" in (text[first.start - 1 : first.start], text[last.end : last.end + 1])
    ):
        return None
    return replace(first, value=first.value / last.value, kind="fraction")


def _time_to(first: Number, last: Number, text: str) -> Number | None:
    """الخامسة إلا ربعا and a quarter to five are 4:45."""
    if last.start - first.end > 12:
        return None
    between = text[first.end : last.start]
    if fold(between.strip(" ،,")) == "الا":
        hour, before = first.value, last.value
    elif _TO.fullmatch(between):
        hour, before = last.value, first.value
    else:
        return None
    if hour % 1 or not (1 <= hour <= 12 and 0 < before <= 30):
        return None
    minutes = round(before * 60 if before < 1 else before)
    return replace(first, value=(hour - 1 or 12) * 100 + 60 - minutes, kind="time")


def regrouped(arabic: str, english: str) -> tuple[list[Span], list[Span]]:
    """Spans of long runs of digits that both texts have, however they are grouped (011 234 5678 and 0112345678)."""
    source, target = _runs(arabic), _runs(english)
    both = source.keys() & target.keys()
    return [span for digits in both for span in source[digits]], [span for digits in both for span in target[digits]]


def _runs(text: str) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for match in _RUN.finditer(text.translate(DIGITS)):
        digits = _NO_DIGIT.sub("", match.group())
        if len(digits) >= _REGROUPED:
            found.setdefault(digits.lstrip("0"), []).append(match.span())
    return found


def aside(arabic: str) -> list[Span]:
    """Spans of numbers that say nothing: that of a list's item at the beginning, and those of footnotes."""
    text = arabic.translate(DIGITS)
    notes = [match.span(1) for note in _NOTES for match in note.finditer(text)]
    item = _LIST_NUMBER.match(text)
    return notes if item is None else [item.span(1), *notes]
