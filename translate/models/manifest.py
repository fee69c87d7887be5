"""The record of what a model folder held when it was accepted, and the check that it still does."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.errors import ModelBroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MANIFEST = "manifest.json"
# The files of a model in the Hugging Face Marian layout, as far as this package uses them.
TOKENIZER_FILES = ("vocab.json", "source.spm", "target.spm")
CONFIG_FILES = ("config.json", "generation_config.json", "tokenizer_config.json")
NEEDED = ("config.json", *TOKENIZER_FILES)  # beside the weights
SAFETENSORS = "model.safetensors"
PICKLE = "pytorch_model.bin"
MODEL_FILES = (*CONFIG_FILES, *TOKENIZER_FILES, SAFETENSORS, PICKLE)


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file: SHA-256 in hex, size in bytes, modification time in nanoseconds."""

    sha256: str
    size: int
    mtime_ns: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model is and which files it is made of.

    ``id`` is the hub's ``owner/name`` or empty, ``revision`` the hub's commit, ``licence`` what the model's authors
    state. ``hash`` names the model: the SHA-256 over the names and hashes of the files that it came from.
    """

    id: str
    revision: str
    licence: str
    hash: str
    files: Mapping[str, FileRecord]


def sha256_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def model_hash(sha256_of: Mapping[str, str]) -> str:
    """The SHA-256 over the sorted lines ``name sha256`` of a model's files."""
    lines = "".join(f"{name} {sha256}\n" for name, sha256 in sorted(sha256_of.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def record(
    folder: Path,
    hub_id: str = "",
    revision: str = "",
    licence: str = "",
    named: str = "",
    names: Iterable[str] = MODEL_FILES,
) -> Manifest:
    """Reads and hashes those files of a folder that have one of the ``names``.

    ``named`` is the model's hash where it is not that of its files.
    """
    files = {name: _record_file(folder / name) for name in names if (folder / name).is_file()}
    named = named or model_hash({name: file.sha256 for name, file in files.items()})
    return Manifest(hub_id, revision, licence, named, files)


def changed(folder: Path, manifest: Manifest, *, full: bool = False) -> tuple[list[str], Manifest]:
    """What is wrong with a folder, a sentence a file, and the manifest with the times brought up to date.

    A file whose size and modification time are as recorded is taken as unchanged, unless ``full``; any other is
    hashed. A model file that the manifest does not know is a problem too, for a loader might prefer it.
    """
    problems: list[str] = []
    files = dict(manifest.files)
    for name, known in manifest.files.items():
        path = folder / name
        try:
            stat = path.stat()
            if full or (stat.st_size, stat.st_mtime_ns) != (known.size, known.mtime_ns):
                if stat.st_size != known.size or sha256_file(path) != known.sha256:
                    problems.append(f"{name} is not the file that was recorded")
                files[name] = replace(known, mtime_ns=stat.st_mtime_ns)
        except OSError as error:
            problems.append(f"{name} cannot be read ({error.strerror})")
    known_names = {MANIFEST, *manifest.files}
    problems += [f"{name} was not there before" for name in loadable(folder) if name not in known_names]
    return problems, replace(manifest, files=files)


def loadable(folder: Path) -> list[str]:
    """Names in a folder that a model loader could take into account."""
    suffixes = (".json", ".safetensors", ".bin", ".spm")
    return sorted(path.name for path in folder.iterdir() if path.name.endswith(suffixes)) if folder.is_dir() else []


def read(path: Path) -> Manifest:
    """Reads a manifest file. Raises FileNotFoundError, or ModelBroken when it is not one."""
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        files = {name: FileRecord(**file) for name, file in data.pop("files").items()}
        return Manifest(**data, files=files)
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelBroken(f"{path} cannot be read as a model's manifest: {error}") from error


def write(path: Path, manifest: Manifest) -> None:
    """Writes a manifest file, whole or not at all."""
    write_text(path, json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n")


def write_text(path: Path, text: str) -> None:
    """Writes a file by a temporary one beside it and a rename, so that no reader sees half of it."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _record_file(path: Path) -> FileRecord:
    stat = path.stat()
    return FileRecord(sha256_file(path), stat.st_size, stat.st_mtime_ns)
