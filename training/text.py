"""Cleaning of sentence pairs, and the tests that a pair must pass before a model learns from it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from translate.normalize import normalize

_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffc\ufffd]")
_MARKS = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’`", "'") | dict.fromkeys("–—", "-"))
_MARKUP = re.compile(r"[<>{}\\|]|%s")
_NUMBER = re.compile(r"[0-9]+")


def clean_arabic(text: str) -> str:
    """The sentence as the product will send it to the model."""
    return normalize(text).text


def clean_english(text: str) -> str:
    """NFKC, straight quotes, plain dashes, no invisible characters, single spaces: one spelling to learn."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text).translate(_MARKS))
    return " ".join(text.translate(_MARKS).split())


@dataclass(frozen=True, slots=True)
class Limits:
    """What a pair must keep to.

    ``longest`` is in characters, ``arabic_share`` and ``latin_share`` are shares of the letters of a side, ``ratio``
    bounds English / Arabic characters where the Arabic has at least ``ratio_from`` of them. Human references of
    FLORES lie between .74 and 1.77 but for one in a hundred; the bounds are wider, since a sound pair lost teaches
    nothing and the sources' own alignment filters have run before.
    """

    longest: int = 600
    arabic_share: float = 0.6
    latin_share: float = 0.9
    ratio: tuple[float, float] = (0.6, 2.2)
    ratio_from: int = 20


DEFAULT_LIMITS = Limits()


def rejection(arabic: str, english: str, limits: Limits = DEFAULT_LIMITS) -> str:
    """Why a cleaned pair is not fit for training, in one word; empty when it is fit."""
    if not arabic or not english:
        return "empty"
    if max(len(arabic), len(english)) > limits.longest:
        return "long"
    if _share(arabic, "\u0600", "\u06ff") < limits.arabic_share or _share(english, "A", "\u024f") < limits.latin_share:
        return "script"
    low, high = limits.ratio
    if len(arabic) >= limits.ratio_from and not low <= len(english) / len(arabic) <= high:
        return "ratio"
    if _MARKUP.search(english):
        return "markup"
    return ""


def digit_strings(text: str) -> list[str]:
    """The runs of ASCII digits, sorted."""
    return sorted(_NUMBER.findall(text))


def replace_digit_strings(text: str, new: dict[str, str]) -> str:
    """The text with every run of digits replaced by its entry in ``new``."""
    return _NUMBER.sub(lambda match: new[match.group()], text)


def matching_key(text: str) -> str:
    """Letters and digits alone, lower case: equal for sentences that differ in spacing and punctuation only."""
    return "".join([c for c in text.lower() if c.isalnum()])


def _share(text: str, first: str, last: str) -> float:
    """The share of the letters that lie in a range of code points; 0 where there are no letters."""
    letters = [c for c in text if c.isalpha()]
    return sum(first <= c <= last for c in letters) / max(1, len(letters))
