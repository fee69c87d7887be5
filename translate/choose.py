"""Which hypothesis of the beam the reader gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from translate.checks import check
from translate.glossary import Glossary
from translate.types import Flag, Hypothesis

MARGIN = 0.3


@dataclass(frozen=True, slots=True)
class Choice:
    """The hypothesis taken: its place in the list, its text (names corrected), its flags, and why it was taken."""

    index: int
    text: str
    flags: tuple[Flag, ...]
    reason: str


def choose(source: str, hypotheses: Sequence[Hypothesis], glossary: Glossary | None = None) -> Choice:
    """The first hypothesis without an error whose score is within ``MARGIN`` of the best; else the best one.

    Raises:
        ValueError: there is no hypothesis.
    """
    if not hypotheses:
        raise ValueError("choose needs at least one hypothesis")
    best = max(hypothesis.score for hypothesis in hypotheses)
    first: tuple[Flag, ...] = ()
    for index, hypothesis in enumerate(hypotheses):
        flags = tuple(check(source, hypothesis.text, glossary))
        if index == 0:
            first = flags
        if hypothesis.score < best - MARGIN:
            continue
        if not any(flag.severity == "error" for flag in flags):
            codes = ", ".join(sorted({flag.code for flag in first if flag.severity == "error"}))
            reason = f"hypothesis {index + 1} of {len(hypotheses)}, since the first was marked: {codes}" if index else ""
            return Choice(index, hypothesis.text, flags, reason)
    return Choice(0, hypotheses[0].text, first, "")
