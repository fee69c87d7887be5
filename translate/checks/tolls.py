"""The dead and the injured of a toll, exchanged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.numbers import numbers_arabic, numbers_english
from translate.tokens import arabic_words, stripped
from translate.types import Flag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from translate.numbers import Number

# Folded, without what Arabic writes onto them.
_FATES_ARABIC = {
    "killed": "قتل قتلت قتلوا مقتل قتيل قتيلا قتلي مصرع حتفهم وفاه توفي ضحايا شهيد شهيدا شهداء استشهد استشهاد اودي",
    "injured": "جرح جرحوا جرحت جريح جريحا جرحي اصيب اصيبوا اصابه اصابات اصابت مصاب مصابا مصابين",
}
_FATE_ARABIC = {word: fate for fate, words in _FATES_ARABIC.items() for word in words.split()}
_WORD_ENGLISH = re.compile(r"[a-z]+")
_FATES_ENGLISH = {
    "killed": "kill kills killed killing killings dead death deaths died die dies dying fatalities slain lives",
    "injured": "wound wounds wounded wounding injure injures injured injuring injuries injury hurt",
}
_FATE_ENGLISH = {word: fate for fate, words in _FATES_ENGLISH.items() for word in words.split()}
_COMMA = re.compile("[,،]")
_REACH = 6
"""Words between a number and the one that says what befell those counted: "injured at least and perhaps more than"."""

Place = tuple[int, int, str]
"""Start, end and fate (empty: any other word) of a word."""


def check(arabic: str, english: str) -> Iterator[Flag]:
    """A flag of code ``numbers``, severity error, where the English says as dead whom the Arabic says injured.

    Only where both sides have one figure of each, and exchanged. Of 20,876 human pairs none is flagged; of 21 of them
    whose two figures were exchanged, 20 are.
    """
    there = _toll(_arabic(arabic), arabic, numbers_arabic)
    if not there:
        return
    here = _toll(_english(english), english, numbers_english)
    if here and (here[0].value, here[1].value) == (there[1].value, there[0].value):
        dead, injured = (f"{number.value:,.10g}" for number in there)
        message = f"The Arabic has {dead} dead and {injured} injured, the English the other way round."
        yield Flag("numbers", "error", message, source=_span(there), target=_span(here))


def _toll(words: list[Place], text: str, numbers: Callable[[str], Iterable[Number]]) -> tuple[Number, Number] | None:
    """The one number of killed and the one of injured; None where there are not both, or several, or equal ones."""
    if len({fate for _, _, fate in words if fate}) < 2:
        return None
    found: dict[str, list[Number]] = {"killed": [], "injured": []}
    counted = [number for number in numbers(text) if number.kind == "cardinal"]
    for place, number in enumerate(counted):
        first = counted[place - 1].end if place else 0
        last = counted[place + 1].start if place + 1 < len(counted) else len(text)
        first += max(text[first : number.start].rfind(comma) for comma in ",،") + 1
        commas = [match.start() + number.end for match in _COMMA.finditer(text[number.end : last])]
        if fate := _fate(words, number, first, min([last, *commas])):
            found[fate].append(number)
    killed, injured = found["killed"], found["injured"]
    return (killed[0], injured[0]) if len(killed) == len(injured) == 1 and killed[0].value != injured[0].value else None


def _fate(words: list[Place], number: Number, first: int, last: int) -> str:
    """The fate said nearest to a number, before it rather than behind; empty if none is near."""
    before = [fate for start, end, fate in words if first <= start and end <= number.start][: -_REACH - 1 : -1]
    after = [fate for start, end, fate in words if number.end <= start and end <= last][:_REACH]
    near = [(distance, fate) for side in (before, after) for distance, fate in enumerate(side) if fate]
    return min(near, key=lambda one: one[0], default=(0, ""))[1]


def _arabic(text: str) -> list[Place]:
    return [(word.start, word.end, _fate_arabic(word.text)) for word in arabic_words(text)]


def _fate_arabic(word: str) -> str:
    return next((_FATE_ARABIC[rest] for rest, _ in stripped(word) if rest in _FATE_ARABIC), "")


def _english(text: str) -> list[Place]:
    found = _WORD_ENGLISH.finditer(text.lower())
    return [(match.start(), match.end(), _FATE_ENGLISH.get(match[0], "")) for match in found]


def _span(pair: tuple[Number, Number]) -> tuple[int, int]:
    return min(number.start for number in pair), max(number.end for number in pair)
