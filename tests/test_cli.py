"""The real command line, as a process of its own, with the model in the package and no network."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SEEDS, Cli

ARABIC = "قال الوزير إن القوات دخلت المدينة صباح اليوم. وأضاف أن 25 شخصا قتلوا في القصف.\n"


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("article") / "a.txt"
    path.write_text("بيان الوزارة\n\n" + ARABIC, encoding="utf-8")
    return path


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_the_seeds_become_briefs_and_a_pack_and_a_second_run_translates_nothing(cli: Cli, tmp_path: Path) -> None:
    memory = ("--memory", tmp_path / "memory.sqlite", "--model", "bundled")
    first = cli("translate-all", SEEDS, "--out", tmp_path / "one", *memory)
    assert first.returncode == 0, first.stderr
    assert "stand-in" in first.stderr
    names = {path.name for path in (tmp_path / "one").iterdir()}
    for source in SEEDS.glob("*.txt"):
        assert {f"{source.stem}.{suffix}" for suffix in ("md", "html", "tmx", "xliff", "jsonl")} <= names
    assert {"briefing-pack.md", "briefing-pack.html", "briefing-pack.docx", "index.html", "run.json"} <= names
    second = cli("translate-all", SEEDS, "--out", tmp_path / "two", "--json", *memory)
    totals = json.loads(second.stdout)["totals"]
    assert totals["translated"] == 0
    assert totals["from_memory"] > 60
    for path in (tmp_path / "one").iterdir():
        if path.name != "run.json":
            assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_translate_prints_a_line_of_english_for_every_segment(cli: Cli, article: Path) -> None:
    done = cli("translate", article, "--model", "bundled")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 3
    rows = lines(cli("translate", article, "--model", "bundled", "--json").stdout)
    assert [row["kind"] for row in rows] == ["title", "sentence", "sentence"]
    assert [row["en"] for row in rows] == done.stdout.splitlines()


def test_summarize_prints_arabic_and_needs_no_model(cli: Cli) -> None:
    done = cli("summarize", SEEDS / "000_096c86b2eb8f83a7.txt", "--sentences", "2")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 2
    rows = lines(cli("summarize", SEEDS, "--json").stdout)
    assert len({row["file"] for row in rows}) == 5
    assert {"file", "id", "text", "score", "picked"} <= set(rows[0])


def test_split_gives_offsets_into_the_text(cli: Cli, article: Path) -> None:
    text = article.read_text(encoding="utf-8")
    rows = lines(cli("split", article, "--json").stdout)
    assert [text[row["start"] : row["end"]] for row in rows] == [row["text"] for row in rows]  # type: ignore[misc]
    assert cli("split", "-", stdin=ARABIC).stdout.splitlines() == ARABIC.strip().replace(". ", ".\n").splitlines()


def test_check_marks_a_wrong_number_and_nothing_else(cli: Cli) -> None:
    pairs = "قتل 25 شخصا في القصف على المدينة.\tThe shelling of the city killed 52 people.\n"
    pairs += "قتل ٢٥ شخصا في القصف على المدينة.\tThe shelling of the city killed twenty-five people.\n"
    rows = lines(cli("check", "-", "--json", stdin=pairs).stdout)
    assert [row["n"] for row in rows] == [1, 2]
    assert [flag["code"] for flag in rows[0]["flags"]] == ["numbers"]  # type: ignore[attr-defined, index]
    assert rows[1]["flags"] == []


def test_pack_is_written_again_from_the_jsonl_files(cli: Cli, article: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert cli("translate-all", article, "--out", out, "--model", "bundled").returncode == 0
    before = (out / "briefing-pack.md").read_bytes()
    (out / "briefing-pack.md").unlink()
    assert cli("pack", out).returncode == 0
    assert (out / "briefing-pack.md").read_bytes() == before
    assert cli("pack", tmp_path).returncode == 0 if list(tmp_path.rglob("*.jsonl")) else True
    (tmp_path / "empty").mkdir()
    assert cli("pack", tmp_path / "empty").returncode == 3


def test_dry_run_counts_and_writes_nothing(cli: Cli, tmp_path: Path) -> None:
    done = cli("translate-all", SEEDS, "--dry-run", "--json", "--out", tmp_path / "out")
    assert done.returncode == 0
    counted = json.loads(done.stdout)
    assert counted["articles"] == 5
    assert counted["segments"] > 60
    assert counted["furniture"] > 10
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["translate-all", "EMPTY"], 3, "No file to read"),
        (["translate-all", "PNG"], 3, "not text"),
        (["translate-all", "ENGLISH"], 3, "no Arabic"),
        (["translate-all", "missing-folder"], 2, "missing-folder"),
        (["translate-all", "ARABIC", "--model", "no-such-folder/x/y"], 4, "no-such-folder"),
        (["translate-all", "ARABIC", "--model", "opus", "--offline"], 4, "opus"),
        (["translate-all", "ARABIC", "--key-points", "many"], 2, "--key-points"),
        (["translate-all", "ARABIC", "--format", "pdf"], 2, "--format"),
        (["translate-all", "ARABIC", "--beam", "0"], 2, "--beam"),
        (["translate-all", "ARABIC", "--memory", "m", "--no-memory"], 2, "--memory"),
        (["translate-all", "ARABIC", "--glossary", "PNG"], 2, "glossary"),
        (["translate-all", "ARABIC", "--out", "FILE/out", "--model", "bundled"], 5, "cannot be written"),
        (["summarize", "ARABIC", "--ratio", "0.2", "--words", "9"], 2, "--ratio"),
        (["split", "missing.txt"], 2, "missing.txt"),
        (["check", "ENGLISH"], 3, "TAB"),
        (["pack", "missing"], 2, "missing"),
        (["no-such-command"], 2, "no-such-command"),
    ],
)
def test_what_goes_wrong_is_said_in_a_line_with_its_exit_code(
    cli: Cli, tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    (tmp_path / "EMPTY").mkdir()
    (tmp_path / "PNG").mkdir()
    (tmp_path / "PNG" / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20)
    (tmp_path / "ENGLISH").write_text("An article in English.\nIt has two lines.\n", encoding="utf-8")
    (tmp_path / "ARABIC").write_text(ARABIC, encoding="utf-8")
    (tmp_path / "FILE").write_text("a file", encoding="utf-8")
    done = cli(*arguments)
    assert done.returncode == code, done.stderr
    assert message.lower() in done.stderr.lower()
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_encodings_are_found_and_recorded(cli: Cli, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    text = (SEEDS / "001_00c58df026898146.txt").read_text(encoding="utf-8")[:1500]
    plain = text.replace("–", "-").replace("“", '"').replace("”", '"')
    for name, encoding in (("w", "cp1256"), ("i", "iso8859-6"), ("u", "utf-16"), ("b", "utf-8-sig")):
        (source / f"{name}.txt").write_bytes(plain.encode(encoding, "ignore"))
    done = cli("translate-all", source, "--out", tmp_path / "out", "--model", "bundled", "--json", "--format", "md")
    assert done.returncode == 0, done.stderr
    found = {row["name"]: row["encoding"].lower().replace("_", "-") for row in json.loads(done.stdout)["articles"]}
    assert "1256" in found["w"]
    assert "8859-6" in found["i"]
    assert "16" in found["u"]
    assert "utf-8" in found["b"]


def test_one_bad_file_exits_with_1_and_the_rest_is_written(cli: Cli, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for name in "abcd":
        (source / f"{name}.txt").write_text(ARABIC, encoding="utf-8")
    (source / "e.txt").write_bytes(b"")
    done = cli("translate-all", source, "--out", tmp_path / "out", "--model", "bundled")
    assert done.returncode == 1
    assert "e.txt" in done.stderr
    assert len(list((tmp_path / "out").glob("?.md"))) == 4
    pack = tmp_path / "out" / "briefing-pack.md"
    assert "e.txt: " in pack.read_text(encoding="utf-8").replace("\\", "")
    pack.unlink()
    assert cli("pack", tmp_path / "out").returncode == 0
    assert "e.txt: " in pack.read_text(encoding="utf-8").replace("\\", "")


def test_strict_makes_an_error_mark_a_failure(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("بلغ عدد القتلى 48317 شخصا في 1953 بلدة.\n" * 3, encoding="utf-8")
    arguments = ("translate-all", tmp_path / "a.txt", "--out", tmp_path / "out", "--model", "bundled", "--json")
    record = json.loads(cli(*arguments).stdout)
    expected = 1 if record["totals"]["error_marks"] else 0
    assert cli(*arguments, "--strict").returncode == expected


def test_a_configuration_file_gives_defaults_and_the_command_line_goes_before_it(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARABIC, encoding="utf-8")
    (tmp_path / "dragoman.toml").write_text('model = "bundled"\nformat = ["md"]\nout = "from-config"\nkey-points = 1\n')
    assert cli("translate-all", "a.txt").returncode == 0
    assert (tmp_path / "from-config" / "a.md").is_file()
    assert not (tmp_path / "from-config" / "a.tmx").exists()
    assert cli("translate-all", "a.txt", "--out", "named").returncode == 0
    assert (tmp_path / "named" / "a.md").is_file()
    (tmp_path / "dragoman.toml").write_text("modell = 'x'\n")
    wrong = cli("translate-all", "a.txt")
    assert wrong.returncode == 2
    assert "modell" in wrong.stderr


def test_options_of_the_command_line_go_before_their_opposites_in_the_file(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARABIC, encoding="utf-8")
    (tmp_path / "dragoman.toml").write_text('memory = "m.sqlite3"\nstrict = true\nquiet = true\noffline = true\n')
    negations = ("--no-memory", "--no-strict", "--no-quiet", "--no-offline")
    done = cli("translate-all", "a.txt", "--model", "bundled", *negations, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 of 1 articles written" in done.stderr
    assert not (tmp_path / "m.sqlite3").exists()
    (tmp_path / "dragoman.toml").write_text("no-memory = true\n")
    assert cli("translate-all", "a.txt", "--model", "bundled", "--memory", "n.sqlite3", cwd=tmp_path).returncode == 0
    assert (tmp_path / "n.sqlite3").exists()


def test_a_folder_that_may_not_be_written_exits_with_5(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    if os.geteuid() == 0:
        # Root may write anywhere: a path through a file is what even root cannot write.
        shutil.rmtree(out)
        out.write_text("a file")
    else:
        out.chmod(stat.S_IRUSR | stat.S_IXUSR)
    (tmp_path / "a.txt").write_text(ARABIC, encoding="utf-8")
    done = cli("translate-all", "a.txt", "--out", out, "--model", "bundled")
    assert done.returncode == 5
    assert "--out" in done.stderr


@pytest.mark.parametrize(
    "command", [["--help"], ["translate-all", "--help"], ["models", "list", "--help"], ["--version"]]
)
def test_help_loads_nothing_heavy(cli: Cli, command: list[str]) -> None:
    done = cli(*command, PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert not loaded & {"torch", "transformers", "ctranslate2", "numpy", "rich", "trafilatura", "lxml", "docx"}


def test_a_run_served_from_memory_loads_no_model(cli: Cli, article: Path, tmp_path: Path) -> None:
    arguments = ("translate-all", article, "--out", tmp_path / "out", "--model", "bundled", "--memory", tmp_path / "m")
    assert cli(*arguments).returncode == 0
    done = cli(*arguments, PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "dragoman" in loaded
    assert not loaded & {"torch", "transformers", "ctranslate2"}


def test_a_pack_over_several_models_names_them_and_keeps_every_warning(cli: Cli, article: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name in ("a", "b"):
        shutil.copy(article, tmp_path / f"{name}.txt")
    assert cli("translate-all", "a.txt", "b.txt", "--out", out, "--model", "bundled").returncode == 0
    head, *rows = (out / "b.jsonl").read_text(encoding="utf-8").splitlines()
    changed = json.loads(head)
    changed["run"] |= {"model": "opus", "model_hash": "f" * 64, "warning": "", "date": "2030-01-01T00:00:00+00:00"}
    (out / "b.jsonl").write_text("\n".join([json.dumps(changed), *rows]) + "\n", encoding="utf-8")
    assert cli("pack", out).returncode == 0
    pack = (out / "briefing-pack.md").read_text(encoding="utf-8")
    assert "stand-in" in pack
    assert "bundled" in pack
    assert "opus" in pack


def test_a_pack_links_only_to_briefs_that_are_there(cli: Cli, article: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert cli("translate-all", article, "--out", out, "--model", "bundled", "--format", "md").returncode == 0
    assert sorted(path.suffix for path in out.glob("a.*")) == [".jsonl", ".md"]
    assert cli("pack", out).returncode == 0
    assert not (out / "briefing-pack.html").exists()


def test_an_earlier_output_folder_is_not_read_as_articles(cli: Cli, article: Path, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    shutil.copy(article, source)
    assert cli("translate-all", source, "--out", source / "earlier", "--model", "bundled").returncode == 0
    again = cli("translate-all", source, "--out", tmp_path / "out", "--model", "bundled", "--json")
    assert json.loads(again.stdout)["totals"]["articles"] == 1
    assert "earlier" in again.stderr
    own = cli("split", source / "earlier" / "a.jsonl")
    assert own.returncode == 3
    assert own.stderr.count("Dragoman wrote") == 1


def test_files_of_an_earlier_run_that_this_one_did_not_write_are_said(cli: Cli, article: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert cli("translate-all", article, "--out", out, "--model", "bundled").returncode == 0
    again = cli("translate-all", article, "--out", out, "--model", "bundled", "--format", "md")
    assert "of earlier runs" in again.stderr


def test_names_that_are_no_text_end_well(cli: Cli, article: Path, tmp_path: Path) -> None:
    odd = os.fsdecode(b"odd\xff.txt")
    shutil.copy(article, tmp_path / odd)
    done = cli("translate-all", odd, "--out", tmp_path / "out", "--model", "bundled", "--memory", os.fsdecode(b"m\xff"))
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["totals"]["written"] == 1


@pytest.mark.parametrize("command", [["split", "a.txt"], ["summarize", "a.txt"], ["models", "list"]])
def test_a_full_standard_output_is_said(article: Path, environment: dict[str, str], command: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "dragoman", *command],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment,
            cwd=article.parent,
        )
    assert run.returncode == 5
    assert b"Traceback" not in run.stderr


ESCAPES = "قال الوزير\x1b]0;خداع\x07 إن \x9b31mالقوات\u202e دخلت المدينة صباح اليوم.\n"


@pytest.mark.parametrize("arguments", [["split", "-"], ["split", "-", "--json"], ["summarize", "-"], ["check", "-"]])
def test_a_terminal_is_shown_no_escape_of_an_article(environment: dict[str, str], arguments: list[str]) -> None:
    pair = "قال.\tthe \x9b31m\x1b[1m\u202e" * 2 + "the \x9b31m\x1b[1m\u202e\n"
    data = (pair if arguments[0] == "check" else ESCAPES).encode()
    command = [sys.executable, "-m", "dragoman", *arguments]
    piped = subprocess.run(command, input=data, capture_output=True, env=environment, check=True).stdout.decode()
    assert "\x9b" in piped, "data that is piped is exact"
    ours, theirs = os.openpty()
    subprocess.run(command, input=data, stdout=theirs, stderr=subprocess.DEVNULL, env=environment, check=True)
    os.close(theirs)
    on_terminal = os.read(ours, 65536).decode()
    os.close(ours)
    assert not set("\x1b\x07\x9b\u202e") & set(on_terminal)
    assert "⟨U+009B⟩" in on_terminal


def test_check_goes_on_behind_a_line_without_a_pair(cli: Cli) -> None:
    pairs = "no pair here\nقتل 5\u2028 أشخاص في القصف.\tThe shelling killed 6 people.\n"
    done = cli("check", "-", stdin=pairs)
    assert done.returncode == 1
    assert done.stdout.startswith("2\terror\tnumbers")


@pytest.mark.parametrize("epoch", ["abc", "99999999999999999"])
def test_a_date_that_is_none_is_said(cli: Cli, article: Path, tmp_path: Path, epoch: str) -> None:
    arguments = ("translate-all", article, "--out", tmp_path / "out", "--model", "bundled")
    assert cli(*arguments, SOURCE_DATE_EPOCH=epoch).returncode == 2
