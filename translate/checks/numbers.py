"""Numbers that the English lost, changed or added, compared by value."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from translate.dates import months_arabic, months_english
from translate.number_words import TENS_STEMS
from translate.numbers import Number, numbers_arabic, numbers_english
from translate.tokens import DIGITS, WORD, arabic_words, stripped
from translate.types import Flag, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Words that state a number without being one. They excuse the number on the other side, and are never missed.
_SUPPORT_EN = {
    "once": 1, "a": 1, "an": 1, "single": 1, "both": 2, "pair": 2, "couple": 2, "double": 2, "twice": 2, "twin": 2,
    "two": 2, "dual": 2, "half": 2, "triple": 3, "treble": 3, "thrice": 3, "trio": 3, "threefold": 3, "tripartite": 3,
    "trilateral": 3, "trilogy": 3, "quartet": 4, "quadruple": 4, "fourfold": 4, "quarter": 4, "quarterly": 3,
    "decade": 10, "tenfold": 10, "fortnight": 14, "score": 20, "century": 100, "hundredfold": 100, "millennium": 1000,
    "midnight": 12, "noon": 12, "midday": 12, "week": 7, "weekly": 7, "monday": 2, "jr": 2, "zero": 0, "no": 0,
    "hundreds": 100, "thousands": 1000, "millions": 1e6, "billions": 1e9, "teens": 13, "week-long": 7, "fifties": 50,
    "daily": 24, "day": 24, "centenary": 100, "bicentennial": 200, "triangle": 3, "square": 4, "semi": 2, "annual": 1,
    "triad": 3, "doubled": 2, "doubling": 2, "tripled": 3, "tripling": 3, "quadrupled": 4, "quadrupling": 4,
    "clock": 24,
}  # fmt: skip
_SUPPORT_AR = {
    "قرن": 100, "قرنين": 200, "عقد": 10, "عقدين": 20, "عقدان": 20, "دزينه": 12, "الفيه": 1000, "مضاعفه": 2, "ضعف": 2,
    "ثنايي": 2, "ثلاثي": 3, "ثلاثيه": 3, "رباعي": 4, "رباعيه": 4, "خماسي": 5, "خماسيه": 5, "سداسي": 6, "سداسيه": 6,
    "سباعي": 7, "سباعيه": 7, "ثماني": 8, "ثمانيه": 8, "تساعي": 9, "عشاري": 10, "عشريه": 10, "ميوي": 100, "ميويه": 100,
    "ظهر": 12, "ظهرا": 12, "منتصف": 12, "اسبوع": 7, "اسبوعين": 14, "اسبوعان": 14, "يوم": 24, "مثلث": 3, "مربع": 4,
    "اضعاف": 3, "عشرات": 10, "الاف": 1000, "ملايين": 1e6, "مليارات": 1e9, "ميات": 100, "يومين": 48, "عام": 12,
    "صفر": 0, "معدوم": 0, "انعدام": 0, "عديم": 0, "ثلاثاء": 3, "ثلثي": 66, "نصف": 50, "ربع": 25, "كافه": 100,
    "الفا": 2000, "مليونا": 2e6, "مليارا": 2e9, "واحده": 1,
}  # fmt: skip
_SUPPORT_AR |= {stem + end: age for age, stem in TENS_STEMS.items() for end in ("يني", "ينيه", "ينيا")}  # in his 40s
_MOST = 100  # numbers of a side that are compared by more than their value; a sentence has few
_ROMAN = re.compile(r"\b[IVXLC]{1,7}\b")
_ROMAN_DIGIT = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_CODE = re.compile(r"(?<![A-Za-z\d])[A-Z][A-Za-z]*-?\d[A-Za-z\d]*")
_POINT_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")
_M = re.compile(r"m\b")
_NO_CODE = re.compile(r"[^A-Za-z\d]+")
_WORD_EN = re.compile(r"[a-z]+(?:-long)?")


def check(arabic: str, english: str) -> Iterator[Flag]:
    """Flags of code ``numbers``: a number of the Arabic that the English lacks, or one that it adds."""
    source, target = numbers_arabic(arabic), numbers_english(english)
    yield from _codes(arabic, english)
    source_readings, target_readings = _dotted(source, arabic), _metres(target, english)
    missing = _unstated(source, [*target, *target_readings.values()], source_readings)
    added = [n for n in _unstated(target, [*source, *source_readings.values()], target_readings) if n.value != 2]
    if missing:
        support = _support_english(english)
        missing = [number for number in missing if number.value not in support]
    if added:
        support = _support_arabic(arabic)
        added = [number for number in added if number.value not in support]
    yield from _report(arabic, english, missing, added)


def _codes(arabic: str, english: str) -> Iterator[Flag]:
    """Latin letters with digits (H5N1, A1GP) go from one text into the other as they are."""
    found = [match for match in _CODE.finditer(arabic) if any(letter.isdigit() for letter in match.group())]
    if not found:
        return
    squeezed = _NO_CODE.sub("", english).lower()
    for match in found:
        if _NO_CODE.sub("", match.group()).lower() not in squeezed:
            message = f"The Arabic has {match.group()}, which is missing in the English."
            yield Flag("numbers", "error", message, source=match.span())


def _firm(number: Number) -> bool:
    """Whether the number is stated firmly enough that its absence on the other side means something.

    One and two are often words of grammar (a, both, the Arabic dual), fractions have too many wordings, a number
    inside a name (F-16) may be spelled out, and ألف alone is also a verb and a letter.
    """
    if number.kind in ("code", "fraction") or number.value == 1:
        return False
    return number.digits or (number.value > 2 and number.value != 1000)


def _dotted(numbers: list[Number], text: str) -> dict[Number, Number]:
    """Arabic writes thousands with a point too: 711.988 may be 711,988."""
    return {
        number: replace(number, value=number.value * 1000)
        for number in numbers
        if number.digits and _POINT_THOUSANDS.fullmatch(text[number.start : number.end].translate(DIGITS))
    }


def _metres(numbers: list[Number], text: str) -> dict[Number, Number]:
    """In English 5m may be five million."""
    return {
        number: replace(number, value=number.value * 1e6)
        for number in numbers
        if number.digits and _M.match(text, number.end)
    }


def _unstated(numbers: list[Number], others: list[Number], readings: dict[Number, Number]) -> list[Number]:
    """The firm numbers that the other side does not state, in another reading or by the scale of their range."""
    exact = {other.value for other in others}
    scaled, others_scaled = _scaled(numbers), [*others, *_scaled(others).values()][:_MOST]
    found = []
    for number in numbers[:_MOST]:
        if number.value in exact or not _firm(number):
            continue
        ways = [number, *(way[number] for way in (readings, scaled) if number in way)]
        if not any(_stated(way, others_scaled, numbers[:_MOST]) for way in ways):
            found.append(number)
    return found


def _scaled(numbers: list[Number]) -> dict[Number, Number]:
    """Numbers with the scale that the end of their range has: in "25 to 30 thousand", 25 also means 25,000."""
    found = {}
    for first, last in pairwise(numbers):
        if first.value < 1000 <= last.value and last.start - first.end < 12 and not last.value % 1000:
            scale = 1000.0 ** ((len(f"{last.value:.0f}") - 1) // 3)
            found[first] = replace(first, value=first.value * scale)
    return found


def _stated(number: Number, others: Sequence[Number], own: Sequence[Number]) -> bool:
    return any(_same(number, other) for other in others) or _short_year(number, others, own)


def _close(first: float, second: float) -> bool:
    return abs(first - second) <= 1e-9 * max(abs(first), abs(second))


def _same(first: Number, second: Number) -> bool:
    """Whether two numbers can be two ways of writing one."""
    if _close(first.value, second.value):
        return True
    kinds = {first.kind, second.kind}
    low, high = sorted((first.value, second.value))
    if "decade" in kinds and low < 100 and high % 100 == low:
        return True  # ثمانينيات and 1980s
    if "century" in kinds and 100 <= high < 2200 and low == high // 100 + 1:
        return True  # a year, and its century
    if "time" in kinds and _same_time(first, second):
        return True
    if {first.kind, second.kind} >= {"percent"} and (_close(high, low * 100)) and low < 1:
        return True  # 50 % and half
    if first.kind == "fraction" or second.kind == "fraction":
        return high % 1 == low  # ساعة ونصف and 1.5 hours
    return high - low < 1 and high % 1 in (0.5, 0.25, 0.75) and not (first.digits and second.digits)


def _same_time(first: Number, second: Number) -> bool:
    def minutes(number: Number) -> float:
        whole = round(number.value if number.kind == "time" or number.value > 24 else number.value * 100)
        return (whole // 100) * 60 + whole % 100

    if (minutes(first) - minutes(second)) % 720 == 0:
        return True
    time, other = (first, second) if first.kind == "time" else (second, first)
    in_words = not other.digits and other.kind != "time"  # الرابعة وعشر دقائق gives 4 and 10
    return in_words and other.value in (time.value // 100, time.value // 100 % 12, time.value % 100)


def _short_year(number: Number, others: Sequence[Number], own: Sequence[Number]) -> bool:
    """1995-96 against 1995-1996, either way round."""
    if not number.digits:
        return False
    long = [other.value for other in (*others, *own) if 1000 <= other.value < 2200]
    if number.value < 100:
        return any(year % 100 == number.value for year in long)
    return number in own and any(
        other.digits and other.value < 100 and number.value % 100 == other.value for other in others
    ) and any(abs(year - number.value) <= 20 and year != number.value for year in long)  # fmt: skip


def _support_english(text: str) -> set[float]:
    found = {float(_SUPPORT_EN[word]) for word in _WORD_EN.findall(text.lower()) if word in _SUPPORT_EN}
    found |= {float(_roman(match.group())) for match in _ROMAN.finditer(text)}
    return found | {float(month.number) for month in months_english(text)}


def _support_arabic(text: str) -> set[float]:
    found = set()
    for word in arabic_words(text):
        found |= {float(_SUPPORT_AR[rest]) for rest, _ in stripped(word.text) if rest in _SUPPORT_AR}
    found |= {float(_roman(match.group())) for match in _ROMAN.finditer(text)}
    return found | {float(month.number) for month in months_arabic(text)}


def _roman(letters: str) -> int:
    values = [_ROMAN_DIGIT[letter] for letter in letters]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def _report(arabic: str, english: str, missing: list[Number], added: list[Number]) -> Iterator[Flag]:
    if len(missing) == len(added):
        for lost, new in zip(missing, added, strict=True):
            message = f"The Arabic says {_shown(lost, arabic)}, the English says {_shown(new, english)}."
            yield Flag("numbers", "error", message, (lost.start, lost.end), (new.start, new.end))
        return
    for number in missing:
        message = f"The Arabic says {_shown(number, arabic)}, which is missing in the English."
        yield Flag("numbers", _severity(number, added, "warning"), message, source=(number.start, number.end))
    for number in added:
        message = f"The English says {_shown(number, english)}, which is not in the Arabic."
        yield Flag("numbers", _severity(number, missing, "info"), message, target=(number.start, number.end))


def _severity(number: Number, others: list[Number], word: Severity) -> Severity:
    """Digits, and words that stand for other ones, are errors; a word alone may be a matter of wording.

    On the 997 human references of FLORES-dev a number word of the Arabic is without its like in 1 line and an
    ordinal in 2; a number word of the English in 2.
    """
    if number.digits or others:
        return "error"
    return "info" if number.kind == "ordinal" else word


def _shown(number: Number, text: str) -> str:
    """The number for a reader without Arabic: as written if in digits, else its figure and its words."""
    written = text[number.start : number.end].translate(DIGITS)
    if number.digits and WORD.search(written) is None:
        return written
    figure = f"{number.value:.10g}" if 1000 <= number.value < 2200 else f"{number.value:,.10g}"
    ending = {"percent": "%", "decade": "s", "century": "th century"}.get(number.kind, "")
    return f"{figure}{ending} ({written})"
