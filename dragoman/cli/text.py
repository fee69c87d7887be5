"""The commands that work on one text and print: ``translate``, ``summarize``, ``split``, ``check``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from dragoman.cli.options import (
    BeamOption,
    Device,
    DeviceOption,
    Engine,
    EngineOption,
    GlossaryOption,
    JsonOption,
    MemoryOption,
    ModelOption,
    NoMemoryOption,
    OfflineOption,
    QuietOption,
    ThreadsOption,
)
from dragoman.cli.terminal import Progress, guarded, print_line, say

Failures = list[tuple[str, str]]
FileArgument = Annotated[Path, typer.Argument(metavar="FILE|-", help="A file, or - for standard input.")]


def translate(
    file: FileArgument = Path("-"),
    model: ModelOption = "auto",
    engine: EngineOption = Engine.auto,
    device: DeviceOption = Device.auto,
    beam: BeamOption = 4,
    glossary: GlossaryOption = None,
    memory: MemoryOption = None,
    no_memory: NoMemoryOption = False,
    offline: OfflineOption = False,
    threads: ThreadsOption = None,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Translate one file and print the English, a line a segment; furniture of the page is left out.

    Examples:

    dragoman translate article.txt

    cat article.txt | dragoman translate - --json
    """
    from dragoman.cli.run import make_translator, memory_path
    from dragoman.settings import Settings

    def command() -> int:
        settings = Settings(
            model=model,
            engine=engine.value,
            device=device.value,
            beam=beam,
            glossaries=tuple(glossary or ()),
            memory=memory_path(memory, no_memory),
            offline=offline,
            threads=threads,
        )
        failures: Failures = []
        with Progress(quiet) as progress, make_translator(settings, progress.say) as translator:
            if translator.info.warning:
                progress.say(translator.info.warning)
            for article in _articles([file], failures):
                content = [part for part in article.segments if part.kind != "furniture"]
                progress.sentences(len(content))
                done = dict(
                    zip(
                        (part.id for part in content),
                        translator.translate([part.text for part in content], progress=progress.translated),
                        strict=True,
                    )
                )
                for part in article.segments:
                    if as_json:
                        _print(_segment_json(article.source.path, part, done.get(part.id)))
                    elif part.id in done:
                        print_line(_line(done[part.id].text))
        return 1 if failures else 0

    raise typer.Exit(guarded(command))


def summarize(
    sources: Annotated[list[Path] | None, typer.Argument(metavar="FILE|DIR|-", show_default="-")] = None,
    ratio: Annotated[float | None, typer.Option("--ratio", metavar="R", help="Share of the words, 0 to 1.")] = None,
    sentences: Annotated[int | None, typer.Option("--sentences", min=1, metavar="N", help="So many sentences.")] = None,
    words: Annotated[int | None, typer.Option("--words", min=1, metavar="N", help="At most so many words.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Print the key sentences of Arabic text; no translation, no model. A third of the words if no budget is given.

    Examples:

    dragoman summarize article.txt --sentences 3

    dragoman summarize seeds --ratio 0.2 --json
    """
    from dragoman.errors import UsageError
    from summarize import rank
    from summarize import summarize as pick

    def command() -> int:
        if sum(budget is not None for budget in (ratio, sentences, words)) > 1:
            raise UsageError("Give one of --ratio, --sentences and --words.")
        if ratio is not None and not 0 < ratio <= 1:
            raise UsageError(f"--ratio {ratio}: give a share above 0 and up to 1.")
        budget: dict[str, Any] = {"count": sentences} if sentences else {"words": words} if words else {}
        budget = budget or {"ratio": ratio or 0.3}
        failures: Failures = []
        for n, article in enumerate(_articles(sources or [Path("-")], failures)):
            content = article.sentences or [part for part in article.segments if part.kind == "title"][:1]
            texts, title = [part.text for part in content], article.title
            picked = set(pick(texts, title=title, **budget))
            if as_json:
                for item, part in zip(rank(texts, title=title), content, strict=True):
                    _print(
                        {
                            "file": article.source.path,
                            "id": part.id,
                            "text": _line(part.text),
                            "score": round(item.score, 4),
                            "picked": item.index in picked,
                            "features": {name: round(value, 4) for name, value in item.features.items()},
                        }
                    )
            else:
                if n:
                    sys.stdout.write("\n")
                for i in sorted(picked):
                    print_line(_line(texts[i]))
        return 1 if failures else 0

    raise typer.Exit(guarded(command))


def split(file: FileArgument = Path("-"), as_json: JsonOption = False) -> None:
    """Print the segments of one text, a line each, with their kind in JSON.

    Examples:

    dragoman split article.txt

    dragoman split page.html --json
    """

    def command() -> int:
        failures: Failures = []
        for article in _articles([file], failures):
            for part in article.segments:
                if as_json:
                    _print({"id": part.id, "kind": part.kind, "start": part.start, "end": part.end, "text": part.text})
                else:
                    print_line(_line(part.text))
        return 1 if failures else 0

    raise typer.Exit(guarded(command))


def check(
    file: Annotated[Path, typer.Argument(metavar="TSV|-", help="Arabic TAB English, a pair a line.")] = Path("-"),
    glossary: GlossaryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check any Arabic-English pairs, whoever translated them, and print what looks wrong.

    Examples:

    dragoman check pairs.tsv

    dragoman check pairs.tsv --json --glossary names.csv
    """
    from dragoman.errors import NoInput
    from translate.checks import check as find_flags
    from translate.glossary import Glossary

    def command() -> int:
        terms = Glossary.load(tuple(glossary or ()))
        pairs = bad = 0
        for n, line in enumerate(_lines(file), 1):
            if not line.strip():
                continue
            arabic, tab, english = line.partition("\t")
            if not tab:
                bad += 1
                say(f"{file}, line {n}: no TAB between the Arabic and the English.")
                continue
            pairs += 1
            flags = find_flags(arabic, english, terms)
            if as_json:
                _print({"n": n, "flags": [_flag_json(flag) for flag in flags]})
            else:
                for flag in flags:
                    print_line(f"{n}\t{flag.severity}\t{flag.code}\t{flag.message}")
        if not pairs:
            raise NoInput(f"{file}: no pairs in it.")
        return 1 if bad else 0

    raise typer.Exit(guarded(command))


def _articles(sources: list[Path], failures: Failures) -> Iterator[Any]:
    """The articles of files, folders and standard input; a file that cannot be read is said and put in ``failures``.

    Raises:
        NoInput: none of them could be read.
    """
    from dragoman.discover import discover
    from dragoman.errors import NoInput, ReadError
    from dragoman.read import Document, read_all, read_stdin
    from dragoman.segment import segment

    def documents() -> Iterator[Any]:
        files = [path for path in sources if str(path) != "-"]
        if len(files) < len(sources):
            try:
                yield read_stdin(sys.stdin.buffer.read())
            except ReadError as error:
                yield ("standard input", error)
        if files:
            yield from read_all(discover(files, Path("out")).found)

    readable = 0
    for document in documents():
        if isinstance(document, Document):
            readable += 1
            yield segment(document)
        else:
            path, error = document
            failures.append((path, str(error)))
            say(f"{path}: {error}")
    if not readable:
        raise NoInput("No readable Arabic text.")


def _lines(file: Path) -> list[str]:
    from dragoman.errors import UsageError

    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror or error}).") from error
    try:
        return [line.removesuffix("\r") for line in content.decode("utf-8-sig").split("\n")]
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: not UTF-8 text (byte {error.start}).") from error


def _segment_json(path: str, part: Any, translation: Any) -> dict[str, Any]:
    english = translation is not None
    return {
        "file": path,
        "id": part.id,
        "kind": part.kind,
        "start": part.start,
        "end": part.end,
        "ar": part.text,
        "en": translation.text if english else "",
        "score": translation.score if english else None,
        "confidence": translation.confidence if english else None,
        "flags": [_flag_json(flag) for flag in translation.flags] if english else [],
    }


def _flag_json(flag: Any) -> dict[str, Any]:
    return {key: value for key, value in asdict(flag).items() if value is not None}


def _line(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def _print(value: dict[str, Any]) -> None:
    print_line(json.dumps(value, ensure_ascii=False))
