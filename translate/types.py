"""The values that pass between the rooms: small, frozen, and made of plain strings and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["title", "heading", "sentence", "item", "furniture"]
Severity = Literal["error", "warning", "info"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of an article that is treated as one unit.

    ``start`` and ``end`` are character offsets into the article's decoded text, and ``text`` is exactly
    ``article[start:end]``, a hard-wrapped line's newline included. Segments of an article are in order and do
    not overlap; what lies between two of them is white space or a bullet.
    """

    id: str
    kind: Kind
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Normalized:
    """Text as a model should see it, and the names of the steps that changed it, in order."""

    text: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """A reason to doubt a translation.

    ``message`` is plain English for a reader without Arabic. ``source`` and ``target`` are character spans in
    the Arabic and in the English where the doubt stands, when it stands anywhere in particular.
    """

    code: str
    severity: Severity
    message: str
    source: Span | None = None
    target: Span | None = None


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One candidate of the beam: its text and its mean log-probability per target token (at most 0)."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Translation:
    """What became of one source sentence.

    ``score`` is the chosen hypothesis' mean log-probability per target token; None where no model was asked
    (``copied``). ``confidence`` is the calibrated figure, 0 to 100, None without a score. ``alternatives`` are
    the other hypotheses, best first. ``reason`` says in a few words why ``text`` was chosen over a
    better-scoring hypothesis, and is empty when it was the first.
    """

    source: str
    text: str
    score: float | None
    flags: tuple[Flag, ...] = ()
    alternatives: tuple[Hypothesis, ...] = ()
    from_memory: bool = False
    copied: bool = False
    confidence: int | None = None
    reason: str = ""
