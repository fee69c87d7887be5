"""Arabic words with their places, folded so that spelling variants of one word are equal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from translate.forms import normal_form

# Letters, marks and tatweel of the Arabic block (its digits and punctuation left out), its supplements, and the
# presentation forms that old web pages hold; joined by zero-width and direction marks inside a word.
_LETTERS = "\u0621-\u065f\u066e-\u06d3\u06d5-\u06dc\u06fa-\u06fc\u0750-\u077f\ufb50-\ufdfb\ufe70-\ufefc"
WORD = re.compile(f"[{_LETTERS}][{_LETTERS}\u200b-\u200f]*")
ARABIC = re.compile(f"[{_LETTERS}]")

_MARKS = dict.fromkeys([*range(0x064B, 0x0660), 0x0670, 0x0640, *range(0x06D6, 0x06DD), *range(0x200B, 0x2010)])
_FOLD = str.maketrans("أإآٱىةؤئکیےھہ", "ااااي" + "هويكييهه") | _MARKS

# One to one, so that offsets stay: Arabic-Indic and Persian digits, decimal and thousands signs, percent sign.
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬٪", "01234567890123456789.,%")


@dataclass(frozen=True, slots=True)
class Token:
    """An Arabic word: its folded form and its span in the text."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The word without marks and tatweel, with the forms of alif, ya, ta marbuta and hamza made one each."""
    if not word.isascii() and any("\ufb50" <= letter <= "\ufefc" for letter in word):
        word = normal_form("NFKC", word)
    return word.translate(_FOLD)


@lru_cache(maxsize=16)
def arabic_words(text: str) -> tuple[Token, ...]:
    """The Arabic words of ``text`` in order; linear in its length. Kept for the checks of one sentence."""
    return tuple(Token(fold(match.group()), match.start(), match.end()) for match in WORD.finditer(text))


@lru_cache(maxsize=65536)
def stripped(word: str) -> tuple[tuple[str, bool], ...]:
    """Readings of a folded word without the particles that Arabic writes onto it, longest first.

    Each is (rest, joined), where ``joined`` says that "and" (و) or "so" (ف) was taken off: وبالعراق gives
    وبالعراق, بالعراق, العراق and عراق.
    """
    readings = [(word, False)]
    rest, joined = word, False
    if len(rest) > 2 and rest[0] in "وف":
        rest, joined = rest[1:], True
        readings.append((rest, joined))
    if rest.startswith("لل") and len(rest) > 3:
        readings.extend([("ال" + rest[2:], joined), (rest[2:], joined)])
    for letters in ("ب", "ل", "ك"):
        if rest.startswith(letters) and len(rest) > 2:
            readings.append((rest[1:], joined))
            rest = rest[1:]
            break
    if rest.startswith("ال") and len(rest) > 3:
        readings.append((rest[2:], joined))
    return tuple(readings)
