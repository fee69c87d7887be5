"""Bytes into text: UTF-8, UTF-16, Windows-1256 and ISO-8859-6, with or without a byte-order mark."""

from __future__ import annotations

import codecs
import re

from dragoman.errors import ReadError

CANDIDATES = ["cp1256", "iso8859_6", "utf_16_le", "utf_16_be"]
SAMPLE_BYTES = 1 << 16
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NAMES = {"cp1256": "windows-1256", "iso8859_6": "iso-8859-6", "utf_16_le": "utf-16-le", "utf_16_be": "utf-16-be"}
_MAGIC = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%PDF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"{\\rtf",
)
_ARABIC_WORD = re.compile("[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdfb\ufe70-\ufefc]{2}")


def has_arabic(text: str) -> bool:
    """Whether two Arabic letters stand side by side anywhere in ``text``."""
    return bool(_ARABIC_WORD.search(text))


def decode(data: bytes) -> tuple[str, str]:
    """The text of ``data`` and the name of its encoding; a byte-order mark is not part of the text.

    Raises:
        ReadError: it is empty, binary, or in none of the encodings.
    """
    if not data.strip():
        raise ReadError("the file is empty")
    if data.startswith(_MAGIC):
        raise ReadError("not a text file (an image, archive or office document)")
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], name.removesuffix("-sig")), name
    try:
        text, name = data.decode(), "utf-8"
    except UnicodeDecodeError:
        name = _guess(data)
        text = _strict(data, name)
    if _looks_binary(text):
        raise ReadError("not a text file (too many control characters)")
    return text, _NAMES.get(name, name)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(f"damaged {encoding} text at byte {error.start}; save it again as UTF-8") from error


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - 50 ms, and most files are UTF-8

    best = from_bytes(data[:SAMPLE_BYTES], cp_isolation=CANDIDATES).best()
    if best is None:
        raise ReadError("unknown encoding: not UTF-8, UTF-16, Windows-1256 or ISO-8859-6; save it as UTF-8")
    return best.encoding


def _looks_binary(text: str) -> bool:
    sample = text[:SAMPLE_BYTES]
    return sum(c < " " and c not in "\t\n\r\f\v" for c in sample) > len(sample) // 20
