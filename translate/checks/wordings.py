"""Words that state a number without being one: a decade for ten, a quarter of an hour for fifteen minutes.

They excuse the number on the other side, and are never missed.
"""

from __future__ import annotations

import re

from translate.dates import months_arabic, months_english
from translate.number_words import TENS_STEMS
from translate.tokens import arabic_words, stripped

_SUPPORT_EN = {
    "once": 1, "a": 1, "an": 1, "single": 1, "both": 2, "pair": 2, "couple": 2, "double": 2, "twice": 2, "twin": 2,
    "two": 2, "dual": 2, "half": 2, "triple": 3, "treble": 3, "thrice": 3, "trio": 3, "threefold": 3, "tripartite": 3,
    "trilateral": 3, "trilogy": 3, "quartet": 4, "quadruple": 4, "fourfold": 4, "quarter": 4, "quarterly": 3,
    "decade": 10, "tenfold": 10, "fortnight": 14, "score": 20, "century": 100, "hundredfold": 100, "millennium": 1000,
    "midnight": 12, "noon": 12, "midday": 12, "week": 7, "weekly": 7, "monday": 2, "jr": 2, "zero": 0, "no": 0,
    "hundreds": 100, "thousands": 1000, "millions": 1e6, "billions": 1e9, "teens": 13, "week-long": 7, "fifties": 50,
    "daily": 24, "day": 24, "centenary": 100, "bicentennial": 200, "triangle": 3, "square": 4, "semi": 2, "annual": 1,
    "triad": 3, "doubled": 2, "doubling": 2, "tripled": 3, "tripling": 3, "quadrupled": 4, "quadrupling": 4,
    "clock": 24, "alpha": 2000, "alfa": 2000,
}  # fmt: skip
_SUPPORT_AR = {
    "قرن": 100, "قرنين": 200, "عقد": 10, "عقدين": 20, "عقدان": 20, "دزينه": 12, "الفيه": 1000, "مضاعفه": 2, "ضعف": 2,
    "ثنايي": 2, "ثلاثي": 3, "ثلاثيه": 3, "رباعي": 4, "رباعيه": 4, "خماسي": 5, "خماسيه": 5, "سداسي": 6, "سداسيه": 6,
    "سباعي": 7, "سباعيه": 7, "ثماني": 8, "ثمانيه": 8, "تساعي": 9, "عشاري": 10, "عشريه": 10, "ميوي": 100, "ميويه": 100,
    "ظهر": 12, "ظهرا": 12, "منتصف": 12, "اسبوع": 7, "اسبوعين": 14, "اسبوعان": 14, "يوم": 24, "مثلث": 3, "مربع": 4,
    "اضعاف": 3, "عشرات": 10, "الاف": 1000, "ملايين": 1e6, "مليارات": 1e9, "ميات": 100, "يومين": 48, "عام": 12,
    "صفر": 0, "معدوم": 0, "انعدام": 0, "عديم": 0, "ثلاثاء": 3, "ثلثي": 66, "نصف": 50, "ربع": 25, "كافه": 100,
    "الفا": 2000, "مليونا": 2e6, "مليارا": 2e9, "واحده": 1,
    "كلا": 2, "كلتا": 2, "كلاهما": 2, "كليهما": 2, "كلتيهما": 2, "زوج": 2, "توام": 2, "توامين": 2,
    "بست": 6, "لست": 6, "نظيف": 0, "نظيفه": 0, "مليونيه": 1e6, "ثلث": 20,
}  # fmt: skip
_SUPPORT_AR |= {stem + end: age for age, stem in TENS_STEMS.items() for end in ("يني", "ينيه", "ينيا")}  # in his 40s
# Parts of an hour in minutes, and of a year in months.
_PARTS_EN = (
    (re.compile(r"\bhalf(?: an|-)? ?hour"), 30.0),
    (re.compile(r"\bquarter of an hour|\bquarter[- ]hour"), 15.0),
    (re.compile(r"\bthree[- ]quarters of an hour"), 45.0),
    (re.compile(r"\bthird of an hour"), 20.0),
    (re.compile(r"\bhour and a half|\bone and a half hours"), 90.0),
    (re.compile(r"\bhalf a year"), 6.0),
    (re.compile(r"\bcouple of thousand"), 2000.0),
    (re.compile(r"\byear and a half|\bone and a half years"), 18.0),
)
_PARTS_AR = {
    "نصف ساعه": 30, "نصف الساعه": 30, "ربع ساعه": 15, "ربع الساعه": 15, "ثلث ساعه": 20, "ثلث الساعه": 20,
    "ارباع الساعه": 45, "ارباع ساعه": 45, "ساعه ونصف": 90, "نصف عام": 6, "نصف سنه": 6, "عام ونصف": 18, "سنه ونصف": 18,
}  # fmt: skip
_ROMAN = re.compile(r"\b[IVXLC]{1,7}\b")
_ROMAN_DIGIT = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_WORD_EN = re.compile(r"[a-z]+(?:-long)?")
_DUAL = re.compile("..+(?:ان|ين|تا|تي)(?:ه|ها|هم|هما|نا)?")


def stated_english(text: str) -> set[float]:
    """The numbers that the words of an English text imply."""
    lower = text.lower()
    found = {minutes for part, minutes in _PARTS_EN if part.search(lower)}
    found |= {float(_SUPPORT_EN[word]) for word in _WORD_EN.findall(lower) if word in _SUPPORT_EN}
    found |= {float(_roman(match.group())) for match in _ROMAN.finditer(text)}
    return found | {float(month.number) for month in months_english(text)}


def stated_arabic(text: str) -> set[float]:
    """The numbers that the words of an Arabic text imply."""
    found = set()
    before = thousand = ""
    for word in arabic_words(text):
        for rest, _ in stripped(before):
            found |= {float(_PARTS_AR[pair]) for pair in (f"{rest} {word.text}",) if pair in _PARTS_AR}
        if thousand == "الف" and word.text == "و" + before:  # ألف ليلة وليلة
            found.add(1001.0)
        before, thousand = word.text, before
        found |= {float(_SUPPORT_AR[rest]) for rest, _ in stripped(word.text) if rest in _SUPPORT_AR}
    found |= {float(_roman(match.group())) for match in _ROMAN.finditer(text)}
    return found | {float(month.number) for month in months_arabic(text)}


def _roman(letters: str) -> int:
    values = [_ROMAN_DIGIT[letter] for letter in letters]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def may_be_dual(arabic: str) -> bool:
    """Whether a word of the text has the ending of a dual (شخصان), which others have too (لبنان)."""
    return any(_DUAL.fullmatch(word.text) for word in arabic_words(arabic))
