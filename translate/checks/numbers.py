"""Numbers that the English lost, changed or added, compared by value."""

from __future__ import annotations

from collections.abc import Iterator

from translate.numbers import numbers_arabic, numbers_english
from translate.types import Flag


def check(arabic: str, english: str) -> Iterator[Flag]:
    """Flags of code ``numbers``."""
    source, target = numbers_arabic(arabic), numbers_english(english)
    values = {number.value for number in target}
    for number in source:
        if number.digits and number.value not in values:
            yield Flag("numbers", "error", f"The number {arabic[number.start:number.end]} of the Arabic is missing.",
                       source=(number.start, number.end))
