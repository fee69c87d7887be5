"""The words of numbers in Arabic and English, and how they add up to a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
    3: "ثلاث ثلاثه تلات تلاته ثلاثا",
    4: "اربع اربعه اربعا",
    5: "خمس خمسه خمسا",
    6: "ست سته ستا",
    7: "سبع سبعه سبعا",
    8: "ثمان ثماني ثمانيه ثمانيا",
    9: "تسع تسعه تسعا",
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
TENS_STEMS = {20: "عشر", 30: "ثلاث", 40: "اربع", 50: "خمس", 60: "ست", 70: "سبع", 80: "ثمان", 90: "تسع"}
_SCALES_AR = {  # one, many (no number alone: thousands of), two
    1e3: ("الف الفا", "الاف", "الفان الفين الفي"),
    1e6: ("مليون مليونا", "ملايين", "مليونان مليونين مليوني"),
    1e9: ("مليار مليارا بليون بليونا", "مليارات بلايين", "ملياران مليارين ملياري بليونان بليونين بليوني"),
    1e12: ("تريليون تريليونا ترليون ترليونا", "تريليونات ترليونات", "تريليونان تريليونين تريليوني ترليوني"),
}
SINGLE_OR_DUAL = {"الفا": 1e3, "مليونا": 1e6, "مليارا": 1e9, "بليونا": 1e9, "تريليونا": 1e12, "ترليونا": 1e12}
"""One where they stand alone or end a number (عشرون ألفا), two right before what is counted (ألفا شخص)."""
_HUNDRED_AR = ("ميه", "مايه")  # مئة and مائة, folded
_FRACTIONS_AR = {
    0.5: "نصف",
    1 / 3: "ثلث",
    2 / 3: "ثلثان ثلثين ثلثا ثلثي",
    0.25: "ربع ربعا",
}
_PARTS_AR = {3: "اثلاث", 4: "ارباع", 5: "اخماس", 6: "اسداس", 7: "اسباع", 8: "اثمان", 9: "اتساع", 10: "اعشار"}
# Ordinary words that would read as a particle and a number: amount, I am not, price.
NO_NUMBER = {"كميه", "لست", "بست", "كست", "فالف", "لالف", "كسبع", "كتسع", "الالفي", "المليوني"}
_DECADE_ENDS = ("ينيات", "ينات")


def _read_arabic() -> dict[str, _Word]:
    words: dict[str, _Word] = {}
    for name, table in (("ordinal", _ORDINALS_AR), ("unit", _UNITS_AR)):
        for unit, forms in table.items():
            words |= {word: (name, float(unit)) for word in forms.split()}
    words |= dict.fromkeys(("عشر", "عشره", "عشرا"), ("ten", 10.0))
    for tens, stem in TENS_STEMS.items():
        words |= {stem + end: ("tens", float(tens)) for end in ("ون", "ين")}
        words |= {stem + end: ("decade", float(tens)) for end in _DECADE_ENDS}
    for hundred in _HUNDRED_AR:
        words[hundred] = ("hundreds", 100.0)
        for digit in range(3, 10):
            words |= {form + hundred: ("hundreds", digit * 100.0) for form in _UNITS_AR[digit].split()}
    words |= dict.fromkeys(
        [stem + end for stem in ("مي", "ماي") for end in ("تان", "تين", "تا", "تي")], ("hundreds", 200.0)
    )
    for scale, (ones, many, duals) in _SCALES_AR.items():
        words |= dict.fromkeys(ones.split(), ("scale", scale))
        words |= dict.fromkeys(many.split(), ("many", scale))
        words |= dict.fromkeys(duals.split(), ("dual", scale))
    words |= {word: ("fraction", part) for part, forms in _FRACTIONS_AR.items() for word in forms.split()}
    endings = ("", "هم", "ها", "ه")
    return words | {word + end: ("parts", float(parts)) for parts, word in _PARTS_AR.items() for end in endings}


ARABIC_WORDS = _read_arabic()

_UNITS_EN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS_EN = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS_EN = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS_EN = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", *(word + "th" for word in _TEENS_EN[3:]),
)  # fmt: skip
_SCALES_EN = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
GLUED_SCALES = {
    "k": "thousand", "m": "million", "mn": "million", "mln": "million", "bn": "billion", "tn": "trillion",
    "trn": "trillion",
}  # fmt: skip


def _read_english() -> dict[str, _Word]:
    words: dict[str, _Word] = {"zero": ("teen", 0.0), "dozen": ("dozen", 12.0), "hundred": ("hundreds", 100.0)}
    words |= {word: ("unit", float(value)) for value, word in enumerate(_UNITS_EN, 1)}
    words |= {word: ("teen", float(value)) for value, word in enumerate(_TEENS_EN, 10)}
    words |= {word: ("ordinal", float(value)) for value, word in enumerate(_ORDINALS_EN, 1)}
    for place, word in enumerate(_TENS_EN, 2):
        words[word] = ("tens", place * 10.0)
        words[word[:-1] + "ieth"] = ("ordinal", place * 10.0)
        words[word[:-1] + "ies"] = ("decade", place * 10.0)
    words |= {word: ("scale", value) for word, value in _SCALES_EN.items()}
    words |= {short: words[GLUED_SCALES[short]] for short in ("mn", "mln", "bn", "trn")}
    words |= {"half": ("fraction", 0.5), "quarter": ("fraction", 0.25), "thirds": ("parts", 3.0)}
    words |= {"thousands": ("many", 1e3), "millions": ("many", 1e6), "billions": ("many", 1e9)}
    words |= {_ORDINALS_EN[parts - 1] + "s": ("parts", float(parts)) for parts in range(4, 11)}
    words |= {"quarters": ("parts", 4.0), "hundredth": ("ordinal", 100.0)}
    return words | {"thousandth": ("ordinal", 1e3), "millionth": ("ordinal", 1e6)}


ENGLISH_WORDS = _read_english()


class Accumulator:
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
        """Whether no number is being built."""
        return self.start < 0

    def flush(self) -> None:
        """Ends the number being built, if there is one."""
        if not self.empty:
            value = self.total + self.group
            if self.century and 1 <= value < 30:
                self.kind = "century"
            number = Number(value, self.start, self.end, self.kind, self.digits)
            if not (self.numbers and self._joins_decade(self.numbers[-1], number)):
                self.numbers.append(number)
        self._clear()

    def _joins_decade(self, before: Number, number: Number) -> bool:
        """Makes ثمانينيات القرن التاسع عشر one number, 1880; False if the two are not that."""
        near = number.start - before.end < 12
        if not near or number.kind != "century" or before.kind != "decade" or before.value >= 100:
            return False
        decade = (number.value - 1) * 100 + before.value
        self.numbers[-1] = Number(decade, before.start, number.end, "decade", before.digits)
        return True

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
        if self.kind == "cardinal":
            if name == "ordinal":
                self.kind = "ordinal"
            elif name == "decade":
                self.kind = "decade"
            elif name == "fraction" and self.total + self.group < 1:
                self.kind = "fraction"
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
