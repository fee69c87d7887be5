"""``dragoman models``: what can be used, from where, with what hash and quality."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.options import JsonOption, QuietOption
from dragoman.cli.terminal import guarded, print_json, say

if TYPE_CHECKING:
    from translate.models import ModelStatus

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The translation models: what is there, fetch one, verify one."
)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="opus, opus-big, bundled, a folder or a hub id.")]


@app.command("list")
def list_(as_json: JsonOption = False) -> None:
    """List the models that can be used, where they are, and how good they are.

    Example:

    dragoman models list
    """
    from translate.models import list_models

    def command() -> int:
        models = list_models()
        if as_json:
            print_json([asdict(model) for model in models])
            return 0
        for model in models:
            sys.stdout.write(_describe(model) + "\n")
        return 0

    raise typer.Exit(guarded(command))


@app.command("fetch")
def fetch(name: NameArgument = "opus", quiet: QuietOption = False) -> None:
    """Download a model into the local store, so that later runs need no network; resumes where it broke off.

    Example:

    dragoman models fetch opus
    """
    from translate.models import fetch as fetch_model

    def command() -> int:
        tell = (lambda _message: None) if quiet else say
        resolved = fetch_model(name, say=tell, progress=None if quiet or not sys.stderr.isatty() else _megabytes)
        if not quiet:
            say(f"{resolved.name} is ready: {resolved.folder} (revision {resolved.revision[:12] or 'none'}).")
        return 0

    raise typer.Exit(guarded(command))


@app.command("verify")
def verify(name: NameArgument = "opus") -> None:
    """Read every file of a model and compare it with the hashes that were recorded when it was fetched.

    Example:

    dragoman models verify bundled
    """
    from translate.models import verify as find_problems

    def command() -> int:
        problems = find_problems(name)
        for problem in problems:
            say(problem)
        if not problems:
            sys.stdout.write(f"{name}: all files are as recorded.\n")
        return 4 if problems else 0

    raise typer.Exit(guarded(command))


def _megabytes(done: int, total: int) -> None:
    end = "\n" if done >= total else ""
    sys.stderr.write(f"\r{done / 1e6:.0f} of {total / 1e6:.0f} MB{end}")
    sys.stderr.flush()


def _describe(model: ModelStatus) -> str:
    """A model in a few lines: what it is, where, how good."""
    where = f"{model.folder} ({model.bytes / 1e6:.0f} MB)" if model.present else "not on this machine"
    lines = [f"{model.name:10}{model.id or 'comes with the package'}"]
    details = {
        "where": where,
        "revision": model.revision,
        "hash": model.hash[:12],
        "licence": model.licence,
        "quality": "; ".join(_figures(name, figures) for name, figures in model.quality.items()),
        "problem": model.problem,
    }
    lines += [f"{'':10}{name}: {text}" for name, text in details.items() if text]
    return "\n".join(lines)


def _figures(test_set: str, figures: object) -> str:
    if not isinstance(figures, dict):
        return f"{test_set}: {figures}"
    named = {"bleu": "BLEU", "chrf": "chrF"}
    shown = ", ".join(f"{figures[key]} {name}" for key, name in named.items() if key in figures)
    return f"{test_set}: {shown}" + (f" ({figures['subset']})" if figures.get("subset") else "")
