"""What all tests share: a store of their own, no network, and the real command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """One model store and cache for the whole run, so that the bundled model is unpacked and converted once."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "store"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def environment(store: Path) -> dict[str, str]:
    """The environment of a user who has neither a network nor anything cached."""
    return {
        **os.environ,
        "DRAGOMAN_HOME": str(store / "home"),
        "DRAGOMAN_CACHE": str(store / "cache"),
        "HF_HOME": str(store / "hf"),
        "HF_ENDPOINT": "http://127.0.0.1:9",
        "XDG_CONFIG_HOME": str(store / "config"),
        "SOURCE_DATE_EPOCH": "1577836800",
        "PYTHONHASHSEED": "0",
        "COLUMNS": "120",
    }


@pytest.fixture(autouse=True)
def _isolated(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DRAGOMAN_HOME", "DRAGOMAN_CACHE", "HF_HOME", "HF_ENDPOINT", "XDG_CONFIG_HOME", "SOURCE_DATE_EPOCH"):
        monkeypatch.setenv(name, environment[name])


Cli = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def cli(environment: dict[str, str], tmp_path: Path) -> Cli:
    """Run ``dragoman ARGUMENTS`` as a process of its own in an empty folder and return what it printed."""

    def run(
        *arguments: str | Path, stdin: str | bytes = b"", cwd: Path = tmp_path, **extra: str
    ) -> subprocess.CompletedProcess[str]:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "dragoman", *map(str, arguments)],
            input=data,
            capture_output=True,
            cwd=cwd,
            env={**environment, **extra},
            check=False,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace")
        )

    return run
