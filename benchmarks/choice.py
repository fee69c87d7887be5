"""What the choice among hypotheses does: marks removed, BLEU and chrF before and after, for a range of margins.

    python -m benchmarks.choice --data PATH [--model bundled] [--lines N] [--memory FILE] [--beam 4]

PATH is a FLORES folder (``ar`` and ``en``, a sentence a line) or a file of Arabic TAB English. ``first`` takes the
best-scoring hypothesis as it is, ``edited`` corrects what is certain in it, and each margin stands for
``translate.choose`` with it. Give ``--memory`` to translate only once. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from translate import choose as module
from translate.checks import check
from translate.choose import choose, grade
from translate.glossary import Glossary
from translate.translator import Translator
from translate.types import Flag, Hypothesis

MARGINS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0)


def read_pairs(path: Path, lines: int | None = None) -> list[tuple[str, str]]:
    """Source and reference of a FLORES folder or of a file with tabs."""
    if path.is_dir():
        arabic, english = ((path / name).read_text(encoding="utf-8").splitlines() for name in ("ar", "en"))
        pairs = list(zip(arabic, english, strict=True))
    else:
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
        pairs = [(row[0], row[1]) for row in rows if len(row) > 1]
    return pairs[:lines]


def nbest(sources: list[str], model: str, beam: int, memory: str | None) -> list[list[Hypothesis]]:
    """The hypotheses of each sentence, best first; none for what was copied."""
    with Translator(model, beam=beam, memory=memory, offline=True, retry=False) as translator:
        done = translator.translate(sources)
    lists = []
    for translation in done:
        chosen = [] if translation.score is None else [Hypothesis(translation.text, translation.score)]
        lists.append(sorted([*chosen, *translation.alternatives], key=lambda hypothesis: -hypothesis.score))
    return lists


def main() -> None:
    """Translates and prints the figures."""
    from sacrebleu.metrics import BLEU, CHRF

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--lines", type=int)
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--memory")
    given = parser.parse_args()
    pairs = read_pairs(given.data, given.lines)
    lists = nbest([source for source, _ in pairs], given.model, given.beam, given.memory)
    kept = [(source, reference, found) for (source, reference), found in zip(pairs, lists, strict=True) if found]
    glossary = Glossary.builtin()

    def figures(texts: list[str], flags: list[tuple[Flag, ...]], moved: int) -> dict[str, float]:
        references = [[reference for _, reference, _ in kept]]
        grades = [grade(some) for some in flags]
        return {
            "bleu": round(BLEU().corpus_score(texts, references).score, 2),
            "chrf": round(CHRF().corpus_score(texts, references).score, 2),
            "errors": sum(errors for errors, _ in grades),
            "warnings": sum(warnings for _, warnings in grades),
            "lines_with_error": sum(errors > 0 for errors, _ in grades),
            "another_hypothesis": moved,
        }

    first = [found[0].text for _, _, found in kept]
    result = {
        "sentences": len(kept),
        "first": figures(first, [tuple(check(s, t, glossary)) for (s, _, _), t in zip(kept, first, strict=True)], 0),
    }
    for margin in MARGINS:
        module.MARGIN = margin
        choices = [choose(source, found, glossary) for source, _, found in kept]
        moved = sum(choice.index > 0 for choice in choices)
        name = "edited" if margin == 0 else f"margin {margin}"
        result[name] = figures([c.text for c in choices], [c.flags for c in choices], moved)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
