"""The briefing pack: what a folder of articles says, in English, with a reference to the sentence for all of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.atomic import write_bytes, write_text
from dragoman.brief import anchor, doubt, marks_summary, number, shortened
from dragoman.digest import Bodies, Digest, digest, merge_dates, merge_names, spellings
from dragoman.document import (
    ARABIC,
    Block,
    Document,
    Inline,
    Inlines,
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
from summarize import Story, group

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from dragoman.article import RunInfo
    from dragoman.timeline import Reference, TimelineEntry

__all__ = ["Digest", "Pack", "digest", "write_pack"]

GLANCE_POINTS = 10
"""Points at a glance: what fits on the first page beside the cover."""

REFERENCES_SHOWN = 12
"""References listed for a name or a point: two lines of them. A name may stand in a thousand articles."""

COMPARED_ARTICLES = 20
"""Articles of a story whose every sentence is held against its key points; of the others only the key points are.
A point and a sentence take about a tenth of a millisecond, and a story of hundreds of copies would take hours."""

NAME = "briefing-pack"

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def write_pack(
    digests: Iterable[Digest], out: Path, run: RunInfo, formats: Collection[str], *, stories: bool = True
) -> list[Path]:
    """Write ``briefing-pack`` as Markdown, HTML and Word, and ``index.html``, below ``out``.

    Markdown is written where ``formats`` has ``md``, the pages where it has ``html``, Word with either of them.
    Without ``stories`` every article stands for itself.

    Raises:
        OutputError: a file cannot be written.
    """
    # Here, because python-docx takes a while to import, and most commands need none of it.
    from dragoman.writers import docx, html, markdown

    pack = Pack(list(digests), run, formats, stories=stories)
    paths = []
    if "md" in formats:
        write_text(out / f"{NAME}.md", markdown.render(pack.document()))
        paths.append(out / f"{NAME}.md")
    if "html" in formats:
        write_text(out / f"{NAME}.html", html.render(pack.document()))
        write_text(out / "index.html", html.render(pack.index()))
        paths += [out / f"{NAME}.html", out / "index.html"]
    if paths:
        write_bytes(out / f"{NAME}.docx", docx.render(pack.document(), ".html" if "html" in formats else ".md"))
        paths.append(out / f"{NAME}.docx")
    return paths


class Pack:
    """The digests of a run, and what follows from them together."""

    def __init__(self, digests: Sequence[Digest], run: RunInfo, formats: Collection[str], *, stories: bool) -> None:
        self.digests = digests
        self.run = run
        self.formats = formats
        self.stories = [story for story in group(Bodies(digests)) if len(story.members) > 1] if stories else []
        points = [Point(n, p.segment_id, p.ar, p.en, p.score) for n, one in enumerate(digests) for p in one.points]
        self.glance = glance(points, GLANCE_POINTS, stories=self.stories, others=self._others())
        self.spellings = spellings(digests)
        self.names = merge_names(digests)
        self.dates = merge_dates(digests)
        self.sentences = sum(one.sentences for one in digests)
        self.marked = sum(one.marked for one in digests)

    def _others(self) -> Iterator[Point]:
        """The sentences beside the key points that may support or contradict one: those of the same story."""
        for member in (member for story in self.stories for member in story.members[:COMPARED_ARTICLES]):
            shown = {point.segment_id for point in self.digests[member].points}
            for line in self.digests[member].lines(member):
                if line.segment_id not in shown:
                    yield Point(member, line.segment_id, line.ar, line.en, 0.0)

    def document(self) -> Document:
        """The pack itself."""
        return Document(
            kind="pack",
            title="Briefing pack",
            header=self._header(),
            sections=self._sections(),
            footer=f"{self.run.signature} · {self.run.date}",
            front={
                "title": "Briefing pack",
                "articles": len(self.digests),
                "sentences": self.sentences,
                "marked": self.marked,
                "warning": self.run.warning,
                "model": self.run.model_id or self.run.model,
                "engine": self.run.engine,
                "date": self.run.date,
                "signature": self.run.signature,
            },
        )

    def index(self) -> Document:
        """The list of everything in the output folder."""
        kinds = [kind for kind in ("html", "md", "tmx", "xliff", "jsonl") if kind in self.formats]
        rows = [
            TableRow(
                [
                    *self._summary(n, Link(one.title_en, brief=one.name)),
                    _spaced(Link(kind, brief=one.name, suffix=f".{kind}") for kind in kinds),
                ]
            )
            for n, one in enumerate(self.digests)
        ]
        table = Table(("No.", "Title", ARABIC, "Words", "Marked", "Files"), rows, (6, 34, 30, 8, 10, 12))
        packs = [
            Link(suffix, file=f"{NAME}.{suffix}") for suffix in ("html", "docx", *{"md"}.intersection(self.formats))
        ]
        return Document(
            kind="index",
            title="Briefs",
            header=[*self._header(), Paragraph([Text("Briefing pack over all of them: "), *_spaced(packs)])],
            sections=[Section("briefs", [Text("Articles")], [table])],
            footer=f"{self.run.signature} · {self.run.date}",
        )

    def _header(self) -> list[Block]:
        words = sum(one.words for one in self.digests)
        articles = f"{len(self.digests):,} article{'' if len(self.digests) == 1 else 's'}"
        severities = Counter(flag.severity for one in self.digests for _, _, flags in one.marks for flag in flags)
        by = f"{self.run.model} ({self.run.engine})"
        return [
            *warning(self.run),
            Paragraph([Text(f"{articles} · {words:,} Arabic words · translated {day(self.run.date)} with {by}")]),
            Paragraph(
                [
                    Text("Machine translation, not checked by a person. "),
                    Text(f"{marks_summary(self.marked, self.sentences, severities)}.", strong=self.marked > 0),
                ]
            ),
        ]

    def _sections(self) -> Iterator[Section]:
        sections = [
            *self._glance(),
            *self._stories(),
            Section("articles", [Text("Articles")], [self._coverage()]),
            *self._timeline(),
            *self._names(),
            *self._spellings(),
            *self._marks(),
            Section("record", [Text("Where this comes from")], [run_record(self.run)]),
        ]
        contents = [Item([Link(_plain(section.heading), anchor=section.anchor)]) for section in sections]
        yield Section("contents", [Text("Contents")], [Items(contents)])
        for section in sections:
            yield section
            if section.anchor == "articles":
                yield from (self._article(n) for n in range(len(self.digests)))

    def _glance(self) -> Iterator[Section]:
        if self.glance:
            yield Section("glance", [Text("At a glance")], [Items([self._glance_point(one) for one in self.glance])])

    def _glance_point(self, one: GlancePoint) -> Item:
        content = self._quoted(one.point)
        if one.support:
            content += [Text(" Also "), *self._references(one.support), Text(".")]
        for conflict in one.conflicts:
            difference = f"{conflict.here} here, {conflict.there} in "
            there = self._reference(conflict.point.article, conflict.point.segment_id)
            content += [Label("warning", "numbers differ", difference), Text(" "), there]
        return Item(content)

    def _quoted(self, point: Point) -> list[Inline]:
        flags = (
            flag for name, _, flags in self.digests[point.article].marks if name == point.segment_id for flag in flags
        )
        return [Text(point.en), Text(" "), self._reference(point.article, point.segment_id), *doubt(flags)]

    def _stories(self) -> Iterator[Section]:
        blocks: list[Block] = []
        for n, story in enumerate(self.stories, 1):
            blocks.append(Paragraph([Text(f"Story {n}, told by {len(story.members)} articles", strong=True)]))
            blocks.append(Items([self._member(story, member) for member in story.members]))
        if blocks:
            yield Section("stories", [Text("Stories")], blocks)

    def _member(self, story: Story, member: int) -> Item:
        content: list[Inline] = [Link(f"{member + 1}. {self.digests[member].title_en}", anchor=f"a{member + 1}")]
        twins = sorted({a + b - member for a, b in story.near_duplicates if member in {a, b}})
        if twins:
            content.append(Text(f" (nearly the same text as {', '.join(str(twin + 1) for twin in twins)})"))
        return Item(content)

    def _coverage(self) -> Table:
        rows = [
            TableRow(self._summary(n, Link(one.title_en, anchor=f"a{n + 1}"))) for n, one in enumerate(self.digests)
        ]
        return Table(("No.", "Title", ARABIC, "Words", "Marked"), rows, (8, 40, 30, 10, 12))

    def _summary(self, n: int, title: Link) -> list[Inlines]:
        one = self.digests[n]
        counts = [f"{one.words:,}", f"{one.marked} of {one.sentences}"]
        return [
            [Text(str(n + 1))],
            [title],
            [Text(shortened(one.title_ar), "ar")],
            *([Text(count)] for count in counts),
        ]

    def _article(self, n: int) -> Section:
        one = self.digests[n]
        about = f"{one.path} · {one.marked} of {one.sentences} marked"
        blocks: list[Block] = [Paragraph([Text(shortened(one.title_ar), "ar")]), Paragraph([Text(about)])]
        others = [other for story in self.stories if n in story.members for other in story.members if other != n]
        if others:
            same = _spaced(Link(f"{other + 1}", anchor=f"a{other + 1}") for other in others[:REFERENCES_SHOWN])
            blocks.append(Paragraph([Text("The same story: "), *same, *_more(len(others))]))
        if one.points:
            blocks.append(Items([Item(self._quoted(replace(point, article=n))) for point in one.points]))
        return Section(f"a{n + 1}", [Text(f"{n + 1}. "), Link(one.title_en, brief=one.name)], blocks, level=3)

    def _timeline(self) -> Iterator[Section]:
        rows = [
            TableRow([[Text(_date(entry))], [Text(line.en), Text(" "), self._reference(line.article, line.segment_id)]])
            for entry in self.dates
            if _date(entry)
            for line in entry.lines
        ]
        if rows:
            yield Section("timeline", [Text("Timeline")], [Table(("Date", "What the text says"), rows, (18, 82))])

    def _names(self) -> Iterator[Section]:
        rows = [
            TableRow([[Text(one.english)], [Text(one.arabic, "ar")], self._references(one.references)])
            for one in self.names
        ]
        if rows:
            table = Table(("Name", ARABIC, "Where"), rows, (30, 25, 45))
            yield Section("names", [Text("Names and places")], [table])

    def _spellings(self) -> Iterator[Section]:
        rows = [
            TableRow([[Text(form)], [Text(arabic, "ar")], self._references(places)])
            for arabic, forms in self.spellings
            for form, places in forms.items()
        ]
        if rows:
            table = Table(("Spelling", ARABIC, "Where"), rows, (30, 25, 45))
            yield Section("spellings", [Text("Names spelt in several ways")], [table])

    def _marks(self) -> Iterator[Section]:
        items = [
            Item(
                [self._reference(n, name), Text(f" {english}"), *(Label(f.severity, f.code, f.message) for f in flags)]
            )
            for n, one in enumerate(self.digests)
            for name, english, flags in one.marks
            if any(flag.severity != "info" for flag in flags)
        ]
        if items:
            yield Section("marks", [Text("Everything marked")], [Items(items)])

    def _reference(self, article: int, segment_id: str) -> Link:
        name = f"[{article + 1} {number(segment_id)}]"
        return Link(name, brief=self.digests[article].name, anchor=anchor(segment_id))

    def _references(self, references: Sequence[Reference]) -> list[Inline]:
        return [*_spaced(self._reference(*one) for one in references[:REFERENCES_SHOWN]), *_more(len(references))]


def _date(entry: TimelineEntry) -> str:
    month = MONTHS[entry.month - 1] if entry.month else ""
    return " ".join(str(part) for part in (entry.day, month, entry.year) if part)


def _plain(content: Inlines) -> str:
    return "".join(one.text for one in content if isinstance(one, (Text, Link)))


def _more(count: int) -> list[Inline]:
    return [Text(f" and {count - REFERENCES_SHOWN:,} more")] if count > REFERENCES_SHOWN else []


def _spaced(links: Iterable[Link]) -> list[Inline]:
    spaced: list[Inline] = []
    for link in links:
        spaced += [Text(" "), link] if spaced else [link]
    return spaced
