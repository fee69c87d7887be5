"""Summaries against people's: ``python -m benchmarks.summaries --data FOLDER``.

The folder holds ``NNN/article.txt`` and ``NNN/summary_1.txt`` … (EASC: five extractive summaries of each article).
Every system picks whole sentences within 50 % and 30 % of the article's words; ROUGE F1 in percent, mean over the
references, then over the articles. Prints JSON.

- ``random``, ``lead``: sentences in that order, each that still fits. ``lead-cut``: the first words, cut at the budget;
  no choice of whole sentences, but a bound worth knowing.
- ``sumy-*``: the library's order of sentences, with our splitter, stems and stop words, each that still fits.
- ``crossvalidated``: ours, every article ranked by a model trained on other articles only (10 folds, three times).
- ``shipped``: ours with the shipped weights, on the articles that they were not trained on (null if there are none).
- ``oracle``: the sentences that people kept most words of, picked with knowledge of the references.

``--scale 1000`` prints instead how long so many articles of 400 words take.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any
from unittest.mock import patch

from benchmarks.rouge import METRICS, rouge
from benchmarks.stories import generated
from summarize import ranker, summarize
from summarize.knapsack import best
from summarize.text import stem, stop_words, words
from translate.split import split

BUDGETS = (0.5, 0.3)
SUMY = ("lex_rank.LexRank", "text_rank.TextRank", "lsa.Lsa", "luhn.Luhn", "kl.KL")
FOLDS, REPEATS = 10, 3
RESAMPLES = 2000

Picker = Callable[["Document", float], list[int]]


@dataclass(frozen=True)
class Document:
    """An article as sentences, their folded words, and people's summaries of it as folded words."""

    name: str
    digest: str
    sentences: list[str]
    words: list[list[str]]
    references: list[list[str]]

    @property
    def size(self) -> int:
        """Words in the article."""
        return sum(map(len, self.words))

    def fitting(self, order: Sequence[int], ratio: float) -> list[int]:
        """The sentences that fit the budget, tried in ``order``; in text order."""
        room, chosen = int(ratio * self.size), []
        for index in order:
            if len(self.words[index]) <= room:
                chosen.append(index)
                room -= len(self.words[index])
        return sorted(chosen)


def load(folder: Path) -> list[Document]:
    """The articles of a folder, in the order of their names."""
    return [_document(path.parent) for path in sorted(folder.glob("*/article.txt"))]


def _document(folder: Path) -> Document:
    article = (folder / "article.txt").read_text(encoding="utf-8")
    sentences = [segment.text for segment in split(unwrap(article)) if words(segment.text)]
    references = [repaired(path.read_text(encoding="utf-8"), article) for path in sorted(folder.glob("summary_*.txt"))]
    digest = hashlib.sha256(article.encode()).hexdigest()[:12]
    return Document(folder.name, digest, sentences, [words(sentence) for sentence in sentences], references)


def unwrap(article: str) -> str:
    """Join the lines of hard-wrapped paragraphs; an article is taken as wrapped if most lines are of like length.

    A paragraph begins at an indented line and after a line that stops well short of the others.
    """
    lines = article.splitlines()
    lengths = sorted(map(len, lines))
    if len(lines) < 6 or sum(40 < length <= 100 for length in lengths) < 0.6 * len(lines):
        return article
    width = lengths[int(0.9 * len(lengths))]
    paragraphs = [""]
    for line, before in zip(lines, ["", *lines], strict=False):
        if line.startswith(" ") or len(before) < 0.75 * width:
            paragraphs.append("")
        paragraphs[-1] += f" {line.strip()}"
    return "\n".join(paragraphs)


def repaired(summary: str, article: str) -> list[str]:
    """A summary's words, with those taken apart that were glued where the article's line breaks were lost."""
    lines = [words(line) for line in article.splitlines()]
    glued = {a[-1] + b[0]: (a[-1], b[0]) for a, b in pairwise(lines) if a and b}
    return [part for word in words(summary) for part in glued.get(word, (word,))]


def lead(document: Document, ratio: float) -> list[int]:
    """The first sentences that fit."""
    return document.fitting(range(len(document.sentences)), ratio)


def shuffled(document: Document, ratio: float) -> list[int]:
    """Any sentences that fit, the same on every run."""
    order = list(range(len(document.sentences)))
    random.Random(document.name).shuffle(order)
    return document.fitting(order, ratio)


def ours(document: Document, ratio: float) -> list[int]:
    """The project's own summary."""
    return summarize(document.sentences, ratio=ratio)


def oracle(document: Document, ratio: float) -> list[int]:
    """The sentences with the most words that people kept."""
    from training.summarizer import targets

    sizes = [len(sentence) for sentence in document.words]
    gains = [share * size + 1e-6 for share, size in zip(targets(document), sizes, strict=True)]
    return sorted(best(gains, sizes, int(ratio * document.size), allowed=range(len(sizes))))


class _Tokenizer:
    """Our words for sumy, whose own tokenizer has no Arabic."""

    def to_words(self, text: str) -> tuple[str, ...]:
        return tuple(words(text))


def sumy(name: str) -> Picker:
    """The order of sentences that one of sumy's summarizers gives."""
    from importlib import import_module

    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence

    module, kind = name.split(".")
    summarizer = getattr(import_module(f"sumy.summarizers.{module}"), f"{kind}Summarizer")(stem)
    summarizer.stop_words = stop_words()

    def pick(document: Document, ratio: float) -> list[int]:
        sentences = [Sentence(text, _Tokenizer()) for text in document.sentences]
        order: list[int] = []

        def keep(ranked: Any) -> Any:
            order.extend(one.order for one in ranked)
            return ranked

        summarizer(ObjectDocumentModel([Paragraph(sentences)]), keep)
        return document.fitting(order, ratio)

    return pick


def scores(document: Document, picked: Sequence[int]) -> dict[str, float]:
    """ROUGE of the picked sentences."""
    return rouge([word for index in picked for word in document.words[index]], document.references)


def evaluate(documents: Sequence[Document], pick: Picker) -> dict[float, list[dict[str, float]]]:
    """ROUGE of every article at every budget."""
    return {ratio: [scores(document, pick(document, ratio)) for document in documents] for ratio in BUDGETS}


def crossvalidate(documents: Sequence[Document]) -> dict[float, list[dict[str, float]]]:
    """As ``evaluate``, with models that never saw the article; the mean of several divisions into folds."""
    from training.summarizer import fit

    runs: dict[float, list[list[dict[str, float]]]] = {ratio: [[] for _ in documents] for ratio in BUDGETS}
    for repeat in range(REPEATS):
        order = list(range(len(documents)))
        random.Random(repeat).shuffle(order)
        for fold in range(FOLDS):
            held = order[fold::FOLDS]
            numbers = fit([documents[i] for i in order if i not in set(held)])
            model = ranker.Model(numbers["base"], numbers["trees"])
            with patch.object(ranker, "_model", lambda model=model: model):
                for ratio in BUDGETS:
                    for i in held:
                        runs[ratio][i].append(scores(documents[i], ours(documents[i], ratio)))
    return {
        ratio: [{metric: fmean(run[metric] for run in of_one) for metric in METRICS} for of_one in rows]
        for ratio, rows in runs.items()
    }


def cut(documents: Sequence[Document]) -> dict[float, list[dict[str, float]]]:
    """ROUGE of the article's first words, cut in mid-sentence at the budget."""
    flat = [[word for sentence in document.words for word in sentence] for document in documents]
    return {
        ratio: [
            rouge(text[: int(ratio * len(text))], one.references) for text, one in zip(flat, documents, strict=True)
        ]
        for ratio in BUDGETS
    }


def difference(ours_: list[dict[str, float]], theirs: list[dict[str, float]]) -> dict[str, Any]:
    """The mean difference in ROUGE-1 over articles, and its 95 % interval by bootstrap over articles."""
    gaps = [a["rouge1"] - b["rouge1"] for a, b in zip(ours_, theirs, strict=True)]
    rng = random.Random(0)
    means = sorted(fmean(rng.choices(gaps, k=len(gaps))) for _ in range(RESAMPLES))
    interval = [round(means[int(share * RESAMPLES)], 2) for share in (0.025, 0.975)]
    return {"mean": round(fmean(gaps), 2), "interval95": interval}


def main() -> None:
    """Evaluate every system and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with NNN/article.txt and NNN/summary_*.txt")
    parser.add_argument("--scale", type=int, help="instead, time the summaries of so many generated articles")
    parser.add_argument("--no-crossvalidation", action="store_true", help="only baselines and the shipped weights")
    arguments = parser.parse_args()
    if arguments.scale:
        print(json.dumps(speed(arguments.scale), indent=2))
        return
    if not arguments.data:
        parser.error("give --data or --scale")
    documents = load(arguments.data)
    results = {"random": evaluate(documents, shuffled), "lead": evaluate(documents, lead), "lead-cut": cut(documents)}
    results |= {f"sumy-{name.split('.')[1]}": evaluate(documents, sumy(name)) for name in SUMY}
    if not arguments.no_crossvalidation:
        results["crossvalidated"] = crossvalidate(documents)
    results["oracle"] = evaluate(documents, oracle)
    report: dict[str, Any] = {
        "articles": len(documents),
        "systems": {name: table(rows) for name, rows in results.items()},
    }
    if "crossvalidated" in results:
        report["crossvalidated minus"] = gaps(results["crossvalidated"], results)
    unseen = [i for i, document in enumerate(documents) if document.digest not in trained_on()]
    report["articles not trained on"] = len(unseen)
    shipped = evaluate([documents[i] for i in unseen], ours) if unseen else None
    report["shipped"] = table(shipped) if shipped else None
    if shipped:
        others = {name: {r: [rows[r][i] for i in unseen] for r in BUDGETS} for name, rows in results.items()}
        report["shipped minus"] = gaps(shipped, others)
    print(json.dumps(report, indent=2))


def speed(count: int) -> dict[str, float | int]:
    """CPU seconds of this process for articles of 400 words that no cache has seen."""
    articles, start = generated(count), time.process_time()
    for article in articles:
        summarize(article, count=5)
    return {"articles": count, "cpu seconds": round(time.process_time() - start, 1)}


def trained_on() -> set[str]:
    """Digests of the articles that the shipped weights were learnt from."""
    return set(json.loads((Path(ranker.__file__).parent / "data" / "ranker.json").read_text("utf-8"))["documents"])


def table(rows: dict[float, list[dict[str, float]]]) -> dict[str, dict[str, float]]:
    """Means over articles, by budget."""
    return {
        f"{ratio:.0%}": {metric: round(fmean(one[metric] for one in of), 2) for metric in METRICS}
        for ratio, of in rows.items()
    }


def gaps(
    ours_: dict[float, list[dict[str, float]]], others: dict[str, dict[float, list[dict[str, float]]]]
) -> dict[str, dict[str, Any]]:
    """Differences from the two baselines that matter, by budget."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for name in ("lead", "sumy-LexRank"):
        for ratio in BUDGETS:
            found[name][f"{ratio:.0%}"] = difference(ours_[ratio], others[name][ratio])
    return found


if __name__ == "__main__":
    main()
