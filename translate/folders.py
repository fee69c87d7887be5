"""Where this package keeps its files on the user's machine."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """The folder of the local model store: ``DRAGOMAN_HOME``, or the system's place for a user's data."""
    return _folder("DRAGOMAN_HOME", platformdirs.user_data_path("dragoman", appauthor=False))


def cache_folder() -> Path:
    """The folder of what can be made again (conversions, translation memory): ``DRAGOMAN_CACHE``, or the system's."""
    return _folder("DRAGOMAN_CACHE", platformdirs.user_cache_path("dragoman", appauthor=False))


def _folder(variable: str, default: Path) -> Path:
    return Path(os.environ.get(variable) or default).expanduser().absolute()
