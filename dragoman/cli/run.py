"""``translate-all``: the main job."""

from __future__ import annotations

import sys
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
from dragoman.cli.terminal import Progress, guarded, print_json, say

HELP = """Translate Arabic articles into English briefs, and write a briefing pack over all of them.

SOURCES are files (.txt .md .html .jsonl) and folders, searched recursively; none given: the folder seeds.

\b
Examples:
  translate-all                               seeds/ into out/
  translate-all reports page.html -o briefs   a folder and a file
  translate-all --model opus --glossary names.csv --key-points 0.2
  translate-all --dry-run                     what there is to do, how long

\b
Exit codes:
  0 all written                  3 no readable Arabic input
  1 some articles failed         4 model not available or broken
  2 wrong usage                  5 output cannot be written
  130 interrupted; what was translated is kept
"""


def translate_all(
    sources: Annotated[list[Path] | None, typer.Argument(metavar="SOURCES", show_default="seeds")] = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where everything is written.")] = Path("out"),
    model: ModelOption = "auto",
    engine: EngineOption = Engine.auto,
    device: DeviceOption = Device.auto,
    beam: BeamOption = 4,
    key_points: Annotated[
        str, typer.Option("--key-points", metavar="N|RATIO", help="Key sentences an article, or a share of it.")
    ] = "5",
    glossary: GlossaryOption = None,
    memory: MemoryOption = None,
    no_memory: NoMemoryOption = False,
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help="Of md,html,tmx,xliff,jsonl; jsonl is always written.")
    ] = "all",
    stories: Annotated[
        bool, typer.Option("--stories/--no-stories", help="Group articles that tell the same story in the pack.")
    ] = True,
    force: Annotated[bool, typer.Option("--force", help="Translate again what the memory already holds.")] = False,
    offline: OfflineOption = False,
    strict: Annotated[
        bool, typer.Option("--strict/--no-strict", help="Exit with 1 if any sentence carries an error mark.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count and estimate; translate and write nothing.")
    ] = False,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
    threads: ThreadsOption = None,
) -> None:
    """Run the main job; what a user reads of it is HELP."""
    from dragoman.settings import Settings, parse_formats, parse_key_points

    def command() -> int:
        settings = Settings(
            sources=tuple(sources or [Path("seeds")]),
            out=out,
            model=model,
            engine=engine.value,
            device=device.value,
            beam=beam,
            key_points=parse_key_points(key_points),
            glossaries=tuple(glossary or ()),
            memory=memory_path(memory, no_memory),
            formats=parse_formats(formats),
            stories=stories,
            force=force,
            offline=offline,
            strict=strict,
            threads=threads,
        )
        if dry_run:
            return _dry_run(settings, as_json, quiet)
        return _run(settings, as_json, quiet)

    raise typer.Exit(guarded(command))


def memory_path(memory: Path | None, no_memory: bool) -> Path | None:
    """The translation memory's file: none, the one named, or the one in the user's cache folder."""
    from dragoman.errors import UsageError
    from translate.memory import default_path

    if memory is not None and no_memory:
        raise UsageError("--memory and --no-memory exclude each other.")
    if no_memory:
        return None
    return memory or default_path()


def make_translator(settings: Any, say: Any) -> Any:
    """A `translate.Translator` for these settings; resolves the model, loads nothing heavy yet."""
    from translate.glossary import Glossary
    from translate.translator import Translator

    return Translator(
        model=settings.model,
        engine=settings.engine,
        device=settings.device,
        beam=settings.beam,
        memory=settings.memory,
        glossary=Glossary.load(settings.glossaries),
        threads=settings.threads,
        offline=settings.offline,
        force=settings.force,
        say=say,
    )


def _run(settings: Any, as_json: bool, quiet: bool) -> int:
    from dragoman.pipeline import translate_all as run_all

    with Progress(quiet) as progress, make_translator(settings, progress.say) as translator:
        run = run_all(settings, translator, progress)
    record = run.record
    if as_json:
        print_json(run.content)
    if not quiet:
        written = len(record.articles) - len(record.failures)
        marked = sum(article.marked for article in record.articles)
        say(f"{written} of {len(record.articles)} articles written to {settings.out} in {run.seconds:.1f} s.")
        say(f"{record.totals.sentence()}; {marked} marked.")
    if record.failures:
        return 1
    if settings.strict and record.errors_marked:
        say(f"{record.errors_marked} error marks, and --strict was given.")
        return 1
    return 0


def _dry_run(settings: Any, as_json: bool, quiet: bool) -> int:
    from dragoman.estimate import estimate

    result = estimate(settings)
    if as_json:
        print_json(result.as_dict())
    else:
        sys.stdout.write(result.text() + "\n")
    if not quiet:
        for path, reason in result.failures:
            say(f"{path}: {reason}")
    return 1 if result.failures else 0
