"""What can be used, and whether it is whole: listing, fetching and verifying models."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from translate.errors import ModelBroken, ModelNotFound
from translate.models import bundled, download, hub, names, store
from translate.models.manifest import MANIFEST
from translate.models.resolution import ResolvedModel, hub_is_off, resolve
from translate.models.validate import validate

if TYPE_CHECKING:
    from pathlib import Path

    from translate.models.download import Progress
    from translate.models.store import Say


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A model that could be used; ``present`` tells whether it is on this machine.

    ``folder`` and ``bytes`` are those of its files here (None and 0 for a model that is absent), ``quality`` its
    measured figures by test set, ``problem`` why a model that is here cannot be used.
    """

    name: str
    id: str = ""
    present: bool = False
    folder: Path | None = None
    bytes: int = 0
    revision: str = ""
    hash: str = ""
    licence: str = ""
    quality: dict[str, Any] = field(default_factory=dict)
    problem: str = ""


def list_models() -> list[ModelStatus]:
    """The models with a short name, then the others of the local store. Files are compared by size and time only."""
    listed = [_stored_status(model.name, names.stored_as(model.id), model) for model in names.known().values()]
    sealed = bundled.sealed()
    listed.append(
        ModelStatus(
            name=names.BUNDLED,
            present=True,
            folder=bundled.SOURCE,
            bytes=sum(file.size for file in sealed.files.values()),
            revision=sealed.revision,
            hash=sealed.hash,
            licence=sealed.licence,
            quality=bundled.quality(),
            problem="; ".join(bundled.package_problems()),
        )
    )
    known = {status.id for status in listed}
    others = sorted(path.parent.name for path in store.models_folder().glob(f"*--*/{MANIFEST}"))
    listed += [_stored_status(names.hub_id(name), name) for name in others if names.hub_id(name) not in known]
    return listed


def fetch(name: str, *, say: Say | None = None, progress: Progress | None = None) -> ResolvedModel:
    """Brings a model's newest revision from the hub into the local store, where it is not there already.

    A damaged copy is replaced. ``bundled`` is unpacked. ``progress`` is called with the bytes that are there and
    those that there will be. Raises ModelNotFound and ModelBroken as ``resolve`` does.
    """
    name = names.DEFAULT if name == names.AUTO else name
    reference = names.parse(name)
    if reference.folder:
        raise ModelNotFound(f"{name} is a folder on this machine: there is nothing to fetch. Use it with --model.")
    if reference.id:
        if hub_is_off():
            raise ModelNotFound("Going online is switched off by HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE.")
        remote = hub.look_up(reference.id)
        if download.is_stored(reference, remote, full=True):
            if say:
                say(f"{reference.id} is here already, at its newest revision {remote.revision[:12]}.")
        else:
            download.fetch(reference, remote, say, progress)
    return resolve(name, offline=True, say=say)


def verify(name: str) -> list[str]:
    """What is wrong with a model on this machine, a sentence each; every file is read and hashed.

    Raises ModelNotFound when it is not here.
    """
    reference = names.parse(names.DEFAULT if name == names.AUTO else name)
    problems = bundled.package_problems(full=True) if reference.bundled else []
    try:
        if reference.folder:
            validate(reference.folder)
        elif store.load(reference.stored_as or bundled.stored_as(), full=True) is None and not reference.bundled:
            raise ModelNotFound(f"{reference.id} is not in the local store {store.models_folder()}.")
    except ModelBroken as error:
        problems.append(str(error))
    return problems


def _stored_status(name: str, stored_as: str, known: names.Known | None = None) -> ModelStatus:
    hub_id = names.hub_id(stored_as)
    folder = store.models_folder() / stored_as
    quality = known.quality if known else {}
    try:
        stored = store.load(stored_as)
    except ModelBroken as error:
        return ModelStatus(name, hub_id, present=True, folder=folder, quality=quality, problem=str(error))
    if stored is None:
        return ModelStatus(name, hub_id, licence=known.licence if known else "", quality=quality)
    found = stored[1]
    size = sum(file.size for file in found.files.values())
    return ModelStatus(name, hub_id, True, folder, size, found.revision, found.hash, found.licence, quality)
