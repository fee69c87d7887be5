"""A brief as JSON lines: everything that Dragoman knows about an article, for programs and for the pack.

The first line is the article, each other line a segment. ``dragoman/data/segment.schema.json`` describes both.
What differs between a run and the same run after an interruption (whether a translation came from memory) is not
written; dates stand in the article's line only.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from dragoman.article import Article, Brief, Row, RunInfo, Source
from dragoman.brief import title_ar, title_en
from translate.types import Flag, Hypothesis, Segment, Translation

if TYPE_CHECKING:
    from collections.abc import Mapping

RUN_FIELDS = (
    "version", "model", "model_id", "revision", "model_hash", "engine", "device", "beam", "warning", "licence",
)  # fmt: skip

# json.dumps leaves these as they are: line ends to some readers, or not to be written as UTF-8.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def dumps(brief: Brief) -> str:
    """The whole file."""
    return "".join(_line(record) for record in [_article(brief), *map(_segment, brief.rows)])


def loads(text: str) -> Brief:
    """The brief that `dumps` wrote, to the letter, but for ``Translation.from_memory``, which is False.

    Raises:
        ValueError: not such a file; the message says which line.
    """
    lines = text.removesuffix("\n").split("\n")
    number = 1
    try:
        article, source, run = _load_article(json.loads(lines[0]))
        rows = []
        for number, line in enumerate(lines[1:], 2):  # noqa: B007 - named in the error
            rows.append(_load_row(json.loads(line), article))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(
            f"line {number} is not a line of a Dragoman brief ({type(error).__name__}: {error})"
        ) from error
    return Brief(Article(source, article, tuple(row.segment for row in rows)), tuple(rows), run)


def _line(record: Mapping[str, Any]) -> str:
    line = json.dumps(record, ensure_ascii=False, separators=(", ", ": "))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", line) + "\n"


def _article(brief: Brief) -> dict[str, Any]:
    source, run = brief.article.source, brief.run
    return {
        "type": "article",
        "name": source.name,
        "path": source.path,
        "sha256": source.sha256,
        "encoding": source.encoding,
        "format": source.format,
        "url": source.url,
        "published": source.date,
        "publisher": source.publisher,
        "title_ar": title_ar(brief),
        "title_en": title_en(brief),
        "date": run.date,
        "run": {name: getattr(run, name) for name in RUN_FIELDS},
        "signature": run.signature,
        "text": brief.article.text,
    }


def _load_article(record: dict[str, Any]) -> tuple[str, Source, RunInfo]:
    if record["type"] != "article":
        raise ValueError("the first line must be the article")
    source = Source(
        name=record["name"],
        path=record["path"],
        sha256=record["sha256"],
        encoding=record["encoding"],
        format=record["format"],
        url=record["url"],
        date=record["published"],
        publisher=record["publisher"],
    )
    return record["text"], source, RunInfo(date=record["date"], **{name: record["run"][name] for name in RUN_FIELDS})


def _segment(row: Row) -> dict[str, Any]:
    segment, translation = row.segment, row.translation
    record: dict[str, Any] = {
        "type": "segment",
        "id": segment.id,
        "kind": segment.kind,
        "start": segment.start,
        "end": segment.end,
        "ar": segment.text,
        "en": None if translation is None else translation.text,
    }
    if translation is not None:
        record |= {
            "score": translation.score,
            "confidence": translation.confidence,
            "flags": [_flag(flag) for flag in translation.flags],
            "alternatives": [{"text": one.text, "score": one.score} for one in translation.alternatives],
            "reason": translation.reason,
            "copied": translation.copied,
        }
        if translation.source != segment.text:
            record["source"] = translation.source
    return record | {"key": row.key, "why": row.why}


def _load_row(record: dict[str, Any], text: str) -> Row:
    if record["type"] != "segment":
        raise ValueError("each line but the first must be a segment")
    start, end = record["start"], record["end"]
    segment = Segment(record["id"], record["kind"], start, end, record["ar"])
    if text[start:end] != segment.text:
        raise ValueError(f"the text of segment {segment.id} does not stand at its offsets")
    translation = None
    if record["en"] is not None:
        translation = Translation(
            source=record.get("source", segment.text),
            text=record["en"],
            score=record["score"],
            flags=tuple(map(_load_flag, record["flags"])),
            alternatives=tuple(Hypothesis(one["text"], one["score"]) for one in record["alternatives"]),
            copied=record["copied"],
            confidence=record["confidence"],
            reason=record["reason"],
        )
    return Row(segment, translation, record["key"], record["why"])


def _flag(flag: Flag) -> dict[str, Any]:
    record: dict[str, Any] = {"code": flag.code, "severity": flag.severity, "message": flag.message}
    spans = {"source": flag.source, "target": flag.target}
    return record | {name: list(span) for name, span in spans.items() if span is not None}


def _load_flag(record: dict[str, Any]) -> Flag:
    spans = {name: (record[name][0], record[name][1]) for name in ("source", "target") if name in record}
    return Flag(record["code"], record["severity"], record["message"], **spans)
