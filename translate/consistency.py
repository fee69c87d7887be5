"""The same Arabic name rendered in two ways within a run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate.glossary import plain
from translate.postedit import near_miss

if TYPE_CHECKING:
    from collections.abc import Iterable

    from translate.glossary import Glossary, Term

_NAMES = ("city", "place", "person", "group")


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """An Arabic name and each English form that it got, with the places (indices of the pairs) of each."""

    arabic: str
    variants: dict[str, list[int]]


def renderings(pairs: Iterable[tuple[str, str]], glossary: Glossary) -> list[Inconsistency]:
    """The glossary's names that stand in more than one spelling, in the order in which they were first met.

    ``pairs`` are source and target sentences. Counted are the glossary's accepted forms and near misses of them; a
    long form and its part (Bashar al-Assad, Assad), an adjective, capitals and an article are no other spelling.
    """
    seen: dict[Term, dict[str, list[int]]] = {}
    for index, (source, target) in enumerate(pairs):
        target_plain = ""
        for term in dict.fromkeys(mention.term for mention in glossary.find(source)):
            if term.ambiguous or term.type not in _NAMES:
                continue
            target_plain = target_plain or plain(target)
            form = _form(term, target, target_plain, glossary)
            if form:
                seen.setdefault(term, {}).setdefault(form, []).append(index)
    found = []
    for term, variants in seen.items():
        merged = _merged(variants)
        if len(merged) > 1:
            found.append(Inconsistency(term.arabic.split("|")[0], merged))
    return found


def _form(term: Term, target: str, target_plain: str, glossary: Glossary) -> str:
    """The accepted form that the target has, the longest first, or how it misspells one."""
    forms = [form for form in term.accepted if plain(form) in target_plain]
    if forms:
        return max(forms, key=lambda form: (len(plain(form)), form in target))
    missed = near_miss(term, target, glossary)
    return target[missed[0] : missed[1]] if missed else ""


def _merged(variants: dict[str, list[int]]) -> dict[str, list[int]]:
    """Joins a form with a longer one that contains it, and forms that differ only in small words and signs."""
    merged: dict[str, list[int]] = {}
    for form in sorted(variants, key=len, reverse=True):
        key = next((other for other in merged if _core(form) <= _core(other)), form)
        merged[key] = sorted({*merged.get(key, []), *variants[form]})
    return merged


def _core(form: str) -> frozenset[str]:
    return frozenset(re.sub(r"\b(?:al|el|ez|as|ash|the)\b", " ", plain(form)).split())
