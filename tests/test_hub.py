"""Fetching a model over HTTP: what must be in the local store afterwards, and what is said when it cannot be."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import huggingface_hub
import numpy as np
import pytest
from huggingface_hub import constants
from safetensors.numpy import load_file

from tests import tiny_marian
from tests.hub_stub import HubStub
from translate.errors import ModelBroken, ModelNotFound
from translate.models import download, fetch, hub, list_models, resolve, verify

ID = "tests/tiny-ar-en"
NAME = "tests--tiny-ar-en"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Empty folders for the store and the caches, no token, no waiting, and a hub that nobody answers at."""
    monkeypatch.setenv("DRAGOMAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DRAGOMAN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.delenv("TRANSFORMERS_OFFLINE", raising=False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    monkeypatch.setattr(download, "PAUSE", 0.0)
    return tmp_path / "home"


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubStub]:
    with HubStub({**tiny_marian.files(), "README.md": b"card", "evil.py": b"raise SystemExit"}) as running:
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        yield running
    huggingface_hub.close_session()


def stored() -> list[str]:
    """What the store holds, locks aside."""
    store = Path(os.environ["DRAGOMAN_HOME"]) / "models"
    return sorted(path.name for path in store.glob("*") if path.suffix != ".lock")


def pickled(tensors: dict[str, np.ndarray]) -> bytes:
    import torch

    weights = {name: torch.from_numpy(array) for name, array in tensors.items()}
    tied = dict.fromkeys(("lm_head.weight", "model.encoder.embed_tokens.weight"), weights["model.shared.weight"])
    file = io.BytesIO()
    torch.save(weights | tied, file)
    return file.getvalue()


def test_a_fetched_model_is_whole_and_resolves_without_the_network(stub: HubStub, home: Path) -> None:
    seen: list[tuple[int, int]] = []
    said: list[str] = []
    fetched = fetch(ID, say=said.append, progress=lambda done, total: seen.append((done, total)))
    needed = tiny_marian.files()
    for name, data in needed.items():
        assert (fetched.folder / name).read_bytes() == data
    assert sorted(path.name for path in fetched.folder.iterdir()) == sorted([*needed, "manifest.json"])
    assert (fetched.id, fetched.revision, fetched.licence, fetched.warning) == (ID, stub.revision, "apache-2.0", "")
    manifest = json.loads((fetched.folder / "manifest.json").read_text())
    assert {n: f["sha256"] for n, f in manifest["files"].items()} == {
        name: hashlib.sha256(data).hexdigest() for name, data in needed.items()
    }
    assert seen == sorted(seen)
    assert seen[-1] == (sum(map(len, needed.values())),) * 2
    assert "127.0.0.1" in said[0]
    assert not stub.asked_for("README.md")
    assert not stub.asked_for("evil.py")
    stub.status = 500
    assert resolve(ID, offline=True) == fetched == resolve(ID)
    assert verify(ID) == []
    assert [m.present for m in list_models() if m.id == ID] == [True]
    assert stored() == [NAME]


def test_resolve_fetches_a_named_model_once(stub: HubStub) -> None:
    resolve(ID)
    asked = len(stub.requests)
    resolve(ID)
    assert len(stub.requests) == asked


def test_nothing_but_the_model_is_asked_for(stub: HubStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "new"))
    monkeypatch.delenv("HF_HUB_DISABLE_TELEMETRY", raising=False)
    # The hub library is there before us, with its telemetry on.
    process = run(f"import huggingface_hub.constants; from translate.models import fetch; fetch({ID!r})")
    assert process.communicate()[1] == ""
    assert {path.split("/")[1] for _, path, _ in stub.requests} == {"api", "tests", "cdn"}
    assert {path for _, path, _ in stub.requests if path.startswith("/api")} == {f"/api/models/{ID}"}


def test_a_pickle_is_fetched_only_where_there_is_nothing_else_and_kept_as_safetensors(stub: HubStub) -> None:
    weights = tiny_marian.tensors(json.loads(stub.files["config.json"]))
    stub.files["pytorch_model.bin"] = pickled(weights)
    fetch(ID)
    assert not stub.asked_for("pytorch_model.bin")
    del stub.files["model.safetensors"]
    stub.revision = "b" * 40
    folder = fetch(ID).folder
    assert not (folder / "pytorch_model.bin").exists()
    found = load_file(folder / "model.safetensors")
    assert found.keys() == weights.keys()
    assert all(np.array_equal(found[name], weights[name]) for name in weights)


def test_a_cut_connection_is_gone_on_with(stub: HubStub) -> None:
    size = len(stub.files["model.safetensors"])
    stub.cuts["model.safetensors"] = [1000, 500, 0]
    said: list[str] = []
    folder = fetch(ID, say=said.append).folder
    assert (folder / "model.safetensors").read_bytes() == stub.files["model.safetensors"]
    ranges = [r for _, path, r in stub.requests if path == "/cdn/model.safetensors"]
    assert ranges == ["", "bytes=1000-", "bytes=1500-", "bytes=1500-"]
    assert size > 1500
    assert sum("broke off" in line for line in said) == 3


def test_what_a_given_up_download_brought_is_used_by_the_next(stub: HubStub) -> None:
    stub.cuts["model.safetensors"] = [1000, 0, 0, 0]
    with pytest.raises(ModelNotFound, match=rf"broke off.*go on with 'dragoman models fetch {ID}'"):
        fetch(ID)
    with pytest.raises(ModelNotFound, match="not on this machine"):
        resolve(ID, offline=True)
    stub.requests.clear()
    folder = fetch(ID).folder
    assert (folder / "model.safetensors").read_bytes() == stub.files["model.safetensors"]
    assert [r for _, path, r in stub.requests if path == "/cdn/model.safetensors"] == ["bytes=1000-"]
    assert not stub.asked_for("vocab.json")
    assert stored() == [NAME]


def test_a_part_that_was_damaged_meanwhile_is_fetched_again(stub: HubStub, home: Path) -> None:
    stub.cuts["model.safetensors"] = [1000, 0, 0, 0]
    with pytest.raises(ModelNotFound):
        fetch(ID)
    (part,) = home.glob("models/.part-*/vocab.json")
    part.write_bytes(b" " * part.stat().st_size)
    assert (fetch(ID).folder / "vocab.json").read_bytes() == stub.files["vocab.json"]


def test_parts_of_an_older_revision_are_not_used(stub: HubStub) -> None:
    stub.cuts["model.safetensors"] = [1000, 0, 0, 0]
    with pytest.raises(ModelNotFound):
        fetch(ID)
    stub.revision = "b" * 40
    stub.files.update(tiny_marian.files(seed=2))
    assert (fetch(ID).folder / "model.safetensors").read_bytes() == stub.files["model.safetensors"]
    assert stored() == [NAME]


def test_a_server_that_ignores_ranges(stub: HubStub) -> None:
    stub.ignores_range = True
    stub.cuts["model.safetensors"] = [1000]
    assert (fetch(ID).folder / "model.safetensors").read_bytes() == stub.files["model.safetensors"]


@pytest.mark.parametrize("name", ["model.safetensors", "vocab.json"])
def test_content_with_another_hash_is_thrown_away(stub: HubStub, name: str) -> None:
    stub.altered.add(name)
    with pytest.raises(ModelBroken, match=rf"{name}.*wrong hash"):
        fetch(ID)
    with pytest.raises(ModelNotFound):
        resolve(ID, offline=True)
    stub.altered.clear()
    stub.requests.clear()
    assert (fetch(ID).folder / name).read_bytes() == stub.files[name]
    assert stub.asked_for(name)[0] == ""


def test_a_file_longer_than_announced(stub: HubStub, monkeypatch: pytest.MonkeyPatch) -> None:
    info = stub.info()
    for file in info["siblings"]:
        file["size"] -= file["rfilename"] == "model.safetensors"
    monkeypatch.setattr(stub, "info", lambda: info)
    with pytest.raises(ModelNotFound, match=r"more than the \d+ bytes"):
        fetch(ID)


def test_no_such_model(stub: HubStub) -> None:
    with pytest.raises(ModelNotFound, match=r"no model tests/other .*spelling"):
        resolve("tests/other")


@pytest.mark.parametrize(("status", "words"), [(401, "no model"), (500, "status 500"), (429, "status 429")])
def test_a_hub_that_answers_with_an_error(stub: HubStub, status: int, words: str) -> None:
    stub.status = status
    with pytest.raises(ModelNotFound, match=words):
        resolve(ID)


def test_a_file_that_is_announced_but_refused(stub: HubStub) -> None:
    info = stub.info()
    del stub.files["vocab.json"]
    stub.info = lambda: info  # type: ignore[method-assign]
    with pytest.raises(ModelNotFound, match=r"vocab\.json.*404"):
        fetch(ID)


def test_no_network_is_an_error_for_a_named_model() -> None:
    with pytest.raises(ModelNotFound, match="cannot be reached"):
        resolve("opus")
    with pytest.raises(ModelNotFound, match="cannot be reached"):
        fetch("opus")


def test_without_a_network_auto_is_the_bundled_model_and_says_so() -> None:
    model = resolve("auto")
    assert (model.name, model.id) == ("bundled", "")
    assert "cannot be reached" in model.warning
    assert "stand-in" in model.warning
    assert "33.9 / 60.8" in model.warning
    quality = next(m.quality for m in list_models() if m.name == "bundled")["flores_dev"]
    assert f"{quality['bleu']} BLEU / {quality['chrf']} chrF" in model.warning


def test_a_hub_that_accepts_and_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert hub.FIRST_ANSWER < 10
    monkeypatch.setattr(hub, "FIRST_ANSWER", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(ModelNotFound, match="did not answer"):
            resolve(ID)


def test_a_name_look_up_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.invalid")
    monkeypatch.setattr(hub, "FIRST_ANSWER", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait() or [])
    with pytest.raises(ModelNotFound, match=r"hub\.invalid did not answer"):
        resolve(ID)
    never.set()


def test_a_download_that_stalls(stub: HubStub, monkeypatch: pytest.MonkeyPatch) -> None:
    assert hub.SILENCE < 10
    monkeypatch.setattr(hub, "SILENCE", 0.1)
    stub.stalls.add("model.safetensors")
    stub.cuts["model.safetensors"] = [2000]  # half of it comes; the later answers bring half of the rest
    monkeypatch.setattr(download, "ATTEMPTS", 1)
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        if sum("broke off" in line for line in said) == 2:
            stub.stalls.clear()

    folder = fetch(ID, say=say).folder
    assert (folder / "model.safetensors").read_bytes() == stub.files["model.safetensors"]
    assert len(stub.asked_for("model.safetensors")) >= 3


@pytest.mark.parametrize("model", ["auto", "opus", ID])
@pytest.mark.parametrize("switch", ["argument", "HF_HUB_OFFLINE"])
def test_offline_opens_no_socket(model: str, switch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was tried")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    if switch != "argument":
        monkeypatch.setenv(switch, "1")
    if model == "auto":
        assert "switched off" in resolve(model, offline=switch == "argument").warning
    else:
        with pytest.raises(ModelNotFound, match=r"switched off.*dragoman models fetch"):
            resolve(model, offline=switch == "argument")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"source.spm": None}, r"has no source\.spm"),
        ({"model.safetensors": None}, r"has no model\.safetensors"),
        ({"config.json": b'{"model_type": "bert"}'}, "not a Marian model"),
        (tiny_marian.files(source_letters=tiny_marian.LATIN), "cannot read Arabic"),
    ],
    ids=["no tokeniser", "no weights", "another architecture", "another language"],
)
def test_what_is_no_arabic_marian_model_does_not_enter_the_store(stub: HubStub, change: dict, words: str) -> None:
    stub.files = {name: data for name, data in {**stub.files, **change}.items() if data is not None}
    with pytest.raises(ModelBroken, match=words):
        fetch(ID)
    assert stored() == []
    with pytest.raises(ModelNotFound):
        resolve(ID, offline=True)


def test_a_pickle_with_code_in_it_is_refused_and_not_run(stub: HubStub, tmp_path: Path) -> None:
    import torch

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "was here"),)

    file = io.BytesIO()
    torch.save({"model.shared.weight": torch.zeros(1), "x": Evil()}, file)
    stub.files["pytorch_model.bin"] = file.getvalue()
    del stub.files["model.safetensors"]
    with pytest.raises(ModelBroken, match="never run"):
        fetch(ID)
    assert not (tmp_path / "was here").exists()
    assert stored() == []


def test_too_little_room_is_found_out_before_anything_is_fetched(
    stub: HubStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 100))
    with pytest.raises(ModelNotFound, match="Not enough room"):
        fetch(ID)
    assert not [path for _, path, _ in stub.requests if "/api/" not in path]


def test_the_newest_revision_is_fetched_once(stub: HubStub) -> None:
    first = fetch(ID)
    asked = len(stub.requests)
    said: list[str] = []
    assert fetch(ID, say=said.append) == first
    assert len(stub.requests) == asked + 1
    assert "already" in said[0]
    stub.revision = "b" * 40
    stub.files.update(tiny_marian.files(seed=2))
    second = fetch(ID)
    assert (second.folder, second.revision) == (first.folder, "b" * 40)
    assert second.hash != first.hash
    assert stored() == [NAME]


def test_a_damaged_model_is_refused_and_fetching_mends_it(stub: HubStub) -> None:
    good = fetch(ID)
    weights = good.folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    with pytest.raises(ModelBroken, match=rf"model\.safetensors.*dragoman models fetch {ID}"):
        resolve(ID)
    assert any("model.safetensors" in problem for problem in verify(ID))
    assert [bool(m.problem) for m in list_models() if m.id == ID] == [True]
    assert fetch(ID) == good
    assert verify(ID) == []


def cached(files: dict[str, bytes], revision: str = "c" * 40) -> Path:
    """Puts a model into the Hugging Face cache as the hub library would, and gives the folder of its blobs."""
    repository = Path(constants.HF_HUB_CACHE) / f"models--{NAME}"
    snapshot, blobs = repository / "snapshots" / revision, repository / "blobs"
    for folder in (snapshot, blobs, repository / "refs"):
        folder.mkdir(parents=True)
    (repository / "refs" / "main").write_text(revision)
    for name, data in files.items():
        blob = blobs / hashlib.sha256(data).hexdigest()
        blob.write_bytes(data)
        (snapshot / name).symlink_to(f"../../blobs/{blob.name}")
    return blobs


def test_a_model_in_the_hugging_face_cache_is_used_without_the_network() -> None:
    blobs = cached(tiny_marian.files())
    model = resolve(ID, offline=True)
    assert (model.id, model.revision) == (ID, "c" * 40)
    shutil.rmtree(blobs.parent)
    assert resolve(ID, offline=True) == model


@pytest.mark.parametrize("fault", ["missing", "altered"])
def test_a_cached_model_that_is_not_whole_counts_for_nothing(stub: HubStub, fault: str) -> None:
    blobs = cached(tiny_marian.files())
    weights = blobs / hashlib.sha256(tiny_marian.files()["model.safetensors"]).hexdigest()
    weights.unlink() if fault == "missing" else weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    with pytest.raises(ModelNotFound):
        resolve(ID, offline=True)
    assert resolve(ID).revision == stub.revision


def run(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_processes_fetch_at_once(stub: HubStub) -> None:
    code = f"from translate.models import fetch; print(fetch({ID!r}, say=lambda line: print(line, flush=True)).hash)"
    stub.stalls.add("model.safetensors")
    first = run(code)
    assert stub.stalled.wait(120)
    second = run(code)
    assert "Waiting: another process" in second.stdout.readline()
    stub.stalls.clear()
    stub.resume.set()
    answers = [process.communicate() for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], answers
    model = resolve(ID, offline=True)
    assert [out.splitlines()[-1] for out, _ in answers] == [model.hash] * 2
    assert [r for _, path, r in stub.requests if path == "/cdn/model.safetensors"].count("") == 1


def test_a_fetch_that_is_killed_is_gone_on_with(stub: HubStub) -> None:
    stub.stalls.add("model.safetensors")
    half = len(stub.files["model.safetensors"]) // 2
    before = sum(len(data) for name, data in tiny_marian.files().items() if name != "model.safetensors")
    process = run(
        f"from translate.models import fetch\nfetch({ID!r}, progress=lambda done, total: print(done, flush=True))"
    )
    while process.stdout.readline() != f"{before + half}\n":
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    stub.stalls.clear()
    with pytest.raises(ModelNotFound):
        resolve(ID, offline=True)
    assert (fetch(ID).folder / "model.safetensors").read_bytes() == stub.files["model.safetensors"]
    assert [r for _, path, r in stub.requests if path == "/cdn/model.safetensors"] == ["", f"bytes={half}-"]
