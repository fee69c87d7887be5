"""What the checks say about real translations and about the human reference.

    python -m benchmarks.checks --data FLORES_FOLDER [--list opusmt] [--verdicts benchmarks/data/checks_flores_dev.json]

FLORES_FOLDER holds ``ar``, the reference ``en`` and outputs ``system.NAME.en``. Prints JSON: for the reference and
each system the flags by code and severity, the share of lines with any error or warning, and the milliseconds of
processor time a pair. With ``--verdicts`` also the precision of the errors, by what a reader of each marked line
judged (true: the English is wrong there; false: a false alarm), and the marked lines nobody has judged. ``--list``
prints the marked lines of one system instead.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from translate.checks import check
from translate.glossary import Glossary
from translate.types import Flag

Rows = list[tuple[str, str, list[Flag]]]


def read(path: Path) -> list[str]:
    """The lines of a file."""
    return path.read_text(encoding="utf-8").splitlines()


def marked(arabic: list[str], english: list[str]) -> tuple[Rows, float]:
    """Every pair with its flags, and the processor time for it in milliseconds a pair."""
    glossary = Glossary.builtin()
    start = time.process_time()
    rows = [(source, target, check(source, target, glossary)) for source, target in zip(arabic, english, strict=True)]
    return rows, (time.process_time() - start) * 1000 / max(1, len(rows))


def figures(rows: Rows, verdicts: dict[str, bool] | None) -> dict[str, object]:
    """Counts of flags and of marked lines; precision of the errors where there are verdicts."""
    flags = Counter(f"{flag.severity} {flag.code}" for _, _, some in rows for flag in some)
    errors = [str(number) for number, (_, _, some) in enumerate(rows, 1) if any(f.severity == "error" for f in some)]
    serious = [some for _, _, some in rows if any(flag.severity != "info" for flag in some)]
    found: dict[str, object] = {
        "lines": len(rows),
        "flags": dict(sorted(flags.items())),
        "lines_with_error": len(errors),
        "lines_with_error_or_warning": len(serious),
        "share_with_error_or_warning": round(len(serious) / len(rows), 4),
    }
    if verdicts is not None:
        judged = [verdicts[number] for number in errors if number in verdicts]
        found["error_lines_judged"] = len(judged)
        found["error_precision"] = round(sum(judged) / len(judged), 4) if judged else None
        found["not_judged"] = [int(number) for number in errors if number not in verdicts]
    return found


def main() -> None:
    """Reads the folder and prints the figures or the marked lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--list", dest="listed", help="print this system's marked lines (reference: the human one)")
    parser.add_argument("--verdicts", type=Path, help="a file such as benchmarks/data/checks_flores_dev.json")
    given = parser.parse_args()
    arabic = read(given.data / "ar")
    outputs = {"reference": given.data / "en"}
    outputs |= {path.name.split(".")[1]: path for path in sorted(given.data.glob("system.*.en"))}
    if given.listed:
        rows, _ = marked(arabic, read(outputs[given.listed]))
        for number, (source, target, flags) in enumerate(rows, 1):
            if said := [f"{flag.severity} {flag.code}: {flag.message}" for flag in flags if flag.severity != "info"]:
                print(number, *said, source, target, sep="\n  ")
        return
    verdicts = json.loads(given.verdicts.read_text(encoding="utf-8"))["systems"] if given.verdicts else {}
    result = {}
    for name, path in outputs.items():
        rows, milliseconds = marked(arabic, read(path))
        result[name] = {**figures(rows, verdicts.get(name)), "ms_a_pair": round(milliseconds, 2)}
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
