"""Briefs to write: two whole ones from files, and ones built from a few lines."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from dragoman.article import Article, Brief, Row, RunInfo, Source
from dragoman.writers import jsonl
from translate.types import Flag, Hypothesis, Kind, Segment, Translation

DATA = Path(__file__).parent / "data" / "writers"
SAMPLES = ("daraa", "syria")

RUN = RunInfo(
    version="0.1.0",
    model="opus",
    model_id="Helsinki-NLP/opus-mt-ar-en",
    revision="abc123",
    model_hash="5" * 64,
    engine="ctranslate2",
    device="cpu",
    beam=4,
    date="2026-11-22T02:13:17+00:00",
    licence="CC-BY-4.0",
)


def sample(name: str) -> Brief:
    """A whole brief: a seed's Arabic with English and marks written by hand."""
    return jsonl.loads((DATA / f"{name}.jsonl").read_text(encoding="utf-8"))


def brief(*lines: tuple[Kind, str, Translation | str | None], name: str = "article", run: RunInfo = RUN) -> Brief:
    """A brief of lines (kind, Arabic, English); a text alone is a translation without marks."""
    text, rows = "", []
    for number, (kind, arabic, english) in enumerate(lines, 1):
        start = len(text)
        text += arabic + "\n"
        segment = Segment(f"s{number:03d}", kind, start, start + len(arabic), arabic)
        translation = Translation(arabic, english, -0.5) if isinstance(english, str) else english
        rows.append(Row(segment, translation))
    source = Source(name, f"{name}.txt", "0" * 64, "utf-8", "text")
    return Brief(Article(source, text, tuple(row.segment for row in rows)), tuple(rows), run)


# Text as an attacker or an accident would make it: markup of all kinds, and characters that break files.
any_text = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [
                "|", "\\", "`", "*", "**", "_", "__", "[", "](", ")", "<", ">", "&", "&amp;", "&#35;", "#",
                "# ", "-", "- ", "---", "+ ", "1. ", "1)", "~~", "$", "$x$", "!", "![", "<b>", "</td>",
                "<script>", "<!--", "-->", "<br>", "]]>", "{", "}", "{: .x }", "\n", "\r\n", "\n\n", "\t",
                "    ", "\x00", "\x02", "\x03", "\x1b", "\x7f", "\xa0", "\u0085", "\u2028", "\u202e", "\u202c",
                "\u2066", "\u200f", "\ud800", "\ufffe", "\U000f002a", "klzzwxh:0001", "\x02wxzhzdk:0\x03",
                "www.a.b", "http://a.b/", "a@b.c", ":", "=", "كلمة", "٥٠٠", "word", "a", " ", "é", "😀",
            ]
        ),
        max_size=14,
    ).map("".join),
)  # fmt: skip

severities = st.sampled_from(["error", "warning", "info"])
spans = st.none() | st.tuples(st.integers(0, 12), st.integers(0, 20))
flags = st.builds(
    Flag, st.sampled_from(["number", "length", "name"]), severities, any_text.map("!".__add__), spans, spans
)
hypotheses = st.builds(Hypothesis, any_text, st.floats(-20, 0))
translations = st.builds(
    Translation,
    any_text,
    any_text,
    st.none() | st.floats(-20, 0),
    flags=st.lists(flags, max_size=2).map(tuple),
    alternatives=st.lists(hypotheses, max_size=2).map(tuple),
    copied=st.booleans(),
    confidence=st.none() | st.integers(0, 100),
    reason=any_text,
)


@st.composite
def briefs(draw: st.DrawFn) -> Brief:
    """Any brief at all."""
    kinds = st.sampled_from(["title", "heading", "sentence", "item"])
    lines: list[tuple[Kind, str, Translation | str | None]] = draw(
        st.lists(
            st.tuples(kinds, any_text, translations) | st.tuples(st.just("furniture"), any_text, st.none()), max_size=5
        )
    )
    made = brief(*lines)
    rows = tuple(
        Row(row.segment, row.translation, row.translation is not None and draw(st.booleans()), draw(any_text))
        for row in made.rows
    )
    return Brief(made.article, rows, made.run)
