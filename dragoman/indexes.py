"""The pack's lists of places: timeline, names, spellings, and everything that was marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.brief import anchor, doubt, number
from dragoman.document import ARABIC, Inline, Item, Items, Label, Link, Section, Table, TableRow, Text
from translate.dates import MONTHS_EN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dragoman.digest import Digest, Spelling
    from dragoman.timeline import IndexEntry, Reference, TimelineEntry

REFERENCES_SHOWN = 12
"""References listed for a name or a point: two lines of them. A name may stand in a thousand articles."""


class Places:
    """Links to the sentences of a run; an article's number is its place among the digests."""

    def __init__(self, digests: Sequence[Digest]) -> None:
        self._digests = digests

    def reference(self, article: int, segment_id: str) -> Link:
        """``[2 §14]``, which opens the brief at that row."""
        name = f"[{article + 1} {number(segment_id)}]"
        return Link(name, brief=self._digests[article].name, anchor=anchor(segment_id))

    def references(self, references: Sequence[Reference]) -> list[Inline]:
        """The first of them, and how many more there are."""
        return some([self.reference(*one) for one in references[:REFERENCES_SHOWN]], len(references))

    def sentence(self, article: int, segment_id: str, english: str) -> list[Inline]:
        """A sentence with its place, and the mark of it if it is doubtful."""
        flags = (flag for name, _, flags in self._digests[article].marks if name == segment_id for flag in flags)
        return [Text(english), Text(" "), self.reference(article, segment_id), *doubt(flags)]


def timeline(entries: Sequence[TimelineEntry], places: Places) -> Iterator[Section]:
    """What happened when."""
    rows = [
        TableRow([[Text(date)], places.sentence(line.article, line.segment_id, line.en)])
        for entry in entries
        if (date := _date(entry))
        for line in entry.lines
    ]
    if rows:
        yield Section("timeline", [Text("Timeline")], [Table(("Date", "What the text says"), rows, (18, 82))])


def names(entries: Sequence[IndexEntry], places: Places) -> Iterator[Section]:
    """Who and where."""
    rows = [
        TableRow([[Text(one.english)], [Text(one.arabic, "ar")], places.references(one.references)]) for one in entries
    ]
    if rows:
        table = Table(("Name", ARABIC, "Where"), rows, (30, 25, 45))
        yield Section("names", [Text("Names and places")], [table])


def spellings(entries: Sequence[Spelling], places: Places) -> Iterator[Section]:
    """The names that the run spells in more than one way."""
    rows = [
        TableRow([[Text(form)], [Text(arabic, "ar")], places.references(where)])
        for arabic, forms in entries
        for form, where in forms.items()
    ]
    if rows:
        table = Table(("Spelling", ARABIC, "Where"), rows, (30, 25, 45))
        yield Section("spellings", [Text("Names spelt in several ways")], [table])


def marks(digests: Sequence[Digest], places: Places) -> Iterator[Section]:
    """Every sentence with an error or a warning."""
    items = [
        Item([places.reference(n, name), Text(f" {english}"), *(Label(f.severity, f.code, f.message) for f in flags)])
        for n, one in enumerate(digests)
        for name, english, flags in one.marks
        if any(flag.severity != "info" for flag in flags)
    ]
    if items:
        yield Section("marks", [Text("Everything marked")], [Items(items)])


def some(links: Sequence[Link], total: int | None = None) -> list[Inline]:
    """The first links with spaces between them, and how many more there are of ``total`` (of these, if left out)."""
    total = len(links) if total is None else total
    rest = [Text(f" and {total - REFERENCES_SHOWN:,} more")] if total > REFERENCES_SHOWN else []
    return [*spaced(links[:REFERENCES_SHOWN]), *rest]


def spaced(links: Iterable[Link]) -> list[Inline]:
    """Links with a space between each and the next."""
    content: list[Inline] = []
    for link in links:
        content += [Text(" "), link] if content else [link]
    return content


def _date(entry: TimelineEntry) -> str:
    month = MONTHS_EN[entry.month - 1] if entry.month else ""
    return " ".join(str(part) for part in (entry.day, month, entry.year) if part)
