"""Months and weekdays that the English lost or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translate.dates import (
    MONTHS_EN,
    WEEKDAYS_EN,
    Named,
    months_arabic,
    months_english,
    weekdays_arabic,
    weekdays_english,
)
from translate.types import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEIGHBOURS = 5  # characters between the two names of a night, ليل الخميس - الجمعة, which English calls by one


def check(arabic: str, english: str) -> Iterator[Flag]:
    """Flags of code ``date``: an error where another month or weekday stands instead, a warning where none does."""
    months = months_arabic(arabic)
    if months:
        yield from _compare(months, months_english(english), MONTHS_EN)
    days = weekdays_arabic(arabic)
    if days:
        yield from _compare(days, weekdays_english(english), WEEKDAYS_EN)


def _compare(source: list[Named], target: list[Named], names: tuple[str, ...]) -> Iterator[Flag]:
    here, there = {name.number for name in target}, {name.number for name in source}
    missing: list[Named] = []
    for place, name in enumerate(source):
        excused = any(
            other.number in here and other.start - name.end < _NEIGHBOURS and name.start - other.end < _NEIGHBOURS
            for other in source[max(0, place - 1) : place + 2]
        )
        if not excused and name.number not in {*here, *(other.number for other in missing)}:
            missing.append(name)
    added = [name for name in target if name.number not in there]
    for place, lost in enumerate(missing):
        said = names[lost.number - 1]
        if place < len(added):
            new = added[place]
            message = f"The Arabic says {said}, the English says {names[new.number - 1]}."
            yield Flag("date", "error", message, (lost.start, lost.end), (new.start, new.end))
        else:
            message = f"The Arabic says {said}, which is missing in the English."
            yield Flag("date", "warning", message, source=(lost.start, lost.end))
