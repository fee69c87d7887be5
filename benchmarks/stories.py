"""Grouping into stories: ``python -m benchmarks.stories [--data FILE] [--scale N]``.

The file holds short Arabic articles written for this purpose: the same story in different words, the same topic but
another story, near-duplicates. Precision and recall over pairs of articles, apart for the part that the threshold was
chosen on (``tune``) and the part that it was not (``held``), and for both in one run (``all``). With ``--scale``, the
seconds and memory that N generated articles take. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from itertools import combinations
from pathlib import Path
from typing import Any

from summarize import group

DATA = Path(__file__).parent.parent / "tests" / "data" / "stories" / "articles.json"
_ROOTS = "بتجحدرسصطعفقكلمنه"


def pairwise(articles: list[dict[str, Any]]) -> dict[str, Any]:
    """Precision and recall of pairs in one story, and of near-duplicate pairs, in percent."""
    stories = group([article["text"] for article in articles])
    every = list(combinations(range(len(articles)), 2))
    found = {pair for story in stories for pair in combinations(story.members, 2)}
    wanted = {(a, b) for a, b in every if articles[a]["story"] == articles[b]["story"]}
    twins = {pair for story in stories for pair in story.near_duplicates}
    copies = {(a, b) for a, b in every if articles[b]["copy_of"] == articles[a]["id"]}
    return {"articles": len(articles), "stories": _scores(found, wanted), "near-duplicates": _scores(twins, copies)}


def _scores(found: set[tuple[int, int]], wanted: set[tuple[int, int]]) -> dict[str, float | int]:
    hits = len(found & wanted)
    return {
        "pairs": len(wanted),
        "precision": round(100 * hits / max(1, len(found)), 1),
        "recall": round(100 * hits / max(1, len(wanted)), 1),
    }


def generated(count: int) -> list[list[str]]:
    """Articles of about 400 made-up words with Zipf's distribution, the same on every run; a third retell another."""
    rng = random.Random(0)
    vocabulary = ["".join(rng.choices(_ROOTS, k=rng.randint(3, 7))) for _ in range(60_000)]
    weights = [1 / (rank + 10) for rank in range(len(vocabulary))]
    articles: list[list[str]] = []
    for number in range(count):
        if number % 3 == 2:
            first = articles[number - rng.randint(1, min(number, 50))]
            articles.append(rng.sample(first, len(first)))
        else:
            text = rng.choices(vocabulary, weights, k=400)
            articles.append([" ".join(text[start : start + 20]) for start in range(0, 400, 20)])
    return articles


def main() -> None:
    """Print the scores, and time and memory if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="JSON list of articles (%(default)s)")
    parser.add_argument("--scale", type=int, default=0, help="also time the grouping of so many generated articles")
    arguments = parser.parse_args()
    articles = json.loads(arguments.data.read_text(encoding="utf-8"))
    parts = {part: [one for one in articles if one["part"] == part] for part in ("tune", "held")}
    report: dict[str, Any] = {name: pairwise(part) for name, part in {**parts, "all": articles}.items()}
    if arguments.scale:
        many = generated(arguments.scale)
        before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        stories = group(many)
        report["scale"] = {
            "articles": len(many),
            "stories": len(stories),
            "cpu seconds": round(time.process_time() - start, 1),
            "MiB more at the peak": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024,
        }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
