"""What must hold for any input: a strategy and a property for every stage that sees text from outside.

`TARGETS` is run with a few fixed cases by ``test_properties.py`` and with many by ``python -m benchmarks.fuzz``.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import lxml.html
import yaml
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dragoman.article import Article, Brief, Source
from dragoman.brief import brief_document
from dragoman.decode import decode
from dragoman.discover import COMPONENT_BYTES, RESERVED, Found, discover
from dragoman.document import shown
from dragoman.errors import NoInput, ReadError
from dragoman.pack import Pack, digest
from dragoman.read import BadLine, Document, read
from dragoman.segment import segment
from dragoman.writers import docx, html, jsonl, markdown
from dragoman.writers.xml import clean
from summarize import rank, summarize
from tests.reading import (
    aligned,
    parse,
    plain,
    text_of,
    through_commonmark,
    tmx_tree,
    tmx_units,
    xliff_texts,
    xliff_tree,
)
from tests.samples import any_text, briefs, sample
from translate.checks import check
from translate.choose import choose
from translate.confidence import confidence
from translate.dates import find_dates
from translate.errors import GlossaryError
from translate.glossary import Glossary
from translate.glossary import parse as parse_glossary
from translate.long import split_long
from translate.normalize import normalize
from translate.numbers import numbers_arabic, numbers_english
from translate.passthrough import passthrough
from translate.postedit import post_edit
from translate.split import split
from translate.types import Hypothesis

Property = Callable[[Any], None]


class Target(NamedTuple):
    """A stage: inputs for it, and what must hold for every one."""

    inputs: st.SearchStrategy[Any]
    holds: Property


# --- inputs ------------------------------------------------------------------------------------------------------

SENTENCES = (
    "قال الوزير أمس إن الأمر انتهى. ثم غادر.", "وقتل 25 شخصا في دمشق عام 2011، بينهم ٣ أطفال.", "هل انتهت الأزمة؟",
    "سطر بلا نقطة من كلمات كثيرة جدا في وصف ما جرى بالأمس", "لم يصب أحد في 15 تموز/يوليو 2018.", "نعم", "عنوان قصير",
)  # fmt: skip
FURNITURE = (
    "أخبار عاجلة", "الرئيسية » سوريا » خبر", "اقرأ أيضا :", "اترك تعليقاً", "كاتب صحفي متخصص", "عن الكاتب", "الوسوم",
    "error:", "????", "@a #b http://x.y", "طباعة | أرسل إلى صديق", "المصدر: وكالات", "12/3/2014",
)  # fmt: skip
MARKS = (
    *"""د.؟!"”“»)(،؛:-•*ـ#😀…|<>&`_[]{}\\/=%$""", "..", "ق.م", "1.", "- ", "# ", "| ", "http://a.b/c?d", "a@b.c", "A1",
    "&apos;", "&#39;", "<b>", "</p>", "<!--", "```", "---", "25%", "1,000", "12:30", "خمسة وعشرون", "مئتي ألف", "kg",
)  # fmt: skip
SPACES = (
    " ", "  ", "\t", "\n", "\n\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1e", "\x85", "\u00a0", "\u1680", "\u2003",
    "\u2028", "\u2029", "\u202f", "\u3000", "\u180e", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u061c",
    "\u202a", "\u202e", "\u202c", "\u2066", "\u2067", "\u2069", "\u2060", "\ufeff", "\u00ad", "\x00", "\x1b", "\x9b",
    "\ud800", "\udfff", "\ufffe", "\ufdd0", "\U000f0041", "\u064b", "\u0651\u064e", "\u0315\u0316", "e\u0301", "\u0654",
    "ﷺ", "ﻻ", "ﺍ", "🇸🇾", "👨\u200d👩\u200d👧", "٠", "۹", "٫", "٬", "٪", "ٱ", "ی",
)  # fmt: skip
words = st.sampled_from([*SENTENCES, *FURNITURE, *MARKS, *SPACES])
text = st.one_of(
    st.text(max_size=200),
    st.lists(words, max_size=40).map("".join),
    st.lists(st.sampled_from([*SENTENCES, *FURNITURE]) | st.text(max_size=20), max_size=25).map("\n".join),
    st.builds(lambda part, times: part * times, words | st.text(min_size=1, max_size=3), st.integers(1, 200)),
)
english = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(
            [*MARKS, *SPACES, "The minister said", "25 people", "were killed", "in Damascus", "Dmascus", "not", "July",
             "2011", "three", "Syrian", "the the the", " "]
        ),
        max_size=20,
    ).map("".join),
)  # fmt: skip
LONG_ARABIC = " ".join(SENTENCES) + "\n"


def _encoded(content: str, codec: str, bom: bytes) -> bytes:
    return bom + content.encode(codec, "surrogatepass" if codec.startswith("utf") else "replace")


def _spliced(data: bytes, at: int, noise: bytes, repeat: int) -> bytes:
    return data[:at] + noise * repeat + data[at:]


readable = st.builds(
    _encoded,
    st.builds("".join, st.tuples(st.sampled_from(["", LONG_ARABIC, LONG_ARABIC * 5]), text)),
    st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "cp1256", "iso8859_6", "utf-8", "utf-8"]),
    st.sampled_from([b"", b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"]),
)
any_bytes = st.one_of(
    st.binary(max_size=300),
    readable,
    st.builds(_spliced, readable, st.integers(0, 3000), st.binary(min_size=1, max_size=4), st.integers(1, 60)),
)
TAGS = (
    "html", "head", "body", "div", "p", "b", "font", "a", "br", "hr", "h1", "h2", "ul", "li", "table", "tr", "td",
    "script", "style", "title", "meta", "span", "article", "center", "pre", "blockquote", "form", "svg", "!--", "img",
)  # fmt: skip
tags = st.builds(
    "<{}{}{}>".format,
    st.sampled_from(["", "", "/"]),
    st.sampled_from(TAGS),
    st.sampled_from(["", "", ' class="x"', " href='http://a/2019/01/02'", " x=", '"', " /"]),
)
pages = st.lists(
    st.one_of(tags, words, st.sampled_from([LONG_ARABIC, "&#0;", "&amp", "<![CDATA[", "<?x", "<!doctype html>"])),
    max_size=60,
)
front = st.lists(
    st.sampled_from(
        ["title: ", "date: ", "a: &a [", "*a", "]", "{", "}", "\n", "- ", "'", '"', "|\n  ", "? ", "2019-01-02",
         "!!python/object:os.system ", "0xfffffffff"]
    ) | words,
    max_size=12,
).map("".join)  # fmt: skip
records = st.dictionaries(
    st.sampled_from(["text", "title", "url", "date", "source", "type", "signature"]),
    text | st.just(LONG_ARABIC) | st.none() | st.integers() | st.lists(text, max_size=2),
    max_size=5,
)
files = st.one_of(
    st.tuples(st.sampled_from([".txt", ".md", ".html", ".jsonl"]), any_bytes),
    st.tuples(st.just(".html"), pages.map(lambda parts: "".join(parts).encode("utf-8", "replace"))),
    st.tuples(
        st.just(".md"),
        st.builds("---\n{}\n---\n{}".format, front, text).map(lambda content: content.encode("utf-8", "replace")),
    ),
    st.tuples(
        st.just(".jsonl"),
        st.lists(records.map(json.dumps) | st.text(max_size=40), max_size=4).map(
            lambda lines: "\n".join(lines).encode("utf-8", "replace")
        ),
    ),
)
SEGMENT_KINDS = {"title", "heading", "sentence", "item", "furniture"}
BULLETS = set("#•●▪■□◦○‣⁃∙·►▶➢➤❖◆◊✓✔☑–—−*-ـ")


# --- properties --------------------------------------------------------------------------------------------------


def decoded(data: bytes) -> None:
    """Decoding gives text that can be written, or says why not; valid UTF-8 comes back to the letter."""
    with suppress(ReadError):
        found, encoding = decode(data)
        found.encode()
        if encoding == "utf-8":
            assert found == data.decode()


def file_read(file: tuple[str, bytes]) -> None:
    """A file gives documents that can be written, or an error of one line, whatever is in it."""
    suffix, data = file
    path = _scratch() / f"a{suffix}"
    path.write_bytes(data)
    with suppress(ReadError):
        for document in read(Found(path, "a")):
            if isinstance(document, BadLine):
                assert len(str(document)) < 300
                continue
            document.text.encode()
            fields = (document.title, document.source.url, document.source.date, document.source.publisher)
            for value in fields:
                value.encode()
                assert len(value.splitlines()) <= 1
            if suffix != ".jsonl":
                assert document.source.sha256 == hashlib.sha256(data).hexdigest()
            check_segments(segment(document))


def segmented(content: str) -> None:
    """Cleaning and splitting an article lose nothing."""
    source = Source("a", "a.txt", "0" * 64, "utf-8", "text")
    check_segments(segment(Document(source, content, content[:40])))


def check_segments(found: Article) -> None:
    """Numbered, in order, exact; between them lie only white space, invisible characters and bullets."""
    assert {part.kind for part in found.segments} <= SEGMENT_KINDS
    _check_spans(found.text, found.segments)


def sentences_split(content: str) -> None:
    """The splitter alone loses nothing either, and no sentence crosses a line."""
    segments = split(content)
    _check_spans(content, segments)
    assert all(len(part.text.splitlines()) == 1 for part in segments)


def _check_spans(content: str, segments: Any) -> None:
    at = 0
    for number, part in enumerate(segments, 1):
        assert part.id == f"s{number:03d}"
        assert part.text == content[part.start : part.end] != ""
        assert all(map(_is_between, content[at : part.start]))
        at = part.end
    assert all(map(_is_between, content[at:]))


def _is_between(char: str) -> bool:
    return char.isspace() or char in BULLETS or unicodedata.category(char) in {"Cc", "Cf"}


def normalized(content: str) -> None:
    """The model's text can be written on one line, and normalising it again changes nothing."""
    once = normalize(content)
    once.text.encode()
    assert once.text.isprintable()
    assert normalize(once.text) == type(once)(once.text, ())


def cut(content: str) -> None:
    """A long sentence in parts keeps every letter, and no part is too long."""
    ordinary = "".join(c for c in normalize(content).text)
    parts = split_long(ordinary, len, 7)
    assert "".join("".join(parts.texts).split()) == "".join(ordinary.split())
    assert all(len("".join(part.split())) <= 7 for part in parts.texts)


def checked(pair: tuple[str, str]) -> None:
    """Any pair of texts can be checked, corrected and chosen from; all places that are named lie in the texts."""
    arabic, target = pair
    glossary = Glossary.builtin()
    _check_flags(arabic, target, check(arabic, target, glossary))
    edited, flags = post_edit(arabic, target, glossary)
    _check_flags(arabic, edited, flags)
    choice = choose(arabic, [Hypothesis(target, -0.5), Hypothesis("Text.", -0.6)], glossary)
    _check_flags(arabic, choice.text, choice.flags)
    assert 0 <= confidence(-0.5, arabic, target) <= 100
    for found, whole in ((numbers_arabic(arabic), arabic), (numbers_english(target), target)):
        assert all(0 <= number.start < number.end <= len(whole) for number in found)
    assert all(arabic[date.start : date.end] == date.text for date in find_dates(arabic))
    copy = passthrough(arabic)
    assert copy is None or isinstance(copy, str)


def _check_flags(arabic: str, target: str, flags: Any) -> None:
    for flag in flags:
        assert flag.severity in {"error", "warning", "info"}
        assert flag.message
        for span, whole in ((flag.source, arabic), (flag.target, target)):
            assert span is None or 0 <= span[0] <= span[1] <= len(whole)


def summarized(sentences: list[str]) -> None:
    """Any sentences can be ranked, and a summary is in order."""
    assert [one.index for one in rank(sentences)] == list(range(len(sentences)))
    picked = summarize(sentences, count=3)
    assert picked == sorted(set(picked))
    assert len(picked) == min(3, max(bool(sentences), len(picked)))


def written_markdown(one: Brief) -> None:
    """The front matter is YAML, the rest shows every row to a Markdown reader."""
    written = markdown.render(brief_document(one))
    written.encode()
    fields = yaml.safe_load(written.split("\n---\n", 1)[0].removeprefix("---\n"))
    assert isinstance(fields, dict)
    assert fields.get("sha256", "") == shown(one.article.source.sha256).strip(" ")
    _check_rows(one, parse(through_commonmark(written)))


def written_html(one: Brief) -> None:
    """The page holds no element and no attribute but the allowed ones, and shows every row."""
    written = html.render(brief_document(one))
    written.encode()
    tree = parse(written)
    check_page(tree)
    _check_rows(one, tree)


PAGE_TAGS = {"html", "head", "meta", "title", "style", "body", "header", "main", "section", "footer"}
PAGE_ATTRIBUTES = {
    "lang", "dir", "charset", "http-equiv", "content", "name", "class", "id", "href", "rel", "title", "role", "scope",
}  # fmt: skip


def check_page(tree: lxml.html.HtmlElement) -> None:
    """Nothing in it runs or fetches: every element and attribute is on the list, every link is a place or the web."""
    for element in tree.iter():
        assert element.tag in html.TAGS | PAGE_TAGS, element.tag
        assert set(element.attrib) <= PAGE_ATTRIBUTES
    assert len(tree.xpath("//style")) == 1
    for link in tree.xpath("//@href"):
        assert re.match(r"#|https?://|[\w.%~/-]+\.(?:html|md|docx|tmx|xliff|jsonl)(?:#|$)", link), link


def _check_rows(one: Brief, tree: lxml.html.HtmlElement) -> None:
    content = [row for row in one.rows if row.translation is not None]
    if not content:
        return
    rows = aligned(tree)
    assert [text_of(row.arabic) for row in rows] == [plain(row.segment.text) for row in content]
    for found, row in zip(rows, content, strict=True):
        assert row.translation
        assert text_of(found.english).removeprefix("•").strip().startswith(plain(row.translation.text) or "—")


def written_tmx(one: Brief) -> None:
    """The TMX is valid and has every unit, in order."""
    content = [row for row in one.rows if row.translation is not None]
    units = tmx_units(tmx_tree(one))
    assert [unit[0] for unit in units] == [row.segment.id for row in content]
    for (_, arabic, target), row in zip(units, content, strict=True):
        assert row.translation
        assert (arabic or "") == clean(row.segment.text)
        assert (target or "").strip() == (row.translation.text.strip() and clean(row.translation.text).strip())


def written_xliff(one: Brief) -> None:
    """The XLIFF is valid and has every unit, in order."""
    content = [row for row in one.rows if row.translation is not None]
    root = xliff_tree(one)
    assert xliff_texts(root, ".//x:trans-unit/x:source") == [clean(row.segment.text) for row in content]
    targets = [clean(row.translation.text) for row in content if row.translation]
    assert xliff_texts(root, ".//x:trans-unit/x:target") == targets


SCHEMA = json.loads(resources.files("dragoman").joinpath("data/segment.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")  # two lone ones side by side are one character to JSON


def written_jsonl(one: Brief) -> None:
    """Every line is JSON and can be written, and the brief comes back to the letter."""
    written = jsonl.dumps(one)
    lines = written.encode().decode().splitlines()
    assert len(lines) == len(one.rows) + 1
    for line in lines:
        VALIDATOR.validate(json.loads(line))
    if not SURROGATE_PAIR.search(one.article.text + repr(one.rows)):
        assert jsonl.loads(written) == one


def damaged_jsonl(lines: list[str]) -> None:
    """A brief's file that was changed is refused, or can be written and packed like any other."""
    try:
        one = jsonl.loads("\n".join(lines))
    except ValueError:
        return
    for write in (written_html, written_markdown, written_tmx, written_xliff):
        write(one)
    packed([one])


@st.composite
def _damaged(draw: st.DrawFn) -> list[str]:
    lines = jsonl.dumps(sample("daraa")).splitlines()[:6]
    number = draw(st.integers(0, len(lines) - 1))
    record = json.loads(lines[number])
    place: Any = record
    while True:
        keys = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and place[key] and draw(st.booleans()):
            place = place[key]
            continue
        break
    values = st.sampled_from([None, True, 0, -1, 10**9, 1.5, "", "x", "../x", "/etc/x", [], {}, [[]], "\ud800", "2019"])
    if draw(st.integers(0, 4)) == 0:
        del place[key]
    else:
        place[key] = draw(values | text)
    return [*lines[:number], json.dumps(record), *lines[number + 1 :]]


def packed(all_briefs: list[Brief]) -> None:
    """The pack and the index of any briefs hold nothing that is not allowed, in HTML, Markdown and Word."""
    run = all_briefs[0].run if all_briefs else sample("daraa").run
    pack = Pack([digest(one) for one in all_briefs], run, ("md", "html", "jsonl"), stories=True)
    trees = [parse(html.render(document)) for document in (pack.document(), pack.index())]
    for tree in trees:
        check_page(tree)
    written = markdown.render(pack.document())
    written.encode()
    assert yaml.safe_load(written.split("\n---\n", 1)[0].removeprefix("---\n"))["articles"] == len(all_briefs)
    headings = [text_of(one) for one in trees[0].iter("h3")]
    assert headings == [f"{n}. {plain(one.title_en)}".strip() for n, one in enumerate(pack.digests, 1)]
    archive = zipfile.ZipFile(io.BytesIO(docx.render(pack.document(), ".html")))
    body = ElementTree.fromstring(archive.read("word/document.xml"))
    found = "".join(element.text or "" for element in body.iter() if element.tag.endswith("}t"))
    assert all(shown(one.title_en).strip() in found for one in pack.digests)


def named(names: list[list[str]]) -> None:
    """Output names are safe on every system, and no two sources share one."""
    with tempfile.TemporaryDirectory(dir=_scratch()) as folder:
        root = Path(folder) / "in"
        for parts in names:
            target = root.joinpath(*parts[:-1], parts[-1] + ".txt")
            with suppress(OSError):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(b"x")
        if not root.is_dir():
            return
        try:
            found = discover([root], root.parent / "out").found
        except NoInput:
            return
    folded = [unicodedata.normalize("NFKC", one.name).casefold() for one in found]
    assert len(set(folded)) == len(folded)
    for one in found:
        assert one.name.casefold() not in RESERVED
        for part in one.name.split("/"):
            assert part not in {"", ".", ".."}
            assert part.isprintable()
            assert not set('<>:"\\|?*') & set(part)
            assert len(part.encode()) <= COMPONENT_BYTES + 10


cells = st.sampled_from(["arabic", "english", ",", "\n", '"', "دمشق", "x", "type", "city", "|", "\x00"])
glossaries = any_text | st.lists(cells, max_size=20).map("".join).map("arabic,english,type\n{}".format)
NAME = st.text(
    alphabet=st.characters(exclude_characters="/\0", exclude_categories=["Cs"]) | st.sampled_from("aA\u0301éé.-_ 1\n"),
    min_size=1,
    max_size=30,
).filter(lambda part: not part.startswith(".") and len(part.encode()) < 200)


def glossary_read(content: str) -> None:
    """A glossary file is read or refused."""
    with suppress(GlossaryError):
        found = Glossary(parse_glossary(content, "a.csv"))
        checked((content[:200], content[:200]))
        assert all(term.english for term in found.terms)


@cache
def _scratch() -> Path:
    return Path(tempfile.mkdtemp(prefix="dragoman-properties-"))


TARGETS: dict[str, Target] = {
    "decode": Target(any_bytes, decoded),
    "read": Target(files, file_read),
    "segment": Target(text, segmented),
    "split": Target(text, sentences_split),
    "normalize": Target(text, normalized),
    "long": Target(text, cut),
    "check": Target(st.tuples(text, english), checked),
    "summarize": Target(st.lists(text, max_size=12), summarized),
    "markdown": Target(briefs(), written_markdown),
    "html": Target(briefs(), written_html),
    "tmx": Target(briefs(), written_tmx),
    "xliff": Target(briefs(), written_xliff),
    "jsonl": Target(briefs(), written_jsonl),
    "damaged jsonl": Target(_damaged(), damaged_jsonl),
    "pack": Target(st.lists(briefs(), max_size=3), packed),
    "names": Target(st.lists(st.lists(NAME, min_size=1, max_size=3), min_size=1, max_size=6), named),
    "glossary": Target(glossaries, glossary_read),
}
