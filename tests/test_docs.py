"""Every command line in the README and the docs is run, and what the docs show of its output is what comes out."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, SEEDS, Cli

PAGES = ("README.md", "docs/quick-start.md", "docs/commands.md", "docs/models.md")
PROGRAMS = ("translate-all", "dragoman")
NEEDS_A_NETWORK = ("fetch opus", "verify opus")


def commands(page: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    found = []
    for block in re.findall(r"^ *```(?:console)?\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            command = re.split(r"\s{3,}", line.strip().removeprefix("$ "))[0]
            if command.split(" ")[0] in PROGRAMS:
                found.append(command)
    return found


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that the examples name."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(SEEDS, folder / "seeds")
    article = SEEDS / "001_00c58df026898146.txt"
    for name in ("reports", "my-folder"):
        (folder / name).mkdir()
        shutil.copy(article, folder / name)
    shutil.copy(article, folder / "article.txt")
    body = "".join(f"<p>{line}</p>" for line in article.read_text(encoding="utf-8").splitlines())
    (folder / "page.html").write_text(f"<html><body><article>{body}</article></body></html>", encoding="utf-8")
    (folder / "names.csv").write_text("arabic,english,alternatives,type,note\nنوى,Nawa,,place,\n", encoding="utf-8")
    pairs = "قتل 25 شخصا في القصف على المدينة.\tThe shelling of the city killed 52 people.\n"
    pairs += "لم يصل الوفد إلى دمشق.\tThe delegation did not reach Damascus.\n"
    (folder / "pairs.tsv").write_text(pairs, encoding="utf-8")
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_every_command_runs(cli: Cli, desk: Path, page: str) -> None:
    found = commands(page)
    assert found
    for command in dict.fromkeys(found):
        words = shlex.split(command)
        done = cli(*(words if words[0] == "translate-all" else words[1:]), cwd=desk)
        if any(part in command for part in NEEDS_A_NETWORK):
            assert done.returncode == 4, command
        elif "--strict" in command:
            assert done.returncode in {0, 1}, command
        else:
            assert done.returncode == 0, f"{command}\n{done.stderr}"


def test_the_output_shown_for_checks_is_the_real_one(cli: Cli, desk: Path) -> None:
    shown = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    for arguments in (["check", "pairs.tsv"], ["check", "pairs.tsv", "--json"], ["split", "article.txt"]):
        first = cli(*arguments, cwd=desk).stdout.splitlines()[0]
        assert first in shown
