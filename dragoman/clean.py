"""What each line of an article is: title, heading, sentence, item or furniture.

Furniture is what a page prints around its article. A line is furniture if

1. its words say so (`dragoman.furniture`, with the word lists in ``data/furniture.json``);
2. it belongs to a list that such a line opens: links under "read also", tags, a comment form, an author box;
3. it stands before the first paragraph or after the last, and is a section's or site's name, a date, a counter, a
   byline, a menu, an agency's initials, or a short signature;
4. before the first paragraph or after the last it repeats an earlier line, or anywhere it begins like another and
   breaks off.

Whatever no rule names is content. A rule that may take a sentence for furniture asks for more than its words: furniture
that is translated costs a line, a sentence that is not is lost to the reader.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from dragoman import furniture
from dragoman.furniture import LINK_WORDS, View
from dragoman.lines import lines
from dragoman.phrases import fold
from translate.numbers import numbers_arabic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from translate.types import Kind

TITLE_WORDS = 3  # a title has so many words, unless nothing better stands above the first paragraph
HEADING_WORDS = 12
SHORT_WORDS = 4
SIGNATURE_WORDS = 2  # three are a sentence soon ("the army denies it")
NAME_WORDS = 4
NOTICE_WORDS = 3  # words behind the phrase from which a line with a full stop may be a sentence of the article
LINKS = 6  # headlines taken for links where the article's own paragraphs look no different; lists have 3 to 5
REPEAT_WORDS = 3  # shorter lines ("yes", a speaker's name) may well come twice
BROKEN_WORDS = 4  # so many words must agree before a line that breaks off counts as a repeat

_CANDIDATES = 8  # lines with the same first words that a broken line is compared with
_BROKEN = re.compile(r"(?:\?\?|؟؟|\.\.|…|\[…?\])\s*\Z")
_CREDIT = re.compile(r"[(\[][^()\[\]]{1,40}[)\]]\Z")


@dataclass(frozen=True, slots=True)
class Block:
    """A line, or a hard-wrapped paragraph, without the bullet and the white space around it."""

    kind: Kind
    start: int
    end: int


def blocks(text: str, title: str = "") -> Iterator[Block]:
    """The blocks of ``text`` in order; ``title`` is what the document's metadata call it, if they do."""
    page = _Page([View(line) for line in lines(text)], fold(title[:500]))
    for view, kind in zip(page.views, page.kinds(), strict=True):
        yield Block(kind, view.line.start, view.line.end)


def _is_short_name(view: View, words: int = SHORT_WORDS) -> bool:
    """A few words that may be a site's or a section's name: no end mark, and no number, as a toll has."""
    return view.plain and view.count <= words and not numbers_arabic(view.line.text)


def _is_signature(view: View) -> bool:
    """A name: of a publisher by its first word, or of a word or two that do not go on from the line before."""
    if furniture.is_publisher(view):
        return _is_short_name(view)
    return _is_short_name(view, SIGNATURE_WORDS) and not view.line.text.startswith("و")


class _Page:
    """The lines of an article, and which of them are furniture as far as is known."""

    def __init__(self, views: list[View], title: list[str]) -> None:
        self.views = views
        self.title = title
        self.out = [furniture.is_furniture(view) for view in views]
        self._notices()

    def kinds(self) -> list[Kind]:
        """Apply the rules, in an order in which each sees what the ones before it left."""
        self._opened_lists()
        self._closing_boxes()
        self._edges()
        self._repeats()
        self._signature()
        self._shut_in()
        return self._content_kinds()

    def _content(self) -> list[int]:
        return [i for i, out in enumerate(self.out) if not out]

    def _paragraphs(self) -> list[int]:
        return [i for i in self._content() if self.views[i].paragraph]

    def _mark(self, start: int, stop: int) -> None:
        self.out[start:stop] = [True] * (stop - start)

    def _notices(self) -> None:
        """What a page says to its visitor; between paragraphs a whole sentence that begins alike is the article's."""
        notices = {i: n for i, view in enumerate(self.views) if not self.out[i] and (n := furniture.notice(view))}
        for i in notices:
            self.out[i] = True
        paragraphs = self._paragraphs()
        for i, opening in notices.items():
            view = self.views[i]
            inside = paragraphs and paragraphs[0] < i < paragraphs[-1]
            if inside and view.end == "." and view.count - opening >= NOTICE_WORDS:
                self.out[i] = False

    def _opened_lists(self) -> None:
        only_furniture = True  # so far
        for i, view in enumerate(self.views):
            if not self.out[i]:
                only_furniture = False
            elif furniture.opens(view, "links"):
                self._mark(i + 1, self._end_of_links(i + 1, title_to_come=only_furniture))
            elif furniture.opens(view, "tag_labels"):
                self._mark(i + 1, self._run(i + 1, lambda v: v.headline and v.count <= 3))

    def _run(self, start: int, fits: Callable[[View], bool]) -> int:
        """The end of the lines from ``start`` on that fit; the heading of another list ends them."""
        while start < len(self.views) and fits(self.views[start]) and not furniture.opens(self.views[start], "links"):
            start += 1
        return start

    @cached_property
    def _full_stops(self) -> bool:
        """Whether the article's paragraphs end in marks, so that a line without one is no paragraph."""
        long = [view for view, out in zip(self.views, self.out, strict=True) if view.count > LINK_WORDS and not out]
        return sum(view.end in {*".؟!…:"} for view in long) * 2 >= len(long) and bool(self._paragraphs())

    def _end_of_links(self, start: int, *, title_to_come: bool) -> int:
        """Bulleted links, or headlines up to the next paragraph."""
        if start < len(self.views) and self.views[start].line.item:
            return self._run(start, lambda v: v.line.item and v.count <= LINK_WORDS)
        stop = self._run(start, lambda v: v.headline and not v.line.item and not v.line.heading)
        if not self._full_stops:
            like_paragraphs = (i for i in range(start, stop) if self.views[i].count > HEADING_WORDS)
            stop = min(next(like_paragraphs, stop), start + LINKS)
        gaps = [i for i in range(start, stop) if self.views[i].line.gap]
        if gaps and gaps[0] > start:
            return gaps[0]  # links right below their heading end where the next empty line is
        if stop == len(self.views) or not self.views[stop].paragraph or stop == start:
            return stop
        # The last one may belong to the paragraph behind it: as the article's title, if none came before the list,
        # or as a heading, which is shorter than headlines are.
        counts = [view.count for view in self.views[start:stop]]
        heading = len(counts) > 1 and counts[-1] <= 6 and counts[-1] < min(counts[:-1])
        return stop - 1 if heading or title_to_come else stop

    def _closing_boxes(self) -> None:
        """The comment form and the author box behind the article."""
        paragraphs = self._paragraphs()
        if not paragraphs:
            return
        form = range(paragraphs[-1] + 1, len(self.views))
        if head := next((i for i in form if furniture.opens(self.views[i], "comments")), None):
            self._mark(head, len(self.views))
        for i in range(max(paragraphs[0] + 1, paragraphs[-2:][0]), len(self.views)):
            if furniture.opens(self.views[i], "author"):
                name = self._run(i + 1, lambda v: not v.paragraph and v.count <= NAME_WORDS)
                self._mark(i, min(name + 1, len(self.views)))
        for i in self._content():
            name = i - 1
            if (
                i > paragraphs[0]
                and i >= paragraphs[-1]
                and furniture.is_biography(self.views[i])
                and self.views[name].headline
                and self.views[name].count <= NAME_WORDS
            ):
                self._mark(name, i + 1)

    def _edges(self) -> None:
        paragraphs = self._paragraphs()
        if not paragraphs:
            return
        for i in self._content():
            view = self.views[i]
            if not paragraphs[0] < i < paragraphs[-1]:
                self.out[i] = not view.paragraph and furniture.is_edge_furniture(view)
            elif furniture.is_widget(view) and not furniture.is_figures_row(view):
                beside = [k for k in (i - 1, i + 1) if 0 <= k < len(self.views)]
                self.out[i] = any(self.out[k] or furniture.is_widget(self.views[k]) for k in beside)

        above = [i for i in self._content() if i < paragraphs[0]]
        titles = [i for i in above if self.views[i].count >= TITLE_WORDS]
        for i in above:
            self.out[i] = i < titles[-1] and furniture.is_publisher(self.views[i]) if titles else False

    def _repeats(self) -> None:
        seen: set[object] = set()
        alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
        paragraphs = self._paragraphs()
        body = range(paragraphs[0] + 1, paragraphs[-1]) if paragraphs else range(len(self.views))
        for i in self._content():
            view = self.views[i]
            key = view.key
            if view.count >= REPEAT_WORDS and key in seen and i not in body:
                self.out[i] = True
                continue
            seen.add(key)
            first = tuple(view.words[: BROKEN_WORDS - 1])
            if view.count >= BROKEN_WORDS and len(alike[first]) < _CANDIDATES:
                alike[first].append(i)
        last = max(self._content(), default=-1)
        for i in self._content():
            view = self.views[i]
            broken = bool(_BROKEN.search(view.line.text[-10:]))
            others = alike.get(tuple(view.words[: BROKEN_WORDS - 1]), [])
            if broken or (i == last and view.headline):
                self.out[i] = any(k != i and (broken or k < i) and view.breaks_off(self.views[k]) for k in others)
            elif not view.paragraph and len(parts := view.parts()) > 1:
                # "title | site", as browsers show it, beside the title itself
                self.out[i] = any(len(part) >= BROKEN_WORDS and " ".join(part) in seen for part in parts)

    def _signature(self) -> None:
        """A few words behind the last paragraph of an article whose paragraphs all end in a mark: who published it."""
        paragraphs = self._paragraphs()
        content = self._content()
        if len(paragraphs) < 2 or content[-2:-1] != paragraphs[-1:]:
            return
        marked = sum(self.views[i].end in {*".؟!…"} for i in paragraphs)
        view = self.views[content[-1]]
        if marked >= 0.8 * len(paragraphs) and _is_signature(view):
            self.out[content[-1]] = True

    def _shut_in(self) -> None:
        """Short lines outside the body with furniture on both sides."""
        paragraphs = self._paragraphs()
        if not paragraphs:
            return
        top = [i for i in self._content() if i < paragraphs[0]]
        longest = max((self.views[i].count for i in top), default=0)
        i = 0
        while i < len(self.views):
            stop = i
            while stop < len(self.views) and not self.out[stop]:
                stop += 1
            run = range(i, stop)
            above = i > 0 and stop < paragraphs[0] and longest > SHORT_WORDS
            short = _is_short_name if above else _is_signature
            if (above or i > paragraphs[-1]) and all(short(self.views[k]) for k in run):
                self._mark(i, stop)
            i = stop + 1

    def _content_kinds(self) -> list[Kind]:
        content = self._content()
        title = self._title(content)
        kinds: list[Kind] = ["furniture"] * len(self.views)
        for n, i in enumerate(content):
            view = self.views[i]
            before = self.views[content[n - 1]] if n else None
            after = self.views[content[n + 1]] if n + 1 < len(content) else None
            if i == title:
                kinds[i] = "title"
            elif view.line.item or view.line.heading:
                kinds[i] = "item" if view.line.item else "heading"
            else:
                kinds[i] = (
                    "heading"
                    if _is_heading(view, before, after, below_title=n > 0 and content[n - 1] == title)
                    else "sentence"
                )
        return kinds

    def _title(self, content: list[int]) -> int | None:
        paragraphs = self._paragraphs()
        above = [i for i in content if not paragraphs or i <= paragraphs[0]]
        for i in above:
            words = self.views[i].words
            if self.title and words and (words == self.title or (len(words) > 2 and self.title[: len(words)] == words)):
                return i
        if marked := [i for i in above if self.views[i].line.heading]:
            return marked[0]
        above = [i for i in above if self.views[i].headline and not self.views[i].line.item]
        if not above or len(content) < 2:
            return None
        best = next((i for i in above if self.views[i].count >= TITLE_WORDS), above[0])
        if paragraphs:
            return best
        return best if best == content[0] and self.views[content[1]].count > self.views[best].count else None


def _is_heading(view: View, before: View | None, after: View | None, *, below_title: bool) -> bool:
    """A short line without a mark at its end that opens a paragraph, behind another paragraph or the title."""
    return (
        view.headline
        and view.plain
        and view.count <= HEADING_WORDS
        and not _CREDIT.search(view.line.text[-50:])
        and before is not None
        and (before.paragraph or not before.plain or below_title)
        and before.end != ":"
        and after is not None
        and not after.line.item
        and after.paragraph
    )
