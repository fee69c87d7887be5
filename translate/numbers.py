"""Numbers by value in Arabic and in English text, written in digits or in words.

Both readers walk over the number words and digit groups of a text once and feed them to one accumulator, so
that خمسة وعشرون, ٢٥, 25 and twenty-five are all 25. What is no number in either language (hundreds of, عشرات)
is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from translate.tokens import DIGITS, WORD, fold, stripped

NumberKind = Literal["cardinal", "ordinal", "century", "percent", "time", "decade", "fraction", "code"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a text states, by value.

    ``kind`` ``time`` has hours × 100 + minutes as its value (9:30 is 930), ``decade`` the first year (1980s is
    1980, ثمانينيات is 80, ثمانينيات القرن التاسع عشر 1880), ``century`` its ordinal, ``code`` is a number inside a
    name such as F-16 or G20. ``digits`` says that it is written in digits.
    """

    value: float
    start: int
    end: int
    kind: NumberKind
    digits: bool = False


# A class says what a word may do in a number: "unit" 1-9, "ten" 10 (makes teens in Arabic), "teen" 10-19,
# "tens" 20-90, "hundreds", "scale" a power of 1000, "dual" twice a scale, "ordinal", "fraction", "decade".
_Word = tuple[str, float]

_UNITS_AR = {
    1: "واحد واحده احد احدي",
    2: "اثنان اثنين اثنا اثني اثنتان اثنتين اثنتا اثنتي",
    3: "ثلاث ثلاثه تلات تلاته",
    4: "اربع اربعه",
    5: "خمس خمسه",
    6: "ست سته",
    7: "سبع سبعه",
    8: "ثمان ثماني ثمانيه",
    9: "تسع تسعه",
}
_ORDINALS_AR = {
    1: "اول اولي حادي حاديه",
    2: "ثاني ثانيه ثان",
    3: "ثالث ثالثه",
    4: "رابع رابعه",
    5: "خامس خامسه",
    6: "سادس سادسه",
    7: "سابع سابعه",
    8: "ثامن ثامنه",
    9: "تاسع تاسعه",
    10: "عاشر عاشره",
}
_TENS_AR = {20: "عشر", 30: "ثلاث", 40: "اربع", 50: "خمس", 60: "ست", 70: "سبع", 80: "ثمان", 90: "تسع"}
_SCALES_AR = {  # one, many (no number alone: thousands of), two
    1e3: ("الف الفا", "الاف", "الفان الفين الفي"),
    1e6: ("مليون مليونا", "ملايين", "مليونان مليونين مليوني"),
    1e9: ("مليار مليارا بليون بليونا", "مليارات بلايين", "ملياران مليارين ملياري بليونان بليونين بليوني"),
    1e12: ("تريليون تريليونا ترليون ترليونا", "تريليونات ترليونات", "تريليونان تريليونين تريليوني ترليوني"),
}
_HUNDRED_AR = ("ميه", "مايه")  # مئة and مائة, folded
_FRACTIONS_AR = {
    0.5: "نصف",
    1 / 3: "ثلث",
    2 / 3: "ثلثان ثلثين ثلثا ثلثي",
    0.25: "ربع",
}
_PARTS_AR = {3: "اثلاث", 4: "ارباع", 5: "اخماس", 6: "اسداس", 7: "اسباع", 8: "اثمان", 9: "اتساع", 10: "اعشار"}
# Ordinary words that would read as a particle and a number: amount, I am not, price.
_NO_NUMBER_AR = {"كميه", "لست", "بست", "كست", "فالف", "لالف", "كسبع", "كتسع"}
_DECADE_ENDS = ("ينيات", "ينات")


def _arabic_words() -> dict[str, _Word]:
    words: dict[str, _Word] = {}
    for table, name in ((_ORDINALS_AR, "ordinal"), (_UNITS_AR, "unit")):
        words |= {word: (name, float(value)) for value, forms in table.items() for word in forms.split()}
    words |= {"عشر": ("ten", 10.0), "عشره": ("ten", 10.0)}
    for value, stem in _TENS_AR.items():
        words |= {stem + end: ("tens", float(value)) for end in ("ون", "ين")}
        words |= {stem + end: ("decade", float(value)) for end in _DECADE_ENDS}
    for hundred in _HUNDRED_AR:
        words[hundred] = ("hundreds", 100.0)
        for digit in range(3, 10):
            words |= {form + hundred: ("hundreds", digit * 100.0) for form in _UNITS_AR[digit].split()}
    words |= dict.fromkeys(
        [stem + end for stem in ("مي", "ماي") for end in ("تان", "تين", "تا", "تي")], ("hundreds", 200.0)
    )
    for value, (ones, many, duals) in _SCALES_AR.items():
        words |= {word: ("scale", value) for word in ones.split()}
        words |= {word: ("many", value) for word in many.split()}
        words |= {word: ("dual", value) for word in duals.split()}
    words |= {word: ("fraction", value) for value, forms in _FRACTIONS_AR.items() for word in forms.split()}
    return words | {word: ("parts", float(value)) for value, word in _PARTS_AR.items()}


_AR = _arabic_words()

_UNITS_EN = "one two three four five six seven eight nine".split()
_TEENS_EN = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS_EN = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS_EN = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_SCALES_EN = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_GLUED_SCALES_EN = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "tn": 1e12, "trn": 1e12}


def _english_words() -> dict[str, _Word]:
    words: dict[str, _Word] = {"zero": ("teen", 0.0), "dozen": ("dozen", 12.0), "hundred": ("hundreds", 100.0)}
    words |= {word: ("unit", float(value)) for value, word in enumerate(_UNITS_EN, 1)}
    words |= {word: ("teen", float(value)) for value, word in enumerate(_TEENS_EN, 10)}
    words |= {word: ("ordinal", float(value)) for value, word in enumerate(_ORDINALS_EN, 1)}
    for value, word in zip(range(20, 100, 10), _TENS_EN, strict=True):
        words[word] = ("tens", float(value))
        words[word[:-1] + "ieth"] = ("ordinal", float(value))
        words[word[:-1] + "ies"] = ("decade", float(value))
    words |= {word: ("scale", value) for word, value in _SCALES_EN.items()}
    words |= {"half": ("fraction", 0.5), "quarter": ("fraction", 0.25), "thirds": ("parts", 3.0)}
    words |= {"thousands": ("many", 1e3), "millions": ("many", 1e6), "billions": ("many", 1e9)}
    words |= {"quarters": ("parts", 4.0), "fifths": ("parts", 5.0), "hundredth": ("ordinal", 100.0)}
    return words | {"thousandth": ("ordinal", 1e3), "millionth": ("ordinal", 1e6)}


_EN = _english_words()


class _Accumulator:
    """Builds numbers from classed words; ``add`` takes each with its span, ``flush`` ends the one being built."""

    def __init__(self) -> None:
        self.numbers: list[Number] = []
        self._clear()

    def _clear(self) -> None:
        self.total = 0.0  # what the scales so far amount to
        self.scale = float("inf")  # the last scale used
        self.group = 0.0  # what stands below the next scale
        self.room = float("inf")  # a part that is joined to the group must be below this
        self.last = ""  # class of the last word
        self.start = self.end = self.group_start = self.before_tail = -1
        self.kind: NumberKind = "cardinal"
        self.digits = self.century = False

    @property
    def empty(self) -> bool:
        return self.start < 0

    def flush(self) -> None:
        if not self.empty:
            value = self.total + self.group
            if self.century and 1 <= value < 30:
                self.kind = "century"
                before = self.numbers[-1] if self.numbers else None
                if before and before.kind == "decade" and before.value < 100 and self.start - before.end < 12:
                    decade = (value - 1) * 100 + before.value
                    self.numbers[-1] = Number(decade, before.start, self.end, "decade", before.digits)
                    self._clear()
                    return
            self.numbers.append(Number(value, self.start, self.end, self.kind, self.digits))
        self._clear()

    def emit(self, number: Number) -> None:
        """A number that nothing can be joined to."""
        self.flush()
        self.numbers.append(number)

    def percent(self, end: int) -> bool:
        """Makes the number being built a percentage that ends at ``end``; False if there is none."""
        if self.empty:
            return False
        self.kind, self.end = "percent", end
        self.flush()
        return True

    def add(self, name: str, value: float, start: int, end: int, *, joined: bool) -> None:
        """Adds a word; ``joined`` says that "and" or a hyphen ties it to the one before."""
        if not self.empty and not self._take(name, value, start, joined=joined):
            self.flush()
        if self.empty:
            if name in ("many", "parts"):
                return
            self.start = start
            self._begin(name, value)
        self.end = end
        self.last = name
        if name in ("ordinal", "fraction", "decade") and self.kind == "cardinal":
            self.kind = "fraction" if name == "fraction" and self.total + self.group < 1 else self.kind
            self.kind = name if name in ("ordinal", "decade") else self.kind  # type: ignore[assignment]
        self.digits = self.digits or name == "digits"

    def _begin(self, name: str, value: float) -> None:
        if name in ("scale", "dual"):
            self.total, self.scale, self.room = value * (2 if name == "dual" else 1), value, value
        else:
            self.group = value
            self.room = {"hundreds": 100.0, "tens": 10.0}.get(name, 0.0)

    def _take(self, name: str, value: float, start: int, *, joined: bool) -> bool:
        """Tries to make the word part of the number being built."""
        if name in ("scale", "dual", "many"):
            return self._take_scale(name, value, joined=joined)
        if name == "ten" and not joined and self.last in ("unit", "ordinal") and self.group % 100 < 10:
            self.group += 10
            self.room = 0
            return True
        if name == "tens" and joined and self.last in ("unit", "ordinal") and self.group % 100 < 10:
            self.group += value
            self.room = 0
            return True
        if name == "hundreds" and not joined and self.last in ("unit", "teen", "tens", "digits") and value == 100:
            self.group *= 100  # three hundred, nineteen hundred
            self.room = 100
            return True
        if name == "dozen" and self.last in ("unit", "teen", "digits"):
            self.group *= 12
            return True
        if name == "fraction":
            if not joined or self.kind != "cardinal" or self.last == "fraction":
                return False
            if self.group:
                self.group += value
            else:
                self.total += value * self.scale
            return True
        if name == "parts" and self.last == "unit" and self.group < value:
            self.group /= value
            self.kind = "fraction"
            return True
        return joined and self._take_smaller(name, value, start)

    def _take_smaller(self, name: str, value: float, start: int) -> bool:
        if name == "decade" or not 0 < value < self.room or (name == "digits" and self.group):
            return False
        if self.group == 0 and value >= self.scale:
            return False
        if not self.group:
            self.before_tail, self.group_start = self.end, start
        self.group += value
        self.room = {"hundreds": 100.0, "tens": 10.0}.get(name, 0.0)
        return True

    def _take_scale(self, name: str, value: float, *, joined: bool) -> bool:
        if joined:
            if name == "many" or self.group or value >= self.scale:
                return False
            self.total += value * (2 if name == "dual" else 1)
        elif name == "dual":
            return False
        elif self.group and value < self.scale:
            self.total += self.group * value
            self.group = 0
        elif self.group and self.total:  # two millions and three millions: what seemed a tail is a number of its own
            self._split(value)
        elif not self.group and value == self.scale and self.last == "fraction":
            return True  # مليون ونصف المليون
        elif not self.group and value > self.scale:
            self.total *= value  # ألف مليار
        else:
            return False
        self.scale = self.room = value
        if self.kind == "fraction":
            self.kind = "cardinal"  # half a million
        return True


    def _split(self, value: float) -> None:
        group, start, digits = self.group, self.group_start, self.last == "digits"
        self.group, self.end = 0.0, self.before_tail
        self.flush()
        self.start, self.total, self.digits = start, group * value, digits


_DIGIT_GROUP = r"\d+(?:[.,:،]\d+)*"
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?")


def _digits(group: str) -> tuple[NumberKind, float] | None:
    """Kind and value of a digit group: 1,200.5 · 2.3 · 2,3 · 9:30; None for version numbers and the like."""
    group = group.replace("،", ",")
    if time := _TIME.fullmatch(group):
        hours, minutes = int(time[1]), int(time[2])
        if hours < 25 and minutes < 60:
            return "time", hours * 100.0 + minutes
    if ":" in group or len(group) > 24:
        return None
    if _THOUSANDS.fullmatch(group):
        group = group.replace(",", "")
    elif group.count(",") == 1 and "." not in group:
        group = group.replace(",", ".")
    if "," in group or group.count(".") > 1:
        return None
    return "cardinal", float(group)


def _parts(group: str, start: int) -> list[tuple[str, int]]:
    """The runs of digits in a group that is no single number (15.7.2018), with their places."""
    return [(run.group(), start + run.start()) for run in re.finditer(r"\d+", group)]


def _add_digits(numbers: _Accumulator, group: str, start: int, *, joined: bool, code: bool) -> None:
    end = start + len(group)
    read = _digits(group)
    if read is None:
        for run, place in _parts(group, start):
            numbers.emit(Number(float(run[:24]), place, place + len(run), "code" if code else "cardinal", digits=True))
    elif read[0] == "time" or code:
        numbers.emit(Number(read[1], start, end, "code" if code else "time", digits=True))
    else:
        numbers.add("digits", read[1], start, end, joined=joined)


@lru_cache(maxsize=65536)
def _classify_arabic(word: str) -> tuple[str, float, bool, bool] | None:
    for rest, joined in stripped(word):
        if rest in _NO_NUMBER_AR:
            return None
        if rest in _AR:
            fresh = word[joined:].removesuffix(rest)[:1] in ("ب", "ل", "ك")  # بألف begins a number
            return (*_AR[rest], joined and not fresh, fresh)
    return None


_PERCENT_AR = {"بالميه", "بالمايه"}
# News agencies write 15,30 ت غ for half past three.
_CLOCK = re.compile(r"\s*(?:ت\s?غ|بتوقيت|توقيت|غرينتش|جرينتش|صباح|مساء|ظهر|فجر|بعد الظهر)")
_COMMA_TIME = re.compile(r"\d{1,2}[,.،][0-5]\d")
_SCAN_AR = re.compile(rf"({_DIGIT_GROUP})|({WORD.pattern})|([%A-Za-z])")


def numbers_arabic(text: str) -> list[Number]:
    """The numbers that an Arabic text states, in order of their place. Linear in its length."""
    text = text.translate(DIGITS)
    numbers = _Accumulator()
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
                group = re.sub(r"\D", ":", group)
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
    return numbers.numbers


_SCAN_EN = re.compile(rf"({_DIGIT_GROUP})|(per cent\b|[A-Za-z]+)|(%)")
_JOIN_EN = {"", " ", "-", "\u00a0", "\u2011", "\u202f"}


def numbers_english(text: str) -> list[Number]:
    """The numbers that an English text states, in order of their place. Linear in its length."""
    text = text.translate(DIGITS)
    numbers = _Accumulator()
    previous_end, word_before = -1, ""
    for match in _SCAN_EN.finditer(text):
        start, end = match.span()
        gap = text[previous_end:start] if previous_end >= 0 else " "
        if gap not in _JOIN_EN:
            numbers.flush()
        if match[1]:
            code = (gap in ("", "-") and word_before.isupper()) or (not gap and word_before.isalpha())  # F-16, km2
            _add_digits(numbers, match[1], start, joined=False, code=code)
            word_before = "0"
        elif match[2]:
            word_before = match[2]
            glued = not gap and not text[end : end + 1].isdigit()
            _add_english(numbers, word_before.lower(), start, end, glued=glued)
        else:
            numbers.percent(end)
            word_before = ""
        previous_end = end
    numbers.flush()
    return numbers.numbers


def _add_english(numbers: _Accumulator, word: str, start: int, end: int, *, glued: bool) -> None:
    if glued and numbers.last == "digits" and numbers.end == start:
        if word in ("st", "nd", "rd", "th"):
            numbers.kind, numbers.end = "ordinal", end
            numbers.flush()
            return
        if word == "s":
            numbers.kind, numbers.end = "decade", end
            numbers.flush()
            return
        word = next((long for long, value in _SCALES_EN.items() if _GLUED_SCALES_EN.get(word) == value), word)
    if word in ("century", "centuries") and not numbers.empty:
        numbers.century = True
        numbers.flush()
    elif word in ("percent", "per cent", "pct"):
        numbers.percent(end)
    elif word in ("and", "a", "an") or (word == "of" and numbers.last == "fraction"):
        return  # two hundred and five, a million and a half, a quarter of a million
    elif found := _EN.get(word):
        numbers.add(*found, start, end, joined=found[0] not in ("hundreds", "scale"))
    else:
        numbers.flush()
