"""Names and terms with their agreed English: read from CSV, found in Arabic text.

A glossary file has the columns ``arabic,english,alternatives,type,note``. ``arabic`` and ``alternatives`` may hold
several forms separated by ``|``. ``type`` is one of country, city, place, person, organisation, group, office, term.
A note that begins with ``ambiguous`` marks a name that is also an ordinary word: it serves the index of names where
the English has it, and never raises a mark.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import GlossaryError
from translate.forms import normal_form
from translate.tokens import Token, arabic_words, stripped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NO_LETTER = re.compile(r"[^0-9a-z+]+")
_DASHES = re.compile(r"[\u2010-\u2015/]")
_MARKS = re.compile(r"['’‘`´.]")
COLUMNS = ("arabic", "english", "alternatives", "type", "note")
TYPES = ("country", "city", "place", "person", "organisation", "group", "office", "term")
_NAMES = ("country", "city", "place", "person")  # written with or without the article, never now so, now so


@dataclass(frozen=True, slots=True)
class Term:
    """An Arabic name or term, the English that the glossary wants, and the English that it accepts."""

    arabic: str
    english: str
    alternatives: tuple[str, ...] = ()
    type: str = "term"
    note: str = ""

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every English form that counts as this term, the wanted one first."""
        return (self.english, *self.alternatives)

    @property
    def ambiguous(self) -> bool:
        """Whether the Arabic is also an ordinary word, so that its absence in the English says nothing."""
        return self.note.startswith("ambiguous")


@dataclass(frozen=True, slots=True)
class Mention:
    """A term found in a text, with its span there, attached particles included."""

    term: Term
    start: int
    end: int


class Glossary:
    """Terms, indexed by their first word; of two with the same Arabic the earlier one stands."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms: list[Term] = []
        self._index: dict[str, dict[tuple[str, ...], Term]] = {}
        for term in terms:
            new = False
            for form in term.arabic.split("|"):
                words = tuple(word.text for word in arabic_words(form))
                if words:
                    first = self._index.setdefault(words[0], {})
                    new |= words not in first
                    first.setdefault(words, term)
            if new:
                self.terms.append(term)
        self._longest = {first: max(len(words) for words in entries) for first, entries in self._index.items()}

    @classmethod
    def builtin(cls) -> Glossary:
        """The names and terms of Middle Eastern news that come with the package."""
        return _builtin()

    @classmethod
    def load(cls, paths: Sequence[str | Path] = (), *, builtin: bool = True) -> Glossary:
        """The user's files in the order given, then the built-in terms.

        Raises:
            GlossaryError: a file cannot be read, lacks a column, or has a row without Arabic or English.
        """
        terms = [term for path in paths for term in _read(Path(path))]
        return cls([*terms, *cls.builtin().terms] if builtin else terms)

    @cached_property
    def english_forms(self) -> dict[str, Term]:
        """Every accepted English form, in lower case with its signs as spaces, and the first term that has it."""
        return {plain(form).strip(): term for term in reversed(self.terms) for form in term.accepted}

    def find(self, arabic: str) -> list[Mention]:
        """The terms in a text, in order, the longest at each place, none overlapping. Linear in the text."""
        words = arabic_words(arabic)
        found = []
        place = 0
        while place < len(words):
            match = self._at(words, place)
            if match is None:
                place += 1
                continue
            term, count = match
            found.append(Mention(term, words[place].start, words[place + count - 1].end))
            place += count
        return found

    def _at(self, words: Sequence[Token], place: int) -> tuple[Term, int] | None:
        best: tuple[Term, int] | None = None
        folded = words[place].text
        for rest, _ in stripped(folded):
            entries = self._index.get(rest)
            if entries is None:
                continue
            bare = folded.endswith(("ال" + rest, "لل" + rest))
            for count in range(min(self._longest[rest], len(words) - place), 0, -1):
                if best is not None and count <= best[1]:
                    break
                key = (rest, *(word.text for word in words[place + 1 : place + count]))
                term = entries.get(key)
                if count == 1 and len(rest) < 3 and rest != folded:
                    continue  # قم is a town, but بقم and وقم are hardly ever
                if term is not None and not (bare and term.type in _NAMES):
                    best = term, count
                    break
        return best


def plain(text: str) -> str:
    """Lower case without accents, apostrophes and stops, other signs as one space, with a space at either end."""
    text = _DASHES.sub(" ", text).replace("ı", "i").replace("İ", "I")
    text = _MARKS.sub("", normal_form("NFKD", text))
    return f" {_NO_LETTER.sub(' ', text.encode('ascii', 'ignore').decode().lower()).strip()} "


def _read(path: Path) -> list[Term]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise GlossaryError(f"The glossary {path} cannot be read as UTF-8 text: {error}") from error
    return parse(text, str(path))


def parse(text: str, name: str) -> list[Term]:
    """The terms of a CSV text; ``name`` is what error messages call it.

    Raises:
        GlossaryError: a needed column is missing, or a row has no Arabic or no English, or an unknown type.
    """
    reader = csv.DictReader(text.splitlines(), strict=True)
    try:
        missing = [column for column in COLUMNS[:2] if column not in (reader.fieldnames or ())]
        if missing:
            raise GlossaryError(
                f"The glossary {name} has no column {' and '.join(missing)}. Its first line should read: "
                + ",".join(COLUMNS)
            )
        return [_term(row, name, reader.line_num) for row in reader]
    except csv.Error as error:
        raise GlossaryError(f"The glossary {name}, line {reader.line_num}, is not valid CSV: {error}") from error


def _term(row: dict[str, str | None], name: str, line: int) -> Term:
    arabic, english, alternatives, kind, note = ((row.get(column) or "").strip() for column in COLUMNS)
    if not arabic_words(arabic) or not english:
        raise GlossaryError(f"The glossary {name}, line {line}, needs Arabic in 'arabic' and text in 'english'.")
    kind = kind or "term"
    if kind not in TYPES:
        raise GlossaryError(f"The glossary {name}, line {line}: type '{kind}' is none of {', '.join(TYPES)}.")
    return Term(arabic, english, tuple(form.strip() for form in alternatives.split("|") if form.strip()), kind, note)


@cache
def _builtin() -> Glossary:
    data = resources.files("translate") / "data" / "glossary.csv"
    return Glossary(parse(data.read_text(encoding="utf-8"), "glossary.csv"))
