"""How much each sentence of an article matters, and why."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from summarize.features import features


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence's weight.

    ``score`` is the model's value for the sentence, comparable between articles. ``features`` holds what each
    feature added to it, largest first.
    """

    index: int
    score: float
    features: dict[str, float]


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    text = resources.files("summarize").joinpath("data/ranker.json").read_text("utf-8")
    weights: dict[str, float] = json.loads(text)["weights"]
    return weights


def rank(sentences: Sequence[str], *, title: str | None = None) -> list[Ranked]:
    """Score every sentence of an article; the list is in text order and the same on every call."""
    weights = _weights()
    ranked = []
    for index, row in enumerate(features(sentences, title=title)):
        parts = {name: weight * row[name] for name, weight in weights.items()}
        ordered = dict(sorted(parts.items(), key=lambda item: (-item[1], item[0])))
        ranked.append(Ranked(index, math.fsum(parts.values()), ordered))
    return ranked


_REASONS = {
    "first": "first sentence",
    "position": "early in the article",
    "head": "shares words with the title or the first sentence",
    "centrality": "says what many other sentences say",
    "length": "full sentence",
    "numbers": "gives figures",
}


def why(ranked: Ranked) -> str:
    """The (at most three) features that spoke most for a sentence, in plain English."""
    reasons = [_REASONS[name] for name, part in ranked.features.items() if part > 0 and name in _REASONS]
    return "; ".join(reasons[:3])
