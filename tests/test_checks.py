from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from benchmarks.corruption import KINDS
from translate.checks import check
from translate.glossary import Glossary

DATA = Path(__file__).parent / "data/checks"
GLOSSARY = Glossary.builtin()


def load(name):
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def marks(arabic, english):
    return [flag for flag in check(arabic, english, GLOSSARY) if flag.severity != "info"]


@pytest.mark.parametrize("case", load("pairs.json"), ids=lambda case: f"{case['code']}: {case['en'][:40]}")
def test_a_fault_is_marked_with_what_it_is(case):
    found = [flag for flag in check(case["ar"], case["en"], GLOSSARY) if flag.code == case["code"]]
    assert found
    assert found[0].severity == case["severity"]
    message = " ".join(flag.message for flag in found)
    assert all(word in message for word in case["says"]), message


@pytest.mark.parametrize(("arabic", "english"), load("clean.json"))
def test_a_good_translation_is_not_marked(arabic, english):
    assert marks(arabic, english) == []


@pytest.mark.parametrize("case", load("known_failures.json")["missed"], ids=lambda case: case["why"])
def test_known_failure_still_missed(case):
    assert marks(case["ar"], case["en"]) == []


@pytest.mark.parametrize("case", load("known_failures.json")["false_alarms"], ids=lambda case: case["why"])
def test_known_failure_still_a_false_alarm(case):
    assert marks(case["ar"], case["en"])


@pytest.mark.parametrize("case", load("pairs.json"), ids=lambda case: f"{case['code']}: {case['en'][:40]}")
def test_spans_point_at_the_doubtful_place(case):
    for flag in check(case["ar"], case["en"], GLOSSARY):
        for span, text in ((flag.source, case["ar"]), (flag.target, case["en"])):
            assert span is None or 0 <= span[0] < span[1] <= len(text)


def test_a_changed_number_is_pointed_at_in_both_texts():
    arabic, english = "قتل 17 جنديا في الهجوم.", "The attack killed 11 soldiers."
    (flag,) = check(arabic, english)
    assert arabic[slice(*flag.source)] == "17"
    assert english[slice(*flag.target)] == "11"


def test_spans_stay_right_behind_character_entities():
    english = "The army&#39;s statement &quot;spoke&quot; of 11 dead soldiers."
    (flag,) = [flag for flag in check("تحدث بيان الجيش عن 17 جنديا قتيلا.", english) if flag.code == "numbers"]
    assert english[slice(*flag.target)] == "11"


def test_errors_come_before_warnings_and_these_before_infos():
    flags = check("لن يصل 17 جنديا إلى دير الزور (غدا).", "11 soldiers &apos; will arrive", GLOSSARY)
    order = [("error", "warning", "info").index(flag.severity) for flag in flags]
    assert order == sorted(order)
    assert {0, 1} <= set(order)


def test_names_are_checked_only_with_a_glossary():
    pair = "وصلت القافلة إلى دير الزور.", "The convoy reached the monastery."
    assert "name" not in {flag.code for flag in check(*pair)}
    assert "name" in {flag.code for flag in check(*pair, GLOSSARY)}


@pytest.mark.parametrize("unit", ["1 ", "مئة و", "الاثنين - ", '"', "& ", "دير الزور ", "one hundred and "])
def test_a_very_long_text_comes_to_an_end(unit):
    text = unit * (100_000 // len(unit))
    check(text, text, GLOSSARY)


@pytest.mark.parametrize(
    ("kind", "share"),
    [("digit_number", 0.95), ("word_number", 0.95), ("half", 0.95), ("half_closed", 0.9), ("loop", 0.95),
     ("arabic_left", 0.95), ("name", 0.95)],
)  # fmt: skip
def test_damage_done_to_good_translations_is_noticed(kind, share):
    pairs = load("references.json")
    assert [marks(arabic, english) for arabic, english in pairs] == [[]] * len(pairs)
    damage, _ = KINDS[kind]
    rng = random.Random(7)
    damaged = [(arabic, damage(arabic, english, rng)) for arabic, english in pairs for _ in range(5)]
    damaged = [(arabic, bad) for arabic, bad in damaged if bad]
    assert len(damaged) >= 10
    noticed = [bool(marks(arabic, bad)) for arabic, bad in damaged]
    assert sum(noticed) >= share * len(noticed)
