"""Segmenting: nothing lost, exact offsets, and time that grows with the text only."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.article import Article, Source
from dragoman.discover import discover
from dragoman.read import Document, read
from dragoman.segment import segment
from tests.properties import check_segments

SEEDS = Path(__file__).parent.parent / "seeds"
SOURCE = Source("a", "a.txt", "0" * 64, "utf-8", "text")


def article(text: str, title: str = "") -> Article:
    return segment(Document(SOURCE, text, title))


@pytest.mark.parametrize("found", discover([SEEDS], SEEDS / "out").found, ids=lambda found: found.name)
def test_seeds_come_back_to_the_letter(found):
    (document,) = read(found)
    assert isinstance(document, Document)
    assert document.text == found.path.read_text(encoding="utf-8")
    check_segments(segment(document))


def test_sentences_titles_and_furniture():
    text = 'أخبار عاجلة\nهل انتهت الأزمة؟ خبراء يجيبون\nقال خبير إن الأزمة لم تنته بعد. وأضاف: "انتظروا!"'
    text += "\nاقرأ أيضا: خبر. خبر آخر"
    assert [(part.kind, part.text) for part in article(text).segments] == [
        ("furniture", "أخبار عاجلة"),
        ("title", "هل انتهت الأزمة؟"),
        ("title", "خبراء يجيبون"),
        ("sentence", "قال خبير إن الأزمة لم تنته بعد."),
        ("sentence", 'وأضاف: "انتظروا!"'),
        ("furniture", "اقرأ أيضا: خبر. خبر آخر"),
    ]


def test_the_dash_of_an_empty_cell_is_no_bullet():
    text = "نشرت الوزارة حصيلة اليومين في الجدول التالي كما هي.\n– | 12 | 3"
    assert [(part.kind, part.text) for part in article(text).segments][1] == ("sentence", "– | 12 | 3")


def test_what_a_web_page_says_beside_its_article_is_listed():
    left_out = ("رأي قارئ في الخبر لا صلة له به.", "جميع الحقوق\nمحفوظة")
    whole = segment(Document(SOURCE, "وصل الوفد إلى المدينة صباح اليوم.", "", left_out))
    assert [(part.kind, part.text) for part in whole.segments] == [
        ("sentence", "وصل الوفد إلى المدينة صباح اليوم."),
        *(("furniture", text) for text in left_out),
    ]
    check_segments(whole)


def test_a_sentence_may_span_the_newlines_of_a_wrapped_paragraph():
    text = (
        "بدأت صباح اليوم في العاصمة أعمال المؤتمر الدولي لإعادة إعمار المدن\n"
        "المتضررة بمشاركة وفود من أربعين دولة ومنظمة، ويستمر المؤتمر ثلاثة\n"
        "أيام يناقش خلالها المشاركون سبل التمويل. وقال رئيس المؤتمر إن نصف\n"
        "المبلغ المطلوب صار متوفرا، وإن بقية المبلغ ستجمع قبل نهاية العام\n"
        "الحالي من صناديق التنمية العربية ومن البنك الدولي ومن تبرعات رجال\n"
        "الأعمال المغتربين في أوروبا وأمريكا.\n"
    )
    first, second = article(text).segments
    assert "المدن\nالمتضررة" in first.text
    assert second.text.startswith("وقال رئيس المؤتمر")


@pytest.mark.parametrize(
    "unit",
    [
        ".",
        '"',
        "(",
        " ",
        "\n",
        "- ",
        "قال ",
        "قال. ",
        "\u064b",
        "\u0315\u0316",
        "\u200f",
        "م\n",
        "نعم نعم نعم نعم...\n",
        "| ",
        "» ",
        "a@b ",
        "#",
        "=    ",
        "اقرأ أيضا:\n",
        "(" * 50 + "\n",
    ],
    ids=ascii,
)
def test_much_of_one_thing(unit):
    check_segments(article("خبر عاجل من العاصمة\n" + unit * (40_000 // len(unit))))


def test_one_line_of_five_megabytes():
    found = article("قال الوزير إن المفاوضات مستمرة رغم كل شيء. " * 60_000)
    assert len(found.segments) == 60_000
