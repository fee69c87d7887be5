"""A resolved model made into a tested engine."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from translate.engines.base import Decoding, Engine, make_batches
from translate.engines.select import default_threads
from translate.normalize import normalize

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from translate.models import ResolvedModel
    from translate.tokenizer import Tokenizer


def open_engine(
    model: ResolvedModel,
    tokenizer: Tokenizer,
    engine: str,
    device: str,
    *,
    precision: str = "auto",
    threads: int | None = None,
    test: bool = True,
    say: Callable[[str], None] = lambda _: None,
) -> Engine:
    """Loads a model; ``engine`` and ``device`` are names that ``pick_engine`` and ``pick_device`` gave.

    ``precision`` is ``auto`` (on a processor int8 for CTranslate2 and float32 for transformers, on CUDA 16 bits) or one
    that the engine knows. With ``test``, a model that this engine in this version loads for the first time has to
    translate the golden sentences.

    Raises:
        ModelBroken: the weights cannot be used, or do not translate.
        ModelError: the conversion cannot be written.
    """
    from translate.models import conversion_folder

    cache = conversion_folder(model)
    if precision == "auto":
        precision = _precision(engine, device)
    loaded = _load(model, tokenizer, engine, device, precision, threads or default_threads(), cache, say)
    if test:
        _test(loaded, model, tokenizer, cache / f"{engine}-{device}-{precision}.tested")
    return loaded


def _precision(engine: str, device: str) -> str:
    if device == "cpu":
        # bfloat16 was no faster than float32 in transformers on a processor that has it (docs/performance.md).
        return "int8" if engine == "ctranslate2" else "float32"
    if engine == "ctranslate2":
        import ctranslate2

        return "float16" if "float16" in ctranslate2.get_supported_compute_types("cuda") else "float32"
    import torch

    return "bfloat16" if torch.cuda.is_bf16_supported() else "float16"


def _load(
    model: ResolvedModel,
    tokenizer: Tokenizer,
    engine: str,
    device: str,
    precision: str,
    threads: int,
    cache: Path,
    say: Callable[[str], None],
) -> Engine:
    if engine == "transformers":
        from translate.engines.transformers_engine import TransformersEngine

        return TransformersEngine(model.folder, tokenizer, device, precision, threads)
    from translate.engines.convert import converted
    from translate.engines.ctranslate2_engine import CTranslate2Engine

    folder = converted(model.folder, cache, tokenizer, precision, say)
    return CTranslate2Engine(folder, tokenizer, device, precision, threads)


def _test(engine: Engine, model: ResolvedModel, tokenizer: Tokenizer, passed: Path) -> None:
    """Runs the self-test unless the file ``passed`` says that this version of the engine's library has passed it."""
    from translate.models.golden import selftest

    library = version(engine.name)
    try:
        if passed.read_text(encoding="utf-8") == library:
            return
    except OSError:
        pass

    def translate(sentences: list[str]) -> list[str]:
        sources = [tokenizer.encode(normalize(sentence).text) for sentence in sentences]
        batches = make_batches([len(source) + 1 for source in sources], engine.batch_tokens, engine.workers)
        results = engine.translate([[sources[index] for index in batch] for batch in batches], Decoding())
        best = {
            index: hypotheses[0].text
            for batch, result in zip(batches, results, strict=True)
            for index, hypotheses in zip(batch, result, strict=True)
        }
        return [best[index] for index in range(len(sentences))]

    selftest(translate, model)
    try:
        passed.parent.mkdir(parents=True, exist_ok=True)
        passed.write_text(library, encoding="utf-8")
    except OSError:
        pass  # tested again next time
