"""Files are written whole or not at all, and nothing is left lying about."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from dragoman.atomic import check_writable, write_bytes, write_text
from dragoman.errors import OutputError
from dragoman.writers import paths, write_brief
from tests.samples import brief


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_writes_text_in_folders_that_do_not_exist_yet(tmp_path: Path) -> None:
    write_text(tmp_path / "a" / "b" / "c.txt", "سطر\nline\n")
    assert (tmp_path / "a" / "b" / "c.txt").read_bytes() == "سطر\nline\n".encode()
    assert listing(tmp_path / "a" / "b") == ["c.txt"]


def test_replaces_a_file_and_keeps_the_users_permissions(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        write_bytes(tmp_path / "x", b"1")
        write_bytes(tmp_path / "x", b"2")
    finally:
        os.umask(mask)
    assert (tmp_path / "x").read_bytes() == b"2"
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o644


@pytest.mark.parametrize("when", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    target = tmp_path / "x"
    write_bytes(target, b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail) if when == "fsync" else monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OutputError, match="No space left on device") as error:
        write_bytes(target, b"new")
    assert "--out" in str(error.value)
    assert target.read_bytes() == b"old"
    assert listing(tmp_path) == ["x"]


def test_an_interruption_leaves_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_bytes(tmp_path / "x", b"new")
    assert listing(tmp_path) == []


def test_a_folder_that_is_a_file_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write_text(tmp_path / "file" / "x", "")
    with pytest.raises(OutputError) as caught:
        check_writable(tmp_path / "file")
    assert str(caught.value).startswith(f"{tmp_path / 'file'} cannot be written")


def test_check_writable_makes_the_folder_and_leaves_it_empty(tmp_path: Path) -> None:
    check_writable(tmp_path / "out")
    assert listing(tmp_path / "out") == []


@pytest.mark.parametrize("leaf", ["a" * 240, "a" * 251, "م" * 125, "index", "briefing-pack", "RUN"])
def test_long_and_reserved_names_can_be_written_with_every_suffix(tmp_path: Path, leaf: str) -> None:
    formats = ["md", "html", "tmx", "xliff", "jsonl"]
    written = write_brief(brief(("title", "عنوان", "Title"), name=leaf), tmp_path, formats)
    assert sorted(path.name for path in written) == listing(tmp_path)
    assert {path.stem.casefold() for path in written}.isdisjoint({"index", "briefing-pack", "run"})
    assert {len(os.fsencode(path.name)) <= 255 for path in written} == {True}
    assert len({path.stem for path in written}) == 1


def test_long_names_that_begin_alike_stay_apart(tmp_path: Path) -> None:
    one, other = (paths.brief_path(tmp_path, "a" * 260 + end, ".md") for end in "xy")
    assert one != other


def test_folders_in_a_name_are_made(tmp_path: Path) -> None:
    assert write_brief(brief(name="a/b/c"), tmp_path, ["md"]) == [tmp_path / "a" / "b" / "c.md"]
    assert (tmp_path / "a" / "b" / "c.md").is_file()
    assert paths.brief_path(tmp_path, "a/index", ".md") == tmp_path / "a" / "index.md"


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/x", "a//b", "", ".", "a/\x00"])
def test_a_name_never_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError):
        write_brief(brief(name=name), tmp_path / "out", ["md"])
