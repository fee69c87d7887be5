"""Time grows with the text only: every regular expression, and every stage, on lines made to be slow.

Nothing is timed. What is linear is done in a blink; what grows with the square of these lines would take minutes, and
with a megabyte hours: it is stopped after `PATIENCE` seconds of processor time.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import random
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType

import pytest

import dragoman
import summarize
import translate
from dragoman import unwrap
from dragoman.brief import brief_document
from dragoman.conflicts import different_numbers
from dragoman.decode import decode
from dragoman.errors import ReadError
from dragoman.writers import html, jsonl, markdown, tmx, xliff
from tests.properties import BULLETS, MARKS, SPACES, segmented
from tests.samples import brief
from translate.checks import check
from translate.dates import find_dates
from translate.glossary import Glossary
from translate.long import split_long
from translate.normalize import normalize
from translate.passthrough import passthrough
from translate.postedit import post_edit
from translate.split import split

PACKAGES = (translate, summarize, dragoman)
ROOT = Path(__file__).parent.parent
PATIENCE = 1.5
LINE = 60_000

SHORT_ONLY = {
    "dragoman.clean._BROKEN": "the last 10 characters of a line",
    "dragoman.clean._CREDIT": "the last 50 characters of a line",
    "dragoman.furniture._ADDRESS": "lines of at most 600 characters",
    "translate.checks.length._DANGLING": "the last 40 characters of a sentence",
    "translate.checks.length._END": "the last 40 characters of a sentence",
    "translate.checks.length._ANY_END": "the last 40 characters of a sentence",
    "translate.checks.numbers._BEGINS": "8 characters",
    "translate.dates._DIGIT_BEFORE": "6 characters",
    "translate.dates._YEAR_AFTER": "24 characters",
    "translate.split._ERA": "40 characters",
}
"""Patterns that would be slow on a long line and never see one."""

MADE_WHEN_CALLED = {("translate/checks/names.py", "has")}
"""Functions that put a pattern together from the glossary; they are tried with their stage."""


class TooSlow(Exception):
    """The square of the line, or worse."""


@contextmanager
def patience(seconds: float = PATIENCE) -> Iterator[None]:
    def stop(_signal: int, _frame: object) -> None:
        raise TooSlow

    previous = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)


def modules() -> Iterator[ModuleType]:
    for package in PACKAGES:
        yield package
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from patterns_in(one)
    elif isinstance(value, (tuple, list, set, frozenset)):
        for one in value:
            yield from patterns_in(one)


def inline(tree: ast.Module) -> Iterator[tuple[str, str, str | None]]:
    """Calls such as ``re.sub("a", …)`` in functions: the function, the method, and the pattern if it stands there."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for call in ast.walk(function):
                if (
                    isinstance(call, ast.Call)
                    and isinstance(call.func, ast.Attribute)
                    and isinstance(call.func.value, ast.Name)
                    and call.func.value.id == "re"
                    and call.func.attr != "escape"
                ):
                    first = call.args[0]
                    yield function.name, call.func.attr, first.value if isinstance(first, ast.Constant) else None


def every_pattern() -> dict[str, tuple[re.Pattern[str], set[str]]]:
    """By name: the pattern, and the methods of it that are called; none where a loop calls them."""
    sources = {
        path: path.read_text(encoding="utf-8") for one in PACKAGES for path in Path(one.__path__[0]).rglob("*.py")
    }
    code = "\n".join(sources.values())
    found: dict[str, tuple[re.Pattern[str], set[str]]] = {}
    for module in modules():
        own = Path(str(module.__file__)).read_text(encoding="utf-8")
        for name, value in vars(module).items():
            for one in patterns_in(value):
                methods = {*re.findall(rf"\b{name}\.([a-z]+)\(", own), *re.findall(rf"\.{name}\.([a-z]+)\(", code)}
                known = next(
                    (where for where, (other, _) in found.items() if other is one), f"{module.__name__}.{name}"
                )
                found[known] = one, methods | found.get(known, (one, set()))[1]
    for path, source in sources.items():
        where = str(path.relative_to(ROOT))
        for function, method, pattern in inline(ast.parse(source)):
            if pattern is not None:
                found[f"{where}:{function}:{pattern}"] = re.compile(pattern), {method}
            else:
                assert (where, function) in MADE_WHEN_CALLED, f"{where}: name the pattern of {function}"
    return found


PATTERNS = every_pattern()


def slow_lines(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Runs of one character, of two in turn, and of one behind another, out of what the pattern speaks of."""
    alphabet = sorted({*pattern.pattern, *' \n\t\u00a0aAz1٣م.،-_"(<&éß\u064b\u200f\u0640😀'})
    for one in alphabet:
        yield one * length + "\0"
    chance = random.Random(ascii(pattern.pattern))
    for _ in range(30):
        one, other = chance.choice(alphabet), chance.choice(alphabet)
        yield (one + other) * (length // 4) + "\0"
        yield one + other * (length // 2) + "\0"


def work(pattern: re.Pattern[str], methods: set[str], length: int = LINE, seconds: float = PATIENCE) -> int:
    """Tries the pattern on every slow line, as the program calls it; returns how many there are."""
    for number, line in enumerate(slow_lines(pattern, length), 1):  # noqa: B007 - their number is what is asked for
        with patience(seconds):
            if "match" in methods:
                pattern.match(line)
            if "fullmatch" in methods:
                pattern.fullmatch(line)
            if not methods or methods - {"match", "fullmatch"}:
                for _ in pattern.finditer(line):
                    pass
    return number


def test_patterns_are_found_everywhere() -> None:
    assert {name.split(".")[0] for name in PATTERNS if ":" not in name} == {"translate", "summarize", "dragoman"}
    assert len(PATTERNS) > 90
    assert set(SHORT_ONLY) <= set(PATTERNS)


@pytest.mark.parametrize("name", sorted(set(PATTERNS) - set(SHORT_ONLY)))
def test_a_pattern_is_linear(name: str) -> None:
    work(*PATTERNS[name])


@pytest.mark.parametrize("bad", [r"\s+$", r"(a+)+b", r"(?:\w+\s?)*x", r"[ \t]*\n", r"a*a*b", r"(\w+)\s*=\1"])
def test_a_slow_pattern_would_be_noticed(bad: str) -> None:
    with pytest.raises(TooSlow):
        work(re.compile(bad), set())


ARABIC = "قال الوزير إن 25 شخصا قتلوا في دمشق."
ENGLISH = "The minister said that 25 people were killed in Damascus."
GLOSSARY = Glossary.builtin()


def _document(text: str) -> None:
    with suppress(ReadError):
        decode(text.encode("utf-8", "replace"))


def _page(text: str) -> None:
    with suppress(ReadError):
        unwrap.html(f"<html><body><p>{ARABIC * 3}<p>{text}</body></html>")


STAGES: dict[str, tuple[int, Callable[[str], object]]] = {  # with the length of the line, by what the stage costs
    "decode": (LINE, _document),
    "markdown": (LINE, unwrap.markdown),
    "page": (LINE // 10, _page),
    "segment": (LINE // 2, lambda text: segmented(f"{ARABIC}\n{text}\n{ARABIC}")),
    "split": (LINE, split),
    "normalize": (LINE, normalize),
    "check": (LINE // 4, lambda text: (check(text, ENGLISH, GLOSSARY), check(ARABIC, text, GLOSSARY))),
    "post-edit": (LINE // 4, lambda text: (post_edit(text, ENGLISH, GLOSSARY), post_edit(ARABIC, text, GLOSSARY))),
    "dates": (LINE // 4, find_dates),
    "long": (LINE, lambda text: split_long(text, len, 96)),
    "copy": (LINE, lambda text: (passthrough(text), passthrough(f"a@{text} b"))),
    "conflicts": (LINE // 8, lambda text: different_numbers(text, f"{text} {ARABIC}")),
    "summary": (LINE // 10, lambda text: summarize.summarize([text, ARABIC, ARABIC], count=1)),
    "write md": (LINE // 10, lambda text: markdown.render(brief_document(brief(("sentence", text, text))))),
    "write html": (LINE // 10, lambda text: html.render(brief_document(brief(("sentence", text, text))))),
    "write tmx": (LINE, lambda text: tmx.dumps(brief(("sentence", text, text)))),
    "write xliff": (LINE, lambda text: xliff.dumps(brief(("sentence", text, text)))),
    "write jsonl": (LINE, lambda text: jsonl.dumps(brief(("sentence", text, text)))),
}
UNITS = sorted(
    {*MARKS, *SPACES, *BULLETS, "م", "a", "1", "1 ", "قال ", "نعم نعم...\n", "12/3/", "aa ", "Dmascus ", "م\n"}
)


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_is_linear(name: str) -> None:
    length, stage = STAGES[name]
    stage(ARABIC)  # what is loaded at first use
    for unit in UNITS:
        with patience(2 * PATIENCE):
            stage(unit * (length // len(unit)))
