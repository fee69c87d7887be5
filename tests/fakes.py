"""A translator that needs no model: its English says which sentence it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

from translate.errors import EngineError
from translate.types import Flag, Translation


@dataclass
class InstantTranslator:
    """Stands in for `translate.Translator` where a test is about what happens around it.

    ``poison`` is a text on which the engine fails; ``calls`` records what was asked.
    """

    poison: str = ""
    flagged: str = ""
    calls: list[str] = field(default_factory=list)
    info: SimpleNamespace = field(
        default_factory=lambda: SimpleNamespace(
            name="instant",
            id="",
            revision="",
            hash="0" * 64,
            engine="instant",
            device="cpu",
            beam=1,
            warning="",
            licence="",
        )
    )

    def translate(self, sentences: Sequence[str], progress: Callable[[int], None] | None = None) -> list[Translation]:
        if self.poison and any(self.poison in sentence for sentence in sentences):
            raise EngineError("poisoned")
        self.calls.extend(sentences)
        if progress is not None:
            progress(len(sentences))
        return [Translation(text, english(text), -0.1, self._flags(text), confidence=80) for text in sentences]

    def _flags(self, text: str) -> tuple[Flag, ...]:
        if self.flagged and self.flagged in text:
            return (Flag("number", "error", "12 is missing"),)
        return ()


def english(arabic: str) -> str:
    """The English that `InstantTranslator` gives for a sentence: unmistakable, and the same every time."""
    return f"Sentence {hashlib.sha256(arabic.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}."
