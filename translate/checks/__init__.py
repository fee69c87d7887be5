"""Reasons to doubt a translation, found by comparing the English with its Arabic, whoever translated it."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import TYPE_CHECKING

from translate.checks import (
    clock,
    dates,
    direction,
    length,
    markup,
    names,
    negation,
    numbers,
    quotes,
    repetition,
    tolls,
    units,
    untranslated,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from translate.glossary import Glossary
    from translate.types import Flag

_ORDER = {"error": 0, "warning": 1, "info": 2}
_CHECKS: tuple[Callable[[str, str], Iterable[Flag]], ...] = (
    untranslated.check,
    numbers.check,
    tolls.check,
    clock.check,
    units.check,
    dates.check,
    length.check,
    repetition.check,
    negation.check,
    direction.check,
    quotes.check,
)


def check(arabic: str, english: str, glossary: Glossary | None = None) -> list[Flag]:
    """The flags of a sentence pair, gravest first; spans point into the two texts as given.

    Without a glossary names are not checked. Linear in the length of the texts.
    """
    flags = list(markup.check(arabic, english))
    text, places = _resolved(english)
    for each in _CHECKS:
        flags.extend(each(arabic, text))
    if glossary is not None:
        flags.extend(names.check(arabic, text, glossary))
    if places is not None:
        flags = [_moved(flag, places) for flag in flags]
    return sorted(flags, key=lambda flag: _ORDER[flag.severity])


def _resolved(english: str) -> tuple[str, list[int] | None]:
    """The English with character entities resolved (&#39; is no number), and where each character stood."""
    if "&" not in english or not markup.ENTITY.search(english):
        return english, None
    text, places, end = "", [], 0
    for found in markup.ENTITY.finditer(english):
        character = html.unescape(found.group().replace(" ", ""))
        text += english[end : found.start()] + character
        places += [*range(end, found.start()), *[found.start()] * len(character)]
        end = found.end()
    return text + english[end:], [*places, *range(end, len(english) + 1)]


def _moved(flag: Flag, places: list[int]) -> Flag:
    if flag.target is None or flag.code == "markup":
        return flag
    start, end = flag.target
    return replace(flag, target=(places[start], places[end]))
