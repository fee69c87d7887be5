"""``dragoman models``: what can be used, from where, with what hash and quality."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from dragoman.cli.options import JsonOption, QuietOption
from dragoman.cli.terminal import guarded, say

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
            json.dump([model.as_dict() for model in models], sys.stdout, ensure_ascii=False, indent=2)
            sys.stdout.write("\n")
            return 0
        for model in models:
            sys.stdout.write(model.text() + "\n")
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
        resolved = fetch_model(name, say=(lambda _message: None) if quiet else say)
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
