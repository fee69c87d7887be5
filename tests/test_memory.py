"""The translation memory: what goes in comes out, from any number of processes, whatever happens to the file."""

from __future__ import annotations

import math
import multiprocessing
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.errors import MemoryFileError
from translate.memory import Memory, default_path, memory_key
from translate.types import Hypothesis

KEY = memory_key("m", {"beam": 4}, "مرحبا")
HELLO = (Hypothesis("Hello", -0.25), Hypothesis("Hi", -1.5))

hypotheses = st.lists(
    st.builds(Hypothesis, st.text(st.characters()), st.floats(max_value=0, allow_nan=False)), max_size=4
).map(tuple)


def test_what_is_put_is_found_again_after_closing(tmp_path: Path) -> None:
    with Memory(tmp_path / "new" / "folder" / "m.sqlite3") as memory:
        assert memory.get_many([KEY]) == {}
        memory.put_many({KEY: HELLO})
        assert memory.get_many([KEY, "00" * 32]) == {KEY: HELLO}
    with Memory(memory.path) as memory:
        assert memory.get_many([KEY]) == {KEY: HELLO}
        memory.put_many({KEY: HELLO[1:]})
        assert memory.get_many([KEY]) == {KEY: HELLO[1:]}


@given(st.dictionaries(st.binary(min_size=32, max_size=32).map(bytes.hex), hypotheses, max_size=5))
@settings(max_examples=25, deadline=None)
def test_any_text_and_score_survive(items: dict[str, tuple[Hypothesis, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Memory(Path(folder) / "m.db") as memory:
        memory.put_many(items)
        assert memory.get_many(list(items)) == items


def test_more_keys_than_one_query_holds(tmp_path: Path) -> None:
    items = {memory_key("m", {}, str(n)): (Hypothesis(str(n), -float(n)),) for n in range(2500)}
    with Memory(tmp_path / "m.db") as memory:
        memory.put_many(items)
        assert memory.get_many(list(items)) == items


def test_the_key_depends_on_model_settings_and_source_alone() -> None:
    assert memory_key("m", {"beam": 4, "engine": "a"}, "s") == memory_key("m", {"engine": "a", "beam": 4}, "s")
    keys = {
        memory_key("m", {"beam": 4}, "s"),
        memory_key("n", {"beam": 4}, "s"),
        memory_key("m", {"beam": 5}, "s"),
        memory_key("m", {"beam": "4"}, "s"),
        memory_key("m", {"beam": 4}, "t"),
        memory_key("m", {"beam": 4}, "\ud800"),
    }
    assert len(keys) == 6
    assert all(len(key) == 64 for key in keys)


def test_default_path_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DRAGOMAN_CACHE", str(tmp_path))
    assert default_path().parent == tmp_path


def test_nothing_of_a_failed_batch_is_kept(tmp_path: Path) -> None:
    other = memory_key("m", {}, "other")
    with Memory(tmp_path / "m.db") as memory:
        with pytest.raises(ValueError, match="hex"):
            memory.put_many({KEY: HELLO, "not a key": HELLO})
        memory.put_many({other: HELLO})
        assert memory.get_many([KEY, other]) == {other: HELLO}


def _fill(path: Path, worker: int) -> None:
    with Memory(path) as memory:
        for batch in range(20):
            memory.put_many({memory_key("m", {}, f"{worker}-{batch}-{n}"): HELLO for n in range(10)})


def test_several_processes_fill_one_memory(tmp_path: Path) -> None:
    path = tmp_path / "m.db"  # not there yet: they race for its creation too
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_fill, args=(path, n)) for n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    keys = [memory_key("m", {}, f"{w}-{b}-{n}") for w in range(3) for b in range(20) for n in range(10)]
    with Memory(path) as memory:
        assert len(memory.get_many(keys)) == 600
    assert sorted(file.name for file in tmp_path.iterdir()) == ["m.db"]


def test_a_killed_process_loses_nothing_that_it_committed(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    code = (
        "import os, signal, sys; from translate.memory import Memory; from translate.types import Hypothesis\n"
        "Memory(sys.argv[1]).put_many({sys.argv[2]: [Hypothesis('kept', -1.0)]}); os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path), KEY]).returncode == -9
    with Memory(path) as memory:
        assert memory.get_many([KEY]) == {KEY: (Hypothesis("kept", -1.0),)}


def _filled(path: Path) -> bytes:
    with Memory(path) as memory:
        memory.put_many({memory_key("m", {}, str(n)): HELLO for n in range(400)} | {KEY: HELLO})
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("m.sqlite3", lambda whole: b"garbage" * 999),
        ("memory", lambda whole: bytes(len(whole))),  # what a power cut leaves
        ("memory", lambda whole: whole[: len(whole) // 2]),
        ("memory", lambda whole: whole[:100]),
        ("memory", lambda whole: whole[:4096] + b"\xff" * (len(whole) - 4096)),
        ("memory", lambda whole: whole[:16] + b"\xff" * 80 + whole[96:]),
    ],
    ids=["garbage", "zeros", "half", "header only", "pages", "header fields"],
)
def test_a_damaged_file_is_put_aside_and_said(tmp_path: Path, name: str, damage) -> None:
    path = tmp_path / name
    broken = damage(_filled(path))
    path.write_bytes(broken)
    said: list[str] = []
    with Memory(path, say=said.append) as memory:
        memory.get_many([KEY])
        memory.put_many({KEY: HELLO[:1]})
        assert memory.get_many([KEY]) == {KEY: HELLO[:1]}
    assert (tmp_path / f"{name}.damaged-1").read_bytes() == broken
    assert len(said) == 1
    assert f"{name}.damaged-1" in said[0]
    assert str(path) in said[0]


def test_damage_while_open_is_noticed_and_earlier_ones_are_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    path.with_name("m.db.damaged-1").write_text("earlier")
    _filled(path)
    with Memory(path) as memory:
        with path.open("r+b") as file:
            file.write(b"\xff" * 9000)
        assert memory.get_many([KEY]) == {}
        memory.put_many({KEY: HELLO})
    with Memory(path) as memory:
        assert memory.get_many([KEY]) == {KEY: HELLO}
    assert path.with_name("m.db.damaged-1").read_text() == "earlier"
    assert path.with_name("m.db.damaged-2").exists()


def test_the_new_file_of_another_process_is_not_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    _filled(path)
    with Memory(path) as first, Memory(path) as second:
        with path.open("r+b") as file:
            file.write(b"\xff" * 9000)
        first.put_many({KEY: HELLO})
        assert second.get_many([KEY]) == {KEY: HELLO}
    assert not path.with_name("m.db.damaged-2").exists()


def test_one_unreadable_row_is_only_a_miss(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    _filled(path)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE translations SET hypotheses = '[[1,' WHERE key = ?", [bytes.fromhex(KEY)])
    database.close()
    with Memory(path) as memory:
        assert memory.get_many([KEY, memory_key("m", {}, "1")]) == {memory_key("m", {}, "1"): HELLO}


def _foreign_text(path: Path) -> None:
    path.write_text("term,translation\n")


def _foreign_database(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE notes (text)")
    database.close()


def _newer(path: Path) -> None:
    Memory(path).close()
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()


@pytest.mark.parametrize("make", [_foreign_text, _foreign_database, _newer, Path.mkdir])
def test_what_is_not_a_memory_is_refused_and_left_alone(tmp_path: Path, make) -> None:
    path = tmp_path / "glossary.csv"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(MemoryFileError, match=r"glossary\.csv"):
        Memory(path)
    assert (path.read_bytes() if path.is_file() else b"") == before
    said: list[str] = []
    with Memory(path, required=False, say=said.append) as memory:
        memory.put_many({KEY: HELLO})
        assert memory.get_many([KEY]) == {}
    assert len(said) == 1
    assert "without it" in said[0]
    assert memory.trouble in said[0]


def test_a_lock_that_is_never_given_back(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    with Memory(path, timeout=0.01) as strict, Memory(path, required=False, timeout=0.01) as lenient:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(MemoryFileError, match="locked"):
            strict.put_many({KEY: HELLO})
        lenient.put_many({KEY: HELLO})
        assert "locked" in lenient.trouble
        other.close()
        strict.put_many({KEY: HELLO})  # an error once is not an end for who asked for errors
        assert strict.get_many([KEY]) == {KEY: HELLO}


UNPRIVILEGED = """
import os, sys
from filelock import FileLock
from translate.memory import Memory
if os.geteuid() == 0:
    os.setuid(65534)
memory = Memory(sys.argv[1], required=False, say=print)
"""

FULL = """
import resource, sys
from translate.memory import Memory, memory_key
from translate.types import Hypothesis
memory = Memory(sys.argv[1], required=False, say=print)
memory.put_many({memory_key("m", {}, "early"): [Hypothesis("early", -1.0)]})
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))
for n in range(100):
    memory.put_many({memory_key("m", {}, str(n)): [Hypothesis("x" * 9000, -1.0)]})
"""


def _run(code: str, path: Path) -> str:
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    return done.stdout


def test_a_read_only_file_is_said_once() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.db"
        _filled(path)
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        said = _run(UNPRIVILEGED, path)
        Path(folder).chmod(0o755)
    assert said.count("\n") == 1
    assert str(path) in said


def test_a_full_disk_is_said_once_and_what_was_committed_stays(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    said = _run(FULL, path)
    assert said.count("\n") == 1
    assert str(path) in said
    with Memory(path) as memory:
        early = memory_key("m", {}, "early")
        assert memory.get_many([early]) == {early: (Hypothesis("early", -1.0),)}


def test_scores_that_are_not_numbers_do_no_harm(tmp_path: Path) -> None:
    with Memory(tmp_path / "m.db") as memory:
        memory.put_many({KEY: [Hypothesis("", -math.inf), Hypothesis("x", math.nan)]})
        first, second = memory.get_many([KEY])[KEY]
        assert first.score == -math.inf
        assert math.isnan(second.score)
