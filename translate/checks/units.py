"""The same figure with another unit: a percentage that became money, months that became weeks, a lost minus."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.numbers import Number, numbers_arabic, numbers_english
from translate.tokens import DIGITS, WORD, fold
from translate.types import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNITS_AR = {
    "minute": "دقيقه دقائق دقايق",
    "hour": "ساعه ساعات",
    "day": "يوم يوما ايام",
    "week": "اسبوع اسبوعا اسابيع",
    "month": "شهر شهرا اشهر شهور",
    "year": "سنه سنوات سنين عام عاما اعوام",
    "century": "قرن قرنا قرون",
}
_UNIT_AR = {word: unit for unit, words in _UNITS_AR.items() for word in words.split()}
_NAMES_EN = "minute|hour|day|week|month|year|century|centurie"
_UNIT_EN = re.compile(rf"\b({_NAMES_EN})s?\b", re.IGNORECASE)
_BEHIND_EN = re.compile(rf"[ \u00a0-]({_NAMES_EN})s?\b", re.IGNORECASE)
_BEHIND_AR = re.compile(rf"[ \u00a0]?({WORD.pattern})")
_MONEY_EN = ("$", "€", "£", "¥")
_MONEY_AR = {
    "دولار", "دولارا", "دولارات", "يورو", "ليره", "ليرات", "دينار", "دينارا", "دنانير", "ريال", "ريالا", "ريالات",
    "درهم", "درهما", "دراهم", "جنيه", "جنيها", "جنيهات",
}  # fmt: skip
_MOST = 100  # numbers of a side that are compared; a sentence has few
_BELOW_AR = re.compile(r"(?:درج\S* (?:مئوية )?)?تحت الصفر")
_MINUS_AR = re.compile(r"(?<=[^\d\s] )[-−](?=\d)")
_DEGREES_AR = re.compile("درج|حرار|مئوي|°")
_BELOW_EN = re.compile(r"[-−–‑]\s?\d|\b(?:minus|negative|below|sub-?zero|under|freez\w*|frost\w*)\b", re.IGNORECASE)


def check(arabic: str, english: str) -> Iterator[Flag]:
    """Flags of code ``numbers``, severity error: a number both texts have, of another kind in the English.

    A lost minus is a warning. Of 16,568 human pairs (FLORES-dev, news, general) none is flagged.
    """
    source, target = numbers_arabic(arabic)[:_MOST], numbers_english(english)[:_MOST]
    for number in source:
        same = [other for other in target if other.value == number.value]
        twins = [other for other in source if other.value == number.value]
        if not same or len(twins) > 1:
            continue
        yield from _money(number, same, arabic, english)
        yield from _time(number, same, arabic, english)
    yield from _minus(arabic, english)


def _money(number: Number, same: list[Number], arabic: str, english: str) -> Iterator[Flag]:
    first, value = same[0], f"{number.value:,.10g}"
    if number.kind == "percent" and all(english[other.start - 1 : other.start] in _MONEY_EN for other in same):
        message = f"The Arabic says {value} percent, the English an amount of money."
    elif (
        number.kind == "cardinal"
        and _word_behind(number, arabic) in _MONEY_AR
        and all(other.kind == "percent" for other in same)
    ):
        message = f"The Arabic says an amount of money, {value}, the English a percentage."
    else:
        return
    yield Flag("numbers", "error", message, (number.start, number.end), (first.start, first.end))


def _time(number: Number, same: list[Number], arabic: str, english: str) -> Iterator[Flag]:
    unit = _UNIT_AR.get(_word_behind(number, arabic), "")
    behind = [_BEHIND_EN.match(english, other.end) for other in same]
    if not unit or number.kind != "cardinal" or not all(behind):
        return
    named = {match[1].lower().replace("ie", "y") for match in _UNIT_EN.finditer(english)}
    there = {_UNIT_AR.get(fold(match.group()), "") for match in WORD.finditer(arabic)}
    said = behind[0][1].lower().replace("ie", "y") if behind[0] else ""
    if unit not in named and said not in there:
        message = f"The Arabic says {number.value:,.10g} in the unit {unit}, the English in the unit {said}."
        yield Flag("numbers", "error", message, (number.start, number.end), (same[0].start, same[0].end))


def _word_behind(number: Number, arabic: str) -> str:
    match = _BEHIND_AR.match(arabic, number.end)
    return fold(match[1]) if match else ""


def _minus(arabic: str, english: str) -> Iterator[Flag]:
    found = _BELOW_AR.search(arabic)
    if found is None and _DEGREES_AR.search(arabic):
        found = _MINUS_AR.search(arabic.translate(DIGITS))
    if found is not None and numbers_english(english) and not _BELOW_EN.search(english):
        yield Flag(
            "numbers", "warning", "The Arabic has a number below zero, the English does not.", source=found.span()
        )
