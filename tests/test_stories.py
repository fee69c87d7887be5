"""Stories across articles, the overview of a run, its timeline and its names."""

from __future__ import annotations

import json
import random
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.conflicts import different_numbers
from dragoman.stories import Point, glance
from dragoman.timeline import Line, names, timeline
from summarize import Story, group

DATA = Path(__file__).parent / "data" / "stories"
ARTICLES = json.loads((DATA / "articles.json").read_text(encoding="utf-8"))
TEXTS = [article["text"] for article in ARTICLES]
HELD = [article for article in ARTICLES if article["part"] == "held"]


def members(stories: list[Story]) -> set[tuple[int, ...]]:
    return {story.members for story in stories}


def test_articles_of_one_story_are_found_and_others_left_alone():
    found = {pair for story in group([one["text"] for one in HELD]) for pair in combinations(story.members, 2)}
    wanted = {(a, b) for a, b in combinations(range(len(HELD)), 2) if HELD[a]["story"] == HELD[b]["story"]}
    assert len(found & wanted) >= 0.9 * len(found)
    assert len(found & wanted) >= 0.9 * len(wanted)


def test_near_duplicates_are_named():
    pairs = {pair for story in group(TEXTS) for pair in story.near_duplicates}
    assert pairs == {(one["copy_of"], one["id"]) for one in ARTICLES if one["copy_of"] is not None}


def test_the_order_of_articles_does_not_hide_a_near_duplicate():
    places = list(range(len(TEXTS)))
    random.Random(5).shuffle(places)
    pairs = {
        frozenset(places[i] for i in pair) for s in group([TEXTS[i] for i in places]) for pair in s.near_duplicates
    }
    assert pairs == {frozenset((one["copy_of"], one["id"])) for one in ARTICLES if one["copy_of"] is not None}


def test_copies_are_one_story_however_many():
    stories = group([TEXTS[0]] * 300 + [TEXTS[15]])
    assert members(stories) == {tuple(range(300)), (300,)}
    assert len(stories[0].near_duplicates) == 299


@pytest.mark.parametrize("empty", [[], [""], ["...", "؟"], ["من إلى"]])
def test_articles_without_words_stand_alone(empty):
    assert members(group([empty, TEXTS[0], empty])) == {(0,), (1,), (2,)}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.sampled_from([s for text in TEXTS[:8] for s in text]), max_size=4), max_size=12))
def test_every_article_is_in_exactly_one_story(articles):
    stories = group(articles)
    assert sorted(member for story in stories for member in story.members) == list(range(len(articles)))
    for story in stories:
        assert all({a, b} <= set(story.members) and a < b for a, b in story.near_duplicates)
    assert stories == group(articles)


def point(article: int, n: int, score: float = 0.5) -> Point:
    return Point(article, f"s{n:03d}", TEXTS[article][n], f"{article}.{n}", score)


WHEAT, WHEAT_AGAIN, BUS, BUS_COPY, BUS_OTHER = 16, 17, 6, 7, 8


def test_what_two_articles_say_is_said_once_with_both_references():
    points = [point(WHEAT, 1), point(WHEAT_AGAIN, 1, 0.4), point(15, 1, 0.3)]
    shown = glance(points, 5, stories=group(TEXTS))
    assert [one.point for one in shown] == [points[0], points[2]]
    assert shown[0].support == ((WHEAT_AGAIN, "s001"),)


def test_what_is_said_twice_is_said_once_without_stories_too():
    points = [point(WHEAT, 1), point(WHEAT_AGAIN, 1, 0.4)]
    assert [one.point for one in glance(points, 5)] == points[:1]


def test_a_point_told_by_more_articles_weighs_more():
    points = [point(15, 1, 0.5), point(WHEAT, 1, 0.45), point(WHEAT_AGAIN, 1, 0.4)]
    assert glance(points, 1, stories=group(TEXTS))[0].point == points[1]


def test_a_copy_adds_no_weight():
    points = [point(15, 1, 0.5), point(BUS, 1, 0.45), point(BUS_COPY, 1, 0.4)]
    stories = [Story((BUS, BUS_COPY), ((BUS, BUS_COPY),))]
    shown = glance(points, 2, stories=stories)
    assert shown[0].point == points[0]
    assert shown[1].support == ((BUS_COPY, "s001"),)


def test_one_story_does_not_fill_the_page():
    points = [point(0, 1, 0.9), point(0, 2, 0.8), point(0, 3, 0.7), point(15, 1, 0.5)]
    assert [one.point.article for one in glance(points, 2)] == [0, 15]


def test_sentences_that_are_no_key_points_support_and_contradict_but_are_not_shown():
    other = point(BUS_OTHER, 1, 0.0)
    (shown,) = glance([point(BUS, 1)], 5, stories=group(TEXTS), others=[point(BUS_COPY, 1, 0.0), other])
    assert shown.support == ((BUS_COPY, "s001"),)
    assert [(c.point, c.here, c.there) for c in shown.conflicts] == [(other, "9", "10")]


def test_numbers_of_different_stories_do_not_contradict():
    shown = glance([point(BUS, 1), point(0, 1)], 5, stories=group(TEXTS))
    assert all(not one.conflicts for one in shown)


def test_no_points_no_overview():
    assert glance([], 5) == []
    assert glance([point(0, 1)], 0) == []


@pytest.mark.parametrize(
    "case", json.loads((DATA / "conflicts.json").read_text(encoding="utf-8")), ids=lambda c: c["there"][:20]
)
def test_different_numbers_for_the_same_thing(case):
    assert [list(pair) for pair in different_numbers(case["here"], case["there"])] == case["pairs"]
    assert [pair[::-1] for pair in different_numbers(case["there"], case["here"])] == [tuple(p) for p in case["pairs"]]


def test_the_timeline_is_in_order_of_time_with_its_sentences():
    said = [
        Line(0, "s002", "وقع الهجوم في 5 يونيو 2018.", ""),
        Line(0, "s003", "وبدأت الأزمة عام 2011.", ""),
        Line(1, "s001", "في 5 حزيران 2018 هاجمت القوات البلدة.", ""),
        Line(1, "s002", "ولا تاريخ في هذه الجملة.", ""),
    ]
    entries = timeline(said)
    assert [(one.year, one.month, one.day) for one in entries] == [(2011, None, None), (2018, 6, 5)]
    assert [line.segment_id for line in entries[1].lines] == ["s002", "s001"]


def test_names_are_listed_once_with_every_place():
    said = [Line(0, "s001", "وصل الوفد إلى دمشق.", ""), Line(2, "s004", "وغادر دمشق مساء.", "")]
    entry = next(one for one in names(said) if one.english == "Damascus")
    assert entry.arabic == "دمشق"
    assert entry.references == ((0, "s001"), (2, "s004"))


def test_a_name_that_is_also_a_word_is_listed_only_where_the_english_has_it() -> None:
    lines = [
        Line(0, "s001", "قال القائم بأعمال السفارة إن الوضع هادئ.", "The charge d'affaires said it was calm."),
        Line(0, "s002", "دخلت القوات مدينة القائم.", "Forces entered the town of Qaim."),
    ]
    entries = {entry.english: entry.references for entry in names(lines)}
    assert entries["Qaim"] == ((0, "s002"),)
