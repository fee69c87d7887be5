"""Words or letters that a decoder caught in a loop repeats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.types import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_STOP = re.compile(r"[.!?;:\"“”«»()'’]")
_WORD = re.compile(r"\w+", re.UNICODE)
# A string of up to 12 characters, a letter among them, four times running. Bounded, hence linear.
_STUTTER = re.compile(r"([^\W\d_][^\d\n]{0,11}?)\1{3,}")


def check(arabic: str, english: str) -> Iterator[Flag]:
    """Flags of code ``repetition``: 1 to 4 words three times running, 3 to 12 words twice, a stutter of letters."""
    words = list(_WORD.finditer(english))
    run = _run(_with_stops(words, english), 3) or _run([word.group().lower() for word in words], 5)
    if run is not None and _run(_WORD.findall(arabic), 3) is None:
        first, last = words[run[0]], words[run[1] - 1]
        phrase = english[first.start() : words[run[0] + run[2] - 1].end()]
        yield Flag(
            "repetition",
            "error",
            f"The English repeats “{phrase[:60]}”, which the Arabic does not.",
            target=(first.start(), last.end()),
        )
        return
    stutter = _STUTTER.search(english)
    if stutter is not None and _STUTTER.search(arabic) is None:
        message = f"The English repeats “{stutter[1]}” over and over."
        yield Flag("repetition", "error", message, target=stutter.span())


def _with_stops(words: list[re.Match[str]], text: str) -> list[str]:
    """The words in lower case, each with the sentence end or quotation mark that follows it.

    "a cyclical event. A cyclical event is …" and "“Hero of the Soviet Union”, the Soviet Union's highest honour" are
    good English.
    """
    ends = [*(word.start() for word in words[1:]), len(text)]
    return [
        word.group().lower() + ("".join(_STOP.findall(text, word.end(), end)))
        for word, end in zip(words, ends, strict=False)  # without words there is still the end of the text
    ]


def _run(words: Sequence[str], twice: int) -> tuple[int, int, int] | None:
    """First and last place of words that repeat at once, and how many make the phrase.

    ``twice`` is the size from which saying it twice is enough; below, three times running. Digits alone do not count.
    """
    for size in range(1 if twice <= 3 else twice, 13):
        needed = size if size >= twice else 2 * size
        same = 0
        for place in range(size, len(words)):
            same = same + 1 if words[place] == words[place - size] else 0
            if same >= needed and any(not word.isdigit() for word in words[place - size : place]):
                return place - size - needed + 1, place + 1, size
    return None
