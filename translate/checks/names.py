"""Names and terms of the glossary that the English lacks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from translate.glossary import Glossary, Term, plain
from translate.types import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = ("country", "city", "place", "person", "organisation", "group")


@lru_cache(maxsize=4096)
def _patterns(term: Term) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What to look for: beginnings of words in plain text; abbreviations, and forms with an apostrophe, literally."""
    short = [form for form in term.accepted if (form.replace(".", "").isupper() and len(form) <= 5) or "'" in form]
    long = [form for form in term.accepted if form not in short]
    return tuple(" " + plain(form).strip() + (" " if len(form) <= 3 else "") for form in long), tuple(short)


def has(term: Term, english: str, english_plain: str) -> bool:
    """Whether the English holds an accepted form of the term, also with an ending (Syria, Syrian)."""
    words, literal = _patterns(term)
    if any(word in english_plain for word in words):
        return True
    straight = english.replace("’", "'").replace("‘", "'")
    return any(re.search(rf"(?<![A-Za-z]){re.escape(form)}(?![A-Za-z])", straight) for form in literal)


def check(arabic: str, english: str, glossary: Glossary) -> Iterator[Flag]:
    """Flags of code ``name``: a warning for a name, an info for a term or an office."""
    english_plain = ""
    for mention in glossary.find(arabic):
        term = mention.term
        if term.ambiguous:
            continue
        english_plain = english_plain or plain(english)
        if not has(term, english, english_plain):
            severity = "warning" if term.type in _NAMES else "info"
            message = f"“{term.english}” stands in the Arabic and not in the English."
            yield Flag("name", severity, message, source=(mention.start, mention.end))  # type: ignore[arg-type]
