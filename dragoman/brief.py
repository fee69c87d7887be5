"""A brief as a document: what an article says in English, beside the Arabic that it came from."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

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
from dragoman.record import byline, callout, record, warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dragoman.article import Brief, Row
    from translate.types import Flag, Severity, Translation

LONGEST_TITLE = 250
"""Characters of a title that headings and lists show. A headline has under 120; where an article has none its first
sentence stands for it, of which the longest in the seeds has 380. The aligned text has all of it."""

SHOWN_ALTERNATIVES = 2
"""Other readings listed for a marked sentence. A reader compares two or three; the JSONL file has them all."""


MUCH_LEFT_OUT = 0.3
"""Share of a file's words taken for furniture from which the brief warns. The seeds have 1 to 18 %; above, a page is
mostly menus and links, or sentences were taken for them."""


def brief_document(brief: Brief) -> Document:
    """The document that a brief's Markdown and HTML are written from."""
    return Document(
        kind="brief",
        title=title(brief),
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
    return row.translation.text if row is not None and row.translation is not None else ""


def title(brief: Brief) -> str:
    """What to call the brief: its English title, shortened if it is very long, or its name where there is none."""
    english = title_en(brief)
    return shortened(english) if shown(english).strip() else brief.article.source.name


def title_ar(brief: Brief) -> str:
    """The title in Arabic; where the article has no title, its first sentence."""
    row = _title_row(brief)
    return row.segment.text if row is not None else ""


def shortened(title: str) -> str:
    """A title of at most `LONGEST_TITLE` characters, cut between words where it has any, with an ellipsis."""
    if len(title) <= LONGEST_TITLE:
        return title
    kept = title[: LONGEST_TITLE - 1]
    words, _, _ = kept.rpartition(" ")
    return f"{words if len(words) > LONGEST_TITLE // 2 else kept}…"


def marks_summary(marked_count: int, sentences: int, severities: Mapping[Severity, int]) -> str:
    """How much is marked, in words such as ``3 of 41 sentences marked (1 error, 2 warnings)``."""
    if not sentences:
        return "No sentence to translate was found"
    words: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
    kinds = [counted(severities[severity], word) for severity, word in words.items() if severities.get(severity)]
    detail = f" ({', '.join(kinds)})" if kinds else ""
    return f"{f'{marked_count:,}' if marked_count else 'None'} of {counted(sentences, 'sentence')} marked{detail}"


def left_out(brief: Brief) -> tuple[int, float]:
    """How many lines were taken for furniture and not translated, and their share of the words, 0 to 1."""
    words = [(row.translation is None, len(row.segment.text.split())) for row in brief.rows]
    lost = [count for furniture, count in words if furniture]
    return len(lost), sum(lost) / max(1, sum(count for _, count in words))


def left_out_summary(lines: int, share: float) -> str:
    """The same in words, such as ``3 lines not translated (6 % of the words)``; empty where there are none."""
    return f"{counted(lines, 'line')} not translated ({share:.0%} of the words)" if lines else ""


def counted(number: int, word: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def translated(brief: Brief) -> list[tuple[Row, Translation]]:
    """The rows that have a translation, which are all but the furniture."""
    return [(row, row.translation) for row in brief.rows if row.translation is not None]


def _title_row(brief: Brief) -> Row | None:
    content = [row for row, _ in translated(brief)]
    titled = [row for row in content if row.segment.kind == "title"]
    return next(iter(titled or content), None)


def _front(brief: Brief) -> dict[str, object]:
    source, run = brief.article.source, brief.run
    content = translated(brief)
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
        "marked": sum(marked(row) for row, _ in content),
        "warning": run.warning,
        "model": run.model_id or run.model,
        "engine": run.engine,
        "date": run.date,
        "signature": run.signature,
    }


def _header(brief: Brief) -> Iterator[Block]:
    yield from warning(brief.run)
    if shown(title_ar(brief)).strip():
        yield Paragraph([Text(shortened(title_ar(brief)), "ar")])
    yield Paragraph([Text(" · ".join(byline(brief.article.source, brief.run)))])
    content = translated(brief)
    count = sum(marked(row) for row, _ in content)
    severities = Counter(flag.severity for _, translation in content for flag in translation.flags)
    summary = marks_summary(count, len(content), severities)
    state: list[Inline] = [Text("Machine translation, not checked by a person. ")]
    state.append(Text(f"{summary}.", strong=count > 0))
    lines, share = left_out(brief)
    if lines:
        state += [Text(" "), Link(left_out_summary(lines, share), anchor="left-out"), Text(".")]
    yield Paragraph(state)
    if share > MUCH_LEFT_OUT:
        much = "Much of this file was taken for navigation, links and the like, and was not translated: "
        yield callout("Warning.", Text(much), Link("see there", anchor="left-out"))


def _sections(brief: Brief) -> Iterator[Section]:
    content = translated(brief)
    keys = [_key_point(row, translation) for row, translation in content if row.key]
    if keys:
        yield Section("key-points", [Text("Key points")], [Items(keys, numbered=True)])
    table = Table(("§", "English", ARABIC), [_row(row, translation) for row, translation in content], (8, 46, 46))
    yield Section("text", [Text("Aligned text")], [Paragraph([Text(_legend(content))]), table])
    doubtful = [_marked_item(row, translation) for row, translation in content if translation.flags]
    if doubtful:
        yield Section("marks", [Text("What was marked and why")], [Items(doubtful)])
    furniture = [_furniture(row) for row in brief.rows if row.translation is None]
    if furniture:
        explanation = Paragraph([Text("Taken for navigation, links, forms and repeats around the article.")])
        yield Section("left-out", [Text("Not translated")], [explanation, Items(furniture)])
    yield Section("record", [Text("Where this comes from")], [record(brief.article.source, brief.run)])


def _legend(content: Sequence[tuple[Row, Translation]]) -> str:
    legend = "Each row is one sentence of the article, with the Arabic that it was translated from."
    if any(row.key for row, _ in content):
        legend += " A star marks a key point."
    if any(translation.confidence is not None for _, translation in content):
        legend += " The small figure is the confidence, from 0 to 100."
    return legend


def _key_point(row: Row, translation: Translation) -> Item:
    name = anchor(row.segment.id)
    content: list[Inline] = [Text(translation.text), Text(" "), Link(number(row.segment.id), anchor=name)]
    return Item([*content, *doubt(translation.flags)], anchor=f"key-{name}")


def doubt(flags: Iterable[Flag]) -> list[Inline]:
    """What stands behind a sentence that is quoted away from its row: that it is marked, and as what."""
    codes = list(dict.fromkeys(flag.code for flag in flags if flag.severity != "info"))
    return [Text(f" (marked: {', '.join(codes)})")] if codes else []


def _row(row: Row, translation: Translation) -> TableRow:
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


def _marked_item(row: Row, translation: Translation) -> Item:
    content: list[Inline] = [Link(number(row.segment.id), anchor=anchor(row.segment.id))]
    content += [_label(flag) for flag in translation.flags]
    if marked(row):
        readings = [one.text for one in translation.alternatives[:SHOWN_ALTERNATIVES]]
        content += [Aside(f"Other reading: {reading}") for reading in readings]
    return Item(content)


def _furniture(row: Row) -> Item:
    name = f"{number(row.segment.id)} "
    return Item([Text(name), Text(row.segment.text, "ar")], anchor=anchor(row.segment.id))
