"""Months and weekdays that the English lost or changed."""

from __future__ import annotations

from collections.abc import Iterator

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


def check(arabic: str, english: str) -> Iterator[Flag]:
    """Flags of code ``date``: an error where another month or weekday stands instead, a warning where none does."""
    yield from _compare(months_arabic(arabic), months_english(english), MONTHS_EN)
    yield from _compare(weekdays_arabic(arabic), weekdays_english(english), WEEKDAYS_EN)


def _compare(source: list[Named], target: list[Named], names: tuple[str, ...]) -> Iterator[Flag]:
    here = {name.number for name in target}
    there = {name.number for name in source}
    missing = [name for name in source if name.number not in here]
    added = [name for name in target if name.number not in there]
    for place, lost in enumerate(missing):
        said = names[lost.number - 1]
        if place < len(added):
            new = added[place]
            message = f"The Arabic says {said}, the English says {names[new.number - 1]}."
            yield Flag("date", "error", message, (lost.start, lost.end), (new.start, new.end))
        elif lost.number not in {other.number for other in missing[:place]}:
            message = f"The Arabic says {said}, which is missing in the English."
            yield Flag("date", "warning", message, source=(lost.start, lost.end))
