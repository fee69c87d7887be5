"""Engines: what turns source pieces into hypotheses. One protocol, ``Engine``; two engines, a file each.

Importing this package loads neither torch nor ctranslate2.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from translate.engines.base import Decoding, Engine, NBest, Pieces, longest_output, make_batches
from translate.errors import EngineError, ModelBroken

if TYPE_CHECKING:
    from collections.abc import Callable

    from translate.models import ResolvedModel
    from translate.tokenizer import Tokenizer

__all__ = [
    "Decoding",
    "Engine",
    "NBest",
    "Pieces",
    "default_threads",
    "longest_output",
    "make_batches",
    "open_engine",
    "pick_device",
    "pick_engine",
]

ENGINES = ("ctranslate2", "transformers")
DEVICES = ("cpu", "cuda")


def pick_engine(engine: str = "auto") -> str:
    """The name of the engine that is meant: ``auto`` is ctranslate2 where it is installed, else transformers."""
    if engine == "auto":
        return "ctranslate2" if importlib.util.find_spec("ctranslate2") else "transformers"
    if engine not in ENGINES:
        raise ValueError(f"no engine {engine!r}; there are auto, {', '.join(ENGINES)}")
    return engine


def pick_device(engine: str, device: str = "auto") -> str:
    """``cpu`` or ``cuda``; ``auto`` is cuda where a CUDA device can be used by the engine.

    Without any sign of an NVIDIA driver nothing is imported to find out. Raises EngineError when cuda is asked for
    and cannot be used.
    """
    if device not in ("auto", *DEVICES):
        raise ValueError(f"no device {device!r}; there are auto, {', '.join(DEVICES)}")
    if device == "cpu" or (device == "auto" and not _nvidia_driver()):
        return "cpu"
    problem = _cuda_problem(engine)
    if not problem:
        return "cuda"
    if device == "auto":
        return "cpu"
    raise EngineError(f"The device cuda cannot be used: {problem}. Use --device cpu.")


def default_threads() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def open_engine(
    resolved: ResolvedModel,
    tokenizer: Tokenizer,
    engine: str,
    device: str,
    *,
    precision: str = "auto",
    threads: int | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Engine:
    """Loads a model; ``engine`` and ``device`` are names that ``pick_engine`` and ``pick_device`` gave.

    ``precision`` is ``auto`` (int8 for CTranslate2 on a processor, float32 for transformers there, 16 bits on CUDA) or
    one that the engine knows. Raises ModelError.
    """
    threads = threads or default_threads()
    if engine == "transformers":
        from translate.engines.transformers_engine import TransformersEngine

        return TransformersEngine(resolved.folder, tokenizer, device, _torch_precision(precision, device), threads)
    from translate.engines.convert import converted
    from translate.engines.ctranslate2_engine import CTranslate2Engine
    from translate.models import conversion_folder

    if precision == "auto":
        precision = "int8" if device == "cpu" else "float16"
    target = conversion_folder(resolved)
    folder, new = converted(resolved.folder, target, tokenizer, precision, say)
    try:
        return CTranslate2Engine(folder, tokenizer, device, precision, threads)
    except ModelBroken:
        if new:
            raise
        shutil.rmtree(folder, ignore_errors=True)  # damaged since it was made: once more
        folder, _ = converted(resolved.folder, target, tokenizer, precision, say)
        return CTranslate2Engine(folder, tokenizer, device, precision, threads)


def _torch_precision(precision: str, device: str) -> str:
    if precision != "auto":
        return precision
    if device == "cpu":
        return "float32"
    import torch

    return "bfloat16" if torch.cuda.is_bf16_supported() else "float16"


def _nvidia_driver() -> bool:
    return Path("/proc/driver/nvidia/version").exists() or Path("/dev/nvidiactl").exists() or sys.platform == "win32"


def _cuda_problem(engine: str) -> str:
    """Why CUDA cannot be used; empty if it can."""
    if engine == "transformers":
        import torch

        return "" if torch.cuda.is_available() else "torch finds no CUDA device, or it was installed without CUDA"
    import ctranslate2

    if not ctranslate2.get_cuda_device_count():
        return "CTranslate2 finds no CUDA device"
    # CTranslate2 loads cuBLAS when it first multiplies; found out now, it is not a crash in the middle of a run.
    if sys.platform == "linux" and not _loads("libcublas.so.12") and not _loads("libcublas.so.13"):
        return "the CUDA library cuBLAS is not installed (pip install nvidia-cublas-cu12)"
    return ""


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
