"""Months and weekdays that the English lost or changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.dates import (
    MONTHS_EN,
    WEEKDAYS_EN,
    Named,
    find_dates,
    months_arabic,
    months_english,
    weekdays_arabic,
    weekdays_english,
)
from translate.tokens import arabic_words, stripped
from translate.types import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEIGHBOURS = 5  # characters between the two names of a night, ليل الخميس - الجمعة, which English calls by one
_NUMERIC = re.compile(r"[\d٠-٩]{1,2}([./-])[\d٠-٩]{1,2}\1[\d٠-٩]{2,4}")
_HIJRI = {  # Arabic names, folded; what the English ones begin with, without signs and spaces
    "Muharram": ("محرم", "muharram"),
    "Safar": ("صفر", "safar\\b"),
    "Rabi I": ("ربيع_الاول", "rabi(?:al|ul)?aww?al"),
    "Rabi II": ("ربيع_الثاني ربيع_الاخر", "rabi(?:al|ul|ath|uth)?(?:th?ani|akh)"),
    "Jumada I": ("جمادي_الاولي", "jumad[ai](?:al|l|ul)(?:[uo]+la|aww?al)"),
    "Jumada II": ("جمادي_الاخره جمادي_الثانيه", "jumad[ai](?:al|l|ul|ath)(?:th?ani|akh)"),
    "Rajab": ("رجب", "rajab"),
    "Sha'ban": ("شعبان", "sha+ban"),
    "Ramadan": ("رمضان", "ramad[ha]*n"),
    "Shawwal": ("شوال", "shaww?al"),
    "Dhu al-Qa'dah": ("ذو_القعده ذي_القعده", "dh?[ui]l?(?:al)?q[ai]?a?da"),
    "Dhu al-Hijjah": ("ذو_الحجه ذي_الحجه", "dh?[ui]l?(?:al)?hij+a"),
}
_HIJRI_AR = {name: month for month, (names, _) in _HIJRI.items() for name in names.split()}
_HIJRI_EN = {month: re.compile(rf"\b{english}") for month, (_, english) in _HIJRI.items()}
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
    here = [month for month, name in _HIJRI_EN.items() if name.search(plain)]
    if not here:
        return
    words = arabic_words(arabic)
    there = []
    for place, word in enumerate(words):
        after = f"_{words[place + 1].text}" if place + 1 < len(words) else ""
        for rest, _ in stripped(word.text):
            month = _HIJRI_AR.get(rest) or _HIJRI_AR.get(rest + after)
            if month:
                there.append((month, word.start, word.end))
                break
    lost = [one for one in there if one[0] not in here]
    new = [month for month in here if month not in {one[0] for one in there}]
    if lost and new:
        month, start, end = lost[0]
        yield Flag("date", "error", f"The Arabic says {month}, the English says {new[0]}.", source=(start, end))


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
