"""What can go wrong in this package.

TranslateError
├── ModelError            the model cannot be used
│   ├── ModelNotFound     no such name or folder, or it cannot be fetched
│   └── ModelBroken       files missing, damaged or changed, not a Marian model, or it fails its self-test
├── GlossaryError         a glossary file that cannot be read
├── MemoryFileError       a translation memory that cannot be opened or written
└── EngineError           the engine failed on a batch that it should have translated

Every message is one or two lines that say what to do; none needs a traceback to be understood.
"""

from __future__ import annotations


class TranslateError(Exception):
    """Base of all errors that this package raises on purpose."""


class ModelError(TranslateError):
    """A model cannot be used."""


class ModelNotFound(ModelError):
    """There is no such model here, and it could not be fetched."""


class ModelBroken(ModelError):
    """A model folder is incomplete, damaged, changed since it was recorded, or not what it claims to be."""


class GlossaryError(TranslateError):
    """A glossary file cannot be read or has the wrong columns."""


class MemoryFileError(TranslateError):
    """The translation memory cannot be opened or written."""


class EngineError(TranslateError):
    """An engine failed on input that it should have been able to translate."""
