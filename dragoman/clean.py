"""What each line of an article is: title, heading, sentence, item or furniture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate.split import is_blank, item_start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate.types import Kind


@dataclass(frozen=True, slots=True)
class Block:
    """A line, or the lines of a hard-wrapped paragraph, without the bullet and the white space around it."""

    kind: Kind
    start: int
    end: int


def blocks(text: str, title: str = "") -> Iterator[Block]:
    """The blocks of ``text`` in order."""
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        body, kind = item_start(text, start, end)
        a, b = body, end
        while a < b and is_blank(text[a]):
            a += 1
        while b > a and is_blank(text[b - 1]):
            b -= 1
        if a < b:
            yield Block(kind, a, b)
        start = end
