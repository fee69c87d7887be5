"""The files of a brief; one module a file format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.atomic import write_text
from dragoman.brief import brief_document
from dragoman.writers import html, jsonl, markdown, tmx, xliff
from dragoman.writers.paths import brief_path

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from dragoman.article import Brief

WRITERS: dict[str, Callable[[Brief], str]] = {
    "md": lambda brief: markdown.render(brief_document(brief)),
    "html": lambda brief: html.render(brief_document(brief)),
    "tmx": tmx.dumps,
    "xliff": xliff.dumps,
    "jsonl": jsonl.dumps,
}


def write_brief(brief: Brief, out: Path, formats: Collection[str]) -> list[Path]:
    """Write the brief's files below ``out``: ``NAME.md`` and so on, each whole or not at all.

    ``formats`` are keys of `WRITERS`; folders in the name are made.

    Raises:
        KeyError: a format that is not known.
        OutputError: a file cannot be written.
    """
    paths = []
    for name in formats:
        path = brief_path(out, brief.article.source.name, f".{name}")
        write_text(path, WRITERS[name](brief))
        paths.append(path)
    return paths
