"""Do the engines say the same? ``python -m benchmarks.engine_agreement --data FOLDER [--model NAME] [--limit N]``.

FOLDER holds ``ar`` (a sentence a line) and ``en`` (the references), as FLORES does. The same model and beam go through

* ``transformers`` float32, the reference;
* ``ctranslate2`` float32, with the English part of the output vocabulary, as by default, and with all of it;
* ``ctranslate2`` int8, the default on a processor.

For each of them: the share of sentences whose best hypothesis, and whose whole n-best list, reads the same as the
reference's; the largest difference of scores among equal hypotheses; BLEU and chrF (sacreBLEU); seconds. For a
sentence that differs, ``gap`` is how much better the reference's winner scores than its runner-up: where it is near
zero, rounding alone decides.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.engines import Decoding, Engine, default_threads, make_batches
from translate.engines.convert import converted
from translate.engines.ctranslate2_engine import CTranslate2Engine
from translate.engines.transformers_engine import TransformersEngine
from translate.models import conversion_folder, resolve
from translate.normalize import normalize
from translate.tokenizer import Tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate.engines import NBest
    from translate.models import ResolvedModel

EXAMPLES = 5


def engines(model: ResolvedModel, tokenizer: Tokenizer) -> Iterator[tuple[str, Engine]]:
    """Each system with its name, the reference first; one is closed before the next is opened."""
    threads = default_threads()
    yield "transformers float32", TransformersEngine(model.folder, tokenizer, "cpu", "float32", threads)
    for precision, english_only in (("float32", True), ("float32", False), ("int8", True)):
        folder = converted(model.folder, conversion_folder(model), tokenizer, precision)
        name = f"ctranslate2 {precision}{'' if english_only else ', whole vocabulary'}"
        yield name, CTranslate2Engine(folder, tokenizer, "cpu", precision, threads, english_only=english_only)


def translate(engine: Engine, sources: list[list[str]], decoding: Decoding) -> list[NBest]:
    """The hypotheses of every source, in order."""
    batches = make_batches([len(source) + 1 for source in sources], engine.batch_tokens, engine.workers)
    results: dict[int, NBest] = {}
    for batch, found in zip(
        batches, engine.translate([[sources[i] for i in batch] for batch in batches], decoding), strict=True
    ):
        results.update(zip(batch, found, strict=True))
    return [results[index] for index in range(len(sources))]


def compare(reference: list[NBest], other: list[NBest]) -> dict[str, Any]:
    """Shares of equal sentences, and some that differ."""
    pairs = list(zip(reference, other, strict=True))
    same = [(a[0], b[0]) for a, b in pairs if a[0].text == b[0].text]
    different = [(a, b) for a, b in pairs if a[0].text != b[0].text]
    gaps = sorted(a[0].score - a[1].score for a, _ in different if len(a) > 1)
    return {
        "same_best": round(len(same) / len(pairs), 4),
        "same_n_best": round(sum([h.text for h in a] == [h.text for h in b] for a, b in pairs) / len(pairs), 4),
        "largest_score_difference": max((abs(a.score - b.score) for a, b in same), default=None),
        "gap_median": gaps[len(gaps) // 2] if gaps else None,
        "examples": [
            {"reference": a[0].text, "other": b[0].text, "gap": a[0].score - a[1].score if len(a) > 1 else None}
            for a, b in different[:EXAMPLES]
        ],
    }


def quality(results: list[NBest], references: list[str]) -> dict[str, float]:
    """BLEU and chrF of the best hypotheses."""
    from sacrebleu import corpus_bleu, corpus_chrf

    best = [hypotheses[0].text for hypotheses in results]
    return {
        "bleu": round(corpus_bleu(best, [references]).score, 2),
        "chrf": round(corpus_chrf(best, [references]).score, 2),
    }


def main() -> None:
    """Print the comparison as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the files ar and en")
    parser.add_argument("--model", default="bundled", help="a model's name or folder (default: bundled)")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--limit", type=int, help="only the first so many sentences")
    arguments = parser.parse_args()
    lines = {
        name: (arguments.data / name).read_text(encoding="utf-8").splitlines()[: arguments.limit]
        for name in ("ar", "en")
    }
    model = resolve(arguments.model)
    tokenizer = Tokenizer(model.folder)
    sources = [tokenizer.encode(normalize(line).text) for line in lines["ar"]]
    report: dict[str, Any] = {"model": model.hash, "sentences": len(sources), "beam": arguments.beam}
    reference: list[NBest] = []
    for name, engine in engines(model, tokenizer):
        started = time.perf_counter()
        results = translate(engine, sources, Decoding(arguments.beam))
        row = {"seconds": round(time.perf_counter() - started, 1), **quality(results, lines["en"])}
        engine.close()
        if reference:
            row |= compare(reference, results)
        else:
            reference = results
        report[name] = row
    print(json.dumps(report, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
