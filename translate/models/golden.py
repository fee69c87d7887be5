"""A few golden sentences that tell a working checkpoint from a broken one.

Loading can go wrong without an error: embeddings that should be one and the same are not, a layer keeps the random
numbers that it was made with. Such a model puts out word salad or loops.

Measured with the bundled model of revision 1, the weakest that has to pass: 22 to 25 of 31 expected words with a beam
of 1 to 4 in either engine, no loop. Damaged on purpose: embeddings, encoder embeddings, output layer or an encoder
layer random or permuted, 0 words; a decoder layer random, 4; the decoder's embeddings random, 14, but nearly every
sentence a loop. Smaller damage passes: without the encoder's position table, 17 words and no loop.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ModelBroken

if TYPE_CHECKING:
    from collections.abc import Callable

    from translate.models.resolution import ResolvedModel

_FEWEST_WORDS = 0.4  # of the expected words; between 0.13 (broken) and 0.7 (the weakest working model)
_MOST_LOOPS = 0.5  # of the sentences; broken models loop in nearly all, working ones in none of these
_WORD = re.compile(r"\w+")


def selftest(translate: Callable[[list[str]], list[str]], resolved: ResolvedModel) -> None:
    """Translates the golden sentences; raises ModelBroken if what comes out is not English that has to do with them.

    ``translate`` takes Arabic sentences, and gives as many English ones.
    """
    golden = json.loads((Path(__file__).parent.parent / "data" / "golden.json").read_text(encoding="utf-8"))
    outputs = [_WORD.findall(output.lower()) for output in translate([sentence["ar"] for sentence in golden])]
    expected = sum(len(sentence["en"]) for sentence in golden)
    found = sum(
        any(_starts(word, stem) for word in output for stem in stems)
        for sentence, output in zip(golden, outputs, strict=True)
        for stems in sentence["en"]
    )
    loops = sum(map(_loops, outputs))
    if found < _FEWEST_WORDS * expected or loops > _MOST_LOOPS * len(golden):
        raise ModelBroken(
            f"The model {resolved.name} in {resolved.folder} does not translate: of {len(golden)} simple sentences "
            f"{loops} came out as loops, with {found} of {expected} expected words. Its weights are damaged, or were "
            "not loaded as they should be. Get it again, or use another model."
        )


def _starts(word: str, stem: str) -> bool:
    return word == stem if stem.isdigit() or len(stem) < 4 else word.startswith(stem)


def _loops(words: list[str]) -> bool:
    """Whether one to four words come three times running."""
    return any(
        words[start : start + size]
        == words[start + size : start + 2 * size]
        == words[start + 2 * size : start + 3 * size]
        for size in range(1, 5)
        for start in range(len(words) - 3 * size + 1)
    )
