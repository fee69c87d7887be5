"""Damages human references in known ways and counts how often the checks notice.

    python -m benchmarks.corruption --data FLORES_FOLDER [--seed 1] [--list KIND]

FLORES_FOLDER holds ``ar`` and ``en``, a sentence a line. Prints JSON: for every kind of damage the lines it could be
done to, and the share of those that then carry a flag of severity error or warning (``recall``), an error
(``error``), or a flag of the code that names this damage (``named``).
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Callable
from pathlib import Path

from translate.checks import check
from translate.glossary import Glossary
from translate.numbers import numbers_english
from translate.tokens import WORD

Damage = Callable[[str, str, random.Random], "str | None"]
_UNITS = ["three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NOT = re.compile(
    r"(?<=\bdo)n['’]t\b|(?<=\bdid)n['’]t\b|(?<=\bis)n['’]t\b|(?<=\bwas)n['’]t\b|(?<=\bare)n['’]t\b| not\b"
)

_OPPOSITES = {
    "rose": "fell", "risen": "fallen", "rise": "fall", "rising": "falling",
    "increased": "decreased", "increase": "decrease", "increasing": "decreasing", "grew": "shrank",
}  # fmt: skip
_TURNED = _OPPOSITES | {new: old for old, new in _OPPOSITES.items()} | {"dropped": "jumped", "declined": "climbed"}
_TURNED_AT = re.compile(rf"\b(?:{'|'.join(_TURNED)})\b")


# ruff: noqa: ARG001
# Every kind of damage takes the same three arguments, whether it needs them or not.
def digit_number(arabic: str, english: str, rng: random.Random) -> str | None:
    """One number in digits gets another value of as many digits."""
    places = [n for n in numbers_english(english) if n.digits and english[n.start : n.end].isdigit()]
    if not places:
        return None
    number = rng.choice(places)
    old = english[number.start : number.end]
    new = old
    while new == old or new.startswith("0"):
        place = rng.randrange(len(old))
        new = old[:place] + str(rng.randrange(10)) + old[place + 1 :]
    return english[: number.start] + new + english[number.end :]


def word_number(arabic: str, english: str, rng: random.Random) -> str | None:
    """One number word, three to twelve, becomes another."""
    found = list(re.finditer(rf"\b(?:{'|'.join(_UNITS)})\b", english))
    if not found:
        return None
    match = rng.choice(found)
    new = rng.choice([word for word in _UNITS if word != match.group()])
    return english[: match.start()] + new + english[match.end() :]


def half(arabic: str, english: str, rng: random.Random) -> str | None:
    """The second half of the words is dropped, the final punctuation too, as a decoder cut short does."""
    words = english.split()
    return " ".join(words[: len(words) // 2]).rstrip(".,;:") if len(words) > 5 else None


def half_closed(arabic: str, english: str, rng: random.Random) -> str | None:
    """The second half of the words is dropped and the sentence closed with a period, as if nothing were missing."""
    cut = half(arabic, english, rng)
    return cut + "." if cut else None


def sentence(arabic: str, english: str, rng: random.Random) -> str | None:
    """One of several sentences is dropped."""
    parts = re.split(r"(?<=[a-z][.!?]) (?=[A-Z])", english)
    if len(parts) < 2:
        return None
    del parts[rng.randrange(len(parts))]
    return " ".join(parts)


def loop(arabic: str, english: str, rng: random.Random) -> str | None:
    """One to four words are repeated four times."""
    words = english.split()
    size = rng.randint(1, 4)
    if len(words) < size + 2:
        return None
    place = rng.randrange(len(words) - size)
    return " ".join(words[:place] + words[place : place + size] * 4 + words[place + size :])


def phrase_twice(arabic: str, english: str, rng: random.Random) -> str | None:
    """Three to eight words are said twice."""
    words = english.split()
    size = rng.randint(3, 8)
    if len(words) < size + 2:
        return None
    place = rng.randrange(len(words) - size)
    return " ".join(words[:place] + words[place : place + size] * 2 + words[place + size :])


def arabic_left(arabic: str, english: str, rng: random.Random) -> str | None:
    """One word is left in Arabic."""
    words, source = english.split(), WORD.findall(arabic)
    words[rng.randrange(len(words))] = rng.choice(source)
    return " ".join(words)


def negation(arabic: str, english: str, rng: random.Random) -> str | None:
    """The only "not" is dropped."""
    return _NOT.sub("", english) if len(_NOT.findall(english)) == 1 else None


def direction(arabic: str, english: str, rng: random.Random) -> str | None:
    """The only rise becomes a fall, or the only fall a rise."""
    found = _TURNED_AT.findall(english)
    return _TURNED_AT.sub(lambda match: _TURNED[match[0]], english) if len(found) == 1 else None


def name(arabic: str, english: str, rng: random.Random) -> str | None:
    """A name of the glossary becomes another of its type."""
    glossary = Glossary.builtin()
    found = []
    for mention in glossary.find(arabic):
        form = next((form for form in mention.term.accepted if re.search(rf"\b{re.escape(form)}\b", english)), None)
        if form and mention.term.type in ("country", "city", "place", "person", "organisation", "group"):
            found.append((mention.term, form))
    if not found:
        return None
    term, form = rng.choice(found)
    others = [
        o for o in glossary.terms if o.type == term.type and o.english not in english and o.english != term.english
    ]
    return english.replace(form, rng.choice(others).english) if others else None


KINDS: dict[str, tuple[Damage, tuple[str, ...]]] = {
    "digit_number": (digit_number, ("numbers",)),
    "word_number": (word_number, ("numbers",)),
    "half": (half, ("length",)),
    "half_closed": (half_closed, ("length",)),
    "sentence": (sentence, ("length",)),
    "loop": (loop, ("repetition",)),
    "phrase_twice": (phrase_twice, ("repetition",)),
    "arabic_left": (arabic_left, ("untranslated",)),
    "negation": (negation, ("negation",)),
    "direction": (direction, ("direction",)),
    "name": (name, ("name",)),
}


def measure(arabic: list[str], english: list[str], seed: int, listed: str | None = None) -> dict[str, dict[str, float]]:
    """Recall per kind of damage; ``listed`` prints the lines of that kind that were not noticed."""
    glossary = Glossary.builtin()
    figures = {}
    for kind, (damage, codes) in KINDS.items():
        rng = random.Random(seed)
        done = seen = errors = named = 0
        for number, (source, target) in enumerate(zip(arabic, english, strict=True), 1):
            bad = damage(source, target, rng)
            if bad is None or bad == target:
                continue
            flags = [flag for flag in check(source, bad, glossary) if flag.severity != "info"]
            done += 1
            seen += bool(flags)
            errors += any(flag.severity == "error" for flag in flags)
            named += any(flag.code in codes for flag in flags)
            if kind == listed and not flags:
                print(number, bad, sep="\t")
        if done:
            figures[kind] = {
                "lines": done,
                "recall": round(seen / done, 4),
                "error": round(errors / done, 4),
                "named": round(named / done, 4),
            }
    return figures


def main() -> None:
    """Reads the folder and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", choices=KINDS, dest="listed")
    given = parser.parse_args()
    arabic, english = ((given.data / name).read_text(encoding="utf-8").splitlines() for name in ("ar", "en"))
    print(json.dumps(measure(arabic, english, given.seed, given.listed), indent=1))


if __name__ == "__main__":
    main()
