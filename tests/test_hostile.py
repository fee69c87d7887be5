"""Files as nobody should have them, through the real command line with an engine that needs no time."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dragoman.errors import OutputError
from dragoman.writers import write_brief
from tests.conftest import ROOT
from tests.properties import check_page
from tests.reading import parse
from tests.samples import brief

Run = Callable[..., "subprocess.CompletedProcess[str]"]
FIRST = "قال الوزير إن القوات دخلت المدينة صباح اليوم."
LAST = "وأضاف أن 25 شخصا قتلوا في القصف على الحي الشرقي."
ARTICLE = f"{FIRST} {LAST}\n"


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    """Run translate-all into ``tmp_path/out`` without a memory."""

    def start(*arguments: str | Path, **extra: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.quick", "translate-all", *map(str, arguments), "--model", "bundled",
             "--out", str(tmp_path / "out"), "--no-memory"],
            cwd=ROOT, env={**environment, **extra}, stdin=subprocess.DEVNULL, capture_output=True, check=False,
        )  # fmt: skip
        message = done.stderr.decode("utf-8", "replace")
        assert "Traceback" not in message, message
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), message)

    return start


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(10_000_000))
    return file.getvalue()


WHITE = "".join(
    map(chr, [*range(0x09, 0x0E), *range(0x1C, 0x21), 0x85, 0xA0, 0x1680, *range(0x2000, 0x2010), 0x2028, 0x2029,
              0x202F, 0x205F, 0x2060, 0x3000, 0x180E, 0xFEFF])
)  # fmt: skip
FORMS = "".join(
    chr(code) for code in [*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)] if unicodedata.name(chr(code), "")
)
READ = {
    "with nul": ARTICLE.replace("شخصا", "شخ\0صا") + "\0\0",
    "word": ARTICLE + "م" * 100_000 + "\n" + ARTICLE,
    "latin word": ARTICLE + "x" * 100_000 + "\n" + ARTICLE,
    "digits": ARTICLE + "1" * 20_000 + "\n" + ARTICLE,
    "marks": ARTICLE + "م" + "\u0651\u064e" * 50_000 + "\n" + ARTICLE,
    "bidi": ARTICLE + "وقال \u202eخداع\u202c و\u2066x\u2069 و\u200f\u061c\u202dy. نهاية.\n",
    "spaces": "".join(f"كلمة{space}" for space in WHITE) + "\n" + ARTICLE,
    "forms": f"{ARTICLE}{FORMS}\n",
    "emoji": ARTICLE + "😀👨\u200d👩\u200d👧\u200d👦🇸🇾 كلمة 👍🏽. " * 20,
    "private": ARTICLE + "نص \U000f0041\U0010fffd\ue000 \ufdd0\ufffe آخر.",
    "escape": ARTICLE + "نص \x1b]0;x\x07\x9b31m آخر.",
    "title": "كلمة " * 5000 + "\n" + ARTICLE * 2,
    "markup": ARTICLE + "<script>alert(1)</script> | نص | </td> [رابط](javascript:alert(1)) {{7*7}} `x` نهاية.",
}
REFUSED = {
    "gzip.html": (gzip.compress(bytes(10_000_000)), "archive"),
    "zip.html": (zipped(), "archive"),
    "surrogate.txt": ("نص \ud800 ".encode("utf-8", "surrogatepass") * 9, "encoding"),
    "deep.html": (b"<html><body>" + b"<div>" * 50_000 + ARTICLE.encode(), "nested more than 255 deep"),
    "menu.html": (b"<html><body>" + b"<a href=x>y</a>" * 9_000, "no Arabic"),
    "empty.md": (b"", "empty"),
}


def test_every_hostile_file_is_read_to_the_letter_or_refused_and_the_others_go_on(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for name, text in READ.items():
        (source / f"{name}.txt").write_bytes(text.encode())
    for name, (data, _) in REFUSED.items():
        (source / name).write_bytes(data)
    (source / "lone.jsonl").write_text(json.dumps({"title": "\ud800 عنوان", "text": f"{FIRST} \udfff {LAST}"}))
    done = run(source)
    assert done.returncode == 1
    said = {Path(line.split(": ")[0]).name: line for line in done.stderr.splitlines() if ": failed: " in line}
    assert said.keys() == REFUSED.keys()
    for name, (_, reason) in REFUSED.items():
        assert reason in said[name]
    out = tmp_path / "out"
    for name, text in READ.items():
        head, *rows = map(json.loads, (out / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
        assert head["text"] == text.removeprefix("\ufeff")
        assert {FIRST, LAST} <= {row["ar"] for row in rows} or name == "with nul"
        check_page(parse((out / f"{name}.html").read_text(encoding="utf-8")))
        at = 0
        for row in rows:
            assert text[row["start"] : row["end"]] == row["ar"]
            assert not any(c.isalnum() for c in text[at : row["start"]])
            at = row["end"]
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["totals"]["written"] == len(READ) + 1
    assert all(
        article["counts"]["segments"] == sum(value for name, value in article["counts"].items() if name != "segments")
        for article in record["articles"]
    )


def test_what_is_no_file_is_left_alone_and_odd_names_get_a_brief_each(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in"
    (source / "a").mkdir(parents=True)
    names = [
        "line\nbreak.txt", "م" * 125 + ".txt", "x" * 251 + ".txt", "Case.txt", "case.txt", "caf\u00e9.txt",
        "cafe\u0301.txt", "run.txt", "index.txt", "con.txt", "a/x\u2215..\u2215y.txt", "\x1b[31m.txt",
        "-rf.txt", "\u202etxt.exe.txt", os.fsdecode(b"\xff\xfe.txt"),
    ]  # fmt: skip
    for n, name in enumerate(names):
        (source / name).write_text(f"{FIRST} وقتل {n + 3} أشخاص.\n", encoding="utf-8")
    os.mkfifo(source / "pipe.txt")
    (source / "zero.txt").symlink_to("/dev/zero")
    (source / "a" / "loop").symlink_to(source)
    (source / "self.txt").symlink_to(source / "self.txt")
    before = {path for path in tmp_path.rglob("*") if tmp_path / "out" not in path.parents}
    done = run(source, "--format", "md")
    assert done.returncode == 0, done.stderr
    assert not set("\x1b\u202e") & set(done.stderr)
    for name in ("pipe.txt", "zero.txt", "loop", "self.txt"):
        assert f"{name}: left out: " in done.stderr
    out = tmp_path / "out"
    written = list(out.rglob("*.jsonl"))
    assert len(written) == len(names) == len({str(path).casefold() for path in written})
    assert {json.loads(path.read_text(encoding="utf-8").splitlines()[2])["ar"] for path in written} == {
        f"وقتل {n + 3} أشخاص." for n in range(len(names))
    }
    after = {path for path in tmp_path.rglob("*") if path != out and out not in path.parents}
    assert after == before


def test_a_document_cannot_name_its_own_output(run: Run, tmp_path: Path) -> None:
    line = {"text": ARTICLE, "name": "../../evil", "title": "../../evil عنوان", "path": "/etc/passwd"}
    (tmp_path / "a.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert run(tmp_path / "a.jsonl").returncode == 0
    assert (tmp_path / "out" / "a-0001.md").is_file()
    for name in ("../evil", "/evil", "a/../../evil"):
        with pytest.raises(OutputError, match="cannot be the name"):
            write_brief(brief(name=name), tmp_path / "out", ["md"])


def test_a_text_of_100_megabytes_is_refused_with_the_limit(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        for _ in range(100):
            file.write(ARTICLE.encode() * (1_000_000 // len(ARTICLE.encode())))
    done = run(tmp_path / "a.txt")
    assert done.returncode == 3
    assert "larger than 10 MB" in done.stderr


def test_strict_exits_with_1_where_a_sentence_has_an_error_mark(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("بلغ عدد القتلى 48317 شخصا في 1953 بلدة.\n", encoding="utf-8")
    assert run(tmp_path / "a.txt").returncode == 0
    strict = run(tmp_path / "a.txt", "--strict")
    assert strict.returncode == 1
    assert "error marks, and --strict was given" in strict.stderr


def test_a_brief_that_was_edited_costs_the_pack_itself_only(run: Run, tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(ARTICLE, encoding="utf-8")
    assert run(*(tmp_path / f"{name}.txt" for name in "abc")).returncode == 0
    for name, change in {"a": {"name": "../../evil"}, "b": {"date": "yesterday"}}.items():
        path = tmp_path / "out" / f"{name}.jsonl"
        head, rest = path.read_text(encoding="utf-8").split("\n", 1)
        path.write_text(json.dumps(json.loads(head) | change) + "\n" + rest, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "dragoman", "pack", str(tmp_path / "out")], cwd=ROOT, capture_output=True, check=False
    )
    message = done.stderr.decode()
    assert done.returncode == 1
    assert "a.jsonl: left out: " in message
    assert "b.jsonl: left out: " in message
    assert "over 1 articles" in message
    assert "Traceback" not in message


LISTENER = """
import logging, sys
logging.basicConfig(level=logging.INFO, filename={log!r})
logging.captureWarnings(True)
get = logging.getLogger
def with_all(name=None):
    logger = get(name)
    logger.setLevel(min(logger.level or 20, 20))
    return logger
logging.getLogger = with_all
"""


@pytest.mark.parametrize("engine", ["ctranslate2", "transformers"])
def test_nothing_of_an_article_is_logged_and_no_socket_is_opened(
    environment: dict[str, str], tmp_path: Path, engine: str
) -> None:
    log, opened = tmp_path / "log", tmp_path / "opened"
    (tmp_path / "sitecustomize.py").write_text(
        LISTENER.format(log=str(log))
        + "WATCHED = {'socket.__new__', 'socket.connect', 'socket.getaddrinfo', 'socket.sendto', 'socket.bind'}\n"
        "def hook(event, arguments):\n"
        "    if event in WATCHED:\n"
        f"        open({str(opened)!r}, 'a').write(event + chr(10)); raise OSError('no network in this test')\n"
        "sys.addaudithook(hook)\n",
        encoding="utf-8",
    )
    source = tmp_path / "in"
    source.mkdir()
    secret = "كلمةسرية"
    text = f"قال {secret} إن القوات دخلت المدينة صباح اليوم بعد قصف طويل على الأحياء الشرقية."
    (source / "a.txt").write_text(text, encoding="utf-8")
    (source / "b.md").write_text(f"---\ntitle: {secret}: x: [\n---\n\n# {secret}\n\n{text}", encoding="utf-8")
    (source / "c.html").write_text(f"<html><title>{secret}</title><body><p>{text}<p>{text}", encoding="utf-8")
    (source / "d.html").write_text(f"<html><body><a>{secret}", encoding="utf-8")
    (source / "e.jsonl").write_text(f'{{"text": "{text}"}}\n{{"{secret}": 1}}\n{{{secret}', encoding="utf-8")
    (source / "f.txt").write_bytes(f"{secret} ".encode() * 3 + b"\xff\xfe\x81" * 50)
    done = subprocess.run(
        [sys.executable, "-m", "dragoman", "translate-all", str(source), "--out", str(tmp_path / "out"), "--no-memory",
         "--model", "bundled", "--engine", engine, "--beam", "1"],
        env={**environment, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
        capture_output=True, check=False,
    )  # fmt: skip
    said = done.stderr.decode("utf-8", "replace")
    assert done.returncode == 1, said
    assert json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["totals"]["written"] == 4
    assert secret not in said
    assert secret.encode() not in done.stdout
    assert secret not in (log.read_text(encoding="utf-8") if log.exists() else "")
    assert not opened.exists(), opened.read_text()
