"""What a user can call a model: a short name, a folder, or a hub id."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from translate.errors import ModelNotFound

AUTO = "auto"
BUNDLED = "bundled"
DEFAULT = "opus"

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Known:
    """A model that has a short name: its hub id, its licence and its measured quality by test set."""

    name: str
    id: str
    licence: str
    quality: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reference:
    """A model as the user named it, understood: exactly one of ``bundled``, ``folder`` and ``id`` is set."""

    name: str
    id: str = ""
    folder: Path | None = None
    bundled: bool = False

    @property
    def stored_as(self) -> str:
        """The name of a hub model's folder in the local store."""
        return stored_as(self.id)


@cache
def known() -> dict[str, Known]:
    """The models that have a short name, by that name."""
    path = Path(__file__).parent.parent / "data" / "models.json"
    return {name: Known(name, **facts) for name, facts in json.loads(path.read_text(encoding="utf-8")).items()}


def known_id(identifier: str) -> Known | None:
    """The short-named model that has a hub id."""
    return next((model for model in known().values() if model.id == identifier), None)


def parse(name: str) -> Reference:
    """Understands a name. A folder that exists wins over a hub id, as in transformers.

    Raises ModelNotFound when it is nothing that a model can be called.
    """
    if name == BUNDLED:
        return Reference(name, bundled=True)
    if name in known():
        return Reference(name, id=known()[name].id)
    folder = Path(name).expanduser()
    if name and folder.is_dir():
        return Reference(name, folder=folder.absolute())
    if _HUB_ID.fullmatch(name) and "--" not in name and ".." not in name:
        return Reference(name, id=name)
    looks_like_path = name.startswith((".", "~", os.sep)) or os.sep in name
    short = ", ".join([AUTO, *known(), BUNDLED])
    raise ModelNotFound(
        f"There is no model folder {name}."
        if looks_like_path
        else f"There is no model called {name!r}. Use {short}, a folder, or a hub id such as {known()[DEFAULT].id}."
    )


def short(identifier: str) -> str:
    """The short name of a hub id, or the id."""
    model = known_id(identifier)
    return model.name if model else identifier


def stored_as(identifier: str) -> str:
    """The name of a hub model's folder in the local store, and in the hub library's cache behind ``models--``."""
    return identifier.replace("/", "--")


def hub_id(stored: str) -> str:
    """The hub id of what is stored under a name."""
    return stored.replace("--", "/", 1)
