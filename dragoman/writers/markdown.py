"""A document as Markdown that reads well raw, on GitHub, in VS Code, and through the ``markdown`` package.

Only what all of them know is used: headings, lists, pipe tables, block quotes, links, and the few inline tags
(``span dir``, ``a id``, ``small``, ``mark``, ``br``) that GitHub lets through.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import yaml

from dragoman.document import (
    Aside,
    Block,
    Break,
    Document,
    Inline,
    Inlines,
    Item,
    Items,
    Label,
    Language,
    Link,
    Paragraph,
    Section,
    Table,
    TableRow,
    Text,
    pieces,
    runs,
    shown,
)
from dragoman.writers.paths import href

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SEVERITY_WORDS = {"error": "Error", "warning": "Warning", "info": "Note"}

# Backslashes where every renderer knows them, character references for the rest.
_ESCAPES = str.maketrans(
    {c: "\\" + c for c in "\\`*_[]#"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "~": "&#126;"}
)
_DOLLAR = re.compile(r"\$(?!\d)")
_BLOCK_START = re.compile(r"[-+=:]|\d+(?=[.)])")
_ATTRIBUTE_UNSAFE = re.compile(r"""[!"$&'()*<>@\[\\\]^_`{|}~]""")
_URL_SAFE = "%/:=&?~#+!$,;'@()*[]"


def render(document: Document, brief_suffix: str = ".md") -> str:
    """The whole Markdown file, front matter first; links to briefs lead to files with ``brief_suffix``."""
    parts = [front_matter(document)] if document.front else []
    parts += [part for _, part in sections(document, brief_suffix)]
    return "\n\n".join([*parts, "---", f"<small>{escape(document.footer)}</small>"]) + "\n"


def front_matter(document: Document) -> str:
    """YAML between two lines of dashes."""
    plain = {key: _plain(value) for key, value in document.front.items() if value not in ("", None)}
    dumped = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{dumped}---"


def _plain(value: object) -> object:
    return shown(value).strip(" ") if isinstance(value, str) else value


def sections(document: Document, brief_suffix: str) -> Iterator[tuple[str, str]]:
    """The title with what stands under it (anchor ``top``), then each section: (anchor, Markdown)."""
    head = [f"# {escape(document.title).strip() or 'Untitled'}", *(block(b, brief_suffix) for b in document.header)]
    yield "top", "\n\n".join(head)
    for section in document.sections:
        yield section.anchor, _section(section, brief_suffix)


def _section(section: Section, brief_suffix: str) -> str:
    heading = f"{'#' * section.level} {_anchor(section.anchor)}{inlines(section.heading, brief_suffix)}"
    return "\n\n".join([heading, *(block(b, brief_suffix) for b in section.blocks)])


def block(content: Block, brief_suffix: str) -> str:
    """One block, without blank lines around it."""
    if isinstance(content, Paragraph):
        text = _not_a_block(inlines(content.content, brief_suffix))
        return f"> {text}" if content.callout else text
    if isinstance(content, Items):
        return "\n".join(_item(item, n, content.numbered, brief_suffix) for n, item in enumerate(content.items, 1))
    return "\n".join([*table_head(content), *(table_row(row, brief_suffix) for row in content.rows)])


def _item(item: Item, number: int, numbered: bool, brief_suffix: str) -> str:
    text = inlines(item.content, brief_suffix)
    return f"{f'{number}.' if numbered else '-'} {_anchor(item.anchor)}{_not_a_block(text)}"


def table_head(table: Table) -> list[str]:
    """The two lines that begin a pipe table."""
    return [f"| {' | '.join(table.head)} |", f"|{'---|' * len(table.head)}"]


def table_row(row: TableRow, brief_suffix: str) -> str:
    """One line of a pipe table."""
    first, *others = (inlines(cell, brief_suffix) for cell in row.cells)
    return f"| {' | '.join([_anchor(row.anchor) + first, *others])} |"


def inlines(content: Inlines, brief_suffix: str) -> str:
    """Inlines on one line."""
    return "".join(_inline(one, brief_suffix) for one in content).strip()


def _inline(one: Inline, brief_suffix: str) -> str:
    if isinstance(one, Text):
        text = directed(one.text, one.lang, one.marks)
        return _strong(text) if one.strong else text
    if isinstance(one, Link):
        return _link(one, brief_suffix)
    if isinstance(one, Label):
        word = SEVERITY_WORDS[one.severity]
        return (
            f'<br><small class="{one.severity}">**{word}, {escape(one.code)}:** {directed(one.message, "en")}</small>'
        )
    if isinstance(one, Aside):
        title = f' title="{attribute(one.title)}"' if one.title else ""
        return f"<br><small{title}>{escape(one.text)}</small>"
    assert isinstance(one, Break)
    return "<br>"


def _strong(text: str) -> str:
    inside = text.strip()  # CommonMark takes no emphasis with white space inside its edge, of whatever kind
    return text.replace(inside, f"**{inside}**", 1) if inside else text


def _link(link: Link, brief_suffix: str) -> str:
    if link.url:
        target = quote(link.url, safe=_URL_SAFE)
    else:
        target = href(link.brief, link.suffix or brief_suffix) if link.brief else link.file
        target += f"#{link.anchor}" if link.anchor else ""
    title = f' "{attribute(link.title)}"' if link.title else ""
    return f"[{directed(link.text, link.lang)}]({attribute(target)}{title})"


def _anchor(name: str) -> str:
    return f'<a id="{name}"></a>' if name else ""


def directed(text: str, lang: Language, marks: Sequence[tuple[int, int]] = ()) -> str:
    """Text with its marks, set apart from the direction around it; Arabic in a span of its own."""
    visible, spans = "", []
    for piece, marked in pieces(text, marks):
        start = len(visible)
        visible += shown(piece)
        if marked:
            spans.append((start, len(visible)))
    if not visible.strip():
        return visible
    foreign = '<span dir="ltr">' if lang == "ar" else '<span dir="rtl" lang="ar">'
    written = []
    for start, end, is_foreign in runs(visible, lang):
        inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
        run = "".join(
            f"<mark>{escape(piece)}</mark>" if marked else escape(piece)
            for piece, marked in pieces(visible[start:end], inside)
        )
        written.append(f"{foreign}{run}</span>" if is_foreign else run)
    joined = "".join(written)
    return f'<span dir="rtl" lang="ar">{joined.strip()}</span>' if lang == "ar" else joined


def escape(text: str) -> str:
    """Text of which no character is read as Markdown or HTML, wherever on a line it stands but at its start.

    A dollar sign before anything but a digit is escaped too: between two of those GitHub and VS Code see maths.
    """
    return _DOLLAR.sub("&#36;", shown(text).translate(_ESCAPES))


def attribute(value: str) -> str:
    """A value for a link's target or title, or an HTML attribute: what could end it is a character reference."""
    return _ATTRIBUTE_UNSAFE.sub(lambda match: f"&#{ord(match[0])};", shown(value))


def _not_a_block(line: str) -> str:
    match = _BLOCK_START.match(line)
    if not match:
        return line
    if line[0].isdigit():
        return f"{match[0]}&#{ord(line[match.end()])};{line[match.end() + 1 :]}"
    return f"&#{ord(line[0])};{line[1:]}"
