"""Traces of processing in the English: character entities, pieces of the tokeniser, unknown-word signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.types import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

ENTITY = re.compile(r"& ?(?:amp|apos|quot|lt|gt|nbsp|#\d{1,5}|#x[0-9A-Fa-f]{1,5}) ?;")
_PIECE = re.compile(r"▁|⁇|<unk>|<pad>|</?s>|@-@|@@")


def check(arabic: str, english: str) -> Iterator[Flag]:
    """Flags of code ``markup``."""
    for pattern, severity in ((ENTITY, "warning"), (_PIECE, "error")):
        found = pattern.search(english)
        if found is not None and pattern.search(arabic) is None:
            message = f"The English holds “{found.group()}”, a trace of processing."
            yield Flag("markup", severity, message, target=found.span())  # type: ignore[arg-type]
