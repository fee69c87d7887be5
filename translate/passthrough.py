"""What needs no translation: web addresses, numbers, Latin text, punctuation."""

from __future__ import annotations

import re

from translate.normalize import normalize

_ADDRESS = re.compile(r"(?:(?:https?|ftp)://|www\.)\S+|[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+", re.IGNORECASE)
_ARABIC_LETTER = re.compile(
    "[\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u0870-\u08c9\ufb50-\ufdfc\ufe70-\ufefc]"
)
_PUNCTUATION = str.maketrans("،؛؟۔", ",;?.")


def passthrough(text: str) -> str | None:
    """What stands in the English for a text that has nothing to translate; None for one that has.

    A web or mail address is copied as it is. Text without an Arabic letter (a number, Latin text, an emoji) is copied
    with its digits and punctuation in ASCII.
    """
    stripped = text.strip()
    if _ADDRESS.fullmatch(stripped):
        return stripped
    if _ARABIC_LETTER.search(text):
        return None
    return normalize(text).text.translate(_PUNCTUATION)
