"""The local store: one folder a model below the user's data folder, each with a manifest that it is checked against."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ModelBroken, ModelNotFound
from translate.folders import data_folder
from translate.models import manifest as manifests
from translate.models.manifest import MANIFEST, Manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Say = Callable[[str], None]


def models_folder() -> Path:
    """The folder that holds the store's models."""
    return data_folder() / "models"


def load(name: str, *, full: bool = False) -> tuple[Path, Manifest] | None:
    """A model of the store, checked; None when it is not there.

    Raises ModelBroken when a file is missing, added or changed. ``full`` hashes every file, whatever its time.
    """
    folder = models_folder() / name
    try:
        known = manifests.read(folder / MANIFEST)
    except FileNotFoundError:
        return None
    problems, current = manifests.changed(folder, known, full=full)
    if problems:
        raise ModelBroken(f"The model in {folder} is damaged: {'; '.join(problems)}.")
    if current != known:
        with contextlib.suppress(OSError):  # only saves the next check some hashing; the store may be read-only
            manifests.write(folder / MANIFEST, current)
    return folder, current


@contextlib.contextmanager
def writing(what: str, say: Say | None = None) -> Iterator[Path]:
    """Holds the store's lock on a model while it is being made, and gives the store's folder.

    Whoever waits for another process to make the same model is told so. Raises ModelNotFound when the store
    cannot be written.
    """
    from filelock import FileLock, Timeout

    store = models_folder()
    try:
        store.mkdir(parents=True, exist_ok=True)
        lock = FileLock(store / f".{what}.lock")
        try:
            lock.acquire(timeout=1)
        except Timeout:
            if say:
                say(f"Waiting: another process is preparing {what}.")
            lock.acquire()
        try:
            yield store
        finally:
            lock.release()
    except OSError as error:
        raise ModelNotFound(
            f"The model store {store} cannot be written: {error.strerror or error}. "
            "Make room or access, or name another folder in the environment variable DRAGOMAN_HOME."
        ) from error


@contextlib.contextmanager
def new_folder(store: Path, name: str) -> Iterator[Path]:
    """A temporary folder that takes the place of the model ``name`` when the block ends without an error."""
    staging = Path(tempfile.mkdtemp(prefix=f".new-{name}-", dir=store))
    try:
        yield staging
        put(staging, store / name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def put(staging: Path, folder: Path) -> None:
    """Moves a complete folder to its place; what stood there is removed. The caller holds the lock."""
    staging.chmod(0o755)
    for path in staging.iterdir():  # temporary files are born private; a store may be shared
        path.chmod(0o644)
    if folder.exists():
        old = Path(tempfile.mkdtemp(prefix=".old-", dir=folder.parent))
        folder.replace(old / folder.name)
        staging.replace(folder)
        shutil.rmtree(old, ignore_errors=True)
    else:
        staging.replace(folder)


def need_space(folder: Path, size: int) -> None:
    """Raises ModelNotFound unless ``size`` bytes are free where the folder is."""
    free = shutil.disk_usage(folder).free
    if free < size:
        raise ModelNotFound(
            f"Not enough room for the model in {folder}: {size / 1e6:.0f} MB are needed, {free / 1e6:.0f} MB are free. "
            "Make room, or name another folder in the environment variable DRAGOMAN_HOME."
        )


def link_or_copy(source: Path, target: Path) -> None:
    """Puts a file at a second place, by a hard link where the file system can."""
    try:
        os.link(source.resolve(), target)
    except OSError:
        shutil.copyfile(source, target)
