"""How far to trust a translation: the model's score as a figure from 0 to 100.

The figure estimates the sentence's chrF against a human translation. It is a linear function of the model's mean
log-probability and of two properties of the pair, fitted by least squares on FLORES-dev with the bundled model;
``data/confidence.json`` holds the weights and how well they do on held-out sentences, and
``python -m benchmarks.confidence --write`` fits them again.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files


def features(score: float, source: str, text: str) -> tuple[float, float, float, float]:
    """What the figure is made from.

    A constant, the probability per token, the log of the source's length in characters, and how far the English is
    from the length that its source leads to expect (0 where it has it).
    """
    length = max(1, len(source.strip()))
    surprise = abs(math.log(max(1, len(text.strip())) / length / MEDIAN_RATIO))
    return 1.0, math.exp(min(0.0, score)), math.log(length), surprise


MEDIAN_RATIO = 1.15
"""Characters of English a character of Arabic, the median of human references (FLORES-dev)."""


def confidence(score: float, source: str, text: str) -> int:
    """0 to 100 from the mean log-probability per target token and the pair; 0 where there is no text."""
    if not text.strip():
        return 0
    figure = sum(weight * value for weight, value in zip(_weights(), features(score, source, text), strict=True))
    return round(min(100.0, max(0.0, figure)))


@cache
def _weights() -> tuple[float, ...]:
    stored = json.loads((files("translate") / "data" / "confidence.json").read_text(encoding="utf-8"))
    return tuple(stored["weights"])
