"""Train the summarizer's ranker: ``python -m training.summarizer --data FOLDER``.

The folder holds articles with several people's summaries, as ``benchmarks.summaries`` reads them. The target is the
share of people who put a sentence in their summary, taken from the word pairs that they kept. The model is a small
gradient-boosted ensemble (two splits deep; deeper trees and more features were no better, linear models worse) whose
features may only work in the direction that makes sense: an earlier sentence never scores less for being earlier. That
costs nothing and keeps the reasons that a reader is shown sound. It is written as plain numbers,
``summarize/data/ranker.json``. Needs scikit-learn (the ``train`` extra).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.rouge import bigrams
from benchmarks.summaries import Document, load
from summarize.features import FEATURES, features

MODEL = Path(__file__).parent.parent / "summarize" / "data" / "ranker.json"

DIRECTION = {
    "number": -1,
    "place": -1,
    "head": 1,
    "central": 1,
    "length": 0,
}
"""1: more of it never lowers the score; -1: never raises it; 0: free."""

SETTINGS = {
    "max_iter": 120,
    "learning_rate": 0.05,
    "max_depth": 2,
    "min_samples_leaf": 20,
    "l2_regularization": 5.0,
    "early_stopping": False,
    "random_state": 0,
}


def targets(document: Document) -> list[float]:
    """For each sentence the mean share of its word pairs that stand in a person's summary."""
    kept = [bigrams(reference) for reference in document.references]
    shares = []
    for words in document.words:
        own = bigrams(words)
        shares.append(sum((own & reference).total() for reference in kept) / max(1, own.total()) / max(1, len(kept)))
    return shares


def fit(documents: Sequence[Document]) -> dict[str, Any]:
    """The model for ``documents``, in the form of ``ranker.json``."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    rows = np.array([row for document in documents for row in features(document.sentences)])
    wanted = np.array([share for document in documents for share in targets(document)])
    # A word weighs the same in every article, as in ROUGE, which is averaged over articles.
    weights = np.array(
        [len(words) * len(document.words) / document.size for document in documents for words in document.words]
    )
    regressor = HistGradientBoostingRegressor(**SETTINGS, monotonic_cst=[DIRECTION[name] for name in FEATURES])
    regressor.fit(rows, wanted, sample_weight=weights)
    base = float(regressor._baseline_prediction[0, 0])  # noqa: SLF001 - scikit-learn has no public way to the trees
    trees = []
    for (predictor,) in regressor._predictors:  # noqa: SLF001
        root, value = _node(predictor.nodes, 0)
        base += value
        trees.append([0.0, *root])
    return {
        "features": list(FEATURES),
        "documents": [document.digest for document in documents],
        "base": round(base, 6),
        "trees": [_rounded(tree) for tree in trees],
    }


def _node(nodes: Any, index: int) -> tuple[list[Any], float]:
    """A node without its delta, and its value: the mean of its leaves, weighted by the rows that reached them."""
    node = nodes[index]
    if node["is_leaf"]:
        return [], float(node["value"])
    (left, low), (right, high) = _node(nodes, node["left"]), _node(nodes, node["right"])
    counts = float(nodes[node["left"]]["count"]), float(nodes[node["right"]]["count"])
    value = (low * counts[0] + high * counts[1]) / sum(counts)
    children = [[low - value, *left], [high - value, *right]]
    return [int(node["feature_idx"]), float(node["num_threshold"]), *children], value


def _rounded(node: list[Any]) -> list[Any]:
    return [_rounded(part) if isinstance(part, list) else round(part, 6) for part in node]


def main() -> None:
    """Train on every article of the folder and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with NNN/article.txt and NNN/summary_*.txt")
    parser.add_argument("--out", type=Path, default=MODEL, help="where to write the model (%(default)s)")
    arguments = parser.parse_args()
    text = json.dumps(fit(load(arguments.data)), separators=(",", ":")).replace("],[0.0,", "],\n[0.0,")
    arguments.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
