"""Turn a trained Marian folder into one to ship: packed row-wise int8, or float16 with --plain.

The result is checked before it takes its place: it must be small enough, and with --check the two engines must give
the same text for those sentences.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from training.evaluate import NO_REPEAT, decoder
from training.folder import read_weights, write_folder
from training.text import clean_arabic

LARGEST = 45_000_000
"""Bytes that a packed folder may have, since it lies in the repository."""


def export(model: Path, out: Path, *, pack: bool = True) -> int:
    """Write ``out`` whole or not at all, in the place of an older one; returns its size in bytes.

    Raises ValueError when a packed folder would be larger than LARGEST.
    """
    new = out.with_name(out.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    write_folder(read_weights(model), model, new, pack=pack)
    settings = json.loads((new / "generation_config.json").read_text(encoding="utf-8"))
    settings["no_repeat_ngram_size"] = NO_REPEAT
    (new / "generation_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    size = sum(path.stat().st_size for path in new.iterdir())
    if pack and size > LARGEST:
        raise ValueError(f"{new} has {size} bytes, {LARGEST} are allowed")
    shutil.rmtree(out, ignore_errors=True)
    new.rename(out)
    return size


def disagreements(folder: Path, sentences: list[str]) -> list[tuple[str, str, str]]:
    """The sentences for which CTranslate2 and transformers, both in float32, give different text, with both texts."""
    with tempfile.TemporaryDirectory() as scratch:
        texts = [
            decoder(folder, Path(scratch), engine, "float32", 4, NO_REPEAT, 1)([clean_arabic(s) for s in sentences])
            for engine in ("ctranslate2", "transformers")
        ]
    return [(s, one, other) for s, one, other in zip(sentences, *texts, strict=True) if one != other]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="Marian folder, for instance averaged/ of a run")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--plain", action="store_true", help="float16 safetensors instead of packed int8")
    parser.add_argument("--check", type=Path, metavar="TXT", help="Arabic sentences, one a line")
    args = parser.parse_args()
    print(json.dumps({"bytes": export(args.model, args.out, pack=not args.plain)}))
    if args.check:
        sentences = args.check.read_text(encoding="utf-8").splitlines()
        different = disagreements(args.out, sentences)
        print(json.dumps({"checked": len(sentences), "different": different}, ensure_ascii=False))


if __name__ == "__main__":
    main()
