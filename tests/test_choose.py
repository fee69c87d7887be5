from __future__ import annotations

import pytest

from translate.choose import MARGIN, choose, grade
from translate.confidence import confidence
from translate.consistency import renderings
from translate.glossary import Glossary
from translate.postedit import post_edit
from translate.types import Hypothesis

GLOSSARY = Glossary.builtin()
SOURCE = "قُتل 17 جنديا في الهجوم قرب المطار صباح اليوم."
WRONG = "11 soldiers were killed in the attack near the airport this morning."
RIGHT = "17 soldiers were killed in the attack near the airport this morning."


def test_the_best_hypothesis_wins_when_it_is_clean():
    choice = choose(SOURCE, [Hypothesis(RIGHT, -0.5), Hypothesis(WRONG, -0.4)])
    assert (choice.index, choice.text, choice.flags, choice.reason) == (0, RIGHT, (), "")


def test_a_clean_hypothesis_close_to_the_best_goes_before_a_wrong_one():
    choice = choose(SOURCE, [Hypothesis(WRONG, -0.5), Hypothesis(WRONG, -0.5), Hypothesis(RIGHT, -0.5 - MARGIN / 2)])
    assert (choice.index, choice.text, choice.flags) == (2, RIGHT, ())
    assert "numbers" in choice.reason
    assert "3" in choice.reason


def test_a_clean_hypothesis_far_below_the_best_does_not():
    choice = choose(SOURCE, [Hypothesis(WRONG, -0.5), Hypothesis(RIGHT, -0.5 - 2 * MARGIN)])
    assert (choice.index, choice.reason) == (0, "")
    assert [flag.severity for flag in choice.flags] == ["error"]


def test_where_all_are_wrong_the_best_stays_with_its_marks():
    choice = choose(SOURCE, [Hypothesis(WRONG, -0.5), Hypothesis(WRONG.replace("11", "12"), -0.5)])
    assert choice.index == 0
    assert grade(choice.flags) == (1, 0)


def test_a_warning_alone_is_no_reason_to_choose_another():
    source = "وصلت القافلة إلى دير الزور."
    choice = choose(source, [Hypothesis("The convoy reached the monastery.", -0.5),
                             Hypothesis("The convoy reached Deir ez-Zor.", -0.5)], GLOSSARY)  # fmt: skip
    assert choice.index == 0


def test_no_hypothesis_is_an_error():
    with pytest.raises(ValueError, match="hypothesis"):
        choose(SOURCE, [])


def test_a_near_miss_of_a_name_is_corrected_and_said():
    choice = choose("قصفت الطائرات درعا.", [Hypothesis("Planes bombed Dara's outskirts.", -0.5)], GLOSSARY)
    assert choice.text == "Planes bombed Daraa's outskirts."
    (flag,) = choice.flags
    assert (flag.code, flag.severity) == ("edited", "info")
    assert "Dara" in flag.message
    assert choice.text[slice(*flag.target)] == "Daraa"


@pytest.mark.parametrize(
    ("source", "text", "edited"),
    [
        ("قال علي خامنئي", "Ayatollah Ali Khamani said", "Ayatollah Ali Khamenei said"),
        ("في دير الزور", "in Deir Azzour today", "in Deir ez-Zor today"),
        ("إعلان أردوغان", "a statement by Erdugan's office", "a statement by Erdogan's office"),
        ("هيئة تحرير الشام", "the Tahrir al-Sham fighters", "the Tahrir al-Sham fighters"),
        ("حرب العراق", "the Iran war", "the Iran war"),
        ("في النيجر", "in Nigeria", "in Nigeria"),
        ("في حمص", "in his Homes", "in his Homes"),
        ("في عدن", "in Eden", "in Eden"),
        ("في درعا", "the dear people of Daria", "the dear people of Daria"),
        ("في إدلب", "the idle men", "the idle men"),
    ],
)
def test_only_a_certain_correction_is_made(source, text, edited):
    result, flags = post_edit(source, text, GLOSSARY)
    assert result == edited
    assert bool(flags) == (text != edited)


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        ("the suspect &apos; s right", "the suspect's right"),
        ("a coup d &apos; état", "a coup d'état"),
        ("a &quot; trap &quot; for them", 'a "trap" for them'),
        ("Smith &amp; Sons", "Smith & Sons"),
        ("it&#39;s", "it's"),
        ("AT&T; and R&D", "AT&T; and R&D"),
    ],
)
def test_character_entities_are_resolved(text, edited):
    result, flags = post_edit("نص", text, None)
    assert result == edited
    assert [flag.severity for flag in flags] == (["info"] if text != edited else [])


def test_confidence_rises_with_the_score_and_stays_in_bounds():
    source, text = "قال الوزير إن الحكومة تدرس الطلب.", "The minister said the government is studying the request."
    figures = [confidence(score, source, text) for score in (-9.0, -2.0, -1.0, -0.5, -0.1, 0.0)]
    assert figures == sorted(figures)
    assert len(set(figures)) > 3
    assert all(0 <= figure <= 100 for figure in figures)
    assert confidence(-0.1, source, "  ") == 0


def test_a_name_in_two_spellings_is_found_with_its_places():
    pairs = [
        ("قصف درعا", "Daraa was shelled"),
        ("سكان درعا", "the people of Deraa"),
        ("ريف درعا", "the Daraa countryside"),
        ("في حمص", "in Homs"),
        ("بشار الأسد", "Bashar al-Assad"),
        ("قال بشار الأسد", "Assad said"),
        ("جيش العراق", "the Iraqi army"),
        ("في العراق", "in Iraq"),
    ]
    (found,) = renderings(pairs, GLOSSARY)
    assert found.arabic == "درعا"
    assert found.variants == {"Daraa": [0, 2], "Deraa": [1]}


def test_one_spelling_throughout_is_no_inconsistency():
    assert renderings([("في درعا", "in Daraa"), ("إلى درعا", "to Daraa"), ("", "")], GLOSSARY) == []
