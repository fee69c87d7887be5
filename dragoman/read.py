"""Files into documents: decoded, unwrapped from HTML, Markdown or JSONL, and checked to hold Arabic."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.article import Source
from dragoman.decode import decode, has_arabic
from dragoman.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.article import Format
    from dragoman.discover import Found

MAX_BYTES = 50_000_000

_FORMATS: dict[str, Format] = {".md": "markdown", ".html": "html", ".htm": "html", ".jsonl": "jsonl"}


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded document: ``text`` is what the article's offsets count in; ``title`` is known from metadata or empty."""

    source: Source
    text: str
    title: str


class BadLine(ReadError):
    """A line of a JSONL file that holds no document; ``path`` is ``file.jsonl:3``."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


def read(found: Found) -> Iterator[Document | BadLine]:
    """The documents of a file: one, or one a line for ``.jsonl``.

    A bad line of a JSONL file is yielded as a `BadLine` in its place, and the lines after it go on.

    Raises:
        ReadError: the file cannot be read as Arabic text. The message does not repeat the path.
    """
    form = _FORMATS.get(found.path.suffix.lower(), "text")
    try:
        if found.path.stat().st_size > MAX_BYTES and form != "jsonl":
            raise ReadError(f"larger than {MAX_BYTES // 1_000_000} MB; split it into articles")
        data = found.path.read_bytes()
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror or error}") from error
    if form == "jsonl":
        yield from _lines(found, data)
    else:
        yield _document(data, found.name, str(found.path), form)


def read_stdin(data: bytes) -> Document:
    """The document that came in on standard input."""
    return _document(data, "stdin", "-", "text")


def _document(data: bytes, name: str, path: str, form: Format) -> Document:
    text, encoding = decode(data)
    title = url = date = publisher = ""
    if form == "html":
        from dragoman.unwrap import html  # noqa: PLC0415 - trafilatura takes most of a second

        text, title, url, date, publisher = html(text)
    if not has_arabic(text):
        raise ReadError("no Arabic found in it")
    sha256 = hashlib.sha256(data).hexdigest()
    return Document(Source(name, path, sha256, encoding, form, url, date, publisher), text, title)


def _lines(found: Found, data: bytes) -> Iterator[Document | BadLine]:
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        path = f"{found.path}:{number}"
        try:
            yield _line(line, f"{found.name}-{number:04d}", path)
        except ReadError as error:
            yield BadLine(path, str(error))


def _line(line: bytes, name: str, path: str) -> Document:
    text, encoding = decode(line)
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"not JSON: {error}") from error
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        raise ReadError('a line must be an object with a "text"')
    title, url, date, publisher = (str(fields.get(key) or "") for key in ("title", "url", "date", "source"))
    body = fields["text"]
    if title and not body.lstrip().startswith(title):
        body = f"{title}\n\n{body}"
    if not has_arabic(body):
        raise ReadError("no Arabic found in it")
    sha256 = hashlib.sha256(line).hexdigest()
    return Document(Source(name, path, sha256, encoding, "jsonl", url, date, publisher), body, title)
