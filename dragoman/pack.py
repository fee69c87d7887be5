"""The briefing pack: what a folder of articles says, in English, with a reference to the sentence for all of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dragoman import indexes
from dragoman.atomic import write_bytes, write_text
from dragoman.brief import counted, left_out_summary, marks_summary, shortened
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
from dragoman.record import callout, day, run_record, warning
from dragoman.stories import GlancePoint, Point, glance
from summarize import Story, group

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from dragoman.article import RunInfo

__all__ = ["Digest", "Pack", "digest", "write_pack"]

GLANCE_POINTS = 10
"""Points at a glance: what fits on the first page beside the cover."""

COMPARED_ARTICLES = 20
"""Articles of a story whose every sentence is held against its key points; of the others only the key points are.
A point and a sentence take about a tenth of a millisecond, and a story of hundreds of copies would take hours."""

MISSING_SHOWN = 100
"""Files listed that the pack does not cover. A folder may hold thousands of pictures; ``run.json`` names them all."""

Missing = tuple[str, str]
"""A file of the input that no brief was made of, and the reason."""

NAME = "briefing-pack"


def write_pack(
    digests: Iterable[Digest],
    out: Path,
    run: RunInfo,
    formats: Collection[str],
    *,
    stories: bool = True,
    missing: Sequence[Missing] = (),
) -> list[Path]:
    """Write ``briefing-pack`` as Markdown, HTML and Word, and ``index.html``, below ``out``.

    Markdown is written where ``formats`` has ``md``, the pages where it has ``html``, Word with either of them.
    Without ``stories`` every article stands for itself. ``missing`` are the files that the pack does not cover.

    Raises:
        OutputError: a file cannot be written.
    """
    # Here, because python-docx takes a while to import, and most commands need none of it.
    from dragoman.writers import docx, html, markdown

    pack = Pack(list(digests), run, formats, stories=stories, missing=missing)
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

    def __init__(
        self,
        digests: Sequence[Digest],
        run: RunInfo,
        formats: Collection[str],
        *,
        stories: bool,
        missing: Sequence[Missing] = (),
    ) -> None:
        self.digests = digests
        self.places = indexes.Places(digests)
        self.missing = missing
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
                    indexes.spaced(Link(kind, brief=one.name, suffix=f".{kind}") for kind in kinds),
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
            header=[*self._header(), Paragraph([Text("Briefing pack over all of them: "), *indexes.spaced(packs)])],
            sections=[Section("briefs", [Text("Articles")], [table]), *self._missing()],
            footer=f"{self.run.signature} · {self.run.date}",
        )

    def _header(self) -> list[Block]:
        words = sum(one.words for one in self.digests)
        articles = counted(len(self.digests), "article")
        severities = Counter(flag.severity for one in self.digests for _, _, flags in one.marks for flag in flags)
        by = f"{self.run.model} ({self.run.engine})"
        missing: list[Block] = []
        if self.missing:
            why = f"Not covered, because they could not be read or used: {counted(len(self.missing), 'file')}; "
            link = Link("which and why", anchor="missing")
            missing = [callout("Incomplete.", Text(why), link)]
        return [
            *warning(self.run),
            Paragraph([Text(f"{articles} · {words:,} Arabic words · translated {day(self.run.date)} with {by}")]),
            Paragraph(
                [
                    Text("Machine translation, not checked by a person. "),
                    Text(f"{marks_summary(self.marked, self.sentences, severities)}.", strong=self.marked > 0),
                ]
            ),
            *missing,
        ]

    def _sections(self) -> Iterator[Section]:
        sections = [
            *self._glance(),
            *self._stories(),
            Section("articles", [Text("Articles")], [self._coverage()]),
            *self._missing(),
            *indexes.timeline(self.dates, self.places),
            *indexes.names(self.names, self.places),
            *indexes.spellings(self.spellings, self.places),
            *indexes.marks(self.digests, self.places),
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
        content = self.places.sentence(one.point.article, one.point.segment_id, one.point.en)
        if one.support:
            content += [Text(" Also "), *self.places.references(one.support), Text(".")]
        for conflict in one.conflicts:
            difference = f"{conflict.here} here, {conflict.there} in "
            there = self.places.reference(conflict.point.article, conflict.point.segment_id)
            content += [Label("warning", "numbers differ", difference), Text(" "), there]
        return Item(content)

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
        about = [one.path, f"{one.marked} of {one.sentences} marked", left_out_summary(*one.left_out)]
        blocks: list[Block] = [
            Paragraph([Text(shortened(one.title_ar), "ar")]),
            Paragraph([Text(" · ".join(filter(None, about)))]),
        ]
        others = [other for story in self.stories if n in story.members for other in story.members if other != n]
        if others:
            same = indexes.some([Link(f"{other + 1}", anchor=f"a{other + 1}") for other in others])
            blocks.append(Paragraph([Text("The same story: "), *same]))
        if one.points:
            blocks.append(Items([Item(self.places.sentence(n, point.segment_id, point.en)) for point in one.points]))
        return Section(f"a{n + 1}", [Text(f"{n + 1}. "), Link(one.title_en, brief=one.name)], blocks, level=3)

    def _missing(self) -> Iterator[Section]:
        if self.missing:
            items = [Item([Text(f"{path}: {reason}")]) for path, reason in self.missing[:MISSING_SHOWN]]
            if len(self.missing) > MISSING_SHOWN:
                items.append(Item([Text(f"and {len(self.missing) - MISSING_SHOWN:,} more: see run.json")]))
            yield Section("missing", [Text("Not covered")], [Items(items)])


def _plain(content: Inlines) -> str:
    return "".join(one.text for one in content if isinstance(one, (Text, Link)))
