from __future__ import annotations

import pytest

from translate.dates import find_dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("في ١٥ تموز/يوليو 2018", (2018, 7, 15, "١٥ تموز/يوليو 2018")),
        ("في 5 كانون الثاني (يناير) من عام 2019", (2019, 1, 5, "5 كانون الثاني (يناير) من عام 2019")),
        ("الخامس عشر من آذار 2011", (2011, 3, 15, "الخامس عشر من آذار 2011")),
        ("منذ تشرين الأول الماضي", (None, 10, None, "تشرين الأول")),
        ("خلال شهر مارس", (None, 3, None, "مارس")),
        ("في 3 آب", (None, 8, 3, "3 آب")),
        ("عام 2011", (2011, None, None, "2011")),
        ("بتاريخ 15/7/2018", (2018, 7, 15, "15/7/2018")),
        ("بتاريخ 2018-07-15", (2018, 7, 15, "2018-07-15")),
        ("في 12 رمضان 1439", (None, None, None, "12 رمضان")),
        ("يوم الثلاثاء", (None, None, None, "الثلاثاء")),
    ],
)
def test_a_date_is_read(text, expected):
    (date,) = find_dates(text)
    assert (date.year, date.month, date.day, date.text) == expected
    assert text[date.start : date.end] == date.text


@pytest.mark.parametrize("text", ["مارس الحزب الضغط", "قال أب لطفلين", "حي 17 تموز", "لويجي دي مايو", "قتل 2011 شخصا"])
def test_words_and_names_that_look_like_months_are_no_dates(text):
    assert find_dates(text) == []


def test_dates_come_in_order_with_their_weekday():
    dates = find_dates("الثلاثاء 5 أيار ثم الأحد 10 أيار 2020")
    assert [(date.text, date.month) for date in dates] == [
        ("الثلاثاء", None), ("5 أيار", 5), ("الأحد", None), ("10 أيار 2020", 5),
    ]  # fmt: skip
