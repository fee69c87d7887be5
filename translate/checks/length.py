"""English that is too short or too long for its Arabic, or that stops before its end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.checks.quotes import unpaired
from translate.numbers import numbers_arabic, numbers_english
from translate.tokens import DIGITS, arabic_words, stripped
from translate.types import Flag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from translate.numbers import Number

# Measured on the human references of FLORES-dev (997) and of 4,900 news pairs, as English letters over the Arabic's
# effective letters, in sources of at least 25: below SHORT - SLACK / length lie 5 and 2 of them (one of the 5 is a
# reference of another sentence), above LONG 1 and 0 (the same), and no reference that lacks the source's final
# punctuation is under 1.0. The figures are in docs/quality.md; `python -m benchmarks.checks` gives them again.
SHORT = 0.80
SLACK = 8.0
CUT = 0.95
LOST = 0.95
LONG = 1.95
SHORTEST_SOURCE = 25
REPEATED = 0.5
CONSTANT = 8.0
DENSE = 0.8
ACRONYM = 3.0  # letters that a letter of IPCC or UAE stands for, beyond itself, where the Arabic has the words

# Seldom the end of an English sentence (what it was made of), always of one that was cut: together with a low ratio.
_DANGLING = re.compile(
    r"\b(?:the|an?|of|and|or|but|with|from|into|between|by|at|for|as|than|their|its|my|your|our|is|was|were|has|had|be|"
    r"he|she|they|we|which|whose|because|while|although|when|if|very|several|every|could|would|should|must|will)\.?\s*$",
)
_LATIN = re.compile(r"[A-Za-z0-9]")
_ACRONYM = re.compile(r"\b[A-Z]{2,6}\b")
_END = re.compile(r"[.!?؟…۔][\"'”’»«)\]\s]*$")
_ANY_END = re.compile(r"[.!?…:;,\"'”’»)\]-]\s*$")
_SENTENCE_AR = re.compile(r"[^\W\d_]{2}[\"'”»)\]]*[.!?؟…]+[\"'”»)\]]*\s+[\"“«(\[]*\w")
_SENTENCE_EN = re.compile(r"\w[\"'”»)\]]*[.!?…;:]+[\"'”»)\]]*\s+[\"“«(\[]*\w")


def effective_length(arabic: str) -> float:
    """Letters that the English has to render: repeated words count half, since English avoids repeating them."""
    length = CONSTANT + len(_LATIN.findall(arabic.translate(DIGITS)))
    seen: set[str] = set()
    for word in arabic_words(arabic):
        letters = len(word.text)
        stem = min((rest for rest, _ in stripped(word.text) if len(rest) > 2), key=len, default=word.text)
        length += letters * (1 - REPEATED) if stem in seen and len(stem) > 2 else letters
        seen.add(stem)
    return length


def check(arabic: str, english: str) -> Iterator[Flag]:
    """Flags of code ``length``.

    Of two texts one may have in words what the other has in digits (الخامسة والأربعين, 45): what is marked must be so
    with every number in digits too, if number words are more than a fifth of a text. (Of shorter ones FLORES-dev has a
    truly cut sentence that this would excuse.)
    """
    flags = list(_check(arabic, english))
    if flags:
        figures = _in_digits(arabic, numbers_arabic), _in_digits(english, numbers_english)
        dense = len(figures[0]) < DENSE * len(arabic) or len(figures[1]) < DENSE * len(english)
        if not dense or any(_check(*figures)):
            yield from flags


def _in_digits(text: str, numbers: Callable[[str], Iterable[Number]]) -> str:
    parts, end = [], 0
    for number in numbers(text):
        if not number.digits and number.value % 1 == 0:
            parts += [text[end : number.start], f"{number.value:.0f}"]
            end = number.end
    return "".join([*parts, text[end:]])


def _check(arabic: str, english: str) -> Iterator[Flag]:
    target = len("".join(english.split()))
    if not target:
        return
    source = effective_length(arabic)
    ratio = target / source
    compact = (target + ACRONYM * sum(map(len, _ACRONYM.findall(english)))) / source
    if source - CONSTANT >= SHORTEST_SOURCE:
        if compact < SHORT - SLACK / source:
            yield Flag("length", "error", "The English is much shorter than the Arabic: something may be lost.")
        elif ratio < LOST and _sentences(_SENTENCE_EN, english) < _sentences(_SENTENCE_AR, arabic):
            yield Flag("length", "error", "The Arabic has more sentences than the English: one may be lost.")
        elif ratio < CUT and _END.search(arabic[-40:]) and not _ANY_END.search(english[-40:]):
            yield Flag(
                "length", "error", "The English stops without the Arabic's final punctuation: its end may be lost."
            )
        elif compact < CUT and (dangling := _DANGLING.search(english[-40:])):
            shown = dangling.group().strip()
            yield Flag("length", "error", f"The English is short and ends in mid-sentence (“… {shown}”).")
        elif compact < LOST and unpaired(english) and not unpaired(arabic):
            yield Flag("length", "error", f"The English is short and leaves {unpaired(english)} open.")
    if ratio > LONG and target > 40:
        yield Flag("length", "error", "The English is much longer than the Arabic: something may be invented.")


def _sentences(boundary: re.Pattern[str], text: str) -> int:
    return 1 + len(boundary.findall(text))
