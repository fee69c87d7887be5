"""A document into an article: its lines told apart, its sentences split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.article import Article
from dragoman.clean import blocks
from translate.split import sentence_spans
from translate.types import Segment

if TYPE_CHECKING:
    from dragoman.read import Document


def segment(document: Document) -> Article:
    """Clean and split ``document``.

    Segments are in order and exact (``text[start:end] == segment.text``); between them lie only white space,
    invisible format characters and bullets. Furniture is one segment a line, and is not split. What was left out of a
    web page stands behind the article as furniture, so that nothing disappears unseen.
    """
    segments: list[Segment] = []
    text = "\n\n".join((document.text, *document.left_out))
    for block in blocks(document.text, document.title):
        whole = block.kind == "furniture"
        spans = [(block.start, block.end)] if whole else sentence_spans(document.text, block.start, block.end)
        for start, end in spans:
            segments.append(Segment(f"s{len(segments) + 1:03d}", block.kind, start, end, text[start:end]))
    start = len(document.text)
    for line in document.left_out:
        start += 2
        segments.append(Segment(f"s{len(segments) + 1:03d}", "furniture", start, start + len(line), line))
        start += len(line)
    return Article(document.source, text, tuple(segments))
