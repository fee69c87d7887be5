"""Other readings of what is written as a number: 711.988 as thousands, 3/4 as a fraction, five to ten as a time."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from translate.numbers import COUNTED
from translate.tokens import DIGITS, WORD, fold

if TYPE_CHECKING:
    from translate.numbers import Number
    from translate.types import Span

_POINT_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")
_M = re.compile(r"m\b")
_TO = re.compile(r" (minutes )?to ")
_AT = re.compile(r"\bat (?:about |around )?$", re.IGNORECASE)
_HOUR = re.compile(r" ?(?:o['’]clock|[ap]\.?m\b)", re.IGNORECASE)
_RUN = re.compile(r"\d[\d ()./\u00a0\u202f\u2011-]*\d")
_NO_DIGIT = re.compile(r"\D+")
_REGROUPED = 7
"""Digits from which a run is compared without its separators: a telephone number, an account."""
_LIST_NUMBER = re.compile(r"\s*(\d{1,2})(?:[).]|[ \u00a0]?[-–—])\s*(?=[^\W\d])")
_MOST_ITEMS = 30
_NOTE = re.compile(r"(?<=[^\s(\[:؛،.–—-])[(\[](\d{1,2})[)\]](?=\s*(?:[^\w\s(\[]|$|و|ال))")
_NOTE_OF_PERCENT = re.compile(r"(?<=%)[(\[](\d{1,2})[)\]]")
_TOLL = re.compile(  # folded: beside these a number in brackets is what is counted
    "قتل|قتيل|جرح|جريح|صيب|صاب|اسر|عتقل|خطف|ضحي|ضحا|شهيد|شهدا|ستشهد|توفي|وفا|مصرع|مات|عدد|بلغ|حصيل|نحو|حوالي|دمر|"
    "حتجز|فرج|فقد|نزح|جموع|جمالي|خساي|رصد|وصل"
)
_COUNTED_PLURAL = {
    "اشخاص", "جنود", "عناصر", "مدنيين", "مسلحين", "مقاتلين", "اطفال", "نساء", "رجال", "لاجيين", "نازحين", "معتقلين",
    "مصابين", "عسكريين", "متظاهرين", "ارهابيين", "دولارات", "ليرات", "ايام", "اشهر", "سنوات", "اعوام", "ساعات", "دقايق",
    "منازل", "قذايف", "صواريخ", "غارات", "حالات", "مرات", "الف", "الاف", "مليون", "ملايين", "مليار", "مليارات",
    "بالميه", "بالمايه", "في", "من", "يوم", "شهر", "مره", "دقيقه",
}  # fmt: skip
_NEAR = 40  # characters in which such a word makes a note doubtful


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
    elif (to := _TO.fullmatch(between)) and (
        to[1]
        or first.value == 0.25
        or _AT.search(text[max(0, first.start - 12) : first.start])
        or _HOUR.match(text, last.end)
    ):  # five to ten people are no time
        hour, before = last.value, first.value
    else:
        return None
    if hour % 1 or not (1 <= hour <= 12 and 0 < before <= 30):
        return None
    minutes = round(before * 60 if before < 1 else before)
    return replace(first, value=(hour - 1 or 12) * 100 + 60 - minutes, kind="time")


def only_times(readings: dict[Number, list[Number]], others: list[Number]) -> dict[Number, list[Number]]:
    """The readings without the times that are not among the times of the other side."""
    there = {minutes(other) for other in others if other.kind == "time"}
    return {
        number: [reading for reading in some if reading.kind != "time" or minutes(reading) in there]
        for number, some in readings.items()
    }


def minutes(number: Number) -> int:
    """A time, or a number that may be one, in minutes since noon or midnight."""
    whole = round(number.value if number.kind == "time" or number.value > 24 else number.value * 100)
    return (whole // 100 * 60 + whole % 100) % 720


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
    notes = [match.span(1) for match in _NOTE_OF_PERCENT.finditer(text)]
    notes += [
        match.span(1)
        for match in _NOTE.finditer(text)
        if not _TOLL.search(fold(text[max(0, match.start() - _NEAR) : match.start()]))
    ]
    item = _LIST_NUMBER.match(text)
    if item is None or int(item[1]) > _MOST_ITEMS:
        return notes
    behind = WORD.match(text, item.end())
    noun = fold(behind.group()) if behind else ""
    if noun.endswith("ا") or noun in COUNTED or noun in _COUNTED_PLURAL or _TOLL.search(noun):  # 15- قتيلا
        return notes
    return [item.span(1), *notes]
