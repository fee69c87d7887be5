"""Cleaning: what every line of a page is, on the seeds and on pages written for the purpose."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dragoman.clean import blocks
from dragoman.phrases import fold

DATA = Path(__file__).parent / "data" / "clean"
SEEDS = Path(__file__).parent.parent / "seeds"
PAGES = json.loads((DATA / "pages.json").read_text(encoding="utf-8"))
KNOWN = json.loads((DATA / "known_failures.json").read_text(encoding="utf-8"))
GOLDEN = {
    name: kinds
    for name, kinds in json.loads((DATA / "seeds.json").read_text(encoding="utf-8")).items()
    if name != "about"
}
LETTER = {"title": "T", "heading": "H", "sentence": "S", "item": "I", "furniture": "F"}


def labelled(text: str, title: str = "") -> list[str]:
    return [f"{LETTER[block.kind]} {text[block.start : block.end]}" for block in blocks(text, title)]


def kinds(text: str, title: str = "") -> str:
    return "".join(line[0] for line in labelled(text, title))


def wanted(case: dict[str, list[str]]) -> str:
    return "".join(line[0] for line in case["lines"])


def page(case: dict[str, list[str]], newline: str) -> str:
    return newline.join(line[2:] for line in case["lines"])


@pytest.mark.parametrize("name", GOLDEN)
def test_seeds(name):
    assert kinds((SEEDS / name).read_text(encoding="utf-8")) == GOLDEN[name]


@pytest.mark.parametrize("newline", ["\n", "\r\n\r\n"], ids=["single", "double"])
@pytest.mark.parametrize("case", PAGES, ids=lambda case: case["name"])
def test_pages(case, newline):
    assert kinds(page(case, newline)) == wanted(case)


@pytest.mark.parametrize("case", KNOWN, ids=lambda case: case["name"])
def test_known_failures_still_fail(case):
    assert kinds(page(case, "\n")) != wanted(case), "better than documented: move it to the pages"


SHORT = [
    "أعلنت وزارة الزراعة اليوم الثلاثاء أن محصول القمح بلغ هذا العام مئة وخمسين ألف طن في ثلاث محافظات شمالية.",
    "وقال المتحدث باسم الوزارة إن فرق التفتيش زارت الحقول المتضررة ووزعت البذور على الفلاحين منذ صباح الاثنين.",
    "وأضاف أن الحكومة خصصت خمسة ملايين دولار لشراء المحصول وأن الصوامع تستقبل الحبوب حتى نهاية الشهر.",
]


@pytest.mark.parametrize("width", [60, 66, 72])
def test_wrapped_paragraphs_of_one_sentence_are_joined(width):
    text = "\n\n".join(wrap(paragraph, width) for paragraph in SHORT)
    assert [line[2:].replace("\n", " ") for line in labelled(text)] == SHORT


def test_statements_of_like_length_are_not_joined():
    statements = [
        "غادرت سفينة القمح ميناء المدينة صباح اليوم متجهة شمالا مع حمولتها",
        "أعلن اتحاد العمال إضرابا يشمل 12 مصنعا في المنطقة الصناعية كلها",
        "دعا حاكم المصرف المركزي إلى اجتماع عاجل مع أصحاب المصارف الخاصة",
        "وصل 300 لاجئ إلى المخيم الجديد قرب الحدود بعد مسيرة يومين كاملين",
        "نفت شركة الكهرباء أن تكون قد رفعت أسعارها في القرى الجبلية أمس.",
    ]
    assert [line[2:] for line in labelled("\n".join(statements))] == statements


def test_spelling_does_not_matter():
    plain = "اقرأ أيضا: خبر آخر عن الموضوع نفسه"
    body = "\nوصل الوفد إلى المدينة صباح اليوم بعد رحلة طويلة."
    for spelling in ("إقرأ أيضاً :", "اقـــرأ أيضًا -", "اِقْرَأ ايضا |", "\u200fاقرأ\u00a0أيضا»"):
        assert kinds(plain.replace("اقرأ أيضا:", spelling) + body)[0] == "F", spelling


def test_the_title_that_the_metadata_name():
    text = "كلمة افتتاحية للعدد الجديد\nعودة الأهالي\nعادت العائلات إلى القرية صباح أمس بعد نزوح طويل."
    assert kinds(text) == "THS"
    assert kinds(text, "عودة الأهالي") == "STS"


def test_markdown_headings():
    text = "# العنوان\n\nفقرة أولى من كلمات قليلة تنتهي بنقطة.\n\n## اقرأ أيضا\n\n- خبر آخر\n\n## قسم ثان\n\nنهاية."
    assert kinds(text) == "TSFFHS"


# Hard-wrapped text


def wrap(text: str, width: int) -> str:
    lines = [""]
    for word in text.split():
        lines = [*lines[:-1], f"{lines[-1]} {word}".strip()] if len(lines[-1]) + len(word) < width else [*lines, word]
    return "\n".join(lines)


FIRST = (
    "قالت مصادر محلية إن عشرات العائلات عادت إلى قراها في الريف الشمالي بعد أسابيع من الهدوء، وإن فرق الخدمات بدأت "
    "إزالة الأنقاض من الطرق الرئيسية تمهيدا لإعادة فتح المدارس."
)
SECOND = (
    "وأوضح رئيس المجلس المحلي أن شبكة المياه تحتاج إلى شهرين من العمل على الأقل، وأن الكهرباء لن تعود قبل الصيف المقبل "
    "إذا توفرت المواد اللازمة للإصلاح. وأضاف أن الأولوية الآن للمركز الصحي."
)
THIRD = (
    "وكانت القرى قد خلت من سكانها مطلع العام الماضي حين اشتد القصف عليها وقطعت الطرق المؤدية إلى المدينة، ولم يبق "
    "فيها سوى عدد قليل من كبار السن الذين رفضوا المغادرة."
)
PARAGRAPHS = [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("width", [60, 72, 80, 100])
@pytest.mark.parametrize("between", ["\n\n", "\n    ", "\n"], ids=["empty line", "indented", "nothing"])
def test_wrapped_paragraphs_are_joined(width, between):
    text = between.join(wrap(paragraph, width) for paragraph in PARAGRAPHS)
    assert [" ".join(line[2:].split()) for line in labelled(text)] == PARAGRAPHS


def test_wrapped_items_and_titles_stay_apart():
    text = f"عودة إلى الريف\n\n{wrap(FIRST, 70)}\n- {wrap(SECOND, 70)}\n- {wrap(THIRD, 70)}"
    assert kinds(text) == "TSII"


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(PARAGRAPHS * 2),
        "خبر أول عن المدينة\nخبر ثان عن القرية\nخبر ثالث عن البلدة\nخبر رابع\nخبر خامس\nخبر سادس",
        "يا دار أهلي على السفح القديم\nما زال في بابك المفتاح منتظرا\nوالليل يطرق والسراج مقيم\n" * 2,
    ],
    ids=["paragraphs a line", "short lines", "verse"],
)
def test_other_lines_are_not_joined(text):
    assert len(labelled(text)) == len(text.strip().splitlines())


def test_fold():
    assert fold("إِنَّ الأُمَّـةَ (آتيةٌ) ﻻ ریب؛ FAÇADE ٣") == ["ان", "الامه", "اتيه", "لا", "ريب", "façade", "٣"]
