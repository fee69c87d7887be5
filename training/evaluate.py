"""BLEU, chrF and wrong numbers of a Marian folder on test files, decoded by the product's own engines.

A test file has a pair a line, Arabic TAB English; a JSON line is printed for each. With --out the hypotheses are
written too, and --hypotheses scores such files again without decoding.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from training.folder import PACKED, read_weights, write_folder
from training.text import clean_arabic
from translate.checks import numbers
from translate.engines.base import Decoding, make_batches
from translate.numbers import numbers_arabic
from translate.tokenizer import Tokenizer

Decode = Callable[[Sequence[str]], list[str]]
NO_REPEAT = 4
"""Pieces; without it a small model's loops cost BLEU and readers. Larger models are measured without (0)."""


def decoder(
    folder: Path, scratch: Path, engine: str, precision: str, beam: int, no_repeat: int, threads: int
) -> Decode:
    """The best hypothesis for each of some cleaned sentences, by one of the product's engines."""
    from translate.engines.convert import converted
    from translate.engines.ctranslate2_engine import CTranslate2Engine
    from translate.engines.transformers_engine import TransformersEngine

    if (folder / PACKED).exists():
        write_folder(read_weights(folder), folder, scratch / "unpacked")
        folder = scratch / "unpacked"
    tokenizer = Tokenizer(folder)
    opened: CTranslate2Engine | TransformersEngine
    if engine == "ctranslate2":
        made = converted(folder, scratch / "converted", tokenizer, precision)
        opened = CTranslate2Engine(made, tokenizer, "cpu", precision, threads)
    else:
        opened = TransformersEngine(folder, tokenizer, "cpu", precision, threads)

    def decode(sentences: Sequence[str]) -> list[str]:
        pieces = [tokenizer.encode(sentence) for sentence in sentences]
        batches = make_batches([len(p) for p in pieces], opened.batch_tokens, opened.workers)
        results = opened.translate([[pieces[i] for i in batch] for batch in batches], Decoding(beam, no_repeat))
        best = [""] * len(sentences)
        for batch, found in zip(batches, results, strict=True):
            for index, hypotheses in zip(batch, found, strict=True):
                best[index] = hypotheses[0].text
        return best

    return decode


def score(sources: Sequence[str], hypotheses: Sequence[str], references: Sequence[str]) -> dict[str, Any]:
    """Corpus BLEU and chrF with sacrebleu's signatures, and how many sentences with numbers have one wrong.

    A sentence has numbers when its Arabic states one in digits or one above two in words; it is wrong when the
    product's number check finds one missing or added.
    """
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    bleu, chrf = BLEU(), CHRF()
    result = {
        "bleu": round(bleu.corpus_score(hypotheses, [references]).score, 2),
        "chrf": round(chrf.corpus_score(hypotheses, [references]).score, 2),
        "bleu_signature": str(bleu.get_signature()),
        "chrf_signature": str(chrf.get_signature()),
    }
    stating = [
        (source, hypothesis)
        for source, hypothesis in zip(sources, hypotheses, strict=True)
        if any(number.digits or number.value > 2 for number in numbers_arabic(source))
    ]
    wrong = sum(any(numbers.check(source, hypothesis)) for source, hypothesis in stating)
    return result | {
        "sentences": len(sources),
        "with_numbers": len(stating),
        "wrong_numbers": wrong,
        "wrong_numbers_per_100": round(100 * wrong / max(1, len(stating)), 1),
    }


def read_test(path: Path, limit: int | None = None) -> tuple[list[str], list[str]]:
    """The Arabic and the English side of a test file."""
    pairs = [line.split("\t")[:2] for line in path.read_text(encoding="utf-8").splitlines()[:limit]]
    return [arabic for arabic, _ in pairs], [english for _, english in pairs]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--model", type=Path, help="Marian folder, packed or not")
    what.add_argument("--hypotheses", type=Path, help="folder that --out wrote")
    parser.add_argument("--test", type=Path, nargs="+", required=True, metavar="TSV")
    parser.add_argument("--limit", type=int, help="use the first sentences only")
    parser.add_argument("--engine", choices=["ctranslate2", "transformers"], default="ctranslate2")
    parser.add_argument("--precision", help="(int8 for ctranslate2, float32 for transformers)")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument(
        "--no-repeat", type=int, default=NO_REPEAT, help=f"n-gram that may not come twice ({NO_REPEAT})"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, help="folder for the hypotheses")
    args = parser.parse_args()
    precision = args.precision or ("int8" if args.engine == "ctranslate2" else "float32")
    settings = {"engine": args.engine, "precision": precision, "beam": args.beam, "no_repeat": args.no_repeat}
    with tempfile.TemporaryDirectory() as scratch:
        decode: Decode | None = None
        if args.model:
            decode = decoder(args.model, Path(scratch), args.engine, precision, args.beam, args.no_repeat, args.threads)
        for path in args.test:
            sources, references = read_test(path, args.limit)
            start = time.monotonic()
            if decode:
                hypotheses = decode([clean_arabic(source) for source in sources])
            else:
                hypotheses = (args.hypotheses / f"{path.stem}.txt").read_text(encoding="utf-8").split("\n")[:-1]
            if args.out:
                args.out.mkdir(parents=True, exist_ok=True)
                (args.out / f"{path.stem}.txt").write_text("\n".join(hypotheses) + "\n", encoding="utf-8")
            seconds = round(time.monotonic() - start, 1)
            result = {"test": path.stem} | score(sources, hypotheses, references)
            print(json.dumps(result | (settings | {"seconds": seconds} if decode else {})), flush=True)


if __name__ == "__main__":
    main()
