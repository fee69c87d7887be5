"""The command line: ``dragoman`` and ``translate-all``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import dragoman
from dragoman.cli import models, run, text
from dragoman.cli.options import QuietOption
from dragoman.cli.terminal import guarded, say

CONFIGURABLE = {
    "out", "model", "engine", "device", "beam", "key_points", "glossary", "memory", "no_memory", "format",
    "stories", "offline", "strict", "quiet", "threads",
}  # fmt: skip
"""Options of translate-all that a configuration file may set; translate takes those of them that it has."""

TRANSLATE_OPTIONS = CONFIGURABLE - {"out", "key_points", "format", "stories", "strict"}

app = typer.Typer(
    name="dragoman",
    help="Arabic articles into English briefs that can be checked: aligned, marked, summarised.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("translate-all", help=run.HELP)(run.translate_all)
app.command("translate")(text.translate)
app.command("summarize")(text.summarize)
app.command("split")(text.split)
app.command("check")(text.check)
app.add_typer(models.app, name="models")

translate_all_app = typer.Typer(name="translate-all", rich_markup_mode=None, pretty_exceptions_enable=False)
translate_all_app.command(help=run.HELP)(run.translate_all)


@app.command("pack")
def pack(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that translate-all wrote.")] = Path("out"),
    stories: Annotated[
        bool, typer.Option("--stories/--no-stories", help="Group articles that tell the same story.")
    ] = True,
    quiet: QuietOption = False,
) -> None:
    """Write the briefing pack again, from the .jsonl files in a folder; no model is needed.

    Example:

    dragoman pack out --no-stories
    """
    from dragoman.repack import repack

    def command() -> int:
        articles, failures = repack(folder, stories=stories)
        for path, reason in failures:
            say(f"{path}: left out: {reason}")
        if not quiet:
            say(f"The briefing pack over {articles} articles is in {folder}.")
        return 1 if failures else 0

    raise typer.Exit(guarded(command))


def _version(value: bool) -> None:
    if value:
        sys.stdout.write(f"dragoman {dragoman.__version__}\n")
        raise typer.Exit


VersionOption = Annotated[
    bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
]


@app.callback()
def _options(version: VersionOption = False) -> None:
    pass


def main() -> None:
    """Entry point of ``dragoman``."""
    _prepare()
    arguments = sys.argv[1:]
    defaults: dict[str, Any] = {}
    if arguments and arguments[0] in {"translate-all", "translate"}:
        found = _defaults(arguments)
        defaults = {
            "translate-all": found,
            "translate": {key: value for key, value in found.items() if key in TRANSLATE_OPTIONS},
        }
    app(args=arguments, prog_name="dragoman", default_map=defaults)


def translate_all_main() -> None:
    """Entry point of ``translate-all``, which is ``dragoman translate-all`` as a command of its own."""
    _prepare()
    if sys.argv[1:] == ["--version"]:
        app(args=["--version"], prog_name="dragoman")
    translate_all_app(args=sys.argv[1:], prog_name="translate-all", default_map=_defaults(sys.argv[1:]))


def _prepare() -> None:
    # Set before any library is imported: none of them may call home or draw bars of its own.
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    # A stream that the caller closed is None: what would go there goes nowhere.
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - lives as long as we do
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # Data is UTF-8 whatever the locale says; a lone surrogate of a file name must not end a run.
            reconfigure(encoding="utf-8" if stream is sys.stdout else None, errors="backslashreplace")


def _defaults(arguments: list[str]) -> dict[str, Any]:
    """What the configuration files set, by parameter name."""
    if "--help" in arguments:
        return {}
    from dragoman.settings import read_config

    found: dict[str, Any] = {}

    def command() -> int:
        found.update(read_config(CONFIGURABLE))
        return 0

    if code := guarded(command):
        sys.exit(code)
    for option, other in (("--memory", "no_memory"), ("--no-memory", "memory")):
        if any(argument.partition("=")[0] == option for argument in arguments):
            found.pop(other, None)  # the command line goes before
    return {"formats" if key == "format" else key: value for key, value in found.items()}
