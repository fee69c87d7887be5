"""The translation systems that `benchmarks.speed` times, each as one class with ``load`` and ``translate``.

All get the same Marian folder, the same sentences (already split, without repeats) and beam 4, and run as their users
run them otherwise. ``python -m benchmarks.systems NAME WORK`` times one of them in a process of its own; WORK is the
folder that `benchmarks.speed` prepares (``model``, ``sentences.json``, ``peers``).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
import warnings
from pathlib import Path
from typing import Any

BEAM = 4
WARM_UP = "وصل الوفد إلى المدينة مساء أمس."
"""Translated once before the clock starts: loading a model is reported apart."""


class Transformers:
    """``MarianMTModel.generate``, as the model card shows it: one sentence at a time, or in batches."""

    def __init__(self, work: Path, batch: int = 1, dtype: str = "float32") -> None:
        import torch
        from transformers import MarianMTModel, MarianTokenizer

        self.torch, self.batch = torch, batch
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.tokenizer = MarianTokenizer.from_pretrained(work / "model")
        model = MarianMTModel.from_pretrained(work / "model", dtype=getattr(torch, dtype))
        self.model = model.eval().to(self.device)

    def translate(self, sentences: list[str]) -> list[str]:
        """In batches of neighbours in length, as long as a batch is more than one sentence."""
        order = sorted(range(len(sentences)), key=lambda index: -len(sentences[index]) if self.batch > 1 else index)
        found: dict[int, str] = {}
        for start in range(0, len(order), self.batch):
            part = order[start : start + self.batch]
            inputs = self.tokenizer([sentences[index] for index in part], return_tensors="pt", padding=True)
            with self.torch.no_grad():
                outputs = self.model.generate(**inputs.to(self.device), num_beams=BEAM)
            found.update(zip(part, self.tokenizer.batch_decode(outputs, skip_special_tokens=True), strict=True))
        return [found[index] for index in range(len(sentences))]


class EasyNMT:
    """EasyNMT 2.0.2: its own loop (batches of 16 sorted by length), with our folder under its model's name."""

    def __init__(self, work: Path) -> None:
        sys.path.insert(0, str(work / "peers" / "easynmt"))
        from easynmt import EasyNMT as Peer
        from easynmt.models import OpusMT

        translator = OpusMT()
        translator.load_model(str(work / "model"))
        translator.models["Helsinki-NLP/opus-mt-ar-en"] = translator.models[str(work / "model")]
        self.peer = Peer(translator=translator)

    def translate(self, sentences: list[str]) -> list[str]:
        """With beam 4 in place of its 5; it need not split what is split."""
        found: list[str] = self.peer.translate(
            sentences, source_lang="ar", target_lang="en", beam_size=BEAM, perform_sentence_splitting=False
        )
        return found


class Argos:
    """Argos Translate 1.11.0: our conversion as an Argos package, its own defaults (beam 4, 32 tokens a batch).

    Its sentence splitter would have to be downloaded; the sentences are split already, so it gets one that does
    nothing. One text with a line a sentence is what it is given: it translates line by line.
    """

    def __init__(self, work: Path) -> None:
        package = work / "argos" / "packages" / "translate-ar_en"
        os.environ |= {"XDG_DATA_HOME": str(work / "argos"), "ARGOS_PACKAGES_DIR": str(package.parent)}
        os.environ |= {"XDG_CONFIG_HOME": str(work / "argos"), "XDG_CACHE_HOME": str(work / "argos")}
        sys.path.append(str(work / "peers" / "argos"))
        from argostranslate.package import Package
        from argostranslate.translate import Language, PackageTranslation

        class Whole:
            def split_sentences(self, text: str) -> list[str]:
                return [text] if text else []

        self.peer = PackageTranslation(Language("ar", "Arabic"), Language("en", "English"), Package(package))
        self.peer.sentencizer = Whole()

    def translate(self, sentences: list[str]) -> list[str]:
        """Line by line."""
        found: list[str] = self.peer.translate("\n".join(sentence.replace("\n", " ") for sentence in sentences)).split(
            "\n"
        )
        return found


class Dragoman:
    """Ours: the public ``Translator`` with its defaults, normalisation, checks and choice included."""

    def __init__(self, work: Path, engine: str, memory: bool = False) -> None:
        from translate import Translator

        kept = work / "memory.sqlite3" if memory else None
        self.translator = Translator(
            str(work / "model"), engine=engine, beam=BEAM, memory=kept, offline=True,
            selftest=False, retry=False,  # a twin says nothing sensible: all of it would be tried twice
        )  # fmt: skip

    def translate(self, sentences: list[str]) -> list[str]:
        """All at once."""
        return [translation.text for translation in self.translator.translate(sentences)]


SYSTEMS: dict[str, Any] = {
    "transformers, one by one": Transformers,
    "transformers, batches of 32": lambda work: Transformers(work, batch=32),
    "transformers bf16, batches of 32": lambda work: Transformers(work, batch=32, dtype="bfloat16"),
    "EasyNMT": EasyNMT,
    "Argos Translate": Argos,
    "Dragoman, transformers": lambda work: Dragoman(work, "transformers"),
    "Dragoman": lambda work: Dragoman(work, "auto"),
    "Dragoman, from memory": lambda work: Dragoman(work, "auto", memory=True),
}


def time_one(name: str, work: Path) -> dict[str, float | int | str]:
    """Load, warm up and time a system in this process."""
    sentences = json.loads((work / "sentences.json").read_text(encoding="utf-8"))
    started = time.perf_counter()
    system = SYSTEMS[name](work)
    system.translate([WARM_UP])
    loaded = time.perf_counter()
    used = time.process_time()
    outputs = system.translate(sentences)
    seconds, cpu = time.perf_counter() - loaded, time.process_time() - used
    if len(outputs) != len(sentences) or not all(outputs):
        raise SystemExit(f"{name}: {len(outputs)} outputs for {len(sentences)} sentences, some of them empty")
    return {
        "seconds": round(seconds, 3),
        "cpu_seconds": round(cpu, 3),
        "load_seconds": round(loaded - started, 3),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "words": sum(len(output.split()) for output in outputs),
        "first": outputs[0][:60],
    }


def main() -> None:
    """Time one system and print it as a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=SYSTEMS)
    parser.add_argument("work", type=Path)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    print(json.dumps(time_one(arguments.name, arguments.work)))


if __name__ == "__main__":
    main()
