"""Morning that became evening, or the reverse, at the same hour."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from translate.numbers import Number, numbers_arabic, numbers_english
from translate.types import Flag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Half = Literal["am", "pm", ""]
_MOST = 100  # times of a text that are compared; a sentence has few

_HALF_EN = re.compile(
    r"\s*(?:o['’]clock\s*)?(?:([ap])\.?\s?m\b|in the (morning|afternoon|evening)\b|at (night)\b)", re.IGNORECASE
)
_BEFORE = re.compile(r"(?:\b(?:at|from|between|until|till|to)|ساعة|من|حتى|إلى|الى|بين) $", re.IGNORECASE)
_AM_AR = re.compile(r"\s*(?:من\s+|في\s+)?(?:(?:ال)?(?:صباح|فجر)[اً]*\b|قبل\s+(?:ال)?ظهر)")
_PM_AR = re.compile(r"\s*(?:من\s+|في\s+)?(?:(?:ال)?(?:مساء|عصر)[اً]*\b|بعد\s+(?:ال)?ظهر)")


def check(arabic: str, english: str) -> Iterator[Flag]:
    """Flags of code ``numbers``, severity error: a time before noon in the Arabic and after it in the English.

    Or the reverse. Only where both say which half of the day is meant (21:00 and مساء do); noon and midnight are
    left alone.
    """
    there, here = numbers_english(english)[:_MOST], numbers_arabic(arabic)[:_MOST]
    target = [(number, time) for number in there if (time := _time(number, _half_en(number, english)))]
    if not target:
        return
    source = [(number, time) for number in here if (time := _time(number, _half_ar(number, arabic)))]
    said = {time for _, time in target}
    open_hours = _without_half(there, english, _half_en) | _without_half(here, arabic, _half_ar)
    both = {minutes for _, (minutes, half) in source if any(time == (minutes, _other(half)) for _, time in source)}
    for number, (minutes, half) in source:
        wrong = [said_there for said_there, time in target if time[0] == minutes and time[1] != half]
        if wrong and (minutes, half) not in said and minutes not in open_hours and minutes not in both:
            message = f"The Arabic says {_shown(minutes, half)}, the English {_shown(minutes, _other(half))}"
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


def _other(half: Half) -> Half:
    return "pm" if half == "am" else "am"


def _without_half(numbers: list[Number], text: str, half: Callable[[Number, str], Half]) -> set[int]:
    """Times, in minutes since the hour of twelve, that may be meant for either half: 7:00, from 7 to 7 p.m."""
    found = set()
    for number in numbers:
        own = half(number, text)
        counted = number.kind != "time" and not _BEFORE.search(text[max(0, number.start - 12) : number.start])
        if (own and (number.digits or number.kind == "ordinal")) or (counted and not own):
            continue
        time = _time(replace(number, digits=True), "am")
        if time is not None and (number.kind != "time" or number.value < 1300):
            found.add(time[0])
    return found


def _half_en(number: Number, text: str) -> Half:
    match = _HALF_EN.match(text, number.end)
    if match is None:
        return ""
    if match[3] and number.value % 12 < 6:  # three at night
        return ""
    return "am" if match[1] in ("a", "A") or (match[2] or "").lower() == "morning" else "pm"


def _half_ar(number: Number, text: str) -> Half:
    if _AM_AR.match(text, number.end):
        return "am"
    return "pm" if _PM_AR.match(text, number.end) else ""


def _shown(minutes: int, half: Half) -> str:
    return f"{minutes // 60}:{minutes % 60:02} {half[0]}.m."
