"""Segmenting: nothing lost, exact offsets, and time that grows with the text only."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.article import Article, Source
from dragoman.discover import discover
from dragoman.read import Document, read
from dragoman.segment import segment

# The same inputs on every run, and no judgement of a busy machine's speed.
QUIET = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


SEEDS = Path(__file__).parent.parent / "seeds"
BULLETS = set("#•●▪■□◦○‣⁃∙·►▶➢➤❖◆◊✓✔☑–—−*-ـ")
SOURCE = Source("a", "a.txt", "0" * 64, "utf-8", "text")

LINES = st.sampled_from(
    [
        *("أخبار عاجلة", "الرئيسية » سوريا » خبر", "اقرأ أيضا :", "- بند أول، وثان", "اترك تعليقاً", "كاتب صحفي متخصص"),
        *(
            "قال الوزير أمس إن الأمر انتهى. ثم غادر.",
            "سطر بلا نقطة من كلمات كثيرة " * 3,
            "عنوان قصير",
            "نعم",
            "1. أولا",
        ),
        *("error:", "", "  ", "\x00", "????", "# عنوان", "\u064b" * 9, "@a #b http://x.y", "عن الكاتب", "الوسوم"),
    ]
)
TEXT = st.one_of(st.text(), st.lists(st.one_of(LINES, st.text(max_size=20)), max_size=30).map("\n".join))


def article(text: str, title: str = "") -> Article:
    return segment(Document(SOURCE, text, title))


def check_offsets(found: Article) -> None:
    at = 0
    for n, part in enumerate(found.segments, start=1):
        assert part.id == f"s{n:03d}"
        assert part.text == found.text[part.start : part.end] != ""
        assert all(is_between(c) for c in found.text[at : part.start])
        at = part.end
    assert all(is_between(c) for c in found.text[at:])


def is_between(char: str) -> bool:
    return char.isspace() or char in BULLETS or unicodedata.category(char) in {"Cc", "Cf"}


@pytest.mark.parametrize("found", discover([SEEDS], SEEDS / "out").found, ids=lambda found: found.name)
def test_seeds_come_back_to_the_letter(found):
    (document,) = read(found)
    assert isinstance(document, Document)
    assert document.text == found.path.read_text(encoding="utf-8")
    check_offsets(segment(document))


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


@QUIET
@given(TEXT, st.text(max_size=20))
def test_any_text_comes_back_to_the_letter(text, title):
    check_offsets(article(text, title))


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
    check_offsets(article("خبر عاجل من العاصمة\n" + unit * (40_000 // len(unit))))


def test_one_line_of_five_megabytes():
    found = article("قال الوزير إن المفاوضات مستمرة رغم كل شيء. " * 60_000)
    assert len(found.segments) == 60_000
