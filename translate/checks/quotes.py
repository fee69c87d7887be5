"""Quotation marks and brackets that are opened and not closed, or lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.types import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAIRS = {"(": ")", "[": "]", "“": "”", "«": "»"}
_BRACKETS = re.compile(r"[()\[\]]")


def check(arabic: str, english: str) -> Iterator[Flag]:
    """Flags of code ``quotes``; only where the Arabic itself is in order."""
    name = unpaired(english)
    if name and not unpaired(arabic):
        yield Flag("quotes", "info", f"The English opens or closes {name} without its counterpart.")
    if "(" in arabic and ")" in arabic and not _BRACKETS.search(english) and not re.search(r"[-–—,]", english):
        yield Flag("quotes", "info", "What the Arabic has in brackets stands in the English without them, or is lost.")


def unpaired(text: str) -> str:
    """What is opened and not closed, or closed and not opened, in words; empty if nothing is."""
    for opening, closing in _PAIRS.items():
        if text.count(opening) != text.count(closing):
            return "a bracket" if opening in "([" else "a quotation mark"
    return "a quotation mark" if text.count('"') % 2 else ""
