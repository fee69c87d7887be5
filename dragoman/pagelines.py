"""A web page as lines: what a browser shows between two blocks, as text, with the numbers of lists.

Lines can be marked with characters that nobody sees, so that it can be told which of them an extractor took.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from lxml import etree

from dragoman.decode import arabic_letters
from dragoman.inline import BLOCKS, UNSEEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

SENTENCE_WORDS = 6
"""Arabic words from which a line reads as a sentence; with a full stop, half of them do. Menu entries, bylines, tags
and buttons have fewer."""

ROW_CHARS = 300
"""Longest table row, in characters, that is one line; a longer one is a layout, and its cells are lines."""

_ROW_LINES = 3  # lines in a cell of a row that is one line
_MARKS = range(0xE0100, 0xE01F0)  # variation selectors for ideographs: printable for the extractor, and unseen
_SIGN = re.compile(f"[{chr(_MARKS[0])}-{chr(_MARKS[-1])}]")
_MARK = re.compile(f"{_SIGN.pattern}{{3}}")
_ARABIC_WORD = re.compile(r"[\u0621-\u065f\u066e-\u06d3]{2,}")
_STOP = re.compile(r"[.!؟?…][\s\"'»”’)\]]*\Z")
_NEVER = frozenset({"nav", "form", "button", "select", "menu", "dialog", "textarea", "fieldset"})
_NEVER_ROLES = frozenset({"navigation", "search", "menu", "menubar", "dialog", "toolbar"})


@dataclass(slots=True)
class Line:
    """What a browser shows as a line or paragraph: text between two blocks or line breaks, or a table's row.

    ``spots`` are the text nodes that are marked, as an element and whether the text stands behind it. ``letters`` are
    Arabic ones, ``linked`` those of them in links. ``prefix`` is a list's bullet or number. ``never``: in a menu or
    form, which are neither put back nor listed.
    """

    owner: HtmlElement
    text: str
    spots: list[tuple[HtmlElement, bool]]
    letters: int
    linked: int
    prefix: str
    never: bool

    @property
    def words(self) -> int:
        """How many Arabic words it has, of two letters and more."""
        return len(_ARABIC_WORD.findall(self.text))

    @property
    def is_link(self) -> bool:
        """Whether most of it is a link."""
        return self.linked * 2 > self.letters

    @property
    def is_sentence(self) -> bool:
        """Whether it reads as a sentence, by its length and end."""
        return self.words >= (SENTENCE_WORDS // 2 if _STOP.search(self.text) else SENTENCE_WORDS)


def lines(tree: HtmlElement) -> list[Line]:
    """The lines of a page in order, those of scripts and the like left out."""
    for element in tree.iter():
        if element.text and _SIGN.search(element.text):
            element.text = _SIGN.sub("", element.text)
        if element.tail and _SIGN.search(element.tail):
            element.tail = _SIGN.sub("", element.tail)
    return _Lines().of(tree)


def mark(page: Sequence[Line]) -> None:
    """Write each line's number into its text, unseen."""
    for number, line in enumerate(page):
        high, low = divmod(number, len(_MARKS))
        sign = "".join(chr(_MARKS[digit]) for digit in (*divmod(high, len(_MARKS)), low))
        for element, behind in line.spots:
            text = (element.tail if behind else element.text) or ""
            start = len(text) - len(text.lstrip())
            text = text[:start] + sign + text[start:]
            if behind:
                element.tail = text
            else:
                element.text = text


def marked(extracted: str) -> set[int]:
    """The numbers of the lines that are in ``extracted``."""
    numbers = set()
    for sign in _MARK.findall(extracted):
        high, middle, low = (ord(digit) - _MARKS[0] for digit in sign)
        numbers.add((high * len(_MARKS) + middle) * len(_MARKS) + low)
    return numbers


@dataclass(slots=True)
class _Place:
    """What is known of the elements around a text: it is handed down from parent to child."""

    owner: HtmlElement
    linked: bool = False
    never: bool = False
    unseen: bool = False
    pre: bool = False


@dataclass(slots=True)
class _Lines:
    """One walk over a page. Depth is limited by the parser (255), so places are kept on a stack."""

    pieces: list[tuple[HtmlElement, bool, str, bool]] = field(default_factory=list)
    found: list[Line] = field(default_factory=list)
    numbers: dict[HtmlElement, tuple[int, int]] = field(default_factory=dict)  # of open lists: the next, and the step
    prefix: str = ""

    def of(self, tree: HtmlElement) -> list[Line]:
        stack = [_Place(tree)]
        rows: list[tuple[HtmlElement, int]] = []
        for event, element in etree.iterwalk(tree, events=("start", "end")):
            block = element.tag in BLOCKS
            if event == "start":
                if block:
                    self._flush(stack[-1])
                stack.append(self._place(element, stack[-1], block=block))
                if element.tag == "tr":
                    rows.append((element, len(self.found)))
                elif element.tag == "li":
                    self.prefix = self._item(element)
                self._add(element, False, element.text, stack[-1])
            else:
                if block:
                    self._flush(stack[-1])
                stack.pop()
                if element.tag == "tr":
                    self._row(*rows.pop())
                elif element.tag == "li":
                    self.prefix = ""
                self._add(element, True, element.tail, stack[-1])
        self._flush(stack[-1])
        return self.found

    def _add(self, element: HtmlElement, behind: bool, text: str | None, place: _Place) -> None:
        if text and not place.unseen:
            self.pieces.append((element, behind, text, place.linked))

    def _place(self, element: HtmlElement, outer: _Place, *, block: bool) -> _Place:
        tag = element.tag
        return _Place(
            element if block else outer.owner,
            outer.linked or tag == "a",
            outer.never or tag in _NEVER or element.get("role") in _NEVER_ROLES,
            outer.unseen or tag in UNSEEN,
            outer.pre or tag == "pre",
        )

    def _flush(self, place: _Place) -> None:
        """End the line, which stands in ``place``."""
        pieces, self.pieces = self.pieces, []
        whole = "".join(piece[2] for piece in pieces)
        parts = whole.splitlines() if place.pre else [whole]
        text = "\n".join(filter(None, (" ".join(part.split()) for part in parts)))
        if not any(map(str.isalnum, text)):
            return
        element, behind, *_ = max(pieces, key=lambda piece: len(piece[2].strip()))
        letters = [(arabic_letters(piece[2]), piece[3]) for piece in pieces]
        linked = sum(count for count, is_linked in letters if is_linked)
        total = sum(count for count, _ in letters)
        spots = [(element, behind)]
        self.found.append(Line(place.owner, text, spots, total, linked, self.prefix, place.never))
        self.prefix = ""

    def _item(self, item: HtmlElement) -> str:
        """The bullet or number of a list item."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return "- "
        if parent not in self.numbers:
            step = -1 if parent.get("reversed") is not None else 1
            start = 1 if step == 1 else sum(child.tag == "li" for child in parent)
            self.numbers[parent] = (_integer(parent.get("start"), start), step)
        number, step = self.numbers[parent]
        number = _integer(item.get("value"), number)
        self.numbers[parent] = (number + step, step)
        return f"{number}. "

    def _row(self, row: HtmlElement, start: int) -> None:
        """Make one line of the lines of a table's row, unless it holds more than a row of data does."""
        inner = self.found[start:]
        if len(inner) < 2 or sum(len(line.text) for line in inner) > ROW_CHARS:
            return
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        by_cell: dict[HtmlElement, list[Line]] = {cell: [] for cell in cells}
        for line in inner:
            cell = next((e for e in (line.owner, *line.owner.iterancestors()) if e in by_cell), None)
            if cell is None or line.prefix or len(by_cell[cell]) == _ROW_LINES:
                return
            by_cell[cell].append(line)
        text = " | ".join(" ".join(line.text for line in by_cell[cell]) for cell in cells).strip(" |")
        spots = list(chain.from_iterable(line.spots for line in inner))
        letters, linked = sum(line.letters for line in inner), sum(line.linked for line in inner)
        self.found[start:] = [Line(row, text, spots, letters, linked, "", inner[0].never)]


def _integer(value: str | None, default: int) -> int:
    value = (value or "").strip()
    return int(value) if re.fullmatch(r"-?[0-9]{1,9}", value) else default
