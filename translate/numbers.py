"""Numbers by value in Arabic and in English text, written in digits or in words.

Both readers walk over the number words and digit groups of a text once and feed them to one accumulator, so
that خمسة وعشرون, ٢٥, 25 and twenty-five are all 25. What is no number in either language (hundreds of, عشرات)
is left out.
"""

from __future__ import annotations

import re
from functools import lru_cache

from translate.number_words import (
    ARABIC_WORDS,
    ENGLISH_WORDS,
    GLUED_SCALES,
    NO_NUMBER,
    SINGLE_OR_DUAL,
    Accumulator,
    Number,
    NumberKind,
)
from translate.tokens import DIGITS, WORD, fold, stripped

__all__ = ["Number", "numbers_arabic", "numbers_english"]

_DIGIT_GROUP = r"(?<!\d)(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+|000 \d{1,3})(?![\d.,:،])|\d+(?:[.,:،]\d+)*"
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_POINTS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")  # one point could be a decimal one
_SPACE = re.compile(r"[ \u00a0\u202f]")
_RUN = re.compile(r"\d+")
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?")


def _digits(group: str) -> tuple[NumberKind, float] | None:
    """Kind and value of a digit group: 1,200.5 · 1.250.000 · 2.3 · 2,3 · 9:30; None for a version number."""
    if group.startswith("000"):  # as the United Nations' Arabic has it: 000 100 is 100,000
        group = "".join(reversed(_SPACE.split(group)))
    group = _SPACE.sub("", group).replace("،", ",")
    if time := _TIME.fullmatch(group):
        hours, minutes = int(time[1]), int(time[2])
        if hours < 25 and minutes < 60:
            return "time", hours * 100.0 + minutes
    if ":" in group or len(group) > 24:
        return None
    if _THOUSANDS.fullmatch(group):
        group = group.replace(",", "")
    elif _POINTS.fullmatch(group):
        group = group.replace(".", "")
    elif group.count(",") == 1 and "." not in group:
        group = group.replace(",", ".")
    if "," in group or group.count(".") > 1:
        return None
    return "cardinal", float(group)


def _add_digits(numbers: Accumulator, group: str, start: int, *, joined: bool, code: bool) -> None:
    end = start + len(group)
    read = _digits(group)
    if read is None:
        for run in _RUN.finditer(group):  # 15.7.2018 is three numbers
            first, last = start + run.start(), start + run.end()
            kind: NumberKind = "code" if code else "cardinal"
            numbers.emit(Number(float(run.group()[:24]), first, last, kind, digits=True))
    elif read[0] == "time" or code:
        numbers.emit(Number(read[1], start, end, "code" if code else "time", digits=True))
    else:
        numbers.add("digits", read[1], start, end, joined=joined)


@lru_cache(maxsize=65536)
def _classify_arabic(word: str) -> tuple[str, float, bool, bool] | None:
    for rest, joined in stripped(word):
        if rest in NO_NUMBER:
            return None
        if rest in ARABIC_WORDS:
            fresh = word[joined:].removesuffix(rest)[:1] in ("ب", "ل", "ك")  # بألف begins a number
            return (*ARABIC_WORDS[rest], joined and not fresh, fresh)
    return None


# What makes a dual of ألفا and the like when it follows at once; elsewhere they are one (مليونا معظمهم نساء).
COUNTED = {
    "شخص", "انسان", "نسمه", "مواطن", "مدني", "رجل", "امراه", "طفل", "طالب", "عامل", "موظف", "معلم", "طبيب", "ناخب",
    "جندي", "عنصر", "مقاتل", "مسلح", "شرطي", "عسكري", "ضابط", "متظاهر", "معتقل", "سجين", "اسير", "مفقود", "قتيل",
    "جريح", "مصاب", "شهيد", "ضحيه", "لاجي", "نازح", "مهاجر", "مشرد", "حاله", "اصابه", "وفاه", "اسره", "عايله",
    "دولار", "ليره", "دينار", "ريال", "درهم", "جنيه", "يورو", "روبل", "شيكل", "فرنك", "روبيه", "يوان",
    "طن", "برميل", "لتر", "متر", "كيلومتر", "كم", "ميل", "هكتار", "دونم", "فدان", "كيلوغرام", "ميغاواط",
    "عام", "سنه", "ساعه", "وحده", "منزل", "خيمه", "سياره", "شاحنه", "قذيفه", "صاروخ", "غاره", "صوت", "قطعه", "نسخه",
}  # fmt: skip
_NEXT = re.compile(rf"[ \u00a0]({WORD.pattern})(\s*\d)?")


def _doubled(word: str, written: str, text: str, end: int) -> float:
    """The value of a dual such as ألفا (2,000) in ألفا شخص, whose noun follows at once; 0 for any other word."""
    value = next((SINGLE_OR_DUAL[rest] for rest, _ in stripped(word) if rest in SINGLE_OR_DUAL), 0.0)
    after = _NEXT.match(text, end) if value and "ً" not in written else None
    if after is None:
        return 0.0
    noun = fold(after[1])
    if noun not in COUNTED or (after[2] and noun in ("عام", "سنه")):  # مليونا عام 2015, a million in 2015
        return 0.0
    return 2 * value


_PERCENT_AR = {"بالميه", "بالمايه"}
# News agencies write 15,30 ت غ for half past three.
_CLOCK = re.compile(r"\s*(?:ت\s?غ|بتوقيت|توقيت|غرينتش|جرينتش|صباح|مساء|ظهر|فجر|بعد الظهر)")
_COMMA_TIME = re.compile(r"\d{1,2}[,.،][0-5]\d")
_SEPARATOR = re.compile(r"[,.،]")
_SCAN_AR = re.compile(rf"({_DIGIT_GROUP})|({WORD.pattern})|([%A-Za-z])")


def numbers_arabic(text: str) -> list[Number]:
    """The numbers that an Arabic text states, in order of their place. Linear in its length."""
    return list(_numbers_arabic(text))


@lru_cache(maxsize=16)  # several checks of one sentence ask
def _numbers_arabic(text: str) -> tuple[Number, ...]:
    text = text.translate(DIGITS)
    numbers = Accumulator()
    previous_end, joined, latin, in_word = -1, False, False, ""
    for match in _SCAN_AR.finditer(text):
        start, end = match.span()
        gap = text[previous_end:start] if previous_end >= 0 else ""
        if gap.strip(" \u00a0\u202f"):
            numbers.flush()
            joined = False
        if match[1]:
            code = (latin and not gap.strip("-")) and previous_end >= 0
            group = match[1]
            if _COMMA_TIME.fullmatch(group) and (in_word.endswith("ساعه") or _CLOCK.match(text, end)):
                group = _SEPARATOR.sub(":", group)
            _add_digits(numbers, group, start, joined=joined, code=code)
            numbers.century = in_word.endswith("قرن")
            joined = latin = False
        elif match[2]:
            word = fold(match[2])
            latin = False
            if word in _PERCENT_AR or (in_word == "في" and word in ("الميه", "المايه")):
                if not numbers.percent(end):
                    numbers.add("hundreds", 100.0, start, end, joined=False)
                joined = False
            elif word == "و":
                joined = True
            elif "ميت" in word and "ئ" not in match[2]:  # ميتا, dead, beside مئتا, two hundred
                numbers.flush()
            elif found := _classify_arabic(word):
                name, value, tied, fresh = found
                if fresh:
                    numbers.flush()
                tied = tied or match[2].startswith("وأ")  # وأحد عشر, folded like واحد
                if numbers.empty and (doubled := _doubled(word, match[2], text, end)):
                    name, value = "dual", doubled / 2
                numbers.add(name, value, start, end, joined=tied or joined)
                numbers.century = numbers.century or in_word.endswith("قرن")
                joined = False
            elif word != "في":
                numbers.flush()
                joined = False
            in_word = word
        elif match[3] == "%":
            numbers.percent(end)
            joined = latin = False
        else:
            numbers.flush()
            joined, latin = False, True
        previous_end = end
    numbers.flush()
    return tuple(numbers.numbers)


_SCAN_EN = re.compile(rf"({_DIGIT_GROUP})|(per cent\b|[A-Za-z]+)|(%)")
_CURRENCIES = ("$", "€", "£", "¥")
_JOIN_EN = {"", " ", "-", "\u00a0", "\u2011", "\u202f"}


def numbers_english(text: str) -> list[Number]:
    """The numbers that an English text states, in order of their place. Linear in its length."""
    return list(_numbers_english(text))


@lru_cache(maxsize=16)
def _numbers_english(text: str) -> tuple[Number, ...]:
    text = text.translate(DIGITS)
    numbers = Accumulator()
    previous_end, word_before, money = -1, "", False
    for match in _SCAN_EN.finditer(text):
        start, end = match.span()
        gap = text[previous_end:start] if previous_end >= 0 else " "
        if gap not in _JOIN_EN:
            numbers.flush()
        if match[1]:
            code = (gap in ("", "-") and word_before.isupper()) or (not gap and word_before.isalpha())  # F-16, km2
            _add_digits(numbers, match[1], start, joined=False, code=code)
            money = text[start - 1 : start] in _CURRENCIES  # $5m is five million, 800m a distance
            word_before = "0"
        elif match[2]:
            word_before = match[2]
            glued = not gap and not text[end : end + 1].isdigit() and (word_before != "m" or money)
            word = word_before if word_before in ("MN", "BN") else word_before.lower()  # in capitals another unit
            _add_english(numbers, word, start, end, glued=glued)
        else:
            numbers.percent(end)
            word_before = ""
        previous_end = end
    numbers.flush()
    return tuple(numbers.numbers)


def _add_english(numbers: Accumulator, word: str, start: int, end: int, *, glued: bool) -> None:
    if glued and numbers.last == "digits" and numbers.end == start:
        if word in ("st", "nd", "rd", "th", "s"):
            numbers.kind, numbers.end = "decade" if word == "s" else "ordinal", end
            numbers.flush()
            return
        word = GLUED_SCALES.get(word, word)
    if word in ("century", "centuries") and not numbers.empty:
        numbers.century = True
        numbers.flush()
    elif word in ("percent", "per cent", "pct"):
        numbers.percent(end)
    elif word in ("and", "a", "an") or (word == "of" and numbers.last in ("fraction", "parts")):
        return  # two hundred and five, a million and a half, a quarter of a million
    elif found := ENGLISH_WORDS.get(word):
        numbers.add(*found, start, end, joined=found[0] not in ("hundreds", "scale"))
    else:
        numbers.flush()
