"""The settings of a run, and the configuration files that give their defaults."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FORMATS = ("md", "html", "tmx", "xliff", "jsonl")
"""What can be written for an article; the JSONL file is always written, because the pack is made from it."""

CONFIG_NAME = "dragoman.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that decides what a run writes.

    ``key_points`` is a number of sentences (int) or a share of the article (float between 0 and 1).
    ``memory`` is the translation memory's file, None for no memory. ``force`` translates again what the
    memory already holds. ``strict`` makes any error mark or failure a non-zero exit.
    """

    sources: tuple[Path, ...] = (Path("seeds"),)
    out: Path = Path("out")
    model: str = "auto"
    engine: str = "auto"
    device: str = "auto"
    beam: int = 4
    key_points: int | float = 5
    glossaries: tuple[Path, ...] = ()
    memory: Path | None = None
    formats: tuple[str, ...] = FORMATS
    stories: bool = True
    force: bool = False
    offline: bool = False
    strict: bool = False
    threads: int | None = None


def parse_key_points(value: str) -> int | float:
    """``"5"`` is five sentences, ``"0.2"`` a fifth of the article.

    Raises:
        UsageError: neither a whole number of at least 0 nor a share between 0 and 1.
    """
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if 0 < number < 1:
        return number
    if number >= 0 and number.is_integer():
        return int(number)
    raise UsageError(f"--key-points {value!r}: give a number of sentences (5) or a share of the article (0.2).")


def parse_formats(value: str) -> tuple[str, ...]:
    """``"md,html"`` as a tuple in the order of `FORMATS`, with ``jsonl``; ``"all"`` is all of them.

    Raises:
        UsageError: a format that is not known.
    """
    names = {name.strip().lower() for name in value.split(",") if name.strip()}
    if names == {"all"}:
        return FORMATS
    if not names or not names <= set(FORMATS):
        raise UsageError(f"--format {value!r}: choose from {', '.join(FORMATS)}, separated by commas, or all.")
    return tuple(name for name in FORMATS if name in names or name == "jsonl")


def config_files() -> list[Path]:
    """Where settings are looked for; a later file goes before an earlier one."""
    from platformdirs import user_config_path

    return [user_config_path("dragoman", appauthor=False) / "config.toml", Path(CONFIG_NAME)]


def read_config(allowed: set[str]) -> dict[str, Any]:
    """The options set in the configuration files, by option name with ``_`` for ``-``.

    Raises:
        UsageError: a file that is not TOML, or a key that is not an option.
    """
    merged: dict[str, Any] = {}
    for path in config_files():
        try:
            content = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise UsageError(f"{path}: cannot be read ({error.strerror or error}).") from error
        try:
            table = tomllib.loads(content.decode("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: not a valid TOML file: {error}.") from error
        for key, value in table.items():
            name = key.replace("-", "_")
            if name not in allowed:
                known = ", ".join(sorted(option.replace("_", "-") for option in allowed))
                raise UsageError(f"{path}: there is no option {key!r}. Known: {known}.")
            merged[name] = value
            if name == "format" and isinstance(value, list):
                merged[name] = ",".join(map(str, value))
            if name == "glossary" and isinstance(value, str):
                merged[name] = [value]
    return merged
