"""What the fast paths must not change, and what must not be loaded where nothing is translated. No times here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.scale import make_articles
from benchmarks.speed import sentences_of
from benchmarks.twin import TINY, make
from tests.conftest import SEEDS
from translate.tokenizer import END, Tokenizer

ROOT = Path(__file__).parent.parent
HEAVY = {"torch", "transformers", "ctranslate2"}


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("twin")
    make(folder, TINY)
    return folder


@pytest.fixture(scope="module")
def sources(twin: Path) -> list[list[str]]:
    tokenizer = Tokenizer(twin)
    return [[*tokenizer.encode(sentence), END] for sentence in sentences_of([SEEDS])[:12]]


@pytest.fixture(scope="module")
def converted(twin: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from translate.engines.convert import converted

    return converted(twin, tmp_path_factory.mktemp("converted"), Tokenizer(twin), "float32")


def translate(folder: Path, sources: list[list[str]], *, use_vmap: bool) -> list[list[list[str]]]:
    import ctranslate2

    translator = ctranslate2.Translator(str(folder), inter_threads=1, intra_threads=1)
    results = translator.translate_batch(
        sources, beam_size=4, num_hypotheses=4, use_vmap=use_vmap, max_decoding_length=300, return_end_token=True
    )
    return [result.hypotheses for result in results]


def test_the_english_vocabulary_loses_no_english_output(converted: Path, sources: list[list[str]]) -> None:
    assert (converted / "vmap.txt").is_file()
    assert translate(converted, sources, use_vmap=True) == translate(converted, sources, use_vmap=False)


def test_the_english_vocabulary_is_half_of_the_twin(twin: Path) -> None:
    tokenizer = Tokenizer(twin)
    assert len(tokenizer.vocabulary) == TINY.vocabulary
    assert len(tokenizer.english_ids()) == pytest.approx(TINY.vocabulary / 2, rel=0.1)


def test_a_twin_says_as_much_as_it_hears_in_every_engine(twin: Path, converted: Path, sources: list[list[str]]) -> None:
    import torch

    from translate.engines.marian import load_marian

    for source, hypotheses in zip(sources, translate(converted, sources, use_vmap=True), strict=True):
        assert len(hypotheses[0]) == pytest.approx(len(source), abs=1)
    tokenizer = Tokenizer(twin)
    model = load_marian(twin)
    for source in sources[:3]:
        with torch.inference_mode():
            output = model.generate(torch.tensor([tokenizer.ids(source)]), num_beams=4)
        assert output.shape[1] - 1 == pytest.approx(len(source), abs=1)


def loaded(arguments: list[str], folder: Path) -> set[str]:
    """The heavy modules that a command of ours loads."""
    code = (
        "import sys, json\n"
        "from dragoman.cli import translate_all_main\n"
        "try:\n    translate_all_main()\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        f"print('\\n' + json.dumps(sorted({HEAVY!r} & set(sys.modules))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"DRAGOMAN_CACHE": str(folder)},
        check=True,
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    assert loaded(["--help"], tmp_path) == set()


def test_a_run_from_memory_loads_nothing_heavy(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("وصل الوفد إلى دمشق مساء الثلاثاء.\n", encoding="utf-8")
    command = [str(article), "--out", str(tmp_path / "out"), "--model", "bundled", "--offline", "--quiet"]
    assert "ctranslate2" in loaded(command, tmp_path)
    assert loaded(command, tmp_path) == set()


def test_shuffled_articles_are_the_same_every_time_and_no_two_alike(tmp_path: Path) -> None:
    sentences = sentences_of([SEEDS])
    for folder in ("one", "two"):
        make_articles(tmp_path / folder, 20, sentences)
    one = [path.read_text(encoding="utf-8") for path in sorted((tmp_path / "one").rglob("*.txt"))]
    two = [path.read_text(encoding="utf-8") for path in sorted((tmp_path / "two").rglob("*.txt"))]
    assert one == two
    assert len(set(one)) == 20
