"""The whole way of a run: files in, briefs and pack out, in one direction and one pass.

Articles are taken in windows, so that all sentences of a window share the engine's batches while memory does not
grow with the number of articles. Of a finished article only its digest (for the pack) and its row (for
``run.json``) are kept.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Protocol

import dragoman
from dragoman.accounting import ArticleRecord, RunRecord, count, write_record
from dragoman.article import Article, Brief, Row, RunInfo
from dragoman.atomic import check_writable
from dragoman.discover import Discovery, discover
from dragoman.errors import NoInput, UsageError
from dragoman.pack import Digest, digest, write_pack
from dragoman.read import Document, read_all, shown
from dragoman.segment import segment
from dragoman.writers import WRITERS, write_brief
from summarize import rank, summarize, why
from translate.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from dragoman.settings import Settings
    from translate.translator import Translator
    from translate.types import Translation

WINDOW_SENTENCES = 2048
"""Sentences that share the engine's batches: some 200 batches of 512 tokens for a news article's sentences, enough to
fill every core with sentences of one length, and a bound on memory. Chosen, not measured against other sizes."""


class Reporter(Protocol):
    """Who is told what happens: the terminal, or nobody."""

    def start(self, articles: int) -> None:
        """The run begins, with this many source files."""

    def sentences(self, waiting: int) -> None:
        """So many more sentences wait for their translation."""

    def translated(self, done: int) -> None:
        """So many more sentences have one."""

    def written(self, record: ArticleRecord) -> None:
        """An article's files are written, or it failed."""

    def say(self, message: str) -> None:
        """Something that the user should know."""


@dataclass(slots=True)
class Run:
    """The result of `translate_all`."""

    record: RunRecord
    info: RunInfo
    seconds: float
    content: dict[str, object] = field(default_factory=dict)


def translate_all(settings: Settings, translator: Translator, report: Reporter) -> Run:
    """Translate and summarise every article below ``settings.sources`` and write everything to ``settings.out``.

    An article that cannot be read or translated is recorded as failed, and the others go on.

    Raises:
        NoInput: no source holds readable Arabic; nothing was written.
        UsageError: a source that was named does not exist.
        OutputError: a file cannot be written; what was written before is whole.
        ModelError: the model cannot be used.
    """
    started = time.monotonic()
    found = discover(settings.sources, settings.out)
    info = run_info(translator)
    if info.warning:
        report.say(info.warning)
    check_writable(settings.out)
    record = RunRecord(skipped=[(shown(path), reason) for path, reason in found.skipped])
    for path, reason in record.skipped:
        report.say(f"{path}: left out: {reason}")
    digests: list[Digest] = []
    written: set[Path] = set()
    report.start(len(found.found))
    for window in _windows(_articles(found, record, report)):
        for article, translations in _translate_window(window, translator, record, report):
            brief = make_brief(article, translations, info, settings.key_points)
            written.update(write_brief(brief, settings.out, settings.formats))
            row = count(brief)
            record.articles.append(row)
            digests.append(digest(brief))
            report.written(row)
    if not digests:
        raise NoInput("No readable Arabic article among the sources.")
    missing = [(one.path, one.error) for one in record.failures] + record.skipped
    written.update(write_pack(digests, settings.out, info, settings.formats, stories=settings.stories, missing=missing))
    if left := _left_over(settings.out, written):
        report.say(f"{settings.out} still holds {len(left)} files of earlier runs, not of this one, such as {left[0]}.")
    seconds = time.monotonic() - started
    content = record.as_dict(info, settings, seconds)
    write_record(settings.out / "run.json", content)
    return Run(record, info, seconds, content)


def make_brief(
    article: Article, translations: Sequence[Translation | None], info: RunInfo, key_points: float = 5
) -> Brief:
    """Put an article's translations beside its segments and pick its key sentences.

    ``translations`` has an entry for each segment, None for furniture. A sentence whose translation carries an
    ``error`` mark is avoided as a key point where a near-equal one exists.
    """
    sentences, title = article.sentences, article.title
    reasons: dict[str, str] = {}
    if sentences and key_points:
        texts = [part.text for part in sentences]
        errors = {part.id for part, found in zip(article.segments, translations, strict=True) if _has_error(found)}
        doubtful = {n for n, part in enumerate(sentences) if part.id in errors}
        if isinstance(key_points, int):
            picked = summarize(texts, count=key_points, title=title, avoid=doubtful)
        else:
            picked = summarize(texts, ratio=key_points, title=title, avoid=doubtful)
        ranked = rank(texts, title=title)
        reasons = {sentences[n].id: why(ranked[n]) for n in picked}
    rows = tuple(
        Row(part, translation, key=part.id in reasons, why=reasons.get(part.id, ""))
        for part, translation in zip(article.segments, translations, strict=True)
    )
    return Brief(article, rows, info)


def run_info(translator: Translator) -> RunInfo:
    """The record of what this run translates with, dated now (or by ``SOURCE_DATE_EPOCH``, for repeatable output)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        now = datetime.fromtimestamp(int(epoch), tz=timezone.utc) if epoch else datetime.now(tz=timezone.utc)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}; it must be seconds since 1970.") from error
    info = translator.info
    return RunInfo(
        version=dragoman.__version__,
        model=info.name,
        model_id=info.id,
        revision=info.revision,
        model_hash=info.hash,
        engine=info.engine,
        device=info.device,
        beam=info.beam,
        date=now.isoformat(timespec="seconds"),
        warning=info.warning,
        licence=info.licence,
    )


def _articles(found: Discovery, record: RunRecord, report: Reporter) -> Iterator[Article]:
    for document in read_all(found.found):
        if isinstance(document, Document):
            yield segment(document)
        else:
            _fail(record, report, *document)


def _windows(articles: Iterator[Article]) -> Iterator[list[Article]]:
    window: list[Article] = []
    waiting = 0
    for article in articles:
        window.append(article)
        waiting += len(article.segments)
        if waiting >= WINDOW_SENTENCES:
            yield window
            window, waiting = [], 0
    if window:
        yield window


def _translate_window(
    window: list[Article], translator: Translator, record: RunRecord, report: Reporter
) -> Iterator[tuple[Article, list[Translation | None]]]:
    try:
        yield from _translated(window, translator, report.sentences, report.translated)
        return
    except EngineError:
        if len(window) == 1:
            article = window[0]
            _fail(record, report, article.source.path, EngineError("the engine failed on this article"), article)
            return
    # One article at a time, so that the one that the engine cannot take does not cost the others.
    for article in window:
        yield from _translate_window([article], translator, record, report)


def _translated(
    window: list[Article], translator: Translator, waiting: Callable[[int], None], done: Callable[[int], None]
) -> Iterator[tuple[Article, list[Translation | None]]]:
    sentences = [part.text for article in window for part in article.segments if part.kind != "furniture"]
    waiting(len(sentences))
    translations = iter(translator.translate(sentences, progress=done))
    for article in window:
        yield article, [None if part.kind == "furniture" else next(translations) for part in article.segments]


def _left_over(out: Path, written: set[Path]) -> list[str]:
    """Files in the output folder that look like ours and were not written now: they may say something else."""
    suffixes = {f".{name}" for name in WRITERS} | {".docx"}
    ours = (path for path in out.rglob("*") if path.suffix in suffixes and not path.name.startswith("."))
    return sorted(shown(path.relative_to(out)) for path in ours if path not in written)


def _fail(record: RunRecord, report: Reporter, path: str, error: Exception, article: Article | None = None) -> None:
    row = ArticleRecord(path=path, status="failed", error=str(error))
    if article is not None:
        row.name = article.source.name
        row.counts.segments = row.counts.failed = len(article.segments)
    record.articles.append(row)
    report.written(row)


def _has_error(translation: Translation | None) -> bool:
    return translation is not None and any(flag.severity == "error" for flag in translation.flags)
