"""The XLIFF file is XLIFF 1.2, and carries marks and other readings."""

from __future__ import annotations

import pytest

from dragoman.writers import xliff
from tests.reading import xliff_texts, xliff_tree
from tests.samples import SAMPLES, brief, sample
from translate.types import Flag, Hypothesis, Translation

NS = {"x": xliff.NAMESPACE}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_unit_for_each_translated_segment(name: str) -> None:
    one = sample(name)
    root = xliff_tree(one)
    content = [row for row in one.rows if row.translation]
    assert [unit.get("id") for unit in root.iterfind(".//x:trans-unit", NS)] == [row.segment.id for row in content]
    assert xliff_texts(root, ".//x:trans-unit/x:source") == [row.segment.text for row in content]
    assert xliff_texts(root, ".//x:trans-unit/x:target") == [row.translation.text for row in content if row.translation]
    assert [unit.get("restype") for unit in root.iterfind(".//x:trans-unit", NS)] == [
        f"x-{row.segment.kind}" for row in content
    ]


def test_marks_are_notes_and_doubtful_targets_wait_for_review() -> None:
    def translation(*flags: Flag, copied: bool = False) -> Translation:
        return Translation("جملة", "Text", -1.0, flags, (Hypothesis("Other", -2.0),), copied=copied)

    root = xliff_tree(
        brief(
            ("sentence", "جملة", translation(Flag("number", "error", "Wrong."))),
            ("sentence", "جملة", translation(Flag("long", "info", "In parts."))),
            ("sentence", "جملة", translation(copied=True)),
        )
    )
    targets = root.findall(".//x:trans-unit/x:target", NS)
    assert [target.get("state") for target in targets] == ["needs-review-translation", "translated", "translated"]
    assert [target.get("state-qualifier") for target in targets] == ["mt-suggestion", "mt-suggestion", None]
    notes = root.findall(".//x:trans-unit/x:note", NS)
    assert [(note.text, note.get("priority"), note.get("annotates")) for note in notes] == [
        ("number: Wrong.", "1", "target"),
        ("long: In parts.", "7", "target"),
    ]
    assert xliff_texts(root, ".//x:alt-trans/x:target") == ["Other"] * 3


def test_warning_of_the_run_is_a_note_of_the_file() -> None:
    assert xliff_texts(xliff_tree(sample("daraa")), ".//x:header/x:note")[0].startswith(
        "Translated with the small stand-in"
    )
