"""Morning that became evening, or the reverse, at the same hour."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from translate.numbers import Number, numbers_arabic, numbers_english
from translate.types import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

Half = Literal["am", "pm", ""]
_MOST = 100  # times of a text that are compared; a sentence has few

_HALF_EN = re.compile(r"\s*([ap])\.?\s?m\b", re.IGNORECASE)
_AM_AR = re.compile(r"\s*(?:من\s+|في\s+)?(?:(?:ال)?(?:صباح|فجر)[اً]*\b|قبل\s+(?:ال)?ظهر)")
_PM_AR = re.compile(r"\s*(?:من\s+|في\s+)?(?:(?:ال)?(?:مساء|عصر)[اً]*\b|بعد\s+(?:ال)?ظهر)")


def check(arabic: str, english: str) -> Iterator[Flag]:
    """Flags of code ``numbers``, severity error: a time before noon in the Arabic and after it in the English.

    Or the reverse. Only where both say which half of the day is meant (21:00 and مساء do); noon and midnight are
    left alone.
    """
    target = [
        (number, time) for number in numbers_english(english) if (time := _time(number, _half_en(number, english)))
    ]
    if not target:
        return
    target = target[:_MOST]
    source = [(number, time) for number in numbers_arabic(arabic) if (time := _time(number, _half_ar(number, arabic)))]
    said = {time for _, time in target}
    for number, (minutes, half) in source:
        wrong = [said_there for said_there, time in target if time[0] == minutes and time[1] != half]
        if wrong and (minutes, half) not in said:
            other: Half = "pm" if half == "am" else "am"
            message = f"The Arabic says {_shown(minutes, half)}, the English {_shown(minutes, other)}"
            yield Flag("numbers", "error", message, (number.start, number.end), (wrong[0].start, wrong[0].end))


def _time(number: Number, half: Half) -> tuple[int, Half] | None:
    """Minutes since the hour of twelve and the half of the day; None where it is no time of a known half."""
    counted = number.kind == "cardinal" and not number.digits  # three states on Thursday morning
    if counted or number.kind not in ("time", "cardinal", "ordinal") or number.value > 2400:
        return None
    if number.kind == "time":
        hour, minutes = divmod(round(number.value), 100)
    else:
        hour, minutes = int(number.value), round(number.value % 1 * 60)
    if not 1 <= hour <= 23 or hour == 12:
        return None
    if hour > 12:
        if number.kind != "time":
            return None
        hour, half = hour - 12, "pm"
    return (hour * 60 + minutes, half) if half else None


def _half_en(number: Number, text: str) -> Half:
    match = _HALF_EN.match(text, number.end)
    if match is None:
        return ""
    return "am" if match[1] in "aA" else "pm"


def _half_ar(number: Number, text: str) -> Half:
    if _AM_AR.match(text, number.end):
        return "am"
    return "pm" if _PM_AR.match(text, number.end) else ""


def _shown(minutes: int, half: Half) -> str:
    return f"{minutes // 60}:{minutes % 60:02} {half[0]}.m."
