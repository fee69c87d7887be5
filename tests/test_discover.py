"""Discovery: what is taken, what is left alone and why, and names that are safe and unique."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dragoman.discover import COMPONENT_BYTES, discover
from dragoman.errors import NoInput, UsageError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "in"
    root.mkdir()
    return root


def put(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("نص", encoding="utf-8")


def names(root: Path, out: Path | None = None) -> list[str]:
    return [found.name for found in discover([root], out or root.parent / "out").found]


def test_recursive_sorted_and_by_suffix(folder):
    put(folder, "b.md", "a/z.HTML", "a/y.htm", "c.jsonl", "a.txt", "d.pdf", ".hidden.txt", ".git/x.txt")
    found = discover([folder], folder.parent / "out")
    assert [f.name for f in found.found] == ["a/y", "a/z", "a", "b", "c"]
    assert [(path.name, reason) for path, reason in found.skipped] == [
        ("d.pdf", "not one of .txt, .md, .html, .htm, .jsonl")
    ]


def test_a_file_named_itself_is_taken_whatever_its_suffix(folder):
    put(folder, "notes.arabic", ".draft")
    found = discover([folder / "notes.arabic", folder / ".draft"], folder / "out").found
    assert [f.name for f in found] == ["notes", "draft"]


def test_a_file_reached_twice_is_read_once(folder):
    put(folder, "a.txt")
    assert len(discover([folder, folder / "a.txt", folder], folder.parent / "out").found) == 1


def test_the_output_folder_is_left_alone(folder):
    put(folder, "a.txt", "out/a.md", "out/deep/b.md")
    assert names(folder, folder / "out") == ["a"]
    with pytest.raises(UsageError, match="output folder"):
        discover([folder / "out"], folder / "out")


def test_an_article_is_never_written_over_a_source(folder):
    put(folder, "x/b.md", "b.md")
    found = discover([folder / "x", folder / "b.md"], folder).found
    written = {folder / f"{f.name}.md" for f in found}
    assert not written & {f.path for f in found}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["a.txt", "a.md", "a.html"], ["a", "a-2", "a-3"]),
        (["A.txt", "a.md"], ["A", "a-2"]),
        (["caf\u00e9.txt", "cafe\u0301.md"], ["caf\u00e9", "caf\u00e9-2"]),
        (["run.txt", "Index.txt", "briefing-pack.md"], ["Index-2", "briefing-pack-2", "run-2"]),
        (["sub/run.txt"], ["sub/run"]),
        (["a.jsonl", "a-0001.txt", "a-12345.md"], ["a-0001", "a-12345", "a-2"]),
        (["line\nbreak.txt", "tab\t.txt"], ["line_break", "tab_"]),
        (["con.txt", "a:b.txt", "...md", "end .txt"], ["_", "a_b", "con_", "end"]),
    ],
)
def test_names_are_unique_and_safe(folder, files, expected):
    put(folder, *[name for name in files if not name.startswith("...")])
    sources = [folder]
    if "...md" in files:
        put(folder, "...md")
        sources = [folder / "...md", folder]
    assert sorted(f.name for f in discover(sources, folder.parent / "out").found) == sorted(expected)


def test_long_names_leave_room_for_suffixes(folder):
    put(folder, "م" * 125 + ".txt", "م" * 124 + "ن.txt")
    found = names(folder)
    assert len(set(found)) == 2
    assert all(len(name.encode()) <= COMPONENT_BYTES + 2 for name in found)


def test_links_and_special_files(folder):
    put(folder, "a/x.txt", "b.txt")
    (folder / "a" / "loop").symlink_to(folder)
    (folder / "broken.txt").symlink_to(folder / "nothing")
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "link.txt").symlink_to(folder.parent / "elsewhere.txt")
    put(folder.parent, "elsewhere.txt")
    os.mkfifo(folder / "pipe.txt")
    (folder / "null.txt").symlink_to("/dev/null")
    found = discover([folder], folder.parent / "out")
    assert [f.name for f in found.found] == ["a/x", "b", "link"]
    reasons = {path.name: reason for path, reason in found.skipped}
    assert set(reasons) == {"loop", "broken.txt", "self.txt", "pipe.txt", "null.txt"}
    assert "link to a folder" in reasons["loop"]
    assert reasons["pipe.txt"] == reasons["null.txt"] == "not a regular file"


def test_names_that_are_not_utf8(folder):
    (folder / os.fsdecode(b"\xff\xfe.txt")).write_text("x", encoding="utf-8")
    assert [name.encode() for name in names(folder)] == [b"__"]


def test_what_is_not_there(folder):
    with pytest.raises(UsageError, match=r"gone.*No such file"):
        discover([folder / "gone"], folder / "out")
    with pytest.raises(UsageError, match="not a file name"):
        discover([Path("a\0b")], folder / "out")
    with pytest.raises(NoInput, match="No file to read"):
        discover([folder], folder / "out")


def test_no_input_says_what_was_left_out(folder):
    put(folder, "a.pdf")
    with pytest.raises(NoInput, match=r"1 left out \(a.pdf: not one of"):
        discover([folder], folder / "out")


def test_a_pipe_that_is_named(folder):
    os.mkfifo(folder / "pipe")
    with pytest.raises(UsageError, match="neither a file nor a folder"):
        discover([folder / "pipe"], folder / "out")
