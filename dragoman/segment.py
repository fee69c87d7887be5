"""A document into an article: its lines told apart, its sentences split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.article import Article
from dragoman.clean import blocks
from translate.split import sentence_spans
from translate.types import Segment

if TYPE_CHECKING:
    from dragoman.read import Document
    from translate.types import Kind


def segment(document: Document) -> Article:
    """Clean and split ``document``.

    Segments are in order and exact (``text[start:end] == segment.text``); between them lie only white space,
    invisible format characters and bullets. Furniture is one segment a line, and is not split. What was left out of a
    web page stands behind the article as furniture, so that nothing disappears unseen.
    """
    text = "\n\n".join((document.text, *document.left_out))
    parts: list[tuple[Kind, int, int]] = []
    for block in blocks(document.text, document.title):
        whole = block.kind == "furniture"
        spans = [(block.start, block.end)] if whole else sentence_spans(document.text, block.start, block.end)
        parts += ((block.kind, start, end) for start, end in spans)
    end = len(document.text)
    for line in document.left_out:
        start, end = end + 2, end + 2 + len(line)
        parts.append(("furniture", start, end))
    segments = (
        Segment(f"s{n:03d}", kind, start, end, text[start:end]) for n, (kind, start, end) in enumerate(parts, 1)
    )
    return Article(document.source, text, tuple(segments))
