"""Every regular expression and every stage on lines of a megabyte that are made to be slow.

    python -m benchmarks.linear                the whole, about half an hour
    python -m benchmarks.linear --length 100000

What grows with the square of the line would take hours: it is stopped after ``--patience`` seconds of processor time
and counts as a fault. Prints JSON; exits with 1 if there is a fault. The tests do the same on shorter lines.
"""

from __future__ import annotations

import argparse
import json
import sys
import time

from tests.test_linear import ARABIC, PATTERNS, SHORT_ONLY, STAGES, UNITS, TooSlow, patience, work


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--length", type=int, default=1_000_000, help="characters a line")
    parser.add_argument("--patience", type=float, default=120.0, help="seconds of processor time a line")
    options = parser.parse_args()
    faults, lines, slowest = [], 0, (0.0, "", "")
    for number, (name, (pattern, methods)) in enumerate(sorted(PATTERNS.items()), 1):
        sys.stderr.write(f"\r{number} of {len(PATTERNS)} patterns")
        if name not in SHORT_ONLY:
            try:
                lines += work(pattern, methods, options.length, options.patience)
            except TooSlow:
                faults.append(f"pattern {name}")
    stage_lines = 0
    for name, (_, stage) in STAGES.items():
        sys.stderr.write(f"\n{name}")
        stage(ARABIC)
        for unit in UNITS:
            before = time.process_time()
            try:
                with patience(options.patience):
                    stage(unit * (options.length // len(unit)))
            except TooSlow:
                faults.append(f"stage {name} on {unit!a}")
            stage_lines += 1
            slowest = max(slowest, (round(time.process_time() - before, 1), name, ascii(unit)))
    sys.stderr.write("\n")
    print(
        json.dumps(
            {
                "length": options.length,
                "patterns": len(PATTERNS) - len(SHORT_ONLY),
                "pattern_lines": lines,
                "stages": len(STAGES),
                "stage_lines": stage_lines,
                "slowest_stage_line": slowest,
                "faults": faults,
            },
            indent=2,
        )
    )
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
