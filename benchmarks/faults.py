"""Kill ``translate-all`` at random moments, run it again, and compare with an undisturbed run.

    python -m benchmarks.faults --kills 200                 with an instant engine
    python -m benchmarks.faults --kills 20 --real           with the bundled model

After every kill: what stands in the output folder is whole (the same bytes as the undisturbed run's), the memory opens,
and the second run asks the engine for nothing that was committed, and ends with the same bytes in every file but
``run.json``, which counts what came from memory. Three kills in four are SIGKILL, the others SIGINT and SIGTERM, which
must exit with 130 and say that nothing is lost. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

COUNTED_APART = {"run.json"}


def start(
    arguments: list[str], folder: Path, real: bool, environment: dict[str, str], log: Path
) -> subprocess.Popen[bytes]:
    """A run of translate-all into ``folder`` with the memory beside it."""
    module = "dragoman" if real else "benchmarks.quick"
    return subprocess.Popen(
        [
            sys.executable, "-m", module, "translate-all", *arguments, "--model", "bundled",
            "--out", str(folder / "out"), "--memory", str(folder / "memory.sqlite"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**environment, "DRAGOMAN_QUICK_LOG": str(log)},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here; a shell's background job has it ignored
    )  # fmt: skip


def files(out: Path) -> dict[str, bytes]:
    """What stands in the output folder, temporary files of a killed run apart."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.name.startswith(".dragoman-") and path.name not in COUNTED_APART
    }


def remembered(memory: Path) -> int:
    """How many sentences the memory holds."""
    if not memory.exists():
        return 0
    with sqlite3.connect(f"file:{memory}?mode=ro", uri=True) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        table = next((name for name in tables if name not in {"meta", "sqlite_sequence"}), None)
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] if table else 0  # noqa: S608 - our own


def asked(log: Path) -> int:
    """How many sources the engine was asked for."""
    return len(log.read_text(encoding="utf-8").splitlines()) if log.exists() else 0


def one(
    arguments: list[str], reference: dict[str, bytes], total: int, delay: float, sign: signal.Signals,
    real: bool, environment: dict[str, str],
) -> tuple[str, list[str]]:  # fmt: skip
    """One kill and the run after it; returns where the kill fell and what was wrong."""
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        process = start(arguments, folder, real, environment, folder / "first.log")
        if sign is not signal.SIGKILL:
            while process.poll() is None and not (folder / "out").exists():
                time.sleep(0.005)  # from here on the program has its handlers
        try:
            process.wait(delay)
            phase = "after the end"
        except subprocess.TimeoutExpired:
            process.send_signal(sign)
            phase = "in the middle"
        message = process.communicate()[1].decode("utf-8", "replace")
        if phase == "in the middle" and sign is not signal.SIGKILL:
            # The run may have ended by itself between the signal and its handling.
            if process.returncode not in {130, 0}:
                faults.append(f"{sign.name}: exit code {process.returncode}: {message[-300:]}")
            if process.returncode == 130 and "kept" not in message:
                faults.append(f"{sign.name}: no message")
        for path, content in (files(folder / "out") if (folder / "out").exists() else {}).items():
            if reference.get(path) != content:
                faults.append(f"{path} is not whole after the kill")
        committed = remembered(folder / "memory.sqlite")
        if phase == "in the middle":
            phase = "before the first batch" if not committed else "translating" if committed < total else "writing"
        second = start(arguments, folder, real, environment, folder / "second.log")
        message = second.communicate()[1].decode("utf-8", "replace")
        if second.returncode:
            faults.append(f"second run: exit code {second.returncode}: {message[-300:]}")
        if files(folder / "out") != reference:
            faults.append("second run: other bytes than the undisturbed run")
        if not real and asked(folder / "second.log") != total - committed:
            faults.append(f"second run: asked for {asked(folder / 'second.log')}, not {total - committed}")
    return f"{sign.name} {phase}", faults


def measure(arguments: list[str], kills: int, real: bool, seed: int) -> dict[str, Any]:
    """Run everything and count."""
    chance = random.Random(seed)  # moments to kill at, not secrets
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1577836800", "DRAGOMAN_QUICK_DELAY": "0.01"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start(arguments, folder, real, environment, folder / "warm.log").communicate()  # unpacks and converts
        for left in (folder / "memory.sqlite", folder / "warm.log"):
            left.unlink(missing_ok=True)
        before = time.monotonic()
        process = start(arguments, folder, real, environment, folder / "log")
        message = process.communicate()[1]
        duration = time.monotonic() - before
        if process.returncode:
            raise SystemExit(message.decode("utf-8", "replace"))
        reference = files(folder / "out")
        total = remembered(folder / "memory.sqlite")
    where: Counter[str] = Counter()
    faults: list[str] = []
    for n in range(kills):
        sign = (signal.SIGKILL, signal.SIGKILL, signal.SIGINT, signal.SIGKILL, signal.SIGTERM)[n % 5]
        delay = chance.uniform(0.05, 1.05) * duration * (1 if sign is signal.SIGKILL else 0.6)
        phase, wrong = one(arguments, reference, total, delay, sign, real, environment)
        where[phase] += 1
        faults += [f"kill {n}: {text}" for text in wrong]
        sys.stderr.write(f"\r{n + 1} of {kills}, {len(faults)} faults")
    sys.stderr.write("\n")
    return {
        "engine": "bundled" if real else "quick",
        "kills": kills,
        "undisturbed_seconds": round(duration, 2),
        "files": len(reference),
        "sentences": total,
        "where": dict(sorted(where.items())),
        "faults": faults,
        "seed": seed,
    }


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", default=["seeds"])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--real", action="store_true", help="with the bundled model")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    result = measure(options.sources, options.kills, options.real, options.seed)
    print(json.dumps(result, indent=2))
    raise SystemExit(bool(result["faults"]))


if __name__ == "__main__":
    main()
