"""Reading: encodings, formats, and what is refused with which message."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman import unwrap
from dragoman.discover import Found
from dragoman.errors import ReadError
from dragoman.read import BadLine, Document, read, read_stdin

# The same inputs on every run, and no judgement of a busy machine's speed.
QUIET = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


DATA = Path(__file__).parent / "data" / "read"
SENTENCES = [f"قال الوزير رقم {n} إن القوات دخلت المدينة صباح اليوم بعد القصف." for n in range(300)]
TEXT = "أعلنت الوزارة أمس أن 750 شخصا عادوا إلى قراهم.\nوأضافت أن العودة كانت طوعية ومنظمة.\r\n"


def document(path: Path, data: bytes) -> Document:
    path.write_bytes(data)
    (only,) = read(Found(path, path.stem))
    assert isinstance(only, Document)
    return only


@pytest.mark.parametrize(
    ("codec", "bom", "name"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("cp1256", b"", "windows-1256"),
        ("iso8859_6", b"", "iso-8859-6"),
    ],
)
def test_encodings_are_found_and_reported(tmp_path, codec, bom, name):
    data = bom + TEXT.encode(codec)
    read_back = document(tmp_path / "a.txt", data)
    assert (read_back.text, read_back.source.encoding) == (TEXT, name)
    assert read_back.source.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("codec", ["cp1256", "iso8859_6"])
def test_a_long_english_beginning_does_not_hide_the_encoding(tmp_path, codec):
    text = "Skip to content. " * 20_000 + TEXT
    assert document(tmp_path / "a.txt", text.encode(codec)).text == text


def test_a_few_damaged_bytes_are_shown_and_counted(tmp_path):
    data = (TEXT * 5).encode()
    cut = document(tmp_path / "a.txt", data[:200] + b"\xff" + data[200:])
    assert cut.source.encoding == "utf-8, 1 characters damaged"
    assert cut.text.replace("\ufffd", "") == TEXT * 5


REFUSED = {
    "empty": (b"", "empty"),
    "only white space": (b" \r\n\t", "empty"),
    "only NUL": (bytes(100), "empty"),
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "image"),
    "zip": (b"PK\x03\x04" + bytes(100), "archive"),
    "control characters": (b"\x01\x02\x03\x04 abc" * 50, "control characters"),
    "English": (b"The minister said on Friday that talks will go on.", "no Arabic"),
    "Latin-1": ("Straße für größe Änderungen, père et fils".encode("latin-1") * 5, "no Arabic|unknown encoding"),
    "Russian": ("Привет всем, как дела у вас сегодня в городе".encode("koi8-r") * 5, "unknown encoding"),
    "random bytes": (bytes((i * i * 31 + i * 7) % 251 + 3 for i in range(4000)), "unknown encoding|control"),
    "UTF-8 saved as Windows-1256": (TEXT.encode().decode("cp1256", "replace").encode(), "garbled"),
    "cut UTF-16": (b"\xff\xfe" + ("\ud800" * 50).encode("utf-16-le", "surrogatepass"), "damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(tmp_path, name):
    data, reason = REFUSED[name]
    with pytest.raises(ReadError, match=reason) as caught:
        document(tmp_path / "a.txt", data)
    assert len(str(caught.value)) < 140
    assert "a.txt" not in str(caught.value)


def test_larger_than_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr("dragoman.read.MAX_BYTES", 1000)
    with pytest.raises(ReadError, match="larger than"):
        document(tmp_path / "a.txt", TEXT.encode() * 20)
    page = f"<html><body>{'<i></i>' * 500}<p>%s</body></html>"
    assert document(tmp_path / "a.html", (page % TEXT).encode()).text
    with pytest.raises(ReadError, match="larger than"):
        document(tmp_path / "a.html", (page % (TEXT * 20)).encode())


def test_vanished_and_unreadable(tmp_path):
    with pytest.raises(ReadError, match="No such file"):
        list(read(Found(tmp_path / "gone.txt", "gone")))
    with pytest.raises(ReadError, match="cannot be read"):
        list(read(Found(tmp_path, "folder")))


def test_a_name_that_is_not_utf8_can_be_written(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))
    assert document(path, TEXT.encode()).source.path.encode().endswith("\ufffd.txt".encode())


@pytest.mark.parametrize(
    "case", json.loads((DATA / "markdown.json").read_text(encoding="utf-8")), ids=lambda c: c["name"]
)
def test_markdown(tmp_path, case):
    found = document(tmp_path / "a.md", case["markdown"].encode())
    assert found.text.strip() == case["text"]
    assert {"title": found.title, "date": found.source.date, "url": found.source.url} == {
        "title": "",
        "date": "",
        "url": "",
        **case.get("metadata", {}),
    }


@pytest.mark.parametrize("unit", ["[", "![", "*a ", "> ", "`", "<", "|a"])
def test_hostile_markdown_loses_nothing(tmp_path, unit):
    found = document(tmp_path / "a.md", (TEXT + "\n\n" + unit * 100_000).encode())
    assert "عادوا إلى قراهم" in found.text


def test_front_matter_that_grows_without_end_is_left_out(tmp_path):
    grown = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 60))
    found = document(tmp_path / "a.md", f"---\na0: &a0 [x]\n{grown}\ntitle: *a59\n---\n{TEXT}".encode())
    assert (found.title, found.text.strip()) == ("", " ".join(TEXT.split()))


@pytest.mark.parametrize("text", [TEXT, "5 < 6 & 7 > 3، " + TEXT])
def test_text_in_a_file_called_html_is_read_as_text(tmp_path, text):
    found = document(tmp_path / "a.html", text.encode())
    assert (found.text, found.source.format) == (text, "text")


def test_html_gives_the_article_with_its_metadata(tmp_path):
    found = document(tmp_path / "a.html", (DATA / "page.html").read_bytes())
    assert found.title == "عودة الأهالي إلى قرية السنديان"
    assert (found.source.date, found.source.publisher) == ("2019-05-14", "صوت الساحل")
    assert "عادت أربعون عائلة" in found.text
    assert "كلمة السر" not in found.text
    assert found.text.count(found.title) == 1


@pytest.mark.parametrize("case", json.loads((DATA / "pages.json").read_text(encoding="utf-8")), ids=lambda c: c["name"])
def test_lines_of_a_page(case):
    found = unwrap.html(f"<html><head><title>عنوان الصفحة</title></head><body>{case['html']}</body></html>")
    assert found.text.split("\n") == case["text"]
    assert list(found.left_out) == case.get("left_out", [])
    assert found.date == ""


FIGURES = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "bdi", "code", "font", "ins", "q", "span", "sub", "sup", "time", "u", "del", "s"]),
        st.integers(10, 99_999).map(str),
        st.sampled_from(["", "", " ", "و", "\u200f", "<wbr>", "<!-- -->", "<b></b>", "<i hidden>55</i>"]),
    ),
    min_size=1,
    max_size=8,
)


def figures(text: str) -> list[str]:
    return re.findall(r"[0-9]+", text)


@settings(QUIET, max_examples=60)
@given(FIGURES, st.integers(10, 99_999).map(str))
def test_figures_of_two_elements_of_a_page_are_never_one_number(parts, last):
    inner = "".join(f"<{tag}>{number}</{tag}>{between}" for tag, number, between in parts)
    page = f"<html><body><article><p>{SENTENCES[0]}</p><p>قال المتحدث {inner}{last} ثم مضى إلى بيته في القرية.</p>"
    shown = [number for tag, number, _ in parts if tag not in {"del", "s"}]
    assert figures(read_stdin(page.encode()).text.split("المتحدث")[1]) == [*shown, last]


@settings(QUIET, max_examples=200)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "**%s**",
                    "*%s*",
                    "`%s`",
                    "[%s](a)",
                    "~~%s~~",
                    "<b>%s</b>",
                    "<sup>%s</sup>",
                    "<del>%s</del>",
                    "![%s](a)",
                ]
            ),
            st.integers(10, 99_999).map(str),
            st.sampled_from(["", "", " ", "و", "\u200f"]),
        ),
        min_size=1,
        max_size=8,
    ),
    st.integers(10, 99_999).map(str),
)
def test_figures_of_two_elements_of_markdown_are_never_one_number(parts, last):
    inner = "".join(form % number + between for form, number, between in parts)
    found = figures(unwrap.markdown(f"{SENTENCES[0]} {inner}{last} {SENTENCES[0]}").text)
    written = {number for _, number, _ in parts} | {last, "0"}
    assert set(found) <= written
    assert last in found


def test_html_in_windows_1256_and_under_another_suffix(tmp_path):
    data = (DATA / "page.html").read_text(encoding="utf-8").encode("cp1256")
    found = document(tmp_path / "a.txt", data)
    assert (found.source.format, found.source.encoding) == ("html", "windows-1256")


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><nav>الرئيسية</nav></body></html>",
        "<html>" + "<div>" * 20_000 + "نص",
        "<html><script>var a = 'نص عربي';</script></html>",
    ],
    ids=["menu", "nested", "script"],
)
def test_html_without_an_article(tmp_path, page):
    with pytest.raises(ReadError, match=r"no Arabic|nested more than 255 deep"):
        document(tmp_path / "a.html", page.encode())


@pytest.mark.parametrize(
    "form",
    [
        "<p>%s</p>", "<p><font color=red>%s", "<b>%s<br>", "<center><p>%s", "<p>%s</p></body></html>",
        "<p>%s\x00\x08</p>", "%s<br><br>", "%s<p>", "<div>%s</div>", "<li>%s",
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", ["", "<div><h1>عنوان المقال في الصفحة</h1>", "<article>", "<div>قائمة</div>"])
def test_every_sentence_of_a_page_that_closes_nothing_is_read(tmp_path, before, form):
    page = f"<html><head><title>عنوان</title></head><body>{before}{''.join(form % text for text in SENTENCES)}"
    text = document(tmp_path / "a.html", page.encode()).text
    assert [sentence for sentence in SENTENCES if sentence not in text] == []


@pytest.mark.parametrize(
    ("between", "reason"),
    [
        ("<div>" * 300, "nested more than 255 deep"),
        (f'<img src="data:{"A" * 11_000_000}">', "10 MB without a tag"),
        ("<i></i>" * 60_000, "more than 100,000 tags"),
    ],
    ids=["deep", "long", "many"],
)
def test_a_page_of_which_the_parser_would_read_a_part_is_refused(tmp_path, between, reason):
    page = f"<html><body><p>{SENTENCES[0]}{between}<p>{SENTENCES[1]}"
    with pytest.raises(ReadError, match=reason):
        document(tmp_path / "a.html", page.encode())


def test_jsonl_goes_on_after_bad_lines(tmp_path):
    lines = [
        {"title": "عنوان أول", "text": TEXT, "url": "https://example.org/1", "date": "2020-01-02", "source": "صحيفة"},
        "{broken",
        {"title": "بلا نص"},
        {"text": "English only"},
        {"text": "عنوان\n" + TEXT, "title": "عنوان"},
        {"text": "نص فيه \ud800 شيء"},
    ]
    rows = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path = tmp_path / "a.jsonl"
    path.write_text("\ufeff" + "\n\n".join(rows), encoding="utf-8")
    found = list(read(Found(path, "a")))
    assert [type(d).__name__ for d in found] == ["Document", "BadLine", "BadLine", "BadLine", "Document", "Document"]
    first, broken, _, english, fifth, last = found
    assert first.text == f"عنوان أول\n\n{TEXT}"
    assert (first.source.name, first.source.url, first.source.date) == ("a-0001", "https://example.org/1", "2020-01-02")
    assert isinstance(broken, BadLine)
    assert broken.path.endswith("a.jsonl:3")
    assert "no Arabic" in str(english)
    assert fifth.text == "عنوان\n" + TEXT
    assert last.text == "نص فيه \ufffd شيء"


@pytest.mark.parametrize(("data", "reason"), [(b"\n \n", "empty"), ('{"text": "نص"}'.encode("utf-16"), "UTF-16")])
def test_jsonl_refused_as_a_whole(tmp_path, data, reason):
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=reason):
        list(read(Found(path, "a")))


def test_a_jsonl_line_over_the_limit_costs_only_itself(tmp_path, monkeypatch):
    monkeypatch.setattr("dragoman.read.MAX_BYTES", 500)
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": TEXT * 50}) + "\n" + '{"text": "نص قصير"}\n', encoding="utf-8")
    long, short = read(Found(path, "a"))
    assert isinstance(long, BadLine)
    assert isinstance(short, Document)
    assert short.source.name == "a-0002"


@QUIET
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_utf8_comes_back_to_the_letter(text):
    text = "نص عربي طويل بما يكفي، " * 5 + text
    assert read_stdin(text.encode()).text == text
