"""Numbers that two sentences give for the same thing, and that differ."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from summarize.text import fold, stem, stop_words
from translate.dates import find_dates
from translate.numbers import numbers_arabic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate.numbers import Number

Stated = tuple[float, str, frozenset[str]]
"""A value, its kind, and what is counted or measured: stems, or one of the words of ``_COUNTED``."""

_KINDS = {"cardinal", "percent"}  # an ordinal, a time or a name's number is no figure that accounts disagree on
_BEFORE, _AFTER = 4, 2  # words around a number that say what it counts
_MOST = 50  # figures of a sentence that are compared, each with each; a sentence has few, a table on one line thousands
_SHARED = 2  # stems that two percentages must share: one is often only "rate"
_WORD = re.compile(r"[^\W\d_]+")
_APPROXIMATE = frozenset(
    fold(word)
    for word in [
        "نسبة",
        "عدد",
        "حصيلة",
        "نحو",
        "حوالي",
        "قرابة",
        "أكثر",
        "أقل",
        "مئة",
        "المئة",
        "بالمئة",
        "بلغ",
        "بلغت",
    ]
)

# What toll reports count, in the words that they use for it: different words of one root, which stems keep apart.
_COUNTED = {
    fold(word): name
    for name, forms in {
        "killed": (
            "قتل قتلوا مقتل قتيل قتيلا قتلى القتلى قتلت مصرع مصرعهم لقي حتفهم ضحايا"
            " وفاة توفي توفوا أودى أودت بحياة حياة شهيد شهيدا شهداء"
        ),
        "hurt": "جريح جريحا جرحى الجرحى جرح إصابة أصيب أصيبوا مصاب مصابا مصابين إصابات",
        "missing": "مفقود مفقودا مفقودين المفقودين فقدان",
        "displaced": "نازح نازحا نازحين نزح نزوح لاجئ لاجئا لاجئين مشرد تشريد",
        "detained": "معتقل معتقلا معتقلين اعتقال اعتقل اعتقلت موقوف موقوفا توقيف",
    }.items()
    for word in forms.split()
}  # fmt: skip


_FATES = frozenset(f"={name}" for name in _COUNTED.values())


def different_numbers(here: str, there: str, *, tolls_only: bool = False) -> list[tuple[str, str]]:
    """Pairs of figures that two Arabic sentences of one story give for the same thing, if they differ.

    The same thing is: the same unit or thing counted right after the number (طن, منزل), people of the same fate
    (killed, hurt, missing, displaced, detained), or, for percentages, two words shared before it. A figure that both
    sentences give is no conflict, whatever else they count likewise. ``tolls_only`` leaves only people's fates: those
    are one thing throughout a story, while "three houses" and "five houses" need sentences that are alike.
    """
    ours, theirs = _stated(here), _stated(there)
    pairs = []
    for value, kind, about in ours:
        if tolls_only and not about & _FATES:
            continue
        rivals = [other for other in theirs if _same_thing((value, kind, about), other)]
        if rivals and all(other[0] != value for other in rivals):
            rival = rivals[0]
            if all(own[0] != rival[0] for own in ours if _same_thing(own, rival)):
                pairs.append((_shown(value, kind), _shown(rival[0], rival[1])))
    return list(dict.fromkeys(pairs))


@lru_cache(maxsize=4096)  # the points of a story are compared with each other: a third of a large run without it
def _stated(sentence: str) -> tuple[Stated, ...]:
    return tuple(islice(_figures(sentence), _MOST))


def _figures(sentence: str) -> Iterator[Stated]:
    dates = [(mention.start, mention.end) for mention in find_dates(sentence)]
    for number in numbers_arabic(sentence):
        if number.kind in _KINDS and not any(start < number.end and number.start < end for start, end in dates):
            yield number.value, number.kind, _about(sentence, number)


def _about(sentence: str, number: Number) -> frozenset[str]:
    before = _words(sentence[max(0, number.start - 60) : number.start])[-_BEFORE:]
    after = _words(sentence[number.end : number.end + 30])[:_AFTER]
    if number.kind == "percent":
        return frozenset(stem(word) for word in before)
    # "12 dead"; else the nearest verb before: "killed 12 persons and hurt"; else "12 persons were killed".
    same_clause = [word for word in after if word[0] != "و"]
    for word in (*same_clause[:1], *reversed(before), *same_clause[1:]):
        fate = _COUNTED.get(word) or _COUNTED.get(word[1:] if word[0] in "وفب" else "")
        if fate:
            return frozenset({f"={fate}"})
    return frozenset(stem(word) for word in after[:1])


def _words(text: str) -> list[str]:
    stops = stop_words() | _APPROXIMATE
    return [word for word in _WORD.findall(fold(text)) if word not in stops and len(word) > 1]


def _same_thing(one: Stated, other: Stated) -> bool:
    needed = _SHARED if one[1] == "percent" else 1
    return one[1] == other[1] and len(one[2] & other[2]) >= needed


def _shown(value: float, kind: str) -> str:
    return f"{value:,.10g}" + (" %" if kind == "percent" else "")
