"""A Marian folder converted for CTranslate2, once, in the user's cache."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.engines.marian import load_marian
from translate.errors import ModelBroken, ModelError
from translate.models import manifest as manifests
from translate.models.manifest import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from translate.tokenizer import Tokenizer

_FORMAT = 2  # counts changes of what this module writes


def converted(
    source: Path, target: Path, tokenizer: Tokenizer, precision: str, say: Callable[[str], None] = lambda _: None
) -> Path:
    """The conversion of ``source`` in ``precision`` below the folder ``target``, made now if it is not there whole.

    It is written beside its place and renamed; one process converts while others that want the same wait. A manifest
    with it records its files: damaged weights would load and translate, only worse. ``vmap.txt`` beside the model names
    the pieces of an English output, the only ones that the output layer then computes: half of opus-mt's, and what is
    left out could only be wrong.

    Raises ModelBroken if the model cannot be loaded, ModelError if the folder cannot be written.
    """
    from filelock import FileLock

    place = target / f"{precision}-{_FORMAT}"
    if _whole(place):
        return place
    try:
        target.mkdir(parents=True, exist_ok=True)
        with FileLock(target / ".lock"):
            if _whole(place):
                return place
            for left in target.glob("*.unfinished-*"):  # by a process that was killed: nobody else is at work
                shutil.rmtree(left, ignore_errors=True)
            damaged = place.exists()
            shutil.rmtree(place, ignore_errors=True)
            say(f"Converting the model for CTranslate2, {'again: the files were damaged' if damaged else 'once'}.")
            work = Path(tempfile.mkdtemp(prefix=f"{place.name}.unfinished-", dir=target))
            try:
                _convert(source, work / "model", tokenizer, precision)
                names = [path.name for path in (work / "model").iterdir()]
                manifests.write(work / "model" / MANIFEST, manifests.record(work / "model", names=names))
                (work / "model").rename(place)
            finally:
                shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise ModelError(f"The model cannot be converted into {target}: {error}") from error
    return place


def _whole(place: Path) -> bool:
    try:
        return not manifests.changed(place, manifests.read(place / MANIFEST))[0]
    except (FileNotFoundError, ModelBroken):
        return False


def _convert(source: Path, target: Path, tokenizer: Tokenizer, precision: str) -> None:
    from ctranslate2.converters import TransformersConverter
    from transformers import MarianTokenizer

    class Converter(TransformersConverter):  # type: ignore[misc]  # CTranslate2 has no types
        def load_model(self, model_class: Any, model_name_or_path: str, **_: Any) -> Any:  # noqa: ARG002 - theirs
            return load_marian(source)

        def load_tokenizer(self, tokenizer_class: Any, model_name_or_path: str, **_: Any) -> Any:  # noqa: ARG002 - theirs
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # "pip install sacremoses", which would change nothing
                return MarianTokenizer.from_pretrained(model_name_or_path, local_files_only=True)

    vmap = target.parent / "vmap.txt"
    english = [tokenizer.vocabulary[number] for number in tokenizer.english_ids()]
    vmap.write_text("\t" + " ".join(english) + "\n", encoding="utf-8")
    Converter(str(source)).convert(str(target), vmap=str(vmap), quantization=precision)
