"""Dates in Arabic text: days, months of both traditions (كانون الثاني, يناير), years and weekdays."""

from __future__ import annotations

import re
from dataclasses import dataclass

from translate.numbers import numbers_arabic
from translate.tokens import DIGITS, Token, arabic_words, stripped

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
MONTHS = {name: month for month, names in _MONTHS.items() for name in names.split()}
# Month names that are also ordinary words (practised, father, what, June/two brothers' name): they count only beside
# a day, a year, another month's name, or after شهر.
AMBIGUOUS = {"مارس", "اب", "ماي", "جوان", "اوت", "نيسان"}
WEEKDAYS = {"اثنين": 1, "ثلاثاء": 2, "اربعاء": 3, "خميس": 4, "جمعه": 5, "سبت": 6, "احد": 7}
_HIJRI = {
    "محرم", "صفر", "ربيع_الاول", "ربيع_الثاني", "ربيع_الاخر", "جمادي_الاولي", "جمادي_الاخره", "جمادي_الثانيه",
    "رجب", "شعبان", "رمضان", "شوال", "ذو_القعده", "ذي_القعده", "ذو_الحجه", "ذي_الحجه",
}  # fmt: skip
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?![\d/-])")
_YEAR_WORDS = {"عام", "سنه", "عاما", "العام"}


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


def _name_at(words: list[Token], index: int, names: dict[str, int] | set[str]) -> tuple[str, int] | None:
    """The name that begins at ``index`` (two words, then one) and how many words it takes."""
    for rest, _ in stripped(words[index].text):
        if index + 1 < len(words):
            pair = f"{rest}_{words[index + 1].text}"
            if pair in names:
                return pair, 2
        if rest in names:
            return rest, 1
    return None


def months_arabic(text: str) -> list[Named]:
    """The month names of an Arabic text; those that are ordinary words too only where a date surrounds them."""
    words = arabic_words(text)
    found = []
    index = 0
    while index < len(words):
        name = _name_at(words, index, MONTHS)
        if name is None:
            index += 1
            continue
        word, count = name
        start, end = words[index].start, words[index + count - 1].end
        if word not in AMBIGUOUS or _dated(text, words, index, start, end):
            found.append(Named(MONTHS[word], start, end))
        index += count
    return found


_BEFORE = re.compile(r"[\d٠-٩][\s\u200f]*[/(]?[\s]*$")
_AFTER = re.compile(r"[\s،,)/-]*(?:من )?(?:عام |سنة |العام )?[\s]*[\d٠-٩]{4}")


def _dated(text: str, words: list[Token], index: int, start: int, end: int) -> bool:
    before, after = text[max(0, start - 6) : start], text[end : end + 24]
    if _BEFORE.search(before) or _AFTER.match(after):
        return True
    if index and words[index - 1].text in ("شهر", "شهري", "لشهر", "بشهر"):
        return True
    neighbours = [i for i in (index - 1, index + 1) if 0 <= i < len(words)]
    return any(
        (name := _name_at(words, i, MONTHS)) is not None and name[0] not in AMBIGUOUS
        and re.fullmatch(r"\s*[/(]\s*", text[min(words[i].end, end) : max(words[i].start, start)]) is not None
        for i in neighbours
    )  # fmt: skip


def weekdays_arabic(text: str) -> list[Named]:
    """The weekday names of an Arabic text; only with the article, since اثنين is also two and أحد also anyone."""
    found = []
    for word in arabic_words(text):
        rest = next((rest for rest, _ in stripped(word.text) if rest.startswith("ال")), "")
        if rest[2:] in WEEKDAYS:
            found.append(Named(WEEKDAYS[rest[2:]], word.start, word.end))
    return found


def find_dates(arabic: str) -> list[DateMention]:
    """The dates in an Arabic text, in order. Linear in its length."""
    found: list[DateMention] = []
    ascii_digits = arabic.translate(DIGITS)
    for match in _NUMERIC.finditer(ascii_digits):
        first, month, last = int(match[1]), int(match[3]), int(match[4])
        day, year = (last, first) if len(match[1]) == 4 else (first, last)
        if len(match[1]) < 3 and len(match[4]) == 2:
            year += 2000 if year < 70 else 1900
        if 1 <= month <= 12 and 1 <= day <= 31 and 1000 <= year < 2200:
            found.append(DateMention(match.start(), match.end(), year, month, day, match.group()))
    numbers = numbers_arabic(arabic)
    by_end = {number.end: number for number in numbers}
    by_start = {number.start: number for number in numbers}
    months = months_arabic(arabic)
    for place, month in enumerate(months):
        start, end = month.start, month.end
        if found and found[-1].end >= end and found[-1].month == month.number:
            continue
        day_number = _beside(arabic, by_end, start)
        day = None
        if day_number is not None and day_number.value in range(1, 32):
            day, start = int(day_number.value), day_number.start
        for other in months[place + 1 :]:
            if other.number != month.number or arabic[end : other.start].strip(" /()"):
                break
            end = other.end
        end += 1 if arabic[end : end + 1] == ")" and "(" in arabic[start:end] else 0
        year = _year_after(arabic, by_start, end)
        if year is not None:
            end = year.end
        found.append(
            DateMention(start, end, int(year.value) if year else None, month.number, day, arabic[start:end])
        )
    found.extend(_years(arabic, numbers, found))
    found.extend(_hijri(arabic, by_end))
    taken = [(date.start, date.end) for date in found]
    for weekday in weekdays_arabic(arabic):
        if not any(start <= weekday.start < end for start, end in taken):
            found.append(DateMention(weekday.start, weekday.end, None, None, None, arabic[weekday.start : weekday.end]))
    return sorted(found, key=lambda date: date.start)


def _beside(arabic: str, by_end: dict[int, object], start: int):  # type: ignore[no-untyped-def]
    for end in range(start, max(-1, start - 6), -1):
        if end in by_end and arabic[end:start].strip() in ("", "من", "/", "-"):
            return by_end[end]
    return None


def _year_after(arabic: str, by_start: dict[int, object], end: int):  # type: ignore[no-untyped-def]
    for start in range(end, end + 14):
        number = by_start.get(start)
        if number is not None:
            between = arabic[end:start].strip(" ،,/-")
            good = between in ("", "من", "من عام", "من العام", "عام", "العام", "سنة", "من سنة")
            return number if good and 1000 <= number.value < 2200 else None  # type: ignore[attr-defined]
    return None


def _years(arabic: str, numbers, found: list[DateMention]):  # type: ignore[no-untyped-def]
    taken = [(date.start, date.end) for date in found]
    words = arabic_words(arabic)
    before = {word.end: word for word in words}
    for number in numbers:
        if not 1000 <= number.value < 2200 or number.kind not in ("cardinal",) or number.value % 1:
            continue
        if any(start <= number.start < end for start, end in taken):
            continue
        word = next((before[end] for end in range(number.start, number.start - 3, -1) if end in before), None)
        if word is not None and any(rest in _YEAR_WORDS for rest, _ in stripped(word.text)):
            yield DateMention(
                number.start, number.end, int(number.value), None, None, arabic[number.start : number.end]
            )


def _hijri(arabic: str, by_end: dict[int, object]):  # type: ignore[no-untyped-def]
    words = arabic_words(arabic)
    for index in range(len(words)):
        name = _name_at(words, index, _HIJRI)
        day = _beside(arabic, by_end, words[index].start)
        if name is not None and day is not None:
            start, end = day.start, words[index + name[1] - 1].end
            yield DateMention(start, end, None, None, None, arabic[start:end])


MONTHS_EN = tuple(
    "January February March April May June July August September October November December".split()
)
WEEKDAYS_EN = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
_NAME_EN = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\b")
_SHORT_EN = {"Sept": "September", "Tues": "Tuesday", "Thur": "Thursday", "Thurs": "Thursday", "Weds": "Wednesday"}


def months_english(text: str) -> list[Named]:
    """The month names of an English text, whole or cut short (Sept.)."""
    return _named_english(text, MONTHS_EN)


def weekdays_english(text: str) -> list[Named]:
    """The weekday names of an English text, whole, in the plural or cut short (Tue.)."""
    return _named_english(text, WEEKDAYS_EN)


def _named_english(text: str, names: tuple[str, ...]) -> list[Named]:
    found = []
    for match in _NAME_EN.finditer(text):
        word = match.group()
        word = _SHORT_EN.get(word, word.removesuffix("s"))
        for number, name in enumerate(names, 1):
            if word == name or (len(word) == 3 and name.startswith(word) and name != "Sunday"):
                found.append(Named(number, match.start(), match.end()))
    return found
