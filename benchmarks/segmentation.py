"""Sentence splitting against gold boundaries: ``python -m benchmarks.segmentation --data FOLDER``.

The folder holds pairs ``NAME.txt`` (running text, a block a line) and ``NAME.gold`` (the same text, a sentence a line,
a blank line between blocks). Precision, recall and F1, in percent, of the boundaries inside blocks: the end of a block
is a newline, which no splitter misses, and does not count. Positions are counted in characters other than white space.
"""

from __future__ import annotations

import argparse
import json
from itertools import accumulate
from pathlib import Path

from translate.split import split


def boundaries(sentences: list[str]) -> set[int]:
    """Positions after every sentence but the last, counted in characters other than white space."""
    return set(accumulate(len("".join(sentence.split())) for sentence in sentences[:-1]))


def score(gold: str, text: str) -> dict[str, float | int]:
    """Compare ``split`` on ``text`` with ``gold``; both as the module describes them."""
    hits = found = wanted = 0
    expected_blocks = [block.splitlines() for block in gold.strip().split("\n\n")]
    blocks = [line for line in text.splitlines() if line.strip()]
    for expected_sentences, block in zip(expected_blocks, blocks, strict=True):
        expected = boundaries(expected_sentences)
        actual = boundaries([segment.text for segment in split(block)])
        hits += len(expected & actual)
        found += len(actual)
        wanted += len(expected)
    return {
        "blocks": len(blocks),
        "boundaries": wanted,
        "precision": round(100 * hits / max(found, 1), 2),
        "recall": round(100 * hits / max(wanted, 1), 2),
        "f1": round(200 * hits / max(found + wanted, 1), 2),
    }


def main() -> None:
    """Print the scores of every pair in the folder as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with NAME.txt and NAME.gold")
    folder: Path = parser.parse_args().data
    print(
        json.dumps(
            {
                gold.stem: score(gold.read_text(encoding="utf-8"), gold.with_suffix(".txt").read_text(encoding="utf-8"))
                for gold in sorted(folder.glob("*.gold"))
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
