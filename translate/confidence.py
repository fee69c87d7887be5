"""How far to trust a translation, from the model's own score."""

from __future__ import annotations

import math


def confidence(score: float, source: str, text: str) -> int:  # noqa: ARG001 - lengths enter with the calibration
    """0 to 100 from the mean log-probability per target token."""
    return round(100 * math.exp(min(0.0, score)))
