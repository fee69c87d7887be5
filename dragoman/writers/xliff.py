"""A brief as XLIFF 1.2, for translators' tools, with the marks as notes.

https://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from dragoman.brief import marked
from dragoman.writers.xml import dumps as xml_dumps
from dragoman.writers.xml import element

if TYPE_CHECKING:
    from dragoman.article import Brief, Row

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
PRIORITY = {"error": "1", "warning": "3", "info": "7"}
"""XLIFF counts 1 as the most important note, 10 as the least."""


def dumps(brief: Brief) -> str:
    """The whole file: a ``trans-unit`` a segment, furniture left out."""
    source, run = brief.article.source, brief.run
    root = ElementTree.Element("xliff", version="1.2", xmlns=NAMESPACE)
    file = element(
        root,
        "file",
        original=source.path,
        source_language="ar",
        target_language="en",
        datatype="plaintext",
        tool_id="dragoman",
    )
    header = element(file, "header")
    element(header, "tool", tool_id="dragoman", tool_name="Dragoman", tool_version=run.version)
    if run.warning:
        element(header, "note", run.warning, priority="1")
    element(header, "note", run.signature)
    body = element(file, "body")
    for row in brief.rows:
        if row.translation is not None:
            _unit(body, row)
    return xml_dumps(root)


def _unit(body: ElementTree.Element, row: Row) -> None:
    translation = row.translation
    assert translation is not None
    unit = element(body, "trans-unit", id=row.segment.id, restype=f"x-{row.segment.kind}")
    element(unit, "source", row.segment.text, xml_lang="ar")
    state = "needs-review-translation" if marked(row) else "translated"
    target = element(unit, "target", translation.text, xml_lang="en", state=state)
    if not translation.copied:
        target.set("state-qualifier", "mt-suggestion")
    for flag in translation.flags:
        element(unit, "note", f"{flag.code}: {flag.message}", priority=PRIORITY[flag.severity], annotates="target")
    for one in translation.alternatives:
        alternative = element(unit, "alt-trans", origin="dragoman")
        element(alternative, "target", one.text, xml_lang="en")
