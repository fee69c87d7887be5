"""Files into documents: decoded, unwrapped from HTML, Markdown or JSONL, and checked to hold Arabic."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from dragoman.article import Source
from dragoman.decode import decode, has_arabic
from dragoman.errors import ReadError
from dragoman.unwrap import MAX_HTML_BYTES, Unwrapped, html, markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from dragoman.article import Format
    from dragoman.discover import Found

MAX_BYTES = 10_000_000
"""Largest document, and longest line of a JSONL file (which may itself have any size). An article with its briefs is
held in memory as a whole, 280 MB for a megabyte where every sentence is marked: this much text, 110,000 sentences,
takes 3 GB. A web page may have more, see `MAX_HTML_BYTES`, but not more text."""

_FORMATS: dict[str, Format] = {".md": "markdown", ".html": "html", ".htm": "html", ".jsonl": "jsonl"}
_PAGE = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}>\s*)?(?:<!--[^<>]{0,500}-->\s*)?<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE
)
_MARKUP = re.compile(r"<[A-Za-z/!?]")


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded document.

    ``text`` is what the article's offsets count in: for plain text the decoded file to the letter, for the other
    formats the text that was taken out of the markup, with the title in front if it does not stand there. ``title``
    is what the metadata call it, or empty. ``left_out`` are sentences of a web page that are not its article. None of
    them holds lone surrogates, so all can be written as UTF-8.
    """

    source: Source
    text: str
    title: str
    left_out: tuple[str, ...] = ()


class OwnOutputError(ReadError):
    """A JSONL file that this program wrote."""


class BadLine(ReadError):
    """A line of a JSONL file that holds no document; ``path`` is ``file.jsonl:3``."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


def read(found: Found) -> Iterator[Document | BadLine]:
    """The documents of a file: one, or one a line for ``.jsonl``, which is read as it is asked for.

    A bad line of a JSONL file is yielded as a `BadLine` in its place, and the lines after it go on.

    Raises:
        ReadError: the file cannot be read as Arabic text. The message does not repeat the path.
    """
    form = _FORMATS.get(found.path.suffix.lower(), "text")
    try:
        with found.path.open("rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise ReadError("not a regular file")
            if form == "jsonl":
                yield from _lines(file, found)
                return
            data = file.read(_limit(form) + 1)
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror or error}") from error
    yield _document(data, found.name, shown(found.path), form)


def read_all(sources: Iterable[Found]) -> Iterator[Document | tuple[str, ReadError]]:
    """The documents of every source; for a source or a line that cannot be read, what to call it and why."""
    for found in sources:
        try:
            for document in read(found):
                yield (document.path, document) if isinstance(document, BadLine) else document
        except ReadError as error:
            yield shown(found.path), error


def read_stdin(data: bytes) -> Document:
    """The document that came in on standard input: a web page if it begins like one, else plain text.

    Raises:
        ReadError: it cannot be read as Arabic text.
    """
    return _document(data, "stdin", "-", "text")


def shown(path: Path) -> str:
    """``path`` as text that can be written as UTF-8, whatever bytes the name has."""
    return os.fsencode(path).decode(errors="replace")


def _document(data: bytes, name: str, path: str, form: Format) -> Document:
    _check_size(data, _limit(form))
    text, encoding = decode(data)
    if form == "text" and _PAGE.match(text, 0, 2000):
        form = "html"
    elif form == "html" and not _MARKUP.search(text):
        form = "text"  # saved with the wrong suffix; the extractor would find no article
    found = html(text) if form == "html" else markdown(text) if form == "markdown" else Unwrapped(text)
    if form == "html":
        _check_size(found.text.encode(errors="replace"), MAX_BYTES)
    source = _source(name, path, data, encoding, form, found)
    title = _one_line(found.title)
    return Document(source, _headed(found.text, title), title, tuple(map(_whole, found.left_out)))


def _limit(form: Format) -> int:
    return MAX_HTML_BYTES if form == "html" else MAX_BYTES


def _check_size(data: bytes, limit: int) -> None:
    if len(data) > limit:
        raise ReadError(f"larger than {limit // 1_000_000} MB, the most that one article may have; split it")


def _lines(file: BinaryIO, found: Found) -> Iterator[Document | BadLine]:
    number = 0
    empty = True
    while line := file.readline(MAX_BYTES + 1):
        number += 1
        if number == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise ReadError("JSONL must be UTF-8, and this is UTF-16; save it as UTF-8")
        whole = line
        while len(whole) > MAX_BYTES and not whole.endswith(b"\n"):  # the rest of a line that is too long
            whole = file.readline(MAX_BYTES + 1)
            if not whole:
                break
        if not line.strip():
            continue
        empty = False
        path = f"{shown(found.path)}:{number}"
        try:
            yield _line(line, f"{found.name}-{number:04d}", path)
        except OwnOutputError:
            raise  # of the whole file: what follows are its segments
        except ReadError as error:
            yield BadLine(path, str(error))
    if empty:
        raise ReadError("the file is empty")


def _line(line: bytes, name: str, path: str) -> Document:
    _check_size(line, MAX_BYTES)
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ReadError("not UTF-8, as JSONL must be; save the file as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise ReadError(f"not JSON ({error})") from error
    if isinstance(fields, dict) and {"type", "signature", "title_ar"} <= fields.keys():
        raise OwnOutputError("a brief that Dragoman wrote, not an article")
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        raise ReadError('not an object with a "text", such as {"title": "…", "text": "…"}')
    text, title = _whole(fields["text"]), _one_line(fields.get("title"))
    if not has_arabic(text):
        raise ReadError("no Arabic found in its text")
    url, date, publisher = (_one_line(fields.get(key)) for key in ("url", "date", "source"))
    values = Unwrapped(text, title, url, date, publisher)
    return Document(_source(name, path, line, "utf-8", "jsonl", values), _headed(text, title), title)


def _source(name: str, path: str, data: bytes, encoding: str, form: Format, found: Unwrapped) -> Source:
    sha256 = hashlib.sha256(data).hexdigest()
    url, date, publisher = map(_one_line, (found.url, found.date, found.publisher))
    return Source(name, path, sha256, encoding, form, url, date, publisher)


def _headed(text: str, title: str) -> str:
    """``text`` with an Arabic title in front, unless one of its first lines has it."""
    if not has_arabic(title) or any(title in _one_line(line) for line in text[:4000].splitlines()[:10]):
        return text
    return f"{title}\n\n{text}"


def _one_line(value: Any) -> str:
    return " ".join(_whole(str(value)).split()) if isinstance(value, str | int) and value else ""


def _whole(text: str) -> str:
    """``text`` with U+FFFD for lone surrogates, which JSON can write and UTF-8 cannot."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
