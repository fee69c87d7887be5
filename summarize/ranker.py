"""How much each sentence of an article matters, and why."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from summarize.features import FEATURES, features

if TYPE_CHECKING:
    from collections.abc import Sequence

Node = list[Any]
"""A node of a tree: ``[delta]`` for a leaf, else ``[delta, feature, threshold, left, right]``. A row goes left where
its feature is at most the threshold; ``delta`` is what the branch from the parent added to the value."""

_SMALL = 0.01  # what moves a score by less than a hundredth is no reason


@dataclass(frozen=True, eq=False, slots=True)
class Model:
    """The base value and the trees; a sentence's score is their sum."""

    base: float
    trees: list[Node]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence's weight.

    ``score`` is the model's estimate of the share of people who would put the sentence in a summary of a third of
    the article, 0 to 1, comparable between articles. ``features`` holds what each feature added to it or took from
    it, largest first; with the model's base value they make up the score.
    """

    index: int
    score: float
    features: dict[str, float]


def rank(sentences: Sequence[str], *, title: str | None = None) -> list[Ranked]:
    """Score every sentence of an article; the list is in text order, and the same on every call.

    ``title`` is the article's title where it is not one of the sentences.
    """
    return list(_rank(_model(), tuple(sentences), title))


@lru_cache(maxsize=4)  # the selection, the brief and the pack ask for an article's scores in turn
def _rank(model: Model, sentences: tuple[str, ...], title: str | None) -> tuple[Ranked, ...]:
    names = list(FEATURES)
    ranked = []
    for index, row in enumerate(features(sentences, title=title)):
        parts = [0.0] * len(names)
        for tree in model.trees:
            node = tree
            while len(node) > 1:
                feature = node[1]
                node = node[3] if row[feature] <= node[2] else node[4]
                parts[feature] += node[0]
        ordered = dict(sorted(zip(names, parts, strict=True), key=lambda part: -part[1]))
        ranked.append(Ranked(index, min(1.0, max(0.0, model.base + math.fsum(parts))), ordered))
    return tuple(ranked)


def why(ranked: Ranked) -> str:
    """What spoke for a sentence, in a few words of plain English: the strongest reasons first, at most three."""
    reasons = dict.fromkeys(FEATURES[name] for name, part in ranked.features.items() if part >= _SMALL)
    return "; ".join(list(reasons)[:3]) or "fits the rest"


@cache
def _model() -> Model:
    """The shipped model."""
    model = json.loads(files("summarize").joinpath("data/ranker.json").read_text("utf-8"))
    if model["features"] != list(FEATURES):
        raise ValueError("summarize/data/ranker.json was trained on other features: run training/summarizer.py again")
    return Model(model["base"], model["trees"])
