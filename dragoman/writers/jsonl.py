"""A brief as JSON lines: everything that Dragoman knows about an article, for programs and for the pack.

The first line is the article, each other line a segment. ``dragoman/data/segment.schema.json`` describes both.
What differs between a run and the same run after an interruption (whether a translation came from memory) is not
written; dates stand in the article's line only.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from dragoman.article import Article, Brief, Row, RunInfo, Source
from dragoman.brief import title_ar, title_en
from dragoman.errors import OutputError
from dragoman.writers.paths import brief_path
from translate.types import Flag, Hypothesis, Kind, Segment, Severity, Translation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from translate.types import Span

RUN_FIELDS = (
    "version", "model", "model_id", "revision", "model_hash", "engine", "device", "beam", "warning", "licence",
)  # fmt: skip

_TEXT = (str,)
_ARTICLE = dict.fromkeys(
    ("name", "path", "sha256", "encoding", "format", "url", "published", "publisher", "date", "text"), _TEXT
)
_RUN = dict.fromkeys(RUN_FIELDS, _TEXT) | {"beam": (int,)}
_SEGMENT = {"id": _TEXT, "kind": _TEXT, "start": (int,), "end": (int,), "ar": _TEXT, "key": (bool,), "why": _TEXT}
_TRANSLATION = {
    "en": _TEXT, "score": (int, float, type(None)), "confidence": (int, type(None)), "flags": (list,),
    "alternatives": (list,), "reason": _TEXT, "copied": (bool,),
}  # fmt: skip
_FLAG = {"code": _TEXT, "severity": _TEXT, "message": _TEXT}
_HYPOTHESIS = {"text": _TEXT, "score": (int, float)}

_ID = re.compile(r"s[0-9]{3,9}")

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
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError, OutputError) as error:
        raise ValueError(
            f"line {number} is not a line of a Dragoman brief ({type(error).__name__}: {error})"
        ) from error
    return Brief(Article(source, article, tuple(row.segment for row in rows)), tuple(rows), run)


def _checked(record: dict[str, Any], kinds: Mapping[str, tuple[type, ...]]) -> dict[str, Any]:
    """The record, if its values are of these kinds: a file that was edited must not end the pack over all others."""
    for name, kind in kinds.items():
        if type(record[name]) not in kind:
            raise ValueError(f"{name} is {record[name]!r}")
    return record


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
    _checked(record, _ARTICLE)
    _checked(record["run"], _RUN)
    datetime.fromisoformat(record["date"])
    brief_path(Path(), record["name"], "")
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
    start, end = _checked(record, _SEGMENT)["start"], record["end"]
    segment = Segment(record["id"], record["kind"], start, end, record["ar"])
    if segment.kind not in get_args(Kind) or not _ID.fullmatch(segment.id):
        raise ValueError(f"segment {segment.id!r} is of kind {segment.kind!r}")
    if start < 0 or text[start:end] != segment.text:
        raise ValueError(f"the text of segment {segment.id} does not stand at its offsets")
    translation = None
    if record["en"] is not None:
        _checked(record, _TRANSLATION)
        translation = Translation(
            source=_checked({"source": segment.text} | record, {"source": _TEXT})["source"],
            text=record["en"],
            score=record["score"],
            flags=tuple(map(_load_flag, record["flags"])),
            alternatives=tuple(Hypothesis(**_checked(one, _HYPOTHESIS)) for one in record["alternatives"]),
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
    spans = {name: _span(*record[name]) for name in ("source", "target") if name in record}
    if _checked(record, _FLAG)["severity"] not in get_args(Severity):
        raise ValueError(f"severity is {record['severity']!r}")
    return Flag(record["code"], record["severity"], record["message"], **spans)


def _span(start: int, end: int) -> Span:
    _checked({"start": start, "end": end}, {"start": (int,), "end": (int,)})
    return start, end
