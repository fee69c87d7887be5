"""Months and weekdays that the English lost or changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.dates import (
    HIJRI_MONTHS,
    MONTHS_EN,
    WEEKDAYS_EN,
    Named,
    find_dates,
    months_arabic,
    months_english,
    name_at,
    weekdays_arabic,
    weekdays_english,
)
from translate.tokens import arabic_words
from translate.types import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEIGHBOURS = 5  # characters between the two names of a night, ليل الخميس - الجمعة, which English calls by one
_NUMERIC = re.compile(r"[\d٠-٩]{1,2}([./-])[\d٠-٩]{1,2}\1[\d٠-٩]{2,4}")
_HIJRI_EN = (  # in order: names, and what their spellings begin with, without signs and spaces
    ("Muharram", "muharram"),
    ("Safar", "safar\\b"),
    ("Rabi I", "rabi(?:al|ul)?aww?al"),
    ("Rabi II", "rabi(?:al|ul|ath|uth)?(?:th?ani|akh)"),
    ("Jumada I", "jumad[ai](?:al|l|ul)(?:[uo]+la|aww?al)"),
    ("Jumada II", "jumad[ai](?:al|l|ul|ath)(?:th?ani|akh)"),
    ("Rajab", "rajab"),
    ("Sha'ban", "sha+ban"),
    ("Ramadan", "ramad[ha]*n"),
    ("Shawwal", "shaww?al"),
    ("Dhu al-Qa'dah", "dh?[ui]l?(?:al)?q[ai]?a?da"),
    ("Dhu al-Hijjah", "dh?[ui]l?(?:al)?hij+a"),
)
_HIJRI_NAME = {month: re.compile(rf"\b{spelling}") for month, (_, spelling) in enumerate(_HIJRI_EN, 1)}
_SIGNS = re.compile(r"(?<=[a-z])(?:['’‘ʿʾ`-]|[ -](?=al|ul|ath|qa|hij|th?ani|aw|akh|ula))+")


def check(arabic: str, english: str) -> Iterator[Flag]:
    """Flags of code ``date``: an error where another month or weekday stands instead, a warning where none does."""
    months = months_arabic(arabic)
    if months:
        yield from _compare(months, months_english(english), MONTHS_EN)
    days = weekdays_arabic(arabic)
    if days:
        yield from _compare(days, weekdays_english(english), WEEKDAYS_EN)
    yield from _swapped(arabic, english)
    yield from _hijri(arabic, english)


def _swapped(arabic: str, english: str) -> Iterator[Flag]:
    """5/6/2018, the fifth of June where the day comes first as in Arabic, said as May 6."""
    if not _NUMERIC.search(arabic):
        return
    named = {month.number: month for month in months_english(english)}
    for date in find_dates(arabic):
        if date.day is None or date.month is None or not _NUMERIC.fullmatch(date.text) or date.day == date.month:
            continue
        if date.day in named and date.month not in named:
            month, said = named[date.day], f"{date.day} {MONTHS_EN[date.month - 1]}"
            message = f"The Arabic has {date.text}, most likely {said}; the English says {MONTHS_EN[month.number - 1]}."
            yield Flag("date", "warning", message, (date.start, date.end), (month.start, month.end))


def _hijri(arabic: str, english: str) -> Iterator[Flag]:
    """A month of the Muslim calendar that became another one."""
    plain = _SIGNS.sub("", english.lower())
    here = [month for month, name in _HIJRI_NAME.items() if name.search(plain)]
    if not here:
        return
    words = arabic_words(arabic)
    names = [name_at(words, place, HIJRI_MONTHS)[0] for place in range(len(words))]
    there = {HIJRI_MONTHS[name] for name in names if name}
    lost = [(HIJRI_MONTHS[name], word) for name, word in zip(names, words, strict=True) if name]
    lost = [(month, word) for month, word in lost if month not in here]
    new = [month for month in here if month not in there]
    if lost and new:
        month, word = lost[0]
        message = f"The Arabic says {_HIJRI_EN[month - 1][0]}, the English says {_HIJRI_EN[new[0] - 1][0]}."
        yield Flag("date", "error", message, source=(word.start, word.end))


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
