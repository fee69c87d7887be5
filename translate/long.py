"""Sentences that are too long for a model, cut where a clause ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# How good a place for a cut is, best first: behind a semicolon or full stop; behind a comma, colon or dash that a word
# follows which opens a clause (a conjunction, or a verb with "and"); behind any such mark; before such a word; between
# any two words; inside a word.
_STOP, _CLAUSE_MARK, _MARK, _CLAUSE, _WORD, _INSIDE = range(6)

_OPENING = re.compile(
    r"[«\"(\[]*(?:و(?:قد|كان\w*|قال\w*|أن\w*|إن\w*|لكن\w*|هو|هي|هم|لم|لا|لن|ما|ذلك|أوضح\w*|أكد\w*|أضاف\w*|أشار\w*|[يتسن]\w{2,})"
    r"|حيث|إذ|بينما|فيما|كما|لكن\w*|بل|ثم|مما|الذي|التي|الذين|لأن\w*|بعدما|عندما|منذ|حتى|فقد|لذلك)(?!\w)"
)
_WORDS = re.compile(r"\S+")
_LONGEST_WORD = 256  # characters; a longer run without a space is counted, and may be cut, in pieces of this length
_AT_ONCE = 1 << 16  # characters that are looked at together, so that memory does not grow with the text


@dataclass(frozen=True, slots=True)
class Parts:
    """``texts`` in order; ``cut_words`` says that there were runs without a space that had to be cut."""

    texts: tuple[str, ...]
    cut_words: bool = False


class _Word(NamedTuple):
    start: int
    end: int
    tokens: int
    cut: int  # how good a place for a cut is behind it


def split_long(text: str, count: Callable[[str], int], limit: int) -> Parts:
    """Cuts ``text`` into parts of at most ``limit`` model tokens; one part if it is not longer.

    Every part is a stretch of the text, and between two parts there is white space or nothing. Parts are about equally
    long, and end at the best place for a cut near there. ``count`` gives the tokens of a short string. Time grows
    with the text, memory does not, but for the parts themselves.
    """
    texts: list[str] = []
    cut_words = False
    for start, end in _stretches(text):
        words = list(_measured(text, start, end, count, limit))
        rest = sum(word.tokens for word in words)
        first = 0
        while first < len(words):
            last, used = _best_cut(words, first, limit, rest)
            texts.append(text[words[first].start : words[last].end])
            cut_words = cut_words or (words[last].cut == _INSIDE)
            rest -= used
            first = last + 1
    return Parts(tuple(texts), cut_words)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Spans of at most ``_AT_ONCE`` characters that cover the text and end at a space where there is one."""
    start = 0
    while start < len(text):
        end = min(start + _AT_ONCE, len(text))
        if end < len(text) and (space := text.rfind(" ", start, end)) > start:
            end = space
        yield start, end
        start = end


def _measured(text: str, start: int, end: int, count: Callable[[str], int], limit: int) -> Iterator[_Word]:
    spans = list(_WORDS.finditer(text, start, end))
    for number, match in enumerate(spans):
        opens = number + 1 < len(spans) and _OPENING.match(spans[number + 1].group()) is not None
        pieces = [
            piece
            for begin in range(match.start(), match.end(), _LONGEST_WORD)
            for piece in _fitting(text, begin, min(begin + _LONGEST_WORD, match.end()), count, limit)
        ]
        for begin, stop, tokens in pieces[:-1]:
            yield _Word(begin, stop, tokens, _INSIDE)
        begin, stop, tokens = pieces[-1]
        yield _Word(begin, stop, tokens, _strength(match.group(), opens) if stop < len(text) else _STOP)


def _fitting(
    text: str, start: int, end: int, count: Callable[[str], int], limit: int
) -> Iterator[tuple[int, int, int]]:
    """The span with its tokens, halved until it is within the limit (or a single character)."""
    tokens = max(1, count(text[start:end]))
    if tokens <= limit or end - start == 1:
        yield start, end, tokens
        return
    middle = (start + end) // 2
    yield from _fitting(text, start, middle, count, limit)
    yield from _fitting(text, middle, end, count, limit)


def _strength(word: str, opens: bool) -> int:
    mark = word.rstrip('"»)]')[-1:]
    if mark and mark in "؛;.!?؟…":
        return _STOP
    if mark and mark in "،,:-":
        return _CLAUSE_MARK if opens else _MARK
    return _CLAUSE if opens else _WORD


def _best_cut(words: list[_Word], first: int, limit: int, rest: int) -> tuple[int, int]:
    """The word to cut behind and the tokens up to it: of the best places in reach, the one nearest to even parts."""
    if rest <= limit:
        return len(words) - 1, rest
    even = rest / -(-rest // limit)
    used = 0
    best = (_INSIDE + 1, 0.0)
    found = (first, words[first].tokens)
    for index in range(first, len(words)):
        if used + words[index].tokens > limit:
            break
        used += words[index].tokens
        place = (words[index].cut, abs(used - even))
        if used >= even / 2 and place < best:
            best, found = place, (index, used)
    return found
