"""Bytes into text: UTF-8, UTF-16, Windows-1256 and ISO-8859-6, with or without a byte-order mark."""

from __future__ import annotations

import codecs
import re

from dragoman.errors import ReadError

CANDIDATES = {"cp1256": "windows-1256", "iso8859_6": "iso-8859-6"}
"""What a file that is neither UTF-8 nor UTF-16 is taken for; charset-normalizer tells them apart from 80 bytes on."""

SAMPLE_BYTES = 1 << 16
"""How much is looked at to tell an encoding; the whole file is then decoded with it."""

MAX_DAMAGE = 0.01
"""Share of undecodable characters up to which a text is read, with U+FFFD in their place and their number in the name
of the encoding. A cut or spliced download has a few; the wrong encoding makes it far more."""

MIN_COMMON = 0.22
"""Least share of alef, lam and yaa among the letters beyond ASCII of a text in a guessed encoding. In 153 Arabic
articles it is 29 to 41 %; Russian and Greek read as one of the two have at most 19 %."""

_UNKNOWN = "unknown encoding (not UTF-8, UTF-16, Windows-1256 or ISO-8859-6); save it as UTF-8"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MAGIC = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"Rar!"),
    *(b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"{\\rtf", b"SQLite format 3", b"\x7fELF"),
)
_LETTERS = "\u0620-\u064a\u066e-\u06d3\ufb50-\ufdfb\ufe70-\ufefc"
_ARABIC_WORD = re.compile(f"[{_LETTERS}]{{2}}")
_ARABIC = re.compile(f"[{_LETTERS}]")
_GARBLED = re.compile("[طظ][\u0080-\u06ff\u2000-\u22ff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b]")


def has_arabic(text: str) -> bool:
    """Whether two Arabic letters stand side by side anywhere in ``text``."""
    return bool(_ARABIC_WORD.search(text))


def arabic_letters(text: str) -> int:
    """The number of Arabic letters in ``text``."""
    return len(_ARABIC.findall(text))


def decode(data: bytes) -> tuple[str, str]:
    """The text of ``data`` and the name of its encoding; a byte-order mark is not part of the text.

    Raises:
        ReadError: it is empty, binary, in none of the encodings, or was once decoded wrongly and saved so.
    """
    if not data.strip(b"\0 \t\r\n\f\v"):
        raise ReadError("the file is empty")
    if data.startswith(_MAGIC):
        raise ReadError("not text but an image, archive or office document; save its text as .txt or .html")
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _checked(*_decode(data[len(bom) :], name.removesuffix("-sig"), name))
    if name := _utf16(data):
        return _checked(*_decode(data, name, name))
    try:
        return _checked(*_decode(data, "utf-8", "utf-8"))
    except UnicodeDecodeError:
        encoding = _guess(data)
    text, name = _checked(*_decode(data, encoding, CANDIDATES[encoding]))
    letters = [c for c in text[:SAMPLE_BYTES] if c > "\x7f" and c.isalpha()]
    if sum(map(letters.count, "الي")) < MIN_COMMON * len(letters):
        raise ReadError(_UNKNOWN)
    return text, name


def _decode(data: bytes, encoding: str, name: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), name
    except UnicodeDecodeError as error:
        text = data.decode(encoding, errors="replace")
        damaged = text.count("\ufffd")
        if damaged > MAX_DAMAGE * max(arabic_letters(text), 100):
            if name == "utf-8":  # without a byte-order mark it may be another encoding
                raise
            raise ReadError(f"damaged {name} text, first at byte {error.start}; save it again as UTF-8") from error
        return text, f"{name}, {damaged} characters damaged"


def _utf16(data: bytes) -> str:
    """UTF-16 without a byte-order mark: every second byte of Arabic and ASCII text is 00 or 06 (20 for punctuation)."""
    sample = data[:SAMPLE_BYTES]
    for name, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if len(high) > 1 and sum(high.count(byte) for byte in b"\x00\x06\x20\xfb\xfe") > 0.9 * len(high):
            low = sample[::2] if name.endswith("le") else sample[1::2]
            if high.count(0) + high.count(6) > low.count(0) + low.count(6):
                return name
    return ""


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes  # 50 ms, and nearly every file is UTF-8

    start = next((i for i, byte in enumerate(data) if byte > 0x7F), 0)
    sample = data[max(0, start - 200) : start + SAMPLE_BYTES]
    best = from_bytes(sample, cp_isolation=list(CANDIDATES)).best()
    if best is None or best.encoding not in CANDIDATES:
        raise ReadError(_UNKNOWN)
    return best.encoding


def _checked(text: str, encoding: str) -> tuple[str, str]:
    sample = text[:SAMPLE_BYTES]
    if len(_CONTROLS.findall(sample)) > len(sample) // 20:
        raise ReadError("not text (too many control characters)")
    if not has_arabic(text):
        raise ReadError("no Arabic found in it")
    # UTF-8 read as Windows-1256 turns each letter into ط or ظ and another sign; in Arabic they are 2 % of the letters.
    if len(_GARBLED.findall(sample)) > 0.3 * arabic_letters(sample):
        raise ReadError("garbled: UTF-8 that was once opened as Windows-1256 and saved; get the original file")
    return text, encoding
