"""Into the local store: what the hub has, file by file, and what the hub's own cache already holds."""

from __future__ import annotations

import hashlib
import shutil
import time
from functools import partial
from typing import TYPE_CHECKING

from translate.errors import ModelBroken, ModelNotFound
from translate.models import hub, names, store, weights
from translate.models import manifest as manifests
from translate.models.manifest import MANIFEST, MODEL_FILES, NEEDED, PICKLE, SAFETENSORS
from translate.models.validate import validate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from translate.models.hub import RemoteFile, RemoteModel
    from translate.models.names import Reference
    from translate.models.store import Say

    Progress = Callable[[int, int], None]

ATTEMPTS = 3  # in a row that bring nothing new, after which a download is given up
PAUSE = 2.0  # seconds before the second attempt, twice that before the third


def fetch(reference: Reference, remote: RemoteModel, say: Say | None = None, progress: Progress | None = None) -> None:
    """Downloads a model into the local store, in place of what stood there.

    What a broken run has brought is gone on with by the next one. Every file must have the hash that the hub
    announced, and the whole must be a Marian model that reads Arabic; only then does it become part of the store.
    ``progress`` is called with the bytes that are there and those that there will be.

    Raises ModelNotFound when the network or the disk fails, ModelBroken when what came is not what it should be.
    """
    with store.writing(reference.stored_as, say) as folder:
        if is_stored(reference, remote):
            return  # another process was quicker
        parts = folder / f".part-{reference.stored_as}-{remote.revision[:12]}"
        for outdated in folder.glob(f".part-{reference.stored_as}-*"):
            if outdated != parts:
                shutil.rmtree(outdated)
        parts.mkdir(exist_ok=True)
        size = remote.size
        there = sum(path.stat().st_size for path in parts.iterdir())
        pickled = sum(file.size for file in remote.files if file.name == PICKLE)
        store.need_space(folder, size - there + pickled)  # the pickle stands beside its conversion for a while
        if say:
            say(f"Fetching {remote.id} ({size / 1e6:.0f} MB) from {hub.host()}, once.")
        done = 0
        for file in remote.files:
            _download(remote, file, parts, say, partial(_report, progress, done, size))
            done += file.size
        fetched = {file.name: parts / file.name for file in remote.files}
        try:
            _install(folder, reference, fetched, remote.revision, remote.licence)
        except ModelBroken:
            shutil.rmtree(parts)  # it would not become better by fetching the same again
            raise
        shutil.rmtree(parts)


def is_stored(reference: Reference, remote: RemoteModel, *, full: bool = False) -> bool:
    """Whether the local store has a model whole and at the hub's revision; ``full`` hashes every file."""
    try:
        stored = store.load(reference.stored_as, full=full)
    except ModelBroken:
        return False
    return stored is not None and stored[1].revision == remote.revision


def adopt(reference: Reference, say: Say | None = None) -> bool:
    """Takes a model over from the Hugging Face cache, by hard links where possible; False when it is not there whole.

    No connection is opened. Files whose content is not what their name in the cache says count as not there.
    """
    snapshot = hub.cached_snapshot(reference.id)
    if snapshot is None:
        return False
    cached = {name: snapshot / name for name in MODEL_FILES if _cached_well(snapshot / name)}
    if not set(NEEDED) <= cached.keys() or not {SAFETENSORS, PICKLE} & cached.keys():
        return False
    if say:
        say(f"Taking {reference.id} from the Hugging Face cache.")
    known = names.known_id(reference.id)
    with store.writing(reference.stored_as, say) as folder:
        _install(folder, reference, cached, snapshot.name, known.licence if known else "")
    return True


def _install(folder: Path, reference: Reference, files: dict[str, Path], revision: str, licence: str) -> None:
    with store.new_folder(folder, reference.stored_as) as staging:
        for name, path in files.items():
            if name != PICKLE:
                store.link_or_copy(path, staging / name)
        if SAFETENSORS not in files:
            # Once, here, weights-only: no engine ever opens a pickle of the store again.
            weights.to_safetensors(files[PICKLE], staging / SAFETENSORS)
        validate(staging)
        manifests.write(staging / MANIFEST, manifests.record(staging, reference.id, revision, licence))


def _report(progress: Progress | None, done: int, size: int, here: int) -> None:
    if progress:
        progress(done + here, size)


def _cached_well(path: Path) -> bool:
    if not path.is_file():
        return False
    blob = path.resolve().name  # the cache names a blob by its SHA-256 (large files) or git's SHA-1
    if len(blob) == 64:
        return manifests.sha256_file(path) == blob
    return len(blob) != 40 or _git_sha1(path) == blob


def _download(
    remote: RemoteModel, file: RemoteFile, parts: Path, say: Say | None, report: Callable[[int], None]
) -> None:
    target, part = parts / file.name, parts / f"{file.name}.part"
    if target.exists():
        if _as_announced(target, file):
            report(file.size)
            return
        target.unlink()  # from an earlier run, and damaged since
    failures = 0
    while not part.exists() or part.stat().st_size != file.size:
        before = part.stat().st_size if part.exists() else 0
        try:
            hub.receive(remote, file, part, report)
        except (ModelNotFound, OSError):
            raise  # an answer that will not change, or the disk
        except Exception as error:  # the client's own errors: their classes differ between versions of the hub library
            failures = 0 if part.exists() and part.stat().st_size > before else failures + 1
            if failures == ATTEMPTS:
                raise ModelNotFound(
                    f"The download of {file.name} from {hub.host()} broke off ({hub.reason(error)}). "
                    f"What has come is kept: go on with 'dragoman models fetch {names.short(remote.id)}'."
                ) from error
            if say:
                say(f"The download of {file.name} broke off ({hub.reason(error)}); going on where it stopped.")
            time.sleep(PAUSE * failures)
    report(file.size)
    if not _as_announced(part, file):
        part.unlink()
        raise ModelBroken(
            f"{file.name} of {remote.id} came from {hub.host()} with other content than announced (wrong hash); "
            "it was thrown away. Try again; if it happens again, the hub or something on the way is at fault."
        )
    part.replace(target)


def _as_announced(path: Path, file: RemoteFile) -> bool:
    if file.sha256:
        return manifests.sha256_file(path) == file.sha256
    return not file.git_sha1 or _git_sha1(path) == file.git_sha1


def _git_sha1(path: Path) -> str:
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
