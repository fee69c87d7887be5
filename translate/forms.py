"""Unicode normal forms of any text in time that grows with the text only."""

from __future__ import annotations

import unicodedata
from typing import Literal

MOST_MARKS = 30
"""Combining marks in a row that are kept, as in Unicode's Stream-Safe Text Format (UAX #15); no script has words with
more. A normal form sorts them, and Python's takes the square of their number: 15 minutes for a megabyte of two marks
in turn."""

_SHORT = 1000  # characters, of which the square is nothing


def normal_form(form: Literal["NFC", "NFKC", "NFD", "NFKD"], text: str) -> str:
    """``unicodedata.normalize``, after what is beyond `MOST_MARKS` in a row has been left out of a long text."""
    return unicodedata.normalize(form, text if len(text) < _SHORT else _few_marks(text))


def _few_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
