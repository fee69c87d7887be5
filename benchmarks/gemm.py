"""The distance to the limit: ``python -m benchmarks.gemm --seconds S``.

Counts the int8 multiply-adds that the sentences of ``--text`` need with a model of opus-mt-ar-en's shape (beam 4, an
output as long as the source, the English half of the vocabulary), and measures how many a second this machine does in
products of matrices of the shapes that a decoder step has (oneDNN's int8 product, through torch) and in a large one.
With ``--seconds``, what `benchmarks.speed` measured for the same sentences, it tells the share of the limit reached.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from pathlib import Path

from benchmarks.speed import sentences_of
from benchmarks.twin import OPUS, ROOT, Shape

ROWS = 80
"""Rows of a decoder step: 20 sentences of 25 tokens in a batch of 512 tokens, 4 hypotheses each."""

LARGE = (2048, 2048, 2048)


def multiply_adds(lengths: list[int], shape: Shape = OPUS, beam: int = 4) -> int:
    """In products with weights; ``lengths`` are source tokens, ``</s>`` included, and as many come out.

    A layer has 4 width^2 weights in self-attention, as many in attention to the source (half of them used once a
    source token, half once a step), and 2 x width x feed-forward. Attention itself (float, under 3 % at these lengths)
    is left out.
    """
    square, forward = shape.width**2, 2 * shape.width * shape.feed_forward
    encoder = shape.layers * (4 * square + forward + 2 * square)
    step = shape.layers * (4 * square + 2 * square + forward) + shape.width * shape.target_vocabulary
    return sum(length * (encoder + beam * step) for length in lengths)


def rate(rows: int, inner: int, columns: int, seconds: float = 1.0) -> float:
    """int8 multiply-adds a second (median of five runs) of a product ``[rows, inner] x [inner, columns]``."""
    import torch

    left = torch.randint(-127, 127, (rows, inner), dtype=torch.int8)
    right = torch.randint(-127, 127, (inner, columns), dtype=torch.int8)
    work = rows * inner * columns
    times = max(1, int(seconds / 5 * 1e11 / work))
    torch._int_mm(left, right)  # noqa: SLF001 - torch's only plain int8 product
    rates = []
    for _ in range(5):
        started = time.perf_counter()
        for _ in range(times):
            torch._int_mm(left, right)  # noqa: SLF001
        rates.append(times * work / (time.perf_counter() - started))
    return statistics.median(rates)


def main() -> None:
    """Count, measure, print JSON."""
    import sentencepiece
    import torch

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="the twin that was timed, for its source.spm")
    parser.add_argument("--text", type=Path, nargs="*", default=[ROOT / "seeds"], help="text files or folders")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth sentence, as in the timing")
    parser.add_argument("--seconds", type=float, help="the measured time of these sentences")
    arguments = parser.parse_args()
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(arguments.model / "source.spm"))
    sentences = sentences_of(arguments.text)[:: arguments.every]
    lengths = [len(tokenizer.encode(sentence)) + 1 for sentence in sentences]
    needed = multiply_adds(lengths)
    shapes = {
        "output layer": (ROWS, OPUS.width, OPUS.target_vocabulary),
        "attention": (ROWS, OPUS.width, OPUS.width),
        "feed forward": (ROWS, OPUS.width, OPUS.feed_forward),
        "large": LARGE,
    }
    rates = {name: rate(*shape) for name, shape in shapes.items()}
    report = {
        "sentences": len(sentences),
        "source_tokens": sum(lengths),
        "giga_multiply_adds": round(needed / 1e9, 1),
        "giga_multiply_adds_a_sentence": round(needed / len(sentences) / 1e9, 2),
        "measured_giga_a_second": {name: round(value / 1e9) for name, value in rates.items()},
        "seconds_at_the_limit": round(needed / rates["large"] / 1.0, 2),
    }
    if arguments.seconds:
        report["share_of_the_limit"] = round(needed / rates["large"] / arguments.seconds, 3)
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
