import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import normalized
from translate import normalize

DATA = Path(__file__).parent / "data"


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in json.loads((DATA / name).read_text(encoding="utf-8"))]


@pytest.mark.parametrize("case", cases("normalize.json"))
def test_case(case: dict[str, Any]) -> None:
    normalized = normalize(case["text"])
    assert normalized.text == case["expect"]
    assert list(normalized.steps) == case["steps"]


@pytest.mark.parametrize("case", cases("normalize_failures.json"))
def test_known_failure_still_fails(case: dict[str, Any]) -> None:
    assert normalize(case["text"]).text != case["want"], "it works now: move the case to normalize.json"


@pytest.mark.parametrize("kept_apart", ["e\u06d6\u0301", "e\u0640\u0301"])
def test_a_mark_that_goes_had_kept_two_others_apart(kept_apart: str) -> None:
    normalized(kept_apart)


@given(st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئabcXYZ0123456789.,:؟،؛!()«»\"' -").map(str.strip))
def test_clean_text_is_left_alone(text: str) -> None:
    assert normalize(text).text == " ".join(text.split())


@given(st.integers(min_value=0, max_value=10**12))
def test_numbers_keep_their_value(number: int) -> None:
    arabic = f"{number:,}".translate(str.maketrans("0123456789,", "٠١٢٣٤٥٦٧٨٩٬"))
    assert normalize(f"بلغ {arabic}٫٥").text == f"بلغ {number:,}.5"
