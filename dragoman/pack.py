"""The briefing pack: what a folder of articles says, in English, with a reference to the sentence for all of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dragoman.article import Brief, RunInfo
from dragoman.atomic import write_bytes, write_text
from dragoman.brief import anchor, marked, number, title_ar, title_en
from dragoman.document import (
    ARABIC,
    Block,
    Break,
    Document,
    Inline,
    Item,
    Items,
    Label,
    Link,
    Paragraph,
    Section,
    Table,
    TableRow,
    Text,
)
from dragoman.record import day, run_record, warning
from dragoman.stories import GlancePoint, Point, glance
from dragoman.timeline import IndexEntry, Line, Reference, TimelineEntry, names, timeline
from summarize import Story, group, rank
from translate.types import Flag

GLANCE_POINTS = 10
"""Points at a glance: what fits on the first page beside the cover."""

NAME = "briefing-pack"


@dataclass(frozen=True, slots=True)
class Digest:
    """What the pack needs of a brief; a few kilobytes, so that ten thousand can be held.

    ``sentences`` is the number of translated segments, ``marked`` how many of them carry an error or a warning.
    ``body`` is the Arabic of those segments, the title first, for grouping. Articles are numbered 0 in ``points``,
    ``names`` and ``dates``; the pack puts their place in.
    """

    name: str
    path: str
    title_ar: str
    title_en: str
    words: int
    sentences: int
    marked: int
    points: tuple[Point, ...]
    flags: tuple[tuple[str, Flag], ...]
    body: tuple[str, ...]
    names: tuple[IndexEntry, ...]
    dates: tuple[TimelineEntry, ...]


def digest(brief: Brief) -> Digest:
    """The digest of a brief."""
    content = [row for row in brief.rows if row.translation is not None]
    title = title_ar(brief)
    body = [row.segment.text for row in content]
    scores = {ranked.index: ranked.score for ranked in rank(body, title=title)} if body else {}
    lines = [Line(0, row.segment.id, row.segment.text, row.translation.text) for row in content if row.translation]
    return Digest(
        name=brief.article.source.name,
        path=brief.article.source.path,
        title_ar=title,
        title_en=title_en(brief) or brief.article.source.name,
        words=sum(len(text.split()) for text in body),
        sentences=len(content),
        marked=sum(map(marked, content)),
        points=tuple(
            Point(0, row.segment.id, row.segment.text, row.translation.text, scores.get(n, 0.0))
            for n, row in enumerate(content)
            if row.key and row.translation
        ),
        flags=tuple((row.segment.id, flag) for row in content if row.translation for flag in row.translation.flags),
        body=tuple(sorted(body, key=lambda text: text.strip() != title)),
        names=tuple(names(lines)),
        dates=tuple(timeline(lines)),
    )


def write_pack(
    digests: Iterable[Digest], out: Path, run: RunInfo, formats: Collection[str], *, stories: bool = True
) -> list[Path]:
    """Write ``briefing-pack`` as Markdown, HTML and Word, and ``index.html``, below ``out``.

    Markdown is written where ``formats`` has ``md``, the pages where it has ``html``, Word with either of them.
    Without ``stories`` every article stands for itself.

    Raises:
        OutputError: a file cannot be written.
    """
    from dragoman.writers import docx, html, markdown  # noqa: PLC0415 - python-docx is slow to import

    pack = Pack(list(digests), run, formats, stories)
    paths = []
    if "md" in formats:
        write_text(out / f"{NAME}.md", markdown.render(pack.document()))
        paths.append(out / f"{NAME}.md")
    if "html" in formats:
        write_text(out / f"{NAME}.html", html.render(pack.document()))
        write_text(out / "index.html", html.render(pack.index()))
        paths += [out / f"{NAME}.html", out / "index.html"]
    if paths:
        suffix = ".html" if "html" in formats else ".md"
        write_bytes(out / f"{NAME}.docx", docx.render(pack.document(), suffix))
        paths.append(out / f"{NAME}.docx")
    return paths


class Pack:
    """The digests of a run and what follows from them together."""

    def __init__(self, digests: Sequence[Digest], run: RunInfo, formats: Collection[str], stories: bool = True) -> None:
        self.digests = digests
        self.run = run
        self.formats = formats
        self.stories: list[Story] = group([one.body for one in digests]) if stories else []
        points = [
            Point(n, p.segment_id, p.ar, p.en, p.score) for n, one in enumerate(digests) for p in one.points
        ]
        self.glance = glance(points, GLANCE_POINTS, stories=self.stories)
        self.names = _merge_names(digests)
        self.dates = _merge_dates(digests)

    def document(self) -> Document:
        """The pack itself."""
        return Document(
            kind="pack",
            title="Briefing pack",
            header=list(self._header()),
            sections=self._sections(),
            footer=f"{self.run.signature} · {self.run.date}",
            front={
                "title": "Briefing pack",
                "articles": len(self.digests),
                "sentences": sum(one.sentences for one in self.digests),
                "marked": sum(one.marked for one in self.digests),
                "warning": self.run.warning,
                "model": self.run.model_id or self.run.model,
                "engine": self.run.engine,
                "date": self.run.date,
                "signature": self.run.signature,
            },
        )

    def index(self) -> Document:
        """The list of everything in the output folder."""
        files = [(kind, f".{kind}") for kind in ("html", "md", "tmx", "xliff", "jsonl") if kind in self.formats]
        rows = [
            TableRow(
                [
                    [Text(str(n))],
                    [Link(one.title_en, brief=one.name)],
                    [Text(one.title_ar, "ar")],
                    [Text(str(one.words))],
                    [Text(_share(one.marked, one.sentences))],
                    _spaced(Link(kind, brief=one.name, file=suffix) for kind, suffix in files),
                ]
            )
            for n, one in enumerate(self.digests, 1)
        ]
        table = Table(("No.", "Brief", ARABIC, "Words", "Marked", "Files"), rows)
        pack = Paragraph([Link("Briefing pack", url="briefing-pack.html")])
        return Document(
            kind="index",
            title="Briefs",
            header=[*warning(self.run), Paragraph([Text(self._coverage())]), pack],
            sections=[Section("briefs", [Text("Articles")], [table])],
            footer=f"{self.run.signature} · {self.run.date}",
        )

    def _coverage(self) -> str:
        articles, sentences = len(self.digests), sum(one.sentences for one in self.digests)
        words = sum(one.words for one in self.digests)
        return f"{articles:,} articles, {sentences:,} sentences, {words:,} Arabic words, {day(self.run.date)}"

    def _header(self) -> Iterator[Block]:
        yield from warning(self.run)
        yield Paragraph([Text(self._coverage())])
        total = sum(one.sentences for one in self.digests)
        count = sum(one.marked for one in self.digests)
        kinds = Counter(flag.severity for one in self.digests for _, flag in one.flags)
        yield Paragraph(
            [
                Text(f"Machine translation by {self.run.model} ({self.run.engine}), not checked by a person. "),
                Text(f"{count:,} of {total:,} sentences marked", strong=True),
                Text(f" ({kinds['error']:,} errors, {kinds['warning']:,} warnings)."),
            ]
        )

    def _sections(self) -> Iterator[Section]:
        sections = [
            *self._glance(),
            *self._stories(),
            ("articles", "Articles", []),
            *self._dates(),
            *self._names(),
            *self._marks(),
            ("record", "Where this comes from", [run_record(self.run)]),
        ]
        yield Section(
            "contents", [Text("Contents")], [Items([Item([Link(title, anchor=a)]) for a, title, _ in sections])]
        )
        for name, title, blocks in sections:
            yield Section(name, [Text(title)], blocks)
            if name == "articles":
                yield from (self._article(n) for n in range(len(self.digests)))

    def _reference(self, article: int, segment_id: str) -> Link:
        return Link(
            f"[{article + 1} {number(segment_id)}]", brief=self.digests[article].name, anchor=anchor(segment_id)
        )

    def _references(self, references: Iterable[Reference]) -> list[Inline]:
        return _spaced(self._reference(*one) for one in references)

    def _article(self, n: int) -> Section:
        one = self.digests[n]
        heading = [Text(f"{n + 1}. "), Link(one.title_en, brief=one.name)]
        source = Paragraph(
            [Text(one.title_ar, "ar"), Break(), Text(f"{one.path} · {_share(one.marked, one.sentences)} marked")]
        )
        points = [Item([Text(p.en), Text(" "), self._reference(n, p.segment_id)]) for p in one.points]
        return Section(f"a{n + 1}", heading, [source, *([Items(points)] if points else [])], level=3)

    def _glance(self) -> Iterator[tuple[str, str, list[Block]]]:
        if self.glance:
            yield "glance", "At a glance", [Items([self._glance_point(one) for one in self.glance])]

    def _glance_point(self, one: GlancePoint) -> Item:
        content: list[Inline] = [Text(one.point.en), Text(" ")]
        content += self._references([(one.point.article, one.point.segment_id), *one.support])
        for conflict in one.conflicts:
            content += [
                Label("warning", "numbers differ", f"{conflict.here} here, {conflict.there} in "),
                self._reference(conflict.point.article, conflict.point.segment_id),
            ]
        return Item(content)

    def _stories(self) -> Iterator[tuple[str, str, list[Block]]]:
        blocks: list[Block] = []
        for story in self.stories:
            if len(story.members) > 1:
                same = {second for _, second in story.near_duplicates}
                items = [
                    Item([*self._named(n), *([Text(" (nearly the same text)")] if n in same else [])])
                    for n in story.members
                ]
                blocks += [Paragraph([Text(self.digests[story.members[0]].title_en, strong=True)]), Items(items)]
        if blocks:
            yield "stories", "Stories", blocks

    def _named(self, n: int) -> list[Inline]:
        return [Text(f"{n + 1}. "), Link(self.digests[n].title_en, anchor=f"a{n + 1}")]

    def _dates(self) -> Iterator[tuple[str, str, list[Block]]]:
        rows = [
            TableRow([[Text(_date(entry))], [Text(line.en), Text(" "), self._reference(line.article, line.segment_id)]])
            for entry in self.dates
            for line in entry.lines
        ]
        if rows:
            yield "timeline", "Timeline", [Table(("Date", "What the text says"), rows)]

    def _names(self) -> Iterator[tuple[str, str, list[Block]]]:
        rows = [
            TableRow([[Text(one.english)], [Text(one.arabic, "ar")], self._references(one.references)])
            for one in self.names
        ]
        if rows:
            yield "names", "Names and places", [Table(("Name", ARABIC, "Where"), rows)]

    def _marks(self) -> Iterator[tuple[str, str, list[Block]]]:
        items = [
            Item([self._reference(n, segment_id), Label(flag.severity, flag.code, flag.message)])
            for n, one in enumerate(self.digests)
            for segment_id, flag in one.flags
            if flag.severity != "info"
        ]
        if items:
            yield "marks", "Everything marked", [Items(items)]


def _merge_names(digests: Sequence[Digest]) -> list[IndexEntry]:
    merged: defaultdict[tuple[str, str, str], list[Reference]] = defaultdict(list)
    for n, one in enumerate(digests):
        for entry in one.names:
            merged[entry.english, entry.arabic, entry.type] += ((n, segment_id) for _, segment_id in entry.references)
    return [IndexEntry(*key, tuple(merged[key])) for key in sorted(merged)]


def _merge_dates(digests: Sequence[Digest]) -> list[TimelineEntry]:
    merged: defaultdict[tuple[int, int, int], list[Line]] = defaultdict(list)
    for n, one in enumerate(digests):
        for entry in one.dates:
            merged[entry.year or 0, entry.month or 0, entry.day or 0] += (
                Line(n, line.segment_id, line.ar, line.en) for line in entry.lines
            )
    return [TimelineEntry(y or None, m or None, d or None, tuple(merged[y, m, d])) for y, m, d in sorted(merged)]


def _date(entry: TimelineEntry) -> str:
    parts = [
        f"{entry.year:04d}" if entry.year else "····",
        f"{entry.month:02d}" if entry.month else "··",
        f"{entry.day:02d}" if entry.day else "··",
    ]
    return "-".join(parts)


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}"


def _spaced(links: Iterable[Link]) -> list[Inline]:
    spaced: list[Inline] = []
    for link in links:
        spaced += [Text(" "), link] if spaced else [link]
    return spaced
