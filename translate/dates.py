"""Dates in Arabic text: days, months of both traditions (كانون الثاني, يناير), years and weekdays.

The month and weekday names of English are here too, since the check of dates compares the two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate.numbers import Number, numbers_arabic
from translate.tokens import DIGITS, Token, arabic_words, stripped

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_MONTHS = {
    1: "كانون_الثاني يناير جانفي",
    2: "شباط فبراير فيفري",
    3: "اذار مارس",
    4: "نيسان ابريل افريل",
    5: "ايار مايو ماي",
    6: "حزيران يونيو يونيه جوان",
    7: "تموز يوليو يوليه يوليوز جويليه",
    8: "اب اغسطس اوت غشت",
    9: "ايلول سبتمبر شتنبر",
    10: "تشرين_الاول اكتوبر",
    11: "تشرين_الثاني نوفمبر نونبر",
    12: "كانون_الاول ديسمبر دجنبر",
}
_MONTH_NUMBERS = {name: month for month, names in _MONTHS.items() for name in names.split()}
# Ordinary words or names too (practised, father, Mai, Joan, Aout, Nissan): they count only beside a day or a year,
# after شهر, or beside the month's other name.
_AMBIGUOUS = {"مارس", "اب", "ماي", "جوان", "اوت", "نيسان"}
# After these a month's name is that of a quarter, a person or a weapon: حي 17 تموز, دي مايو, صاروخ تموز.
_NO_MONTH_AFTER = {"دي", "حي", "حيي", "طراز", "صاروخ", "صواريخ", "مفاعل", "شارع", "ساحه", "جسر"}
_WEEKDAYS = {"اثنين": 1, "ثلاثاء": 2, "ثلثاء": 2, "اربعاء": 3, "خميس": 4, "جمعه": 5, "سبت": 6, "احد": 7}
HIJRI_MONTHS = {
    "محرم": 1, "صفر": 2, "ربيع_الاول": 3, "ربيع_الثاني": 4, "ربيع_الاخر": 4, "جمادي_الاولي": 5, "جمادي_الاخره": 6,
    "جمادي_الثانيه": 6, "رجب": 7, "شعبان": 8, "رمضان": 9, "شوال": 10, "ذو_القعده": 11, "ذي_القعده": 11, "ذو_الحجه": 12,
    "ذي_الحجه": 12,
}  # fmt: skip
"""The months of the Muslim calendar by their folded names, the two words of one joined by ``_``."""
_YEAR_WORDS = {"عام", "العام", "سنه", "السنه"}
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?![\d/-])")
_DIGIT_BEFORE = re.compile(r"\d\s*[/(-]?\s*$")
_YEAR_AFTER = re.compile(r"[\s،,)/-]*(?:من )?(?:عام |سنة |العام )?\s*\d{4}")
_OTHER_NAME = re.compile(r"\s*[/(]\s*")

MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NAME_EN = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,7}\b")
_SHORT_EN = {"Sept": "September", "Tues": "Tuesday", "Thur": "Thursday", "Thurs": "Thursday", "Weds": "Wednesday"}


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as far as the text gives it; ``text`` is what stands there.

    A Hijri date has no ``year``, ``month`` or ``day`` in figures, only its ``text``; a mention of a weekday alone
    likewise.
    """

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Named:
    """A month or weekday name: its number (January 1, Monday 1) and its span."""

    number: int
    start: int
    end: int


def months_arabic(text: str) -> list[Named]:
    """The month names of an Arabic text; those that are ordinary words too only where a date surrounds them."""
    words = arabic_words(text)
    found = []
    place = 0
    while place < len(words):
        name, count = name_at(words, place, _MONTH_NUMBERS)
        if count:
            start, end = words[place].start, words[place + count - 1].end
            known = name not in _AMBIGUOUS or _in_date(text, words, place, start, end)
            if known and not (place and words[place - 1].text in _NO_MONTH_AFTER):
                found.append(Named(_MONTH_NUMBERS[name], start, end))
        place += count or 1
    return found


def weekdays_arabic(text: str) -> list[Named]:
    """The weekday names of an Arabic text; only with the article, since اثنين is also two and أحد also anyone."""
    found = []
    for word in arabic_words(text):
        for rest, _ in stripped(word.text):
            if rest.startswith("ال") and rest[2:] in _WEEKDAYS:
                found.append(Named(_WEEKDAYS[rest[2:]], word.start, word.end))
                break
    return found


def months_english(text: str) -> list[Named]:
    """The month names of an English text, whole or cut short (Sept.)."""
    return _named_english(text, MONTHS_EN)


def weekdays_english(text: str) -> list[Named]:
    """The weekday names of an English text, whole, in the plural or cut short (Tue.)."""
    return _named_english(text, WEEKDAYS_EN)


def find_dates(arabic: str) -> list[DateMention]:
    """The dates in an Arabic text, in order. Linear in its length."""
    numbers = numbers_arabic(arabic)
    found = list(_numeric_dates(arabic))
    found += _month_dates(arabic, numbers, found)
    found += _years(arabic, numbers, found)
    found += _hijri_dates(arabic, numbers)
    taken = {place for date in found for place in range(date.start, date.end)}
    found += [
        DateMention(day.start, day.end, None, None, None, arabic[day.start : day.end])
        for day in weekdays_arabic(arabic)
        if day.start not in taken
    ]
    return sorted(found, key=lambda date: date.start)


def name_at(words: Sequence[Token], place: int, names: Collection[str]) -> tuple[str, int]:
    """The one of ``names`` that begins at ``place`` and how many words it takes; none: 0. ``_`` joins two words."""
    for rest, _ in stripped(words[place].text):
        if place + 1 < len(words) and (pair := f"{rest}_{words[place + 1].text}") in names:
            return pair, 2
        if rest in names:
            return rest, 1
    return "", 0


def _in_date(text: str, words: Sequence[Token], place: int, start: int, end: int) -> bool:
    before, after = text[max(0, start - 6) : start].translate(DIGITS), text[end : end + 24].translate(DIGITS)
    if _DIGIT_BEFORE.search(before) or _YEAR_AFTER.match(after):
        return True
    if place and any(rest == "شهر" for rest, _ in stripped(words[place - 1].text)):
        return True
    for other in (place - 1, place + 1):
        if 0 <= other < len(words):
            name, count = name_at(words, other, _MONTH_NUMBERS)
            between = text[min(words[other].end, end) : max(words[other].start, start)]
            if count and name not in _AMBIGUOUS and _OTHER_NAME.fullmatch(between):
                return True
    return False


def _named_english(text: str, names: tuple[str, ...]) -> list[Named]:
    found = []
    for match in _NAME_EN.finditer(text):
        word = _SHORT_EN.get(match.group(), match.group().removesuffix("s"))
        for number, name in enumerate(names, 1):
            if word == name or (len(word) == 3 and name.startswith(word)):
                found.append(Named(number, match.start(), match.end()))
    return found


def _numeric_dates(arabic: str) -> Iterator[DateMention]:
    """15/7/2018, 15-7-18, 2018-07-15."""
    for match in _NUMERIC.finditer(arabic.translate(DIGITS)):
        first, month, last = int(match[1]), int(match[3]), int(match[4])
        day, year = (last, first) if len(match[1]) == 4 else (first, last)
        if len(match[1]) < 3 and len(match[4]) == 2:
            year += 2000 if year < 70 else 1900
        if 1 <= month <= 12 and 1 <= day <= 31 and 1000 <= year < 2200:
            yield DateMention(match.start(), match.end(), year, month, day, arabic[match.start() : match.end()])


def _month_dates(arabic: str, numbers: list[Number], found: list[DateMention]) -> Iterator[DateMention]:
    """15 تموز/يوليو 2018, الخامس عشر من تموز (يوليو) من عام 2018, تموز."""
    by_end, by_start = {number.end: number for number in numbers}, {number.start: number for number in numbers}
    taken = {place for date in found for place in range(date.start, date.end)}
    months = months_arabic(arabic)
    done = -1
    for place, month in enumerate(months):
        if month.start < done or month.start in taken:
            continue
        start, end = month.start, month.end
        for other in months[place + 1 : place + 4]:
            if other.number != month.number or arabic[end : other.start].strip(" /()"):
                break
            end = other.end
        if "(" in arabic[start:end] and arabic[end : end + 1] == ")":
            end += 1
        day = _before(arabic, by_end, start)
        if day is not None and day.value in range(1, 32):
            start = day.start
        else:
            day = None
        year = _year_behind(arabic, by_start, end)
        if year is not None:
            end = year.end
        done = end
        yield DateMention(
            start,
            end,
            int(year.value) if year else None,
            month.number,
            int(day.value) if day else None,
            arabic[start:end],
        )


def _before(arabic: str, by_end: dict[int, Number], start: int) -> Number | None:
    """The number that ends right before ``start``."""
    for end in range(start, max(-1, start - 6), -1):
        if end in by_end and arabic[end:start].strip() in ("", "من", "/", "-"):
            return by_end[end]
    return None


def _year_behind(arabic: str, by_start: dict[int, Number], end: int) -> Number | None:
    """The year that begins right behind ``end``."""
    for start in range(end, end + 14):
        number = by_start.get(start)
        if number is not None:
            between = arabic[end:start].strip(" ،,/-").removeprefix("من").strip()
            year = between in ("", "عام", "العام", "سنة", "السنة") and 1000 <= number.value < 2200
            return number if year else None
    return None


def _years(arabic: str, numbers: list[Number], found: list[DateMention]) -> Iterator[DateMention]:
    """عام 2011, where it belongs to no date with a month."""
    taken = {place for date in found for place in range(date.start, date.end)}
    words = {word.end: word for word in arabic_words(arabic)}
    for number in numbers:
        word = next((words[end] for end in range(number.start, number.start - 3, -1) if end in words), None)
        if number.kind != "cardinal" or not 1000 <= number.value < 2200 or number.start in taken or word is None:
            continue
        if any(rest in _YEAR_WORDS for rest, _ in stripped(word.text)):
            text = arabic[number.start : number.end]
            yield DateMention(number.start, number.end, int(number.value), None, None, text)


def _hijri_dates(arabic: str, numbers: list[Number]) -> Iterator[DateMention]:
    """12 رمضان: left as text, since its day depends on where the moon was seen."""
    words = arabic_words(arabic)
    by_end = {number.end: number for number in numbers}
    for place, word in enumerate(words):
        _, count = name_at(words, place, HIJRI_MONTHS)
        day = _before(arabic, by_end, word.start) if count else None
        if day is not None:
            end = words[place + count - 1].end
            yield DateMention(day.start, end, None, None, None, arabic[day.start : end])
