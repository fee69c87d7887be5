import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.passthrough import passthrough

CASES = json.loads((Path(__file__).parent / "data" / "passthrough.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["text"]))
def test_case(case: dict[str, str | None]) -> None:
    assert case["text"] is not None
    assert passthrough(case["text"]) == case["copy"]


@given(st.text(), st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئ"), st.text(st.characters(categories=["L"])))
def test_no_arabic_letter_is_ever_copied(before: str, letter: str, after: str) -> None:
    assert passthrough(f"{before} {letter}{after} كلمة") is None
