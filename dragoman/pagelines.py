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
from dragoman.inline import BLOCKS, UNSEEN, arabic_words, ends_sentence, is_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

EMPTY_CELL = "–"
"""Stands for a table's empty cell, so that what follows stays in its column."""

ROW_CHARS = 300
"""Longest table row, in characters, that is one line; a longer one is a layout, and its cells are lines."""

_ROW_LINES = 3  # lines in a cell of a row that is one line
_MARKS = range(0xE0100, 0xE01F0)  # variation selectors for ideographs: printable for the extractor, and unseen
_SIGN = re.compile(f"[{chr(_MARKS[0])}-{chr(_MARKS[-1])}]")
_MARK = re.compile(f"{_SIGN.pattern}{{3}}")


@dataclass(slots=True)
class Line:
    """What a browser shows as a line or paragraph: text between two blocks or line breaks, or a table's row.

    ``spots`` are the text nodes that are marked, as an element and whether the text stands behind it. ``letters`` are
    Arabic ones, ``linked`` those of them in links. ``prefix`` is a list's bullet or number.
    """

    owner: HtmlElement
    text: str
    spots: list[tuple[HtmlElement, bool]]
    letters: int
    linked: int
    prefix: str

    @property
    def words(self) -> int:
        """How many Arabic words it has, of two letters and more."""
        return arabic_words(self.text)

    @property
    def is_link(self) -> bool:
        """Whether most of it is a link."""
        return self.linked * 2 > self.letters

    @property
    def is_sentence(self) -> bool:
        """Whether it reads as a sentence, by its length and end."""
        return is_sentence(self.text)

    @property
    def is_fact(self) -> bool:
        """Whether it has a figure beside an Arabic word, or is a few words with a full stop."""
        return bool(self.words) and (ends_sentence(self.text) or any(map(str.isdigit, self.text)))

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return bool(self.owner.tag == "tr")


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
    unseen: bool = False
    pre: bool = False


@dataclass(slots=True)
class _Lines:
    """One walk over a page. Depth is limited by the parser (255), so places are kept on a stack."""

    pieces: list[tuple[HtmlElement, bool, str, bool]] = field(default_factory=list)
    found: list[Line] = field(default_factory=list)
    numbers: dict[HtmlElement, tuple[int, int]] = field(default_factory=dict)  # of open lists: the next, and the step
    tables: dict[HtmlElement, bool] = field(default_factory=dict)  # whether they have rows of data
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
        self.found.append(Line(place.owner, text, spots, total, linked, self.prefix))
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
        if not inner or sum(len(line.text) for line in inner) > ROW_CHARS:
            return
        if len(inner) == 1 and not self._has_rows(row):
            return
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        by_cell: dict[HtmlElement, list[Line]] = {cell: [] for cell in cells}
        for line in inner:
            cell = next((e for e in (line.owner, *line.owner.iterancestors()) if e in by_cell), None)
            if cell is None or line.prefix or len(by_cell[cell]) == _ROW_LINES:
                return
            by_cell[cell].append(line)
        if len(cells) < 2:
            return
        text = table_row(" ".join(line.text for line in by_cell[cell]) for cell in cells)
        spots = list(chain.from_iterable(line.spots for line in inner))
        letters, linked = sum(line.letters for line in inner), sum(line.linked for line in inner)
        self.found[start:] = [Line(row, text, spots, letters, linked, "")]

    def _has_rows(self, row: HtmlElement) -> bool:
        """Whether the row's table has another row of short cells, two of them with text: it is no layout then."""
        table = next(row.iterancestors("table"), None)
        if table is None:
            return False
        if table not in self.tables:
            self.tables[table] = any(
                map(_is_data, chain(table.iterchildren("tr"), *(part.iterchildren("tr") for part in table)))
            )
        return self.tables[table]


def table_row(cells: Iterable[str]) -> str:
    """A table's row as a line: its cells in their columns, the empty ones too; empty if all of them are."""
    cells = [cell.strip() for cell in cells]
    return " | ".join(cell or EMPTY_CELL for cell in cells) if any(cells) else ""


def _is_data(row: HtmlElement) -> bool:
    cells = ["".join(cell.itertext()).strip() for cell in row if cell.tag in {"td", "th"}]
    return sum(map(bool, cells)) > 1 and sum(map(len, cells)) <= ROW_CHARS


def _integer(value: str | None, default: int) -> int:
    value = (value or "").strip()
    return int(value) if re.fullmatch(r"-?[0-9]{1,9}", value) else default
