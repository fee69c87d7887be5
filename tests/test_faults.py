"""What happens when the world fails: kills, a full disk, a damaged memory, two runs at once.

The runs are the real command line with an engine that needs no time (`benchmarks.quick`).
"""

from __future__ import annotations

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

import pytest

from benchmarks import faults
from tests.conftest import ROOT, SEEDS

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Start:
    """Start translate-all on the seeds with the memory in ``tmp_path/m``."""

    def run(
        *arguments: str | Path, out: Path = tmp_path / "out", limit: int | None = None, **extra: str
    ) -> subprocess.Popen[bytes]:
        def limits() -> None:
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


def test_a_source_that_vanishes_during_the_run_fails_alone(start: Start, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for path in SEEDS.glob("*.txt"):
        (source / path.name).write_bytes(path.read_bytes())
    (source / "gone.txt").symlink_to(source / "nowhere.txt")
    code, message = finish(start(source))
    assert code in {0, 1}
    assert "gone.txt" in message
    assert json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["totals"]["written"] == 5


def test_an_output_folder_that_vanishes_during_the_run_is_made_again(start: Start, tmp_path: Path) -> None:
    log = tmp_path / "log"
    process = start(DRAGOMAN_QUICK_DELAY="0.2", DRAGOMAN_QUICK_LOG=str(log))
    while process.poll() is None and not log.exists():
        time.sleep(0.01)
    (tmp_path / "out").rmdir()
    assert finish(process)[0] == 0
    assert (tmp_path / "out" / "briefing-pack.md").is_file()


def test_offline_opens_no_socket(start: Start, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import socket\n"
        "def refuse(*a, **k):\n"
        f"    open({str(tmp_path / 'opened')!r}, 'a').write(repr(a)); raise OSError('no network in this test')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse\n",
        encoding="utf-8",
    )
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    assert finish(start(SEEDS, "--offline", PYTHONPATH=path))[0] == 0
    assert finish(start(SEEDS, "--force", PYTHONPATH=path))[0] == 0  # the model is there: nothing to ask for
    assert not (tmp_path / "opened").exists()
