"""Whether time and memory stay in proportion: ``python -m benchmarks.scale``.

Articles are made by shuffling the sentences of ``--text`` (seeds) and go the whole way, all formats and the pack
included, with a translator that answers at once. Each number of articles is a run of its own process; printed are JSON
and a table: seconds, and those of one core at work; from the latter, which a busy machine changes little, articles a
second and the time an article against the smallest run (1.0 is linear); peak memory from the operating system.
``--profile`` also prints where the time of the largest run goes.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.twin import ROOT

SIZES = (1000, 5000, 10_000)
COLUMNS = ("articles", "seconds", "processor_seconds", "articles_per_second", "growth", "peak_rss_mb")


def make_articles(folder: Path, count: int, sentences: list[str], seed: int = 1) -> None:
    """Write ``count`` articles of a title and 8 to 30 sentences, two to four a paragraph, a thousand a folder."""
    random_ = random.Random(seed)
    for number in range(count):
        chosen = random_.choices(sentences, k=random_.randint(8, 30))
        # A title and a number of its own: no two articles are alike, as in a real collection.
        text, at = [f"{' '.join(chosen[0].split()[:8])} {number}"], 0
        while at < len(chosen):
            step = random_.randint(2, 4)
            text.append(" ".join(chosen[at : at + step]))
            at += step
        path = folder / f"{number // 1000:03d}" / f"{number:06d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(text) + "\n", encoding="utf-8")


class Silent:
    """A reporter that tells nobody."""

    def start(self, articles: int) -> None:
        """Nothing."""

    def sentences(self, waiting: int) -> None:
        """Nothing."""

    def translated(self, done: int) -> None:
        """Nothing."""

    def written(self, record: object) -> None:
        """Nothing."""

    def say(self, message: str) -> None:
        """Nothing."""


def run(count: int, text: list[Path], profile: Path | None) -> dict[str, Any]:
    """Make the articles, then translate them in this process."""
    from benchmarks.speed import sentences_of
    from dragoman.pipeline import translate_all
    from dragoman.settings import Settings
    from tests.fakes import InstantTranslator

    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "in", Path(folder) / "out"
        make_articles(source, count, sentences_of(text))
        translator: Any = InstantTranslator()
        profiler = cProfile.Profile()
        started, used = time.perf_counter(), time.process_time()
        if profile:
            profiler.enable()
        result = translate_all(Settings(sources=(source,), out=out), translator, Silent())
        profiler.disable()
        seconds = time.perf_counter() - started
        processor = time.process_time() - used
        written = sum(1 for path in out.rglob("*.jsonl"))
        if written != count or result.record.failures:
            raise SystemExit(f"{written} of {count} articles written")
        if profile:
            profiler.dump_stats(profile)
    return {
        "articles": count,
        "sentences": result.record.totals.segments,
        "seconds": round(seconds, 2),
        "processor_seconds": round(processor, 2),
        "articles_per_second": round(count / processor, 1),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    """Run every size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", type=Path, nargs="*", default=[ROOT / "seeds"], help="text files or folders")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--stats", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(run(arguments.one, arguments.text, arguments.stats)))
        return
    runs: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        stats = Path(folder) / "profile"
        for size in arguments.sizes:
            command = [
                sys.executable,
                "-m",
                "benchmarks.scale",
                "--one",
                str(size),
                "--text",
                *map(str, arguments.text),
            ]
            if arguments.profile and size == max(arguments.sizes):
                command += ["--stats", str(stats)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
            row = json.loads(done.stdout.splitlines()[-1])
            first = (runs or [row])[0]
            each = [one["processor_seconds"] / one["articles"] for one in (first, row)]
            row["growth"] = round(each[1] / each[0], 2)
            runs.append(row)
        print(json.dumps(runs, indent=2))
        print(
            "| articles | seconds | processor seconds | articles/s | against linear | peak RSS, MB |\n"
            + "| --- " * 6
            + "|",
            file=sys.stderr,
        )
        for row in runs:
            print("| " + " | ".join(str(row[name]) for name in COLUMNS) + " |", file=sys.stderr)
        if arguments.profile:
            pstats.Stats(str(stats), stream=sys.stderr).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()
