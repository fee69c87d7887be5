"""What happens when the world fails: kills, a full disk, a damaged memory, two runs at once.

The runs are the real command line with an engine that needs no time (`benchmarks.quick`).
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import faults
from tests.conftest import ROOT, SEEDS

Start = Callable[..., "subprocess.Popen[bytes]"]

DROP_FROM_BOUNDING_SET, OVERRIDE, READ_SEARCH = 24, 1, 2  # of prctl(2) and capabilities(7)


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Start:
    """Start translate-all on the seeds with the memory in ``tmp_path/m``."""

    libc = ctypes.CDLL(None)

    def run(
        *arguments: str | Path,
        out: Path = tmp_path / "out",
        limit: int | None = None,
        plain: bool = False,
        **extra: str,
    ) -> subprocess.Popen[bytes]:
        def limits() -> None:
            if plain:  # permissions bind also root, where the tests run as root
                for capability in (OVERRIDE, READ_SEARCH):
                    libc.prctl(DROP_FROM_BOUNDING_SET, capability, 0, 0, 0)
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background job would have it ignored
            if limit is not None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        words = [*map(str, arguments)] or [str(SEEDS)]
        return subprocess.Popen(
            [
                sys.executable, "-m", "benchmarks.quick", "translate-all", *words, "--model", "bundled",
                "--out", str(out), *([] if "--no-memory" in words else ["--memory", str(tmp_path / "m")]),
            ],
            cwd=ROOT,
            env={**environment, **extra},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=limits,  # noqa: PLW1509 - the test has no threads, and a limit has no other place
        )  # fmt: skip

    return run


def finish(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    message = process.communicate()[1].decode("utf-8", "replace")
    assert "Traceback" not in message, message
    return process.returncode, message


def test_a_killed_run_loses_nothing_and_writes_the_same_bytes_when_run_again(environment: dict[str, str]) -> None:
    os.environ.update(environment)
    result = faults.measure([str(SEEDS)], kills=5, real=False, seed=7)
    assert result["faults"] == []


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_says_what_is_kept_and_exits_with_130(start: Start, tmp_path: Path, sign: signal.Signals) -> None:
    log = tmp_path / "log"
    process = start(DRAGOMAN_QUICK_DELAY="0.2", DRAGOMAN_QUICK_LOG=str(log))
    while process.poll() is None and not log.exists():
        time.sleep(0.01)
    process.send_signal(sign)
    code, message = finish(process)
    assert code == 130
    assert "kept" in message
    assert not list((tmp_path / "out").glob(".dragoman-*"))


def test_a_full_disk_ends_the_run_with_5_and_leaves_no_part_of_a_file(start: Start, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    assert finish(start(out=whole))[0] == 0
    code, message = finish(start("--no-memory", str(SEEDS), limit=30_000))
    assert code == 5
    assert "cannot be written" in message
    for path in (tmp_path / "out").rglob("*"):
        if path.name != "run.json" and path.is_file():
            assert path.read_bytes() == (whole / path.name).read_bytes()


def test_a_memory_that_cannot_grow_does_not_end_the_run(start: Start, tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    code, message = finish(start())
    assert code == 0
    assert str(tmp_path / "m") in message
    assert (tmp_path / "out" / "run.json").is_file()


def test_a_damaged_memory_is_put_aside_and_said(start: Start, tmp_path: Path) -> None:
    assert finish(start())[0] == 0
    (tmp_path / "m").write_bytes(b"SQLite format 3\0" + b"not really" * 500)
    for left in tmp_path.glob("m-*"):
        left.unlink()
    code, message = finish(start())
    assert code == 0
    assert "damaged" in message
    assert list(tmp_path.glob("m*damaged*"))
    with sqlite3.connect(tmp_path / "m") as memory:
        assert memory.execute("SELECT count(*) FROM translations").fetchone()[0] > 60


def test_two_runs_at_once_into_one_folder_both_end_well(start: Start, tmp_path: Path) -> None:
    runs = [start(DRAGOMAN_QUICK_DELAY="0.02") for _ in range(2)]
    assert [finish(run)[0] for run in runs] == [0, 0]
    assert not list((tmp_path / "out").rglob(".dragoman-*"))
    assert json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["totals"]["written"] == 5


def test_sources_that_vanish_or_change_during_the_run_cost_themselves_only(start: Start, tmp_path: Path) -> None:
    source, log = tmp_path / "in", tmp_path / "log"
    source.mkdir()
    # More sentences than one window has, so that the files behind it are read when these have been translated.
    (source / "a.txt").write_text("".join(f"قال رقم {n} اليوم.\n" for n in range(2100)), encoding="utf-8")
    for name in "bcd":
        (source / f"{name}.txt").write_text("قال الوزير إن القوات دخلت المدينة.\n", encoding="utf-8")
    process = start(source, "--format", "md", DRAGOMAN_QUICK_LOG=str(log), DRAGOMAN_QUICK_DELAY="0.005")
    while process.poll() is None and not log.exists():
        time.sleep(0.01)
    (source / "b.txt").unlink()
    changed = "أعلن المجلس أن المدارس تفتح غدا.\n".encode()
    (source / "c.txt").write_bytes(changed)
    (source / "d.txt").unlink()
    (source / "d.txt").mkdir()
    code, message = finish(process)
    assert code == 1
    assert "b.txt: failed: cannot be read: No such file" in message
    assert "d.txt: failed: " in message
    rows = {row["name"]: row for row in record(tmp_path)["articles"] if row["status"] == "written"}
    assert rows.keys() == {"a", "c"}
    assert rows["c"]["sha256"] == hashlib.sha256(changed).hexdigest()


def test_a_link_to_nothing_is_left_out(start: Start, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "in" / "a.txt").write_text("قال الوزير إن القوات دخلت المدينة.\n", encoding="utf-8")
    code, message = finish(start(tmp_path / "in"))
    assert code == 0
    assert "gone.txt: left out: cannot be opened" in message


def record(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))
    return content


class TestPermissions:
    def test_an_output_folder_that_may_not_be_written(self, start: Start, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir(mode=0o555)
        log = tmp_path / "log"
        code, message = finish(start(plain=True, DRAGOMAN_QUICK_LOG=str(log)))
        assert code == 5
        assert f"{tmp_path / 'out'} cannot be written: Permission denied." in message
        assert not log.exists(), "the engine worked for nothing"

    def test_a_brief_that_may_not_be_written_is_said_with_its_name(self, start: Start, tmp_path: Path) -> None:
        (tmp_path / "out" / "000_096c86b2eb8f83a7.md").mkdir(parents=True)
        code, message = finish(start())
        assert code == 5
        assert "000_096c86b2eb8f83a7.md cannot be written" in message
        assert not list((tmp_path / "out").rglob(".dragoman-*"))

    def test_a_source_that_may_not_be_read_fails_alone(self, start: Start, tmp_path: Path) -> None:
        (tmp_path / "in" / "closed").mkdir(parents=True)
        for name in ("a", "b"):
            (tmp_path / "in" / f"{name}.txt").write_text("قال الوزير إن القوات دخلت المدينة.\n", encoding="utf-8")
        (tmp_path / "in" / "b.txt").chmod(0)
        (tmp_path / "in" / "closed").chmod(0)
        code, message = finish(start(tmp_path / "in", plain=True))
        assert code == 1
        assert "b.txt: failed: cannot be read: Permission denied" in message
        assert "closed: left out: cannot be opened: Permission denied" in message
        assert record(tmp_path)["totals"]["written"] == 1

    def test_a_memory_that_may_only_be_read_is_read(self, start: Start, tmp_path: Path) -> None:
        assert finish(start())[0] == 0
        for path in tmp_path.glob("m*"):
            path.chmod(0o444)
        assert finish(start(plain=True))[0] == 0
        assert record(tmp_path)["totals"]["translated"] == 0
        (tmp_path / "new.txt").write_text("قال الوزير إن القوات دخلت المدينة.\n", encoding="utf-8")
        code, message = finish(start(tmp_path / "new.txt", plain=True))
        assert code == 0
        assert "readonly database" in message
        assert "nothing is remembered from here on" in message


def test_a_memory_that_another_program_holds_is_said(start: Start, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("قال الوزير إن القوات دخلت المدينة.\n", encoding="utf-8")
    with sqlite3.connect(tmp_path / "m", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        code, message = finish(start(tmp_path / "a.txt"))
    assert code == 0
    assert "database is locked" in message
    assert record(tmp_path)["totals"]["written"] == 1


def test_an_output_folder_that_vanishes_during_the_run_is_made_again(start: Start, tmp_path: Path) -> None:
    log = tmp_path / "log"
    process = start(DRAGOMAN_QUICK_DELAY="0.05", DRAGOMAN_QUICK_LOG=str(log))
    while process.poll() is None and not log.exists():
        time.sleep(0.01)
    (tmp_path / "out").rmdir()
    assert finish(process)[0] == 0
    assert (tmp_path / "out" / "briefing-pack.md").is_file()
