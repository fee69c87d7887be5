"""Which engine on which device, found out without loading more than it takes."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from pathlib import Path

from translate.errors import EngineError

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
    """``cpu`` or ``cuda``; ``auto`` is cuda where the engine can use a CUDA device.

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
    raise EngineError(f"The device cuda cannot be used: {problem}. Use the device cpu.")


def default_threads() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _nvidia_driver() -> bool:
    return Path("/proc/driver/nvidia/version").exists() or Path("/dev/nvidiactl").exists() or sys.platform == "win32"


def _cuda_problem(engine: str) -> str:
    """Why CUDA cannot be used; empty if it can."""
    if engine == "transformers":
        import torch

        return "" if torch.cuda.is_available() else "torch finds no CUDA device, or was installed without CUDA"
    import ctranslate2

    if not ctranslate2.get_cuda_device_count():
        return "CTranslate2 finds no CUDA device"
    # CTranslate2 loads cuBLAS when it first multiplies: found out now, its absence is no failure in mid-run.
    if sys.platform == "linux" and not _loads("libcublas.so.12"):
        return "the CUDA library cuBLAS 12 is not installed (pip install nvidia-cublas-cu12)"
    return ""


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
