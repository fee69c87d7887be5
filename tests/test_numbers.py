from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.numbers import numbers_arabic, numbers_english

CASES = json.loads((Path(__file__).parent / "data/checks/numbers.json").read_text(encoding="utf-8"))
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(("text", "values"), CASES["arabic"])
def test_arabic_values(text, values):
    assert [number.value for number in numbers_arabic(text)] == pytest.approx(values)


@pytest.mark.parametrize(("text", "values"), CASES["english"])
def test_english_values(text, values):
    assert [number.value for number in numbers_english(text)] == pytest.approx(values)


@given(st.integers(0, 10**9))
def test_both_digit_sets_with_and_without_separators_are_the_same_value(value):
    plain, separated = str(value), f"{value:,}"
    for text in (plain, separated, plain.translate(EASTERN), separated.translate(EASTERN).replace(",", "٬")):
        assert [number.value for number in numbers_arabic(f"قتل {text} شخصا")] == [value]
    for text in (plain, separated):
        assert [number.value for number in numbers_english(f"killed {text} people")] == [value]


ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
AR_ONES = ["واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة"]
AR_TENS = ["عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"]
AR_HUNDREDS = ["مئة", "مئتان", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة"]


def english(value):
    parts = []
    if value >= 1000:
        parts += [english(value // 1000), "thousand"]
    if value % 1000 >= 100:
        parts += [ONES[value % 1000 // 100 - 1], "hundred"]
    rest = value % 100
    if parts and rest:
        parts.append("and")
    if rest >= 20:
        parts.append(TENS[rest // 10 - 2] + (f"-{ONES[rest % 10 - 1]}" if rest % 10 else ""))
    elif rest >= 10:
        parts.append(TEENS[rest - 10])
    elif rest:
        parts.append(ONES[rest - 1])
    return " ".join(parts)


def arabic(value):
    parts = []
    thousands, value = divmod(value, 1000)
    if thousands:
        parts.append({1: "ألف", 2: "ألفان"}.get(thousands) or f"{arabic(thousands)} ألف")
    if value >= 100:
        parts.append(AR_HUNDREDS[value // 100 - 1])
    rest = value % 100
    if 10 < rest < 20:
        parts.append({11: "أحد عشر", 12: "اثنا عشر"}.get(rest) or f"{AR_ONES[rest - 11]} عشر")
    elif rest == 10:
        parts.append("عشرة")
    else:
        if rest % 10:
            parts.append(AR_ONES[rest % 10 - 1])
        if rest >= 20:
            parts.append(AR_TENS[rest // 10 - 2])
    return " و".join(parts)


@given(st.integers(1, 999_999))
def test_every_number_in_words_has_its_value(value):
    assert [number.value for number in numbers_english(f"about {english(value)} people")] == [value]
    assert [number.value for number in numbers_arabic(f"نحو {arabic(value)} شخص")] == [value]


@given(st.text(alphabet="٠١23,.:،٫ %-وخمسة مئةألفmbn5", max_size=60))
def test_any_text_gives_spans_that_lie_inside_and_in_order(text):
    for read in (numbers_arabic, numbers_english):
        numbers = read(text)
        assert all(0 <= number.start < number.end <= len(text) for number in numbers)
        assert [number.start for number in numbers] == sorted(number.start for number in numbers)


def test_kinds_tell_what_a_number_is():
    assert [number.kind for number in numbers_arabic("الساعة 9:30")] == ["time"]
    assert [number.kind for number in numbers_arabic("7% في القرن العشرين")] == ["percent", "century"]
    assert [number.kind for number in numbers_english("the 1990s, the 5th F-16")] == ["decade", "ordinal", "code"]
