"""The whole way with an instant translator: what is written, what is counted, what survives a bad file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dragoman.accounting import ArticleRecord
from dragoman.errors import NoInput, OutputError
from dragoman.pipeline import Run, translate_all
from dragoman.settings import Settings
from tests.conftest import SEEDS
from tests.fakes import InstantTranslator, english


class Silent:
    """A reporter that keeps what it was told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.done = 0
        self.waiting = 0

    def start(self, articles: int) -> None:
        self.articles = articles

    def sentences(self, waiting: int) -> None:
        self.waiting += waiting

    def translated(self, done: int) -> None:
        self.done += done

    def written(self, record: ArticleRecord) -> None:
        if record.status == "failed":
            self.said.append(record.error)

    def say(self, message: str) -> None:
        self.said.append(message)


def run(out: Path, *sources: Path, translator: InstantTranslator | None = None, **settings: object) -> Run:
    return translate_all(
        Settings(sources=sources, out=out, **settings),  # type: ignore[arg-type]
        translator or InstantTranslator(),  # type: ignore[arg-type]
        Silent(),
    )


def segments(path: Path) -> tuple[dict[str, object], list[dict[str, object]]]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return lines[0], lines[1:]


ARTICLE = "عنوان المقال في المدينة\n\nقال الوزير إن القوات دخلت المدينة صباح اليوم. وأضاف أن العملية مستمرة.\n"


def test_every_segment_of_the_seeds_stands_in_every_file_once_and_in_order(tmp_path: Path) -> None:
    run(tmp_path, SEEDS)
    for source in sorted(SEEDS.glob("*.txt")):
        head, rows = segments(tmp_path / f"{source.stem}.jsonl")
        text = source.read_text(encoding="utf-8-sig")
        assert head["text"] == text
        content = [row for row in rows if row["kind"] != "furniture"]
        assert content
        for name in ("md", "html", "tmx", "xliff"):
            written = (tmp_path / f"{source.stem}.{name}").read_text(encoding="utf-8")
            at = written.find("Aligned") if name in {"md", "html"} else 0
            for row in content:
                at = written.find(english(str(row["ar"])), at + 1)
                assert at > 0, f"{name}: {row['id']} is missing or out of order"


def test_offsets_give_the_article_back(tmp_path: Path) -> None:
    run(tmp_path, SEEDS)
    for path in tmp_path.glob("0*.jsonl"):
        head, rows = segments(path)
        text, at, rebuilt = str(head["text"]), 0, ""
        for row in rows:
            start, end = row["start"], row["end"]
            assert isinstance(start, int)
            assert isinstance(end, int)
            assert start >= at
            assert not any(c.isalnum() for c in text[at:start])
            rebuilt += text[at:start] + str(row["ar"])
            at = end
        assert rebuilt + text[at:] == text


def test_a_run_adds_up(tmp_path: Path) -> None:
    result = run(tmp_path, SEEDS)
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    totals = record["totals"]
    parts = ("translated", "from_memory", "copied", "furniture", "failed")
    assert totals["segments"] == sum(totals[part] for part in parts) > 60
    for article in record["articles"]:
        assert article["counts"]["segments"] == sum(article["counts"][part] for part in parts)
    assert record["run"]["signature"] == result.info.signature


def test_one_bad_file_leaves_the_others_done(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for n in range(4):
        (source / f"{n}.txt").write_text(ARTICLE + f"وقتل {n + 3} أشخاص في القصف.\n", encoding="utf-8")
    (source / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    result = run(tmp_path / "out", source)
    assert [row.path for row in result.record.failures] == [str(source / "bad.txt")]
    assert sorted(path.stem for path in (tmp_path / "out").glob("?.md")) == ["0", "1", "2", "3"]


def test_an_article_that_the_engine_cannot_take_does_not_cost_the_others(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for n in range(3):
        (source / f"{n}.txt").write_text(ARTICLE, encoding="utf-8")
    (source / "poison.txt").write_text(ARTICLE + "هذه جملة سامة تماما.\n", encoding="utf-8")
    result = run(tmp_path / "out", source, translator=InstantTranslator(poison="سامة"))
    assert len(result.record.failures) == 1
    assert len(list((tmp_path / "out").glob("?.md"))) == 3
    totals = result.record.totals
    assert totals.segments == totals.translated + totals.furniture + totals.failed
    assert totals.failed > 0


def test_the_output_folder_inside_the_source_folder_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    first = run(tmp_path / "out", tmp_path)
    second = run(tmp_path / "out", tmp_path)
    assert len(first.record.articles) == len(second.record.articles) == 1


def test_two_sources_of_one_name_get_two_briefs(tmp_path: Path) -> None:
    for folder, extra in (("x", "أولا."), ("y", "ثانيا.")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(ARTICLE + extra, encoding="utf-8")
    result = run(tmp_path / "out", tmp_path / "x", tmp_path / "y")
    names = [row.name for row in result.record.articles]
    assert len(set(names)) == 2
    assert all((tmp_path / "out" / f"{name}.html").is_file() for name in names)


def test_no_arabic_at_all_is_no_input_and_writes_no_pack(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("This is an English article about nothing.\n", encoding="utf-8")
    with pytest.raises(NoInput):
        run(tmp_path / "out", tmp_path / "in")
    assert not (tmp_path / "out" / "briefing-pack.md").exists()


def test_an_output_folder_that_is_a_file_is_said_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    translator = InstantTranslator()
    with pytest.raises(OutputError):
        run(tmp_path / "out", SEEDS, translator=translator)
    assert not translator.calls


def test_a_doubtful_sentence_is_no_key_point_where_another_will_do(tmp_path: Path) -> None:
    run(tmp_path, SEEDS, key_points=3)
    before = {p.stem: [r["ar"] for r in segments(p)[1] if r["key"]] for p in tmp_path.glob("0*.jsonl")}
    assert all(len(keys) == 3 for keys in before.values())


def test_progress_counts_every_sentence_that_was_waiting(tmp_path: Path) -> None:
    report = Silent()
    translate_all(Settings(sources=(SEEDS,), out=tmp_path), InstantTranslator(), report)  # type: ignore[arg-type]
    assert report.done == report.waiting > 60


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    run(tmp_path / "one", SEEDS)
    run(tmp_path / "two", SEEDS)
    for path in (tmp_path / "one").rglob("*"):
        if path.name != "run.json":
            assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes(), path.name
