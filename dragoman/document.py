"""What a brief or a pack says, before it is Markdown, HTML or a Word file.

A document is sections of blocks, and a block is made of inlines. `Text` holds words from anywhere, an article
included: writers escape it, isolate its direction, and never read markup in it. Everything else is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from translate.types import Severity, Span

Language = Literal["en", "ar"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words in one language; ``marks`` are the spans of ``text`` to highlight."""

    text: str
    lang: Language = "en"
    strong: bool = False
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A link to ``anchor`` in this document or in the brief named ``brief``, to ``file`` beside it, or to ``url``.

    ``suffix`` says which of a brief's files is meant; left empty, the writer takes the one that suits its format.
    ``url`` is http or https.
    """

    text: str
    anchor: str = ""
    brief: str = ""
    suffix: str = ""
    file: str = ""
    url: str = ""
    title: str = ""
    lang: Language = "en"


@dataclass(frozen=True, slots=True)
class Label:
    """A mark on a sentence: what kind, and why."""

    severity: Severity
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Aside:
    """A short figure or remark in small type; ``title`` explains it where there is room for a tooltip."""

    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A new line."""


Inline: TypeAlias = Text | Link | Label | Aside | Break
Inlines: TypeAlias = Sequence[Inline]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a ``callout`` is set apart because the reader must not miss it."""

    content: Inlines
    callout: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list; ``anchor`` is what links name it by."""

    content: Inlines
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: Sequence[Item]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """Cells from left to right; the first one names the row."""

    cells: Sequence[Inlines]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head. A column headed `ARABIC` runs from right to left.

    ``widths`` are the columns' shares of the width in hundredths, for writers without a style sheet.
    """

    head: Sequence[str]
    rows: Sequence[TableRow]
    widths: Sequence[int]


Block: TypeAlias = Paragraph | Items | Table

ARABIC = "Arabic"


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under a heading. ``anchor`` names the section for links and for the page's style."""

    anchor: str
    heading: Inlines
    blocks: Sequence[Block]
    level: int = 2


@dataclass(frozen=True, slots=True)
class Document:
    """A whole brief or pack. ``sections`` is walked once, so it may be a generator.

    ``front`` is the Markdown file's front matter, ``header`` stands under the title.
    """

    kind: Literal["brief", "pack", "index"]
    title: str
    header: Sequence[Block]
    sections: Iterable[Section]
    footer: str
    front: Mapping[str, object] = field(default_factory=dict)


# --- how text from an article is shown ---------------------------------------------------------------------------

_DROPPED = "\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
_SPACE = " \t\n\r\x0b\x0c\x85\u2028\u2029"
_SPECIAL = re.compile(
    f"([{_SPACE}]+)|([{_DROPPED}]+)"
    "|([\x00-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff])"
)


def shown(text: str) -> str:
    """Text as a reader may safely see it.

    White space, line ends included, becomes one space. Control characters, direction overrides (U+202D, U+202E),
    lone surrogates, non-characters and private-use characters of the planes 15 and 16 become a visible code such
    as ``⟨U+202E⟩``: they could hide or reorder what stands there. Embeddings and isolates (U+202A to U+202C,
    U+2066 to U+2069) are left out, because the writers isolate each stretch of text themselves.
    """
    return _SPECIAL.sub(_show, text)


def _show(match: re.Match[str]) -> str:
    if match[1]:
        return " "
    if match[2]:
        return ""
    return f"⟨U+{ord(match[3]):04X}⟩"


def pieces(text: str, marks: Sequence[Span] = ()) -> Iterator[tuple[str, bool]]:
    """``text`` cut at the edges of ``marks``, as (piece, highlighted); overlapping marks are one."""
    position = 0
    for start, end in sorted(marks):
        begin, stop = max(start, position), min(end, len(text))
        if begin < stop:
            if position < begin:
                yield text[position:begin], False
            yield text[begin:stop], True
            position = stop
    if position < len(text):
        yield text[position:], False


_LATIN = "A-Za-z\u00c0-\u024f"
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LATIN_RUN = re.compile(f"[{_LATIN}][ -~\u00c0-\u024f]*")
_RTL_RUN = re.compile(f"[{_RTL}][^{_LATIN}]*")
_NO_LATIN_END = re.compile(f"[^{_LATIN}0-9/%]")
_NO_RTL_END = re.compile(f"[^{_RTL}]")


def runs(text: str, lang: Language) -> Iterator[tuple[int, int, bool]]:
    """Stretches of ``text`` in order, as (start, end, foreign): Latin script in Arabic, Arabic script in English.

    A foreign run begins and ends with a letter of its script (a Latin one may end with a digit, ``/`` or ``%``),
    so that the punctuation around it keeps the direction of the sentence.
    """
    pattern, outside = (_LATIN_RUN, _NO_LATIN_END) if lang == "ar" else (_RTL_RUN, _NO_RTL_END)
    position = 0
    for match in pattern.finditer(text):
        end = match.end()
        while outside.match(text[end - 1]):
            end -= 1
        if position < match.start():
            yield position, match.start(), False
        yield match.start(), end, True
        position = end
    if position < len(text):
        yield position, len(text), False
