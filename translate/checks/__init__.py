"""Reasons to doubt a translation, found by comparing the English with its Arabic, whoever translated it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from translate.checks import dates, length, markup, names, negation, numbers, quotes, repetition, untranslated
from translate.glossary import Glossary
from translate.types import Flag

_ORDER = {"error": 0, "warning": 1, "info": 2}
_CHECKS: tuple[Callable[[str, str], Iterable[Flag]], ...] = (
    untranslated.check,
    numbers.check,
    dates.check,
    length.check,
    repetition.check,
    negation.check,
    markup.check,
    quotes.check,
)


def check(arabic: str, english: str, glossary: Glossary | None = None) -> list[Flag]:
    """The flags of a sentence pair, gravest first."""
    flags = [flag for each in _CHECKS for flag in each(arabic, english)]
    if glossary is not None:
        flags.extend(names.check(arabic, english, glossary))
    return sorted(flags, key=lambda flag: _ORDER[flag.severity])
