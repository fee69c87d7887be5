"""Numbers that the English lost, changed or added, compared by value."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from translate.checks.readings import aside, minutes, only_times, other_readings, regrouped
from translate.checks.wordings import may_be_dual, stated_arabic, stated_english
from translate.dates import months_arabic
from translate.numbers import Number, numbers_arabic, numbers_english
from translate.tokens import DIGITS, WORD
from translate.types import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.types import Severity, Span

_MOST = 100  # numbers of a side that are compared by more than their value; a sentence has few
_CODE = re.compile(r"(?<![A-Za-z\d])[A-Z][A-Za-z]*-?\d[A-Za-z\d]*")
_WAR = re.compile(r"\bWorld War (I{1,2})\b")
_ONE = re.compile(r"\b(?:single|only|sole|once|same|lone|alone|just)\b", re.IGNORECASE)
_NAME_BEHIND = re.compile(r"\s+[A-Z][a-z]")
_BEGINS = re.compile(r"(?:[.!?:][\"'”’)\]]*\s+|[\"“‘«„]\s*|(?:^|\s)['’]|\n\s*)$")
_LOWER = re.compile(r"\b[a-z]{4,}")  # a headline may have all in capitals
_NO_CODE = re.compile(r"[^A-Za-z\d]+")


def check(arabic: str, english: str) -> Iterator[Flag]:
    """Flags of code ``numbers``: a number of the Arabic that the English lacks, or one that it adds."""
    source, target = numbers_arabic(arabic), numbers_english(english)
    yield from _codes(arabic, english)
    source_readings, target_readings = (
        other_readings(source, arabic, arabic=True),
        other_readings(target, english, arabic=False),
    )
    target_readings = only_times(target_readings, [*source, *_all(source_readings)])
    missing = _unstated(source, [*target, *_all(target_readings)], source_readings)
    added = _unstated(target, [*source, *_all(source_readings)], target_readings)
    if missing or added:
        same_source, same_target = regrouped(arabic, english)
        missing = [number for number in missing if not _inside(number, same_source)]
        added = [number for number in added if not _inside(number, same_target)]
    if missing:
        support = stated_english(english)
        missing = [number for number in missing if number.value not in support]
    if added:
        support = stated_arabic(arabic)
        added = [number for number in added if number.value not in support]
        added = _without_slight(added, missing, arabic)
    if not missing and not added:
        missing, added = _exchanged_ordinal(source, target, arabic, english)
    if not missing and not added:
        missing, added = _one_made_two(source, target, arabic, english)
    yield from _report(arabic, english, missing, added)


def _all(readings: dict[Number, list[Number]]) -> list[Number]:
    return [reading for some in readings.values() for reading in some]


def _inside(number: Number, spans: Sequence[Span]) -> bool:
    return any(start <= number.start and number.end <= end for start, end in spans)


def _without_slight(added: list[Number], missing: list[Number], arabic: str) -> list[Number]:
    """The added numbers without ones and twos that stand for a singular or a dual.

    They count where they may have taken the place of a missing number; two also where no word can be a dual.
    """
    grave = [number for number in added if number.value not in (1, 2)]
    if len(missing) > len(grave):
        return added
    return [number for number in added if number in grave or (number.value == 2 and not may_be_dual(arabic))]


def _exchanged_ordinal(
    source: list[Number], target: list[Number], arabic: str, english: str
) -> tuple[list[Number], list[Number]]:
    """The first that became the second, or the reverse: World War I for الحرب العالمية الثانية."""
    months = [(month.start, month.end) for month in months_arabic(arabic)]
    here, there = {number.value for number in target}, {number.value for number in source}
    lost = [
        number
        for number in source
        if number.kind == "ordinal"
        and number.value in (1, 2)
        and number.value not in here
        and not _inside(number, months)
    ]
    if not lost:
        return [], []
    new = [number for number in target if number.kind == "ordinal" and number.value in (1, 2)]
    new += [Number(float(len(war[1])), *war.span(1), "ordinal") for war in _WAR.finditer(english)]
    new = [number for number in new if number.value not in there]
    return (lost, new) if len(lost) == len(new) == 1 and lost[0].value != new[0].value else ([], [])


def _one_made_two(
    source: list[Number], target: list[Number], arabic: str, english: str
) -> tuple[list[Number], list[Number]]:
    """One person (شخص واحد) who became two; nothing where any Arabic word can be a dual."""
    ones = [number for number in source if number.value == 1 and number.kind == "cardinal"]
    twos = [number for number in target if number.value == 2 and number.kind == "cardinal"]
    if len(ones) != 1 or len(twos) != 1 or any(number.value == 1 for number in target):
        return [], []
    if any(number.value == 2 for number in source) or may_be_dual(arabic) or _ONE.search(english):
        return [], []
    return ones, twos


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

    One and two in words are often grammar (a, both, the Arabic dual), fractions have too many wordings, a number
    inside a name (F-16) may be spelled out, and ألف alone is also a verb and a letter.
    """
    if number.kind in ("code", "fraction"):
        return False
    return number.digits or (number.value > 2 and number.value != 1000)


def _unstated(numbers: list[Number], others: list[Number], readings: dict[Number, list[Number]]) -> list[Number]:
    """The firm numbers that the other side does not state, in another reading or by the scale of their range."""
    exact = {other.value for other in others}
    scaled, others_scaled = _scaled(numbers), [*others, *_scaled(others).values()][:_MOST]
    found = []
    for number in numbers[:_MOST]:
        if number.value in exact or not _firm(number):
            continue
        ways = [number, *readings.get(number, []), *([scaled[number]] if number in scaled else [])]
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
    if minutes(first) == minutes(second):
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


def _report(arabic: str, english: str, missing: list[Number], added: list[Number]) -> Iterator[Flag]:
    if len(missing) == len(added):
        for lost, new in zip(missing, added, strict=True):
            message = f"The Arabic says {_shown(lost, arabic)}, the English says {_shown(new, english)}."
            yield Flag("numbers", "error", message, (lost.start, lost.end), (new.start, new.end))
        return
    spans = aside(arabic)
    slight = [number for number in missing if _inside(number, spans)]
    if slight and len(missing) - len(slight) >= len(added):
        for number in slight:
            message = (
                f"The Arabic has the list or note number {_shown(number, arabic)}, which is missing in the English."
            )
            yield Flag("numbers", "info", message, source=(number.start, number.end))
        yield from _report(arabic, english, [number for number in missing if number not in slight], added)
        return
    for number in missing:
        message = f"The Arabic says {_shown(number, arabic)}, which is missing in the English."
        yield Flag("numbers", _severity(number, added), message, source=(number.start, number.end))
    for number in added:
        message = f"The English says {_shown(number, english)}, which is not in the Arabic."
        severity = "info" if _loose(number, english) else _severity(number, missing)
        yield Flag("numbers", severity, message, target=(number.start, number.end))


def _loose(number: Number, english: str) -> bool:
    """Whether an English number is a dozen (as many as عشرات, or half of them) or part of a name: Six Flags."""
    word = english[number.start : number.end]
    named = word[0].isupper() and number.start > 0 and _NAME_BEHIND.match(english, number.end) is not None
    if named and _BEGINS.search(english[max(0, number.start - 8) : number.start]):  # a sentence or a quotation
        named = False
    return word.lower() == "dozen" or (named and _LOWER.search(english) is not None)


def _severity(number: Number, others: list[Number]) -> Severity:
    """Digits, and words that stand for other ones, are errors; a word alone may be a matter of wording.

    On the 997 human references of FLORES-dev a number word of the Arabic is without its like in 1 line and an
    ordinal in 2; a number word of the English in 2.
    """
    if number.digits or others:
        return "error"
    return "info" if number.kind == "ordinal" else "warning"


def _shown(number: Number, text: str) -> str:
    """The number for a reader without Arabic: as written if in digits, else its figure and its words."""
    written = text[number.start : number.end].translate(DIGITS)
    if number.digits and WORD.search(written) is None:
        return written
    figure = f"{number.value:.10g}" if 1000 <= number.value < 2200 else f"{number.value:,.10g}"
    ending = {"percent": "%", "decade": "s", "century": "th century"}.get(number.kind, "")
    return f"{figure}{ending} ({written})"
