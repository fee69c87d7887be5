"""The word lists of ``data/furniture.json``, and how a line is compared with them."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLD = str.maketrans(
    {**dict.fromkeys("أإآٱٲٳ", "ا"), **dict.fromkeys("ىیې", "ي"), "ة": "ه", "ؤ": "و", "ئ": "ي", "ک": "ك", "ـ": None}
)
_UNSEEN = re.compile(  # diacritics, zero-width and bidi characters
    "[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)
_WORD = re.compile(r"\w+")


def fold(text: str) -> list[str]:
    """The words of ``text`` for comparison: no case, diacritics, tatweel or punctuation, one form of alef, yaa, haa."""
    return _WORD.findall(_fold_letters(text))


def _fold_letters(text: str) -> str:
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold().translate(_FOLD)


@dataclass(frozen=True, slots=True)
class Phrases:
    """A list of phrases, each folded to words joined by spaces."""

    joined: frozenset[str]
    longest: int

    @classmethod
    def of(cls, patterns: list[str]) -> Phrases:
        """Write out the alternatives of ``patterns``, ``(a|b)``, and fold them."""
        written = (_WORD.findall(phrase) for pattern in patterns for phrase in _written_out(_fold_letters(pattern)))
        folded = [words for words in written if words]
        return cls(frozenset(" ".join(words) for words in folded), max(map(len, folded)))

    def is_whole(self, words: list[str]) -> bool:
        """Whether the words are one of the phrases."""
        return len(words) <= self.longest and " ".join(words) in self.joined

    def opening(self, words: list[str]) -> int:
        """How many words the longest phrase has that ``words`` begin with, or 0."""
        for count in range(min(self.longest, len(words)), 0, -1):
            if " ".join(words[:count]) in self.joined:
                return count
        return 0

    def inside(self, words: list[str]) -> bool:
        """Whether one of the phrases stands anywhere in ``words``."""
        return any(self.opening(words[i : i + self.longest]) for i in range(len(words)))


def _written_out(pattern: str) -> Iterator[str]:
    parts = [part.split("|") for part in re.split(r"[()]", pattern)]
    return map("".join, product(*parts))


@cache
def phrases(name: str) -> Phrases:
    """The list called ``name``; ``vocabulary`` gives the words of all its lists."""
    return Phrases.of(_data()[name])


@cache
def _data() -> dict[str, list[str]]:
    content = json.loads((files("dragoman") / "data" / "furniture.json").read_text(encoding="utf-8"))
    lists = {name: entry["phrases"] for name, entry in content.items() if "phrases" in entry and name != "about"}
    words = (word for name, entry in content["vocabulary"].items() if name != "about" for word in entry)
    return {**lists, "vocabulary": list(words)}
