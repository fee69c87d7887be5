"""How long a user waits when there is nothing to translate: ``python -m benchmarks.startup``.

Times, as whole commands (medians): ``python -c "import typer"``, ``translate-all --help``, and ``translate-all`` over
the seeds when the memory already holds every sentence. The memory is filled before the clock starts with the model
that ``--model`` names (the bundled one by default; which one does not matter for the time). Printed as JSON, with the
modules among the heavy ones that a run from memory imported (there should be none) and those that took longest.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.twin import ROOT

HEAVY = {"torch", "transformers", "ctranslate2", "sentencepiece", "numpy", "trafilatura", "lxml"}


def timed(command: list[str], environment: dict[str, str], rounds: int) -> float:
    """Median wall seconds of a command that must succeed; it runs once before the clock starts."""
    seconds = []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=environment)
        seconds.append(time.perf_counter() - started)
    return round(statistics.median(seconds[1:]), 3)


def imports(command: list[str], environment: dict[str, str]) -> list[tuple[int, str]]:
    """The modules that a Python command imports, with the microseconds of each one's own code, longest first."""
    done = subprocess.run(
        [command[0], "-X", "importtime", *command[1:]],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
    )
    found = re.findall(r"^import time: +(\d+) \| +\d+ \| +(\S+)$", done.stderr, re.MULTILINE)
    return sorted(((int(own), name) for own, name in found), reverse=True)


def main() -> None:
    """Time the commands and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    python = sys.executable
    ours = [python, "-c", "from dragoman.cli import translate_all_main; translate_all_main()"]  # what its script does
    with tempfile.TemporaryDirectory() as folder:
        # Byte code is kept, as it is for an installed program; everything else stays in the temporary folder.
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "bytecode")
        memory = ["--memory", str(Path(folder) / "memory.sqlite3"), "--model", arguments.model, "--offline", "--quiet"]
        again = [*ours, "seeds", "--out", str(Path(folder) / "out"), *memory]
        subprocess.run(again, check=True, cwd=ROOT, env=environment)
        modules = imports(again, environment)
        typer = timed([python, "-c", "import typer"], environment, arguments.rounds)
        help_ = timed([*ours, "--help"], environment, arguments.rounds)
        report = {
            "import_typer_seconds": typer,
            "help_seconds": help_,
            "help_against_typer": round(help_ / typer, 2),
            "seeds_from_memory_seconds": timed(again, environment, arguments.rounds),
            "heavy_modules_from_memory": sorted({name for _, name in modules} & HEAVY),
            "slowest_imports_ms": {name: round(own / 1000, 1) for own, name in modules[:12]},
        }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
