"""Calibrates the model's score against sentence chrF, and says how well it separates good from bad.

    python -m benchmarks.confidence --data PATH [--model bundled] [--lines N] [--memory FILE] [--write]

PATH as for ``benchmarks.choice``. A sentence's quality is its chrF against the reference. Half of the sentences (the
odd lines) fit the calibration, the other half gives the figures: Spearman's rank correlation with chrF, the area
under the curve for telling the worse half from the better (AUC), the mean absolute error of the calibrated figure,
and mean chrF in each third of confidence. ``--write`` stores the calibration in translate/data/confidence.json.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import translate
from benchmarks.choice import nbest, read_pairs
from translate.choose import choose
from translate.confidence import features
from translate.glossary import Glossary
from translate.models import resolve

Array = NDArray[np.float64]


def ranks(values: Array) -> Array:
    """Ranks from 0, ties by their mean."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return (ends - (counts + 1) / 2)[inverse]


def auc(scores: Array, good: NDArray[np.bool_]) -> float:
    """Probability that a good sentence scores above a bad one."""
    ranked = ranks(scores)
    positives = int(good.sum())
    return float((ranked[good].sum() - positives * (positives - 1) / 2) / (positives * (len(good) - positives)))


def main() -> None:
    """Fits, measures and prints."""
    from sacrebleu.metrics import CHRF

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--lines", type=int)
    parser.add_argument("--memory")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    pairs = read_pairs(given.data, given.lines)
    lists = nbest([source for source, _ in pairs], given.model, 4, given.memory)
    glossary, chrf = Glossary.builtin(), CHRF()
    rows, quality, raw = [], [], []
    for (source, reference), found in zip(pairs, lists, strict=True):
        if found:
            choice = choose(source, found, glossary)
            score = found[choice.index].score
            rows.append(features(score, source, choice.text))
            raw.append(score)
            quality.append(chrf.sentence_score(choice.text, [reference]).score)
    x, y, scores = np.array(rows), np.array(quality), np.array(raw)
    fit, held = np.arange(len(y)) % 2 == 0, np.arange(len(y)) % 2 == 1
    weights = np.linalg.lstsq(x[fit], y[fit], rcond=None)[0]
    figure = np.clip(x[held] @ weights, 0, 100)
    good = y[held] > np.median(y[held])
    thirds = np.array_split(np.argsort(figure), 3)
    result = {
        "sentences_fit": int(fit.sum()),
        "sentences_held_out": int(held.sum()),
        "mean_chrf": round(float(y.mean()), 1),
        "spearman_score_alone": round(float(np.corrcoef(ranks(scores[held]), ranks(y[held]))[0, 1]), 3),
        "spearman": round(float(np.corrcoef(ranks(figure), ranks(y[held]))[0, 1]), 3),
        "auc_score_alone": round(auc(scores[held], good), 3),
        "auc": round(auc(figure, good), 3),
        "mean_absolute_error": round(float(np.abs(figure - y[held]).mean()), 1),
        "mean_absolute_error_of_a_constant": round(float(np.abs(np.median(y[fit]) - y[held]).mean()), 1),
        "mean_chrf_by_third_of_confidence": [round(float(y[held][third].mean()), 1) for third in thirds],
    }
    if given.write:
        model = resolve(given.model, offline=True)
        stored = {
            "weights": [round(float(weight), 4) for weight in weights],
            "measured": {"data": given.data.name, "model": model.name, "model_hash": model.hash, **result},
        }
        path = Path(translate.__file__).parent / "data" / "confidence.json"
        path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
