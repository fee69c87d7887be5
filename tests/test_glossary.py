from __future__ import annotations

import pytest

from translate.errors import GlossaryError
from translate.glossary import Glossary, Term

HEAD = "arabic,english,alternatives,type,note\n"


def found(text, glossary=None):
    glossary = glossary or Glossary.builtin()
    return [(mention.term.english, text[mention.start : mention.end]) for mention in glossary.find(text)]


def test_the_builtin_glossary_covers_the_region():
    glossary = Glossary.builtin()
    assert len(glossary.terms) >= 400
    assert {term.type for term in glossary.terms} == {
        "country", "city", "place", "person", "organisation", "group", "office", "term",
    }  # fmt: skip
    for text, english in {
        "سوريا": "Syria", "الرقة": "Raqqa", "الموصل": "Mosul", "عرسال": "Arsal", "رام الله": "Ramallah", "تعز": "Taiz",
        "بنغازي": "Benghazi", "إربد": "Irbid", "العريش": "Arish", "دارفور": "Darfur", "قسد": "SDF",
        "داعش": "ISIS", "الحشد الشعبي": "Popular Mobilization Forces", "الحوثيين": "Houthis",
        "جبهة النصرة": "Nusra Front", "مجلس الأمن": "Security Council", "وزير الخارجية": "Foreign Minister",
    }.items():  # fmt: skip
        assert [name for name, _ in found(text)] == [english], text


@pytest.mark.parametrize(
    ("text", "name"),
    [("وبالعراق", "Iraq"), ("فدمشق", "Damascus"), ("للأمم المتحدة", "United Nations"), ("كبيروت", "Beirut"),
     ("وَدِمَشْق", "Damascus"), ("ادلب", "Idlib"), ("إدلب", "Idlib"), ("سورية", "Syria"), ("دمـشق", "Damascus")],
)  # fmt: skip
def test_attached_particles_and_spelling_variants_are_seen_through(text, name):
    assert found(text) == [(name, text)]


@pytest.mark.parametrize("text", ["في باب البيت", "حبوب الحمص", "قرأ الرسالة مرتين", "محمصة"])
def test_other_words_are_not_names(text):
    assert [mention for mention in Glossary.builtin().find(text) if not mention.term.ambiguous] == []


def test_the_longest_name_wins_and_none_overlap():
    assert found("قال المرصد السوري لحقوق الإنسان في مدينة دير الزور") == [
        ("Syrian Observatory for Human Rights", "المرصد السوري لحقوق الإنسان"),
        ("Deir ez-Zor", "دير الزور"),
    ]


def test_no_builtin_form_is_listed_twice_with_different_english():
    glossary = Glossary.builtin()
    for term in glossary.terms:
        for form in term.arabic.split("|"):
            (mention,) = glossary.find(form)[:1]
            assert mention.term.english == term.english, form


def test_the_users_terms_go_before_the_builtin_ones(tmp_path):
    mine, other = tmp_path / "mine.csv", tmp_path / "other.csv"
    mine.write_text(
        HEAD + "درعا|مدينة درعا,Dar'a,Deraa,city,ours\nكتيبة الفجر,Dawn Battalion,,group,\n", encoding="utf-8-sig"
    )
    other.write_text("arabic,english\nدرعا,Deraa\nتل شهاب,Tell Shihab\n", encoding="utf-8")
    glossary = Glossary.load([mine, other])
    assert [name for name, _ in found("درعا وكتيبة الفجر وتل شهاب ودمشق", glossary)] == [
        "Dar'a", "Dawn Battalion", "Tell Shihab", "Damascus",
    ]  # fmt: skip
    assert Glossary.load([mine], builtin=False).find("دمشق") == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name,english\nدرعا,Daraa\n", "no column arabic"),
        (HEAD + "Daraa,Daraa,,city,\n", "line 2"),
        (HEAD + "درعا,,,city,\n", "line 2"),
        (HEAD + "درعا,Daraa,,town,\n", "town"),
        (HEAD + 'درعا,"Daraa,,city,\n', "not valid CSV"),
        ("", "no column"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(tmp_path, content, says):
    path = tmp_path / "bad.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GlossaryError, match=says) as raised:
        Glossary.load([path])
    assert "bad.csv" in str(raised.value)


def test_a_file_that_is_missing_or_no_text_is_refused(tmp_path):
    (tmp_path / "latin.csv").write_bytes(b"arabic,english\n\xff\xfe,x\n")
    for name in ("none.csv", "latin.csv"):
        with pytest.raises(GlossaryError, match=name):
            Glossary.load([tmp_path / name])


def test_an_ambiguous_term_says_so():
    assert Term("تدمر", "Palmyra", note="ambiguous: also destroys").ambiguous
    assert not Term("تدمر", "Palmyra").ambiguous
