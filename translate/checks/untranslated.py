"""Arabic that was left as it was, or no English at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.tokens import ARABIC, WORD, fold
from translate.types import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

_LETTER = re.compile(r"[^\W_]")


def check(arabic: str, english: str) -> Iterator[Flag]:
    """Flags of codes ``empty``, ``copied`` and ``untranslated``."""
    if not _LETTER.search(english):
        if _LETTER.search(arabic):
            yield Flag("empty", "error", "There is no English for this sentence.")
        return
    words = list(WORD.finditer(english))
    left = [word for word in words if len(fold(word.group())) > 1 or ARABIC.search(word.group())]
    if not left:
        return
    letters = sum(len(word.group()) for word in left)
    if letters > len(_LETTER.findall(english)) / 2:
        yield Flag("copied", "error", "The Arabic was returned untranslated.", target=(0, len(english)))
        return
    span = (left[0].start(), left[-1].end())
    count = "An Arabic word was" if len(left) == 1 else f"{len(left)} Arabic words were"
    yield Flag("untranslated", "error", f"{count} left untranslated.", target=span)
