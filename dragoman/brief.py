"""A brief as a document: what an article says in English, beside the Arabic that it came from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from dragoman.article import Brief, Row
from dragoman.document import (
    ARABIC,
    Aside,
    Block,
    Document,
    Inline,
    Item,
    Items,
    Label,
    Link,
    Paragraph,
    Section,
    Table,
    TableRow,
    Text,
    shown,
)
from dragoman.record import byline, record, warning
from translate.types import Flag, Translation

SHOWN_ALTERNATIVES = 2
"""Other readings listed for a marked sentence. A reader compares two or three; the JSONL file has them all."""


def brief_document(brief: Brief) -> Document:
    """The document that a brief's Markdown and HTML are written from."""
    return Document(
        kind="brief",
        title=title_en(brief) or brief.article.source.name,
        header=list(_header(brief)),
        sections=_sections(brief),
        footer=f"{brief.run.signature} · {brief.run.date}",
        front=_front(brief),
    )


def number(segment_id: str) -> str:
    """What a reader calls a segment: ``s014`` is ``§14``."""
    digits = re.sub(r"\D", "", segment_id).lstrip("0")
    return f"§{digits or segment_id}"


def anchor(segment_id: str) -> str:
    """The name of a segment's row for links; only letters, digits and hyphens."""
    return re.sub(r"[^A-Za-z0-9-]", "-", segment_id)


def marked(row: Row) -> bool:
    """Whether a reader should doubt the row: an error or a warning stands on it; notes (``info``) do not count."""
    return row.translation is not None and any(flag.severity != "info" for flag in row.translation.flags)


def title_en(brief: Brief) -> str:
    """The title's translation; where the article has no title, its first sentence's."""
    row = _title_row(brief)
    return row.translation.text.strip() if row is not None and row.translation is not None else ""


def title_ar(brief: Brief) -> str:
    """The title in Arabic; where the article has no title, its first sentence."""
    row = _title_row(brief)
    return row.segment.text.strip() if row is not None else ""


def marks_summary(rows: Sequence[Row]) -> str:
    """How much of an article is marked, in one sentence: ``3 of 41 sentences marked (1 error, 2 warnings).``"""
    content = [row for row in rows if row.translation is not None]
    count = sum(marked(row) for row in content)
    severities = Counter(flag.severity for row in content for flag in row.translation.flags if row.translation)
    kinds = [
        f"{severities[severity]} {word}{'' if severities[severity] == 1 else 's'}"
        for severity, word in (("error", "error"), ("warning", "warning"), ("info", "note"))
        if severities[severity]
    ]
    detail = f" ({', '.join(kinds)})" if kinds else ""
    return f"{count or 'None'} of {len(content)} sentence{'' if len(content) == 1 else 's'} marked{detail}."


def _title_row(brief: Brief) -> Row | None:
    content = [row for row in brief.rows if row.translation is not None]
    titled = [row for row in content if row.segment.kind == "title"]
    return next(iter(titled or content), None)


def _front(brief: Brief) -> dict[str, object]:
    source, run = brief.article.source, brief.run
    content = [row for row in brief.rows if row.translation is not None]
    return {
        "title": title_en(brief),
        "title_ar": title_ar(brief),
        "source": source.path,
        "sha256": source.sha256,
        "encoding": source.encoding,
        "published": source.date,
        "publisher": source.publisher,
        "url": source.url,
        "sentences": len(content),
        "marked": sum(marked(row) for row in content),
        "warning": run.warning,
        "model": run.model_id or run.model,
        "engine": run.engine,
        "date": run.date,
        "signature": run.signature,
    }


def _header(brief: Brief) -> Iterator[Block]:
    yield from warning(brief.run)
    if title_ar(brief):
        yield Paragraph([Text(title_ar(brief), "ar")])
    yield Paragraph([Text(" · ".join(byline(brief.article.source, brief.run)))])
    summary = marks_summary(brief.rows)
    yield Paragraph([Text("Machine translation. "), Text(summary, strong=any(map(marked, brief.rows)))])


def _sections(brief: Brief) -> Iterator[Section]:
    keys = [row for row in brief.rows if row.key and row.translation is not None]
    if keys:
        yield Section("key-points", [Text("Key points")], [Items([_key_point(row) for row in keys], numbered=True)])
    content = [row for row in brief.rows if row.translation is not None]
    explanation = Paragraph(
        [Text("Each row is one sentence of the article, with the Arabic that it was translated from."), *_legend(content)]
    )
    table = Table(("§", "English", ARABIC), [_row(row) for row in content])
    yield Section("text", [Text("Aligned text")], [explanation, table])
    doubtful = [row for row in content if row.translation and row.translation.flags]
    if doubtful:
        yield Section("marks", [Text("What was marked and why")], [Items([_marked_item(row) for row in doubtful])])
    furniture = [row for row in brief.rows if row.translation is None]
    if furniture:
        yield Section(
            "left-out",
            [Text("Not translated")],
            [
                Paragraph([Text("Taken for navigation, links, forms and repeats around the article.")]),
                Items([_furniture(row) for row in furniture]),
            ],
        )
    yield Section("record", [Text("Where this comes from")], [record(brief.article.source, brief.run)])


def _legend(content: Sequence[Row]) -> list[Inline]:
    legend = ""
    if any(row.key for row in content):
        legend += " A star marks a key point."
    if any(row.translation and row.translation.confidence is not None for row in content):
        legend += " The small figure is the confidence, from 0 to 100."
    return [Text(legend)] if legend else []


def _key_point(row: Row) -> Item:
    assert row.translation is not None
    content: list[Inline] = [
        Text(row.translation.text),
        Text(" "),
        Link(number(row.segment.id), anchor=anchor(row.segment.id)),
    ]
    if marked(row):
        codes = dict.fromkeys(flag.code for flag in row.translation.flags if flag.severity != "info")
        content.append(Text(f" (marked: {', '.join(codes)})"))
    return Item(content, anchor=f"key-{anchor(row.segment.id)}")


def _row(row: Row) -> TableRow:
    translation = row.translation
    assert translation is not None
    name = anchor(row.segment.id)
    first: list[Inline] = [Link(number(row.segment.id).removeprefix("§"), anchor=name)]
    if row.key:
        first += [Text(" "), Link("★", anchor=f"key-{name}", title=f"Key point: {row.why}" if row.why else "Key point")]
    if translation.confidence is not None:
        first.append(Aside(str(translation.confidence), title=f"Confidence {translation.confidence} of 100"))
    return TableRow([first, list(_english(row, translation)), [_arabic(row, translation)]], anchor=name)


def _english(row: Row, translation: Translation) -> Iterator[Inline]:
    strong = row.segment.kind in {"title", "heading"}
    spans = tuple(flag.target for flag in translation.flags if flag.target is not None)
    if row.segment.kind == "item":
        yield Text("• ")
    yield Text(translation.text, strong=strong, marks=spans) if shown(translation.text).strip() else Text("—")
    for flag in translation.flags:
        yield _label(flag)
    if translation.reason:
        yield Label("info", "choice", f"not the model's first hypothesis: {translation.reason}")


def _arabic(row: Row, translation: Translation) -> Text:
    spans = tuple(flag.source for flag in translation.flags if flag.source is not None)
    return Text(row.segment.text, "ar", strong=row.segment.kind in {"title", "heading"}, marks=spans)


def _label(flag: Flag) -> Label:
    return Label(flag.severity, flag.code, flag.message)


def _marked_item(row: Row) -> Item:
    assert row.translation is not None
    content: list[Inline] = [Link(number(row.segment.id), anchor=anchor(row.segment.id))]
    content += [_label(flag) for flag in row.translation.flags]
    if marked(row):
        readings = [one.text for one in row.translation.alternatives[:SHOWN_ALTERNATIVES]]
        content += [Aside(f"Other reading: {reading}") for reading in readings]
    return Item(content)


def _furniture(row: Row) -> Item:
    return Item(
        [Text(f"{number(row.segment.id)} "), Text(row.segment.text, "ar")],
        anchor=anchor(row.segment.id),
    )
