"""Clean, filter and deduplicate pairs: folders of ``*.tsv.xz`` become ``train.tsv`` and ``dev.tsv``.

A source is a file, named by what stands before its first dot; its lines are Arabic TAB English. What is written has
the source in front: source TAB Arabic TAB English. Pairs of ``--exclude`` files are kept out of both, on either side.
"""

from __future__ import annotations

import argparse
import json
import lzma
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from training.text import clean_arabic, clean_english, matching_key, rejection

DEVELOPMENT = [
    "news-original",
    "nllb_seed_arz",
    "written-general",
    "written-general-2",
    "written-news",
    "written-news-2",
    "xquad",
]
"""Sources that development pairs are taken from: news, Wikipedia prose and paragraphs, and the project's own pairs."""


@dataclass
class Sieve:
    """Where each pair goes: ``train``, ``dev``, or nowhere, with the reason in a word.

    One in ``one_in`` English sentences of the ``development`` sources goes to ``dev``, chosen by its hash, so that it
    is the same in every run and for every Arabic that it stands beside. ``held_out`` holds matching keys.
    """

    development: frozenset[str]
    one_in: int
    held_out: frozenset[str] = frozenset()
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _dev: set[str] = field(default_factory=set)

    def place(self, source: str, arabic: str, english: str) -> str:
        """Sources of ``development`` must come first, or pairs with their English sentences would be trained on."""
        why = rejection(arabic, english)
        if why:
            return why
        if (arabic, english) in self._seen:
            return "repeat"
        self._seen.add((arabic, english))
        if matching_key(arabic) in self.held_out or matching_key(english) in self.held_out:
            return "held out"
        if source in self.development and zlib.crc32(english.encode()) % self.one_in == 0:
            self._dev.add(english)
            return "dev"
        return "known to dev" if english in self._dev else "train"


def held_out_keys(files: Iterable[Path]) -> frozenset[str]:
    """The matching keys of both sides of test files."""
    keys = set()
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            arabic, _, english = line.partition("\t")
            keys |= {matching_key(clean_arabic(arabic)), matching_key(clean_english(english))}
    return frozenset(keys - {""})


def read_source(path: Path) -> Iterator[tuple[str, str]]:
    """The cleaned pairs of one file; a line that is not a pair gives two empty strings."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            sides = line.rstrip("\n").split("\t")
            yield (clean_arabic(sides[0]), clean_english(sides[1])) if len(sides) == 2 else ("", "")


def prepare(corpora: Iterable[Path], out: Path, sieve: Sieve) -> dict[str, dict[str, int]]:
    """Write ``train.tsv``, ``dev.tsv`` and ``report.json``; the report says for every source where its pairs went."""
    files = [path for folder in corpora for path in folder.glob("*.tsv.xz")]
    if not files:
        raise FileNotFoundError(f"no *.tsv.xz in {', '.join(map(str, corpora))}")
    files.sort(key=lambda path: (_name(path) not in sieve.development, path.name))
    out.mkdir(parents=True, exist_ok=True)
    report = {}
    with ExitStack() as stack:
        written = {n: stack.enter_context((out / f"{n}.tsv").open("w", encoding="utf-8")) for n in ("train", "dev")}
        for path in files:
            counts: Counter[str] = Counter()
            for arabic, english in read_source(path):
                place = sieve.place(_name(path), arabic, english)
                counts[place] += 1
                if place in written:
                    written[place].write(f"{_name(path)}\t{arabic}\t{english}\n")
            report[_name(path)] = dict(counts)
    (out / "report.json").write_text(json.dumps(report, indent=1), encoding="utf-8")
    return report


def _name(path: Path) -> str:
    return path.name.partition(".")[0]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, nargs="+", required=True, help="folders of *.tsv.xz")
    parser.add_argument("--exclude", type=Path, nargs="*", default=[], help="test files (.tsv) to keep out")
    parser.add_argument("--dev", nargs="*", default=DEVELOPMENT, metavar="SOURCE")
    parser.add_argument("--dev-one-in", type=int, default=20, metavar="N", help="share of those kept for dev (20)")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    sieve = Sieve(frozenset(args.dev), args.dev_one_in, held_out_keys(args.exclude))
    print(json.dumps(prepare(args.corpora, args.out, sieve)))


if __name__ == "__main__":
    main()
