"""The options that several commands share, each defined once."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer


class Engine(str, Enum):
    """Which runtime translates."""

    auto = "auto"
    ctranslate2 = "ctranslate2"
    transformers = "transformers"


class Device(str, Enum):
    """Where it runs."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"


ModelOption = Annotated[
    str,
    typer.Option(
        "--model",
        metavar="NAME|FOLDER",
        help="auto, opus, opus-big, bundled, a folder in the Hugging Face Marian layout, or a hub id.",
    ),
]
EngineOption = Annotated[
    Engine,
    typer.Option("--engine", help="auto takes CTranslate2 (int8 on a CPU)."),
]
DeviceOption = Annotated[Device, typer.Option("--device", help="auto takes a CUDA GPU if there is one.")]
BeamOption = Annotated[int, typer.Option("--beam", min=1, max=32, metavar="N", help="Beam size.")]
ThreadsOption = Annotated[
    int | None,
    typer.Option("--threads", min=1, metavar="N", help="Processor threads; all cores if left out."),
]
GlossaryOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--glossary",
        metavar="CSV",
        help="Names and terms: arabic,english,alternatives,type,note. Repeatable; goes before the built-in one.",
    ),
]
MemoryOption = Annotated[
    Path | None,
    typer.Option("--memory", metavar="FILE", help="Translation memory; one in the user's cache folder if left out."),
]
NoMemoryOption = Annotated[bool, typer.Option("--no-memory", help="Remember nothing.")]
OfflineOption = Annotated[bool, typer.Option("--offline/--no-offline", help="Never open a network connection.")]
QuietOption = Annotated[bool, typer.Option("--quiet/--no-quiet", "-q", help="Say nothing but errors.")]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]
