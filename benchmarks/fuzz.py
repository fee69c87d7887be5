"""Many random inputs for every stage that sees text from outside; the properties are those of ``tests/properties.py``.

    python -m benchmarks.fuzz --cases 100000
    python -m benchmarks.fuzz --cases 1000 --target html --seed 7
    python -m benchmarks.fuzz --atheris --cases 1000000       bytes chosen by coverage, for decoding and reading

Prints JSON: cases a target, and the faults, each with the smallest input that shows it. Exits with 1 if there are any.
With ``--atheris`` (``pip install atheris``, Linux) the code is instrumented, so that a new input is kept where it
reaches a new line.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisException

from tests.properties import LONG_ARABIC, TARGETS, Target

AT_ONCE = 500
"""Cases of one Hypothesis run: it remembers all that it tried, and slows down with them."""

SHARE = {"pack": 0.1, "damaged jsonl": 0.2, "markdown": 0.5, "html": 0.5}
"""Targets whose case takes many milliseconds get fewer of them, the others one share."""

BYTE_TARGETS = ("decode", "read", "segment", "glossary")


def rounds(cases: int, first: int) -> Iterator[tuple[int, int]]:
    """(cases, seed) of each Hypothesis run."""
    for number, done in enumerate(range(0, cases, AT_ONCE)):
        yield min(AT_ONCE, cases - done), first + number


def attack(target: Target, cases: int, start: int) -> dict[str, Any]:
    """Run one target; ``faults`` are the distinct errors, as Hypothesis shrank them."""
    tried = 0
    faults: dict[str, str] = {}

    def holds(value: object) -> None:
        nonlocal tried
        tried += 1
        target.holds(value)

    before = time.monotonic()
    for count, number in rounds(cases, start):
        run = settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )(seed(number)(given(target.inputs)(holds)))
        try:
            run()
        except HypothesisException:
            raise  # the strategy is at fault, not the code
        except Exception as error:  # noqa: BLE001 - any error is what is looked for
            for one in getattr(error, "exceptions", [error]):
                notes = " ".join(getattr(one, "__notes__", ()))
                faults.setdefault(f"{type(one).__name__}: {str(one)[:200]}", f"seed {number}: {notes[:2000]}")
    return {
        "cases": tried,
        "seconds": round(time.monotonic() - before, 1),
        "faults": [{"error": error, "input": shown} for error, shown in faults.items()],
    }


def corpus() -> Iterator[bytes]:
    """Inputs to begin with; the first byte chooses the kind of file, see `benchmarks.fuzz_bytes`."""
    for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1256", "iso8859_6"):
        yield b"\0" + LONG_ARABIC.encode(codec, "ignore")
    yield (
        b"\1" + f"---\ntitle: خبر\ndate: 2019-01-02\n---\n# عنوان\n\n- {LONG_ARABIC}\n> قول\n\n|a|b|\n|-|-|\n".encode()
    )
    yield b"\2" + Path("tests/data/read/page.html").read_bytes()[:4000]
    yield b"\3" + json.dumps({"title": "خبر", "text": LONG_ARABIC, "url": "https://example.org/"}).encode()
    yield b"\0" + 'arabic,english,alternatives,type,note\nدمشق,Damascus,"Dimashq|Sham",city,\n'.encode()


def by_coverage(name: str, cases: int, start: int) -> dict[str, Any]:
    """Run one target on bytes that atheris chooses, as a process of its own, which a crash may end."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as kept:
        for number, data in enumerate(corpus()):
            (Path(kept) / str(number)).write_bytes(data)
        before = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.fuzz_bytes", name, kept, f"-runs={cases}", f"-seed={start}",
             "-max_len=4096", "-rss_limit_mb=4096", f"-artifact_prefix={folder}/", "-print_final_stats=1"],
            check=False, capture_output=True, text=True, errors="replace",
        )  # fmt: skip
        found = [path.read_bytes() for path in sorted(Path(folder).iterdir())]
        stats = dict(line.split(": ") for line in done.stderr.splitlines() if line.startswith("stat::"))
    return {
        "cases": int(stats.get("stat::number_of_executed_units", 0)),
        "seconds": round(time.monotonic() - before, 1),
        "faults": [
            {"error": (done.stdout or done.stderr)[-2000:], "input": repr(data)}
            for data in found or [b""]
            if done.returncode
        ],
    }


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000, help="in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", action="append", choices=sorted(TARGETS), help="only this one; repeatable")
    parser.add_argument("--atheris", action="store_true", help="bytes by coverage, for " + ", ".join(BYTE_TARGETS))
    options = parser.parse_args()
    names = options.target or (BYTE_TARGETS if options.atheris else list(TARGETS))
    shares = {name: 1.0 if options.atheris else SHARE.get(name, 1.0) for name in names}
    results = {}
    for name in names:
        cases = round(options.cases * shares[name] / sum(shares.values()))
        sys.stderr.write(f"{name}: {cases} cases\n")
        run = by_coverage(name, cases, options.seed) if options.atheris else attack(TARGETS[name], cases, options.seed)
        results[name] = run
    faults = sum(len(result["faults"]) for result in results.values())
    print(
        json.dumps(
            {
                "engine": "atheris" if options.atheris else "hypothesis",
                "seed": options.seed,
                "cases": sum(result["cases"] for result in results.values()),
                "faults": faults,
                "targets": results,
            },
            indent=2,
            ensure_ascii=True,
        )
    )
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
