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
    invisible format characters and bullets. Furniture is one segment a line, and is not split.
    """
    segments: list[Segment] = []
    for block in blocks(document.text, document.title):
        whole = block.kind == "furniture"
        spans = [(block.start, block.end)] if whole else sentence_spans(document.text, block.start, block.end)
        for start, end in spans:
            segments.append(Segment(f"s{len(segments) + 1:03d}", block.kind, start, end, document.text[start:end]))
    return Article(document.source, document.text, tuple(segments))
