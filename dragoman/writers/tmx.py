"""A brief as TMX 1.4, for translation memories: a unit a segment, ids kept (https://www.gala-global.org/tmx-14b)."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from dragoman.writers.xml import dumps as xml_dumps
from dragoman.writers.xml import element

if TYPE_CHECKING:
    from dragoman.article import Brief


def dumps(brief: Brief) -> str:
    """The whole file. Furniture is left out; a segment whose English is empty has no English variant."""
    source, run = brief.article.source, brief.run
    root = ElementTree.Element("tmx", version="1.4")
    header = element(
        root,
        "header",
        creationtool="Dragoman",
        creationtoolversion=run.version,
        segtype="sentence",
        o_tmf="Dragoman JSONL",
        adminlang="en",
        srclang="ar",
        datatype="plaintext",
    )
    if date := _date(run.date):
        header.set("creationdate", date)
    if run.warning:
        element(header, "note", run.warning)
    element(header, "prop", source.path, type="x-file")
    element(header, "prop", source.sha256, type="x-sha256")
    element(header, "prop", run.signature, type="x-signature")
    body = element(root, "body")
    for row in brief.rows:
        if row.translation is None:
            continue
        unit = element(body, "tu", tuid=row.segment.id)
        for flag in row.translation.flags:
            element(unit, "note", f"{flag.severity} {flag.code}: {flag.message}")
        element(unit, "prop", row.segment.kind, type="x-kind")
        if row.translation.confidence is not None:
            element(unit, "prop", str(row.translation.confidence), type="x-confidence")
        element(element(unit, "tuv", xml_lang="ar"), "seg", row.segment.text)
        if row.translation.text.strip():
            element(element(unit, "tuv", xml_lang="en"), "seg", row.translation.text)
    return xml_dumps(root)


def _date(date: str) -> str:
    """ISO 8601 as TMX writes it, in UTC: ``20261122T021317Z``; empty if it cannot be read."""
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        return ""
    return moment.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
