import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.long import split_long

DATA = Path(__file__).parent / "data"


def by_words(text: str) -> int:
    return len(text.split())


def by_letters(text: str) -> int:
    return len(text)


@pytest.mark.parametrize("case", json.loads((DATA / "long.json").read_text(encoding="utf-8")), ids=lambda c: c["name"])
def test_where_it_is_cut(case: dict[str, Any]) -> None:
    assert list(split_long(" ".join(case["parts"]), by_words, case["limit"]).texts) == case["parts"]


@given(
    st.lists(
        st.sampled_from(["قال", "وقد", "كلمة،", "نعم؛", "3.5", "«لا»", "طويلةجداجداجدا", "https://a.b/c"]), max_size=200
    ),
    st.integers(min_value=1, max_value=40),
)
def test_nothing_is_lost_and_no_part_is_too_long(words: list[str], limit: int) -> None:
    text = " ".join(words)
    parts = split_long(text, by_letters, limit)
    assert "".join("".join(parts.texts).split()) == "".join(words)
    assert all(sum(map(by_letters, part.split())) <= limit for part in parts.texts)
    assert all(part in text and part == part.strip() for part in parts.texts)
    assert parts.cut_words == any(len(word) > limit for word in words)


@given(st.text(st.characters(exclude_categories=["Cs", "Zs", "Zl", "Zp", "Cc"]) | st.just(" "), max_size=300))
@settings(max_examples=50)
def test_any_text_is_kept(text: str) -> None:
    assert "".join("".join(split_long(text, by_letters, 7).texts).split()) == "".join(text.split())


def test_a_short_text_is_one_part() -> None:
    assert split_long("قال الوزير، وقد نفى", by_words, 4).texts == ("قال الوزير، وقد نفى",)
    assert split_long("", by_words, 4).texts == ()


def test_parts_are_about_even() -> None:
    lengths = [by_words(part) for part in split_long("كلمة " * 1000, by_words, 100).texts]
    assert max(lengths) <= 100
    assert min(lengths) >= 45


def test_a_word_without_end_is_cut_and_that_is_said() -> None:
    parts = split_long("ا" * 10_000, by_letters, 100)
    assert parts.cut_words
    assert "".join(parts.texts) == "ا" * 10_000


def test_counting_only_ever_sees_short_strings() -> None:
    longest = 0

    def count(text: str) -> int:
        nonlocal longest
        longest = max(longest, len(text))
        return by_letters(text)

    split_long("ا" * 100_000 + " كلمة" * 1000, count, 100)
    assert longest <= 256
