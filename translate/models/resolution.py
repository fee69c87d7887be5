"""From a model's name to a checked folder on this machine."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate.errors import ModelBroken, ModelNotFound
from translate.folders import cache_folder
from translate.models import bundled, manifest, names, store
from translate.models.validate import validate

if TYPE_CHECKING:
    from pathlib import Path

    from translate.models.manifest import Manifest
    from translate.models.store import Say


@dataclass(frozen=True, slots=True)
class ResolvedModel:
    """A model that can be loaded.

    ``folder`` is in the Hugging Face Marian layout. ``hash`` names the model's content (SHA-256 in hex), ``id`` is
    the hub's ``owner/name`` or empty, ``revision`` the hub's commit or the bundled model's version. ``warning`` is a
    sentence for every reader of what the model translates, empty when there is nothing to warn of.
    """

    name: str
    folder: Path
    hash: str
    id: str
    revision: str
    licence: str
    warning: str


def resolve(model: str = names.AUTO, *, offline: bool = False, say: Say | None = None) -> ResolvedModel:
    """Finds a model by its name: a short name, a folder or a hub id.

    ``auto`` is ``opus`` from the local store or the Hugging Face cache; else fetched once from the hub, which is
    said; else, without a network or ``offline``, ``bundled`` with a warning. Any other name is that model or an
    error. ``offline`` (or ``HF_HUB_OFFLINE`` in the environment) opens no connection at all.

    Raises ModelNotFound when the model cannot be had, ModelBroken when it is there but damaged or no Marian model.
    """
    offline = offline or hub_is_off()
    if model == names.AUTO:
        try:
            return resolve(names.DEFAULT, offline=offline, say=say)
        except ModelNotFound as error:
            return _bundled(say, str(error).split(". ", maxsplit=1)[0])
    reference = names.parse(model)
    if reference.bundled:
        return _bundled(say)
    if reference.folder:
        return _resolved(model, reference.folder, _accept(reference.folder))
    return _hub_model(reference, offline, say)


def conversion_folder(resolved: ResolvedModel) -> Path:
    """Where the CTranslate2 conversion of a model belongs: by the model's hash and CTranslate2's major.minor."""
    from importlib.metadata import version

    major_minor = ".".join(version("ctranslate2").split(".")[:2])
    return cache_folder() / "ctranslate2" / f"{resolved.hash[:32]}-{major_minor}"


def hub_is_off() -> bool:
    """Whether the environment forbids the hub, by the hub library's own variables."""
    switches = (os.environ.get(name, "") for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))
    return any(value.upper() in {"1", "ON", "YES", "TRUE"} for value in switches)


def _bundled(say: Say | None, reason: str = "") -> ResolvedModel:
    folder, found = bundled.unpacked(say)
    return _resolved(names.BUNDLED, folder, found, _stand_in_warning(reason))


def _stand_in_warning(reason: str) -> str:
    ours = bundled.quality()["flores_dev"]
    full = names.known()[names.DEFAULT]
    theirs = full.quality["flores_dev"]
    why = f"The full-quality model {full.id} could not be used: {reason.rstrip('.')}. " if reason else ""
    return (
        f"{why}Translated by the small stand-in model inside the package: {ours['bleu']} BLEU / {ours['chrf']} chrF on "
        f"FLORES-dev ({ours['subset']}), beside {theirs['bleu']} / {theirs['chrf']} for opus-mt ({theirs['subset']}). "
        "Names, numbers and who did what are often wrong: check every sentence against the Arabic. "
        f"'dragoman models fetch {full.name}' gets the full-quality model."
    )


def _resolved(name: str, folder: Path, found: Manifest, warning: str = "") -> ResolvedModel:
    return ResolvedModel(name, folder, found.hash, found.id, found.revision, found.licence, warning)


def _accept(folder: Path) -> Manifest:
    """Validates and hashes a user's folder; what was found is kept in the cache until one of its files changes."""
    kept = cache_folder() / "folders" / f"{hashlib.sha256(os.fsencode(folder)).hexdigest()[:32]}.json"
    try:
        found = manifest.read(kept)
    except (FileNotFoundError, ModelBroken):
        found = None
    if found and not manifest.changed(folder, found)[0]:
        return found
    validate(folder)
    found = manifest.record(folder)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        manifest.write(kept, found)
    except OSError:
        pass  # the next run validates again
    return found


def _hub_model(reference: names.Reference, offline: bool, say: Say | None) -> ResolvedModel:
    stored = _stored(reference)
    if stored is None:
        from translate.models import download, hub

        if not download.adopt(reference, say):
            if offline:
                raise ModelNotFound(
                    f"{reference.id} is not on this machine, and going online is switched off. "
                    f"Fetch it once with: dragoman models fetch {reference.name}"
                )
            download.fetch(reference, hub.look_up(reference.id), say)
        stored = _stored(reference)
    if stored is None:
        raise ModelNotFound(f"{reference.id} has vanished from the store {store.models_folder()}. Fetch it again.")
    return _resolved(reference.name, *stored)


def _stored(reference: names.Reference) -> tuple[Path, Manifest] | None:
    try:
        return store.load(reference.stored_as)
    except ModelBroken as error:
        raise ModelBroken(f"{error} Get it again with: dragoman models fetch {reference.name}") from error
