"""Arabic sentences in, English sentences out: splitting, normalising, models, engines, memory, checks, glossary.

Importing this package loads nothing heavy; the heavier names are imported when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

# At once, and not when first used: the submodules of the same names would stand in their place.
from translate.normalize import normalize as normalize
from translate.split import split as split

if TYPE_CHECKING:
    from translate.checks import check as check
    from translate.errors import ModelError as ModelError
    from translate.errors import TranslateError as TranslateError
    from translate.translator import Translator as Translator
    from translate.types import Flag as Flag
    from translate.types import Hypothesis as Hypothesis
    from translate.types import Normalized as Normalized
    from translate.types import Segment as Segment
    from translate.types import Translation as Translation

_HOME = {
    "check": "translate.checks",
    "ModelError": "translate.errors",
    "TranslateError": "translate.errors",
    "normalize": "translate.normalize",
    "split": "translate.split",
    "Translator": "translate.translator",
    "Flag": "translate.types",
    "Hypothesis": "translate.types",
    "Normalized": "translate.types",
    "Segment": "translate.types",
    "Translation": "translate.types",
}

__all__ = sorted(_HOME)  # noqa: PLE0605 - a list of str, computed so that it cannot drift from _HOME


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
