"""Which hypothesis of the beam the reader gets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translate.checks import check
from translate.postedit import post_edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.glossary import Glossary
    from translate.types import Flag, Hypothesis

MARGIN = 0.2
"""How much worse than the best, in mean log-probability per token, a clean hypothesis may score.

Measured with the bundled model (revision 4), beam 4 (`python -m benchmarks.choice`): of 94 lines of FLORES-dev with an
error, margins of 0.05, 0.1 and 0.2 leave 77, 75 and 75 (chrF 43.51 before, 43.53, 43.54, 43.54 after), of 37 of 300
news pairs 30 each. A wider margin changes nothing: the beam holds nothing farther off. With an earlier, weaker model
0.2 cleared four more of 417 than 0.1, and cost nothing.
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """The hypothesis taken: its place in the list, its text (names corrected), its flags, and why it was taken."""

    index: int
    text: str
    flags: tuple[Flag, ...]
    reason: str


def choose(source: str, hypotheses: Sequence[Hypothesis], glossary: Glossary | None = None) -> Choice:
    """The first hypothesis without an error whose score is within ``MARGIN`` of the best; else the first of all.

    Each is post-edited before it is checked, so that a name in another spelling is no reason to pass it over.

    Raises:
        ValueError: there is no hypothesis.
    """
    if not hypotheses:
        raise ValueError("choose needs at least one hypothesis")
    best = max(hypothesis.score for hypothesis in hypotheses)
    first = _read(0, source, hypotheses[0], glossary)
    if not grade(first.flags)[0]:
        return first
    for index, hypothesis in enumerate(hypotheses[1:], 1):
        if hypothesis.score >= best - MARGIN:
            other = _read(index, source, hypothesis, glossary)
            if not grade(other.flags)[0]:
                codes = sorted({flag.code for flag in first.flags if flag.severity == "error"})
                reason = f"hypothesis {index + 1} of {len(hypotheses)}: the first was marked ({', '.join(codes)})"
                return replace(other, reason=reason)
    return first


def grade(flags: Sequence[Flag]) -> tuple[int, int]:
    """Errors and warnings among the flags: of two results the one with the smaller grade is the better."""
    severities = [flag.severity for flag in flags]
    return severities.count("error"), severities.count("warning")


def _read(index: int, source: str, hypothesis: Hypothesis, glossary: Glossary | None) -> Choice:
    text, edits = post_edit(source, hypothesis.text, glossary)
    return Choice(index, text, (*check(source, text, glossary), *edits), "")
