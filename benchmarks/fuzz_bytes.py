"""``python -m benchmarks.fuzz_bytes TARGET [libFuzzer options]``: a target under atheris; `benchmarks.fuzz` starts it.

The input's first byte chooses the kind of file. What is instrumented is the code that looks at bytes and characters.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import atheris  # optional: pip install atheris

with atheris.instrument_imports(
    include=["dragoman.decode", "dragoman.read", "dragoman.unwrap", "dragoman.inline", "dragoman.pagelines",
             "dragoman.webpage", "dragoman.markdown", "dragoman.lines", "dragoman.clean", "dragoman.furniture",
             "dragoman.segment", "translate.split", "translate.glossary"]
):  # fmt: skip
    from tests import properties

SUFFIXES = (".txt", ".md", ".html", ".jsonl")
RUNS: dict[str, Callable[[int, bytes], None]] = {
    "decode": lambda _, data: properties.decoded(data),
    "read": lambda kind, data: properties.file_read((SUFFIXES[kind % len(SUFFIXES)], data)),
    "segment": lambda _, data: properties.segmented(data.decode("utf-8", "surrogateescape")),
    "glossary": lambda _, data: properties.glossary_read(data.decode("utf-8", "replace")),
}

if __name__ == "__main__":
    run = RUNS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, lambda data: run(data[0], data[1:]) if data else None)
    atheris.Fuzz()
