"""``python -m benchmarks.quick ARGUMENTS`` is ``dragoman ARGUMENTS`` with an engine that needs no time.

Everything else is the real thing: reading, splitting, memory, checks, choice, retries, writing. It is for
`benchmarks.faults`, which starts hundreds of runs. ``DRAGOMAN_QUICK_LOG`` names a file to which every source that the
engine was asked for is appended, ``DRAGOMAN_QUICK_DELAY`` the seconds that a batch takes.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from dragoman.cli import main
from translate.engines import Decoding, NBest, Pieces
from translate.types import Hypothesis


class QuickEngine:
    """An engine whose English is a function of the source alone."""

    name = "quick"
    device = "cpu"
    precision = "none"
    batch_tokens = 64
    workers = 1

    def __init__(self, *_: Any, **__: Any) -> None:
        self.delay = float(os.environ.get("DRAGOMAN_QUICK_DELAY", "0"))
        self.log = os.environ.get("DRAGOMAN_QUICK_LOG", "")

    def translate(self, batches: Iterable[Sequence[Pieces]], decoding: Decoding) -> Iterator[list[NBest]]:
        """A batch at a time, as an engine with one worker gives them."""
        for batch in batches:
            time.sleep(self.delay)
            if self.log:
                with Path(self.log).open("a", encoding="utf-8") as file:
                    file.writelines("".join(source) + "\n" for source in batch)
            yield [(Hypothesis(_english("".join(source), decoding.beam), -0.5),) for source in batch]

    def close(self) -> None:
        """Nothing to give back."""


def _english(source: str, beam: int) -> str:
    words = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
    digits = "".join(c if c.isdigit() else " " for c in source).split()
    return (
        f"Sentence {words[:6]} said {' '.join(digits)} {'and so on and on ' * (len(source) // 24)}at {beam}.".replace(
            "  ", " "
        )
    )


if __name__ == "__main__":
    with patch("translate.translator.open_engine", lambda *_, **__: QuickEngine()):
        main()
