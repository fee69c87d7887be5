"""The same Arabic name rendered in two ways within a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from translate.glossary import Glossary


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """An Arabic name and each English form it got, with the places (indices of pairs) of each."""

    arabic: str
    variants: dict[str, list[int]]


def renderings(pairs: Iterable[tuple[str, str]], glossary: Glossary) -> list[Inconsistency]:
    """Names of the glossary that were rendered in more than one of their accepted forms."""
    seen: dict[str, dict[str, list[int]]] = {}
    for index, (source, target) in enumerate(pairs):
        for mention in glossary.find(source):
            for form in mention.term.accepted:
                if form in target:
                    places = seen.setdefault(mention.term.arabic, {}).setdefault(form, [])
                    if not places or places[-1] != index:
                        places.append(index)
                    break
    return [Inconsistency(arabic, forms) for arabic, forms in seen.items() if len(forms) > 1]
