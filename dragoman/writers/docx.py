"""A document as a Word file, Arabic from right to left.

python-docx gives the package, the page and the styles. Paragraphs are made as elements, and links as fields: its own
calls look through all styles and all links for each one, which is quadratic on a large pack. The body is kept as text,
not as a tree: that of a pack over ten thousand articles takes most of a gigabyte.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

import docx
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor
from lxml import etree

from dragoman.document import (
    ARABIC,
    Aside,
    Break,
    Items,
    Label,
    Link,
    Paragraph,
    Text,
    pieces,
    runs,
    shown,
)
from dragoman.writers.markdown import SEVERITY_WORDS
from dragoman.writers.paths import href

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dragoman.document import Block, Document, Inline, Inlines, Language, Table

Element = Any  # lxml elements; python-docx is untyped

LATIN_FONT = "Georgia"
ARABIC_FONT = "Traditional Arabic"
INK, QUIET, LINK = RGBColor(0x1D, 0x21, 0x25), RGBColor(0x5A, 0x60, 0x68), RGBColor(0x1B, 0x5A, 0x6B)
RULE = "DDDBD3"
TEXT_WIDTH = int((210 - 2 * 22) * 1440 / 25.4)
"""Between the margins, in twentieths of a point."""

LABEL_COLOURS = {"error": "9C1F0C", "warning": "734C00", "info": "5A6068"}


def render(document: Document, brief_suffix: str) -> bytes:
    """The .docx file; links to briefs lead to files with ``brief_suffix`` beside it."""
    file = docx.Document()
    _page(file)
    _styles(file)
    file.core_properties.title = shown(document.title)
    file.core_properties.author = "Dragoman"
    file.core_properties.comments = ""
    made = datetime.fromisoformat(str(document.front["date"]))
    file.core_properties.created = file.core_properties.modified = made
    buffer = io.BytesIO()
    file.save(buffer)
    return _filled(buffer, _Body(brief_suffix).write(document))


def _filled(buffer: io.BytesIO, body: Iterable[bytes]) -> bytes:
    """The same archive with a body, and without the hour of its making, so that the same run writes the same bytes."""
    filled = io.BytesIO()
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(filled, "w") as archive:
        for entry in made.infolist():
            undated = zipfile.ZipInfo(entry.filename)
            undated.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(undated, "w") as part:
                if entry.filename == "word/document.xml":
                    start, page, end = made.read(entry).partition(b"<w:sectPr ")  # the page: the last in the body
                    part.write(start)
                    part.writelines(body)
                    part.write(page + end)
                else:
                    part.write(made.read(entry))
    return filled.getvalue()


class _Body:
    """The XML of the blocks, in order."""

    def __init__(self, brief_suffix: str) -> None:
        self.suffix = brief_suffix
        self.bookmarks = 0

    def write(self, document: Document) -> Iterator[bytes]:
        yield _xml(self._paragraph([Text(document.title)], "Title"))
        for block in document.header:
            yield from self._block(block)
        for section in document.sections:
            yield _xml(self._paragraph(section.heading, f"Heading{section.level - 1}", section.anchor))
            for block in section.blocks:
                yield from self._block(block)
        yield _xml(self._paragraph([Text(document.footer)], "Caption"))

    def _block(self, block: Block) -> Iterator[bytes]:
        if isinstance(block, Paragraph):
            yield _xml(self._paragraph(block.content, "IntenseQuote" if block.callout else "BodyText"))
        elif isinstance(block, Items):
            for number, item in enumerate(block.items, 1):
                lead = [Text(f"{number}. ")] if block.numbered else []
                style = "List" if block.numbered else "ListBullet"
                yield _xml(self._paragraph([*lead, *item.content], style, item.anchor))
        else:
            yield from self._table(block)
            yield _xml(self._paragraph([], "BodyText"))

    def _table(self, table: Table) -> Iterator[bytes]:
        element = OxmlElement("w:tbl")
        properties = _child(element, "w:tblPr")
        _child(properties, "w:tblW", w="5000", type="pct")
        borders = _child(properties, "w:tblBorders")
        for edge in ("top", "bottom", "insideH"):
            _child(borders, f"w:{edge}", val="single", sz="4", space="0", color=RULE)
        _child(properties, "w:tblLayout", type="fixed")
        grid = _child(element, "w:tblGrid")
        for width in table.widths:
            _child(grid, "w:gridCol", w=str(width * TEXT_WIDTH // 100))
        head = _child(element, "w:tr")
        _child(_child(head, "w:trPr"), "w:tblHeader")
        for name, width in zip(table.head, table.widths, strict=True):
            self._cell(head, [Text(name, strong=True)], width, rtl=False)
        start, end, _ = _xml(element).partition(b"</w:tbl>")
        yield start
        for row in table.rows:
            line = OxmlElement("w:tr")
            _child(_child(line, "w:trPr"), "w:cantSplit")
            for name, cell, width in zip(table.head, row.cells, table.widths, strict=True):
                self._cell(line, cell, width, rtl=name == ARABIC)
            yield _xml(line)
        yield end

    def _cell(self, row: Element, content: Inlines, width: int, *, rtl: bool) -> None:
        cell = _child(row, "w:tc")
        _child(_child(cell, "w:tcPr"), "w:tcW", w=str(width * TEXT_WIDTH // 100), type="dxa")
        cell.append(self._paragraph(content, "Compact", rtl=rtl))

    def _paragraph(self, content: Inlines, style: str, anchor: str = "", *, rtl: bool = False) -> Element:
        element = OxmlElement("w:p")
        properties = _child(element, "w:pPr")
        _child(properties, "w:pStyle", val=style)
        if rtl or _all_arabic(content):
            _child(properties, "w:bidi")
            if not rtl:
                _child(properties, "w:jc", val="end")  # from right to left, but under the English that it belongs to
        if anchor:
            self.bookmarks += 1
            _child(element, "w:bookmarkStart", id=str(self.bookmarks), name=_bookmark(anchor))
            _child(element, "w:bookmarkEnd", id=str(self.bookmarks))
        for one in content:
            self._inline(element, one)
        return element

    def _inline(self, parent: Element, one: Inline) -> None:
        if isinstance(one, Text):
            _text(parent, one.text, one.lang, strong=one.strong, marks=one.marks)
        elif isinstance(one, Link):
            field = _child(parent, "w:fldSimple", instr=self._target(one))
            _text(field, one.text, one.lang, style="Hyperlink")
        elif isinstance(one, Label):
            _line_break(parent)
            colour = LABEL_COLOURS[one.severity]
            _text(parent, f"{SEVERITY_WORDS[one.severity]}, {one.code}: ", "en", strong=True, colour=colour)
            _text(parent, one.message, "en", colour=colour)
        elif isinstance(one, Aside):
            _line_break(parent)
            _text(parent, one.text, "en", colour=LABEL_COLOURS["info"])
        else:
            assert isinstance(one, Break)
            _line_break(parent)

    def _target(self, link: Link) -> str:
        place = f' \\l "{_bookmark(link.anchor) if not link.brief else link.anchor}"' if link.anchor else ""
        address = link.file or link.url.replace('"', "%22").replace("\\", "%5C")
        if link.brief:
            address = href(link.brief, link.suffix or self.suffix)
        return f'HYPERLINK "{address}"{place}' if address else f"HYPERLINK{place}"


def _text(
    parent: Element,
    text: str,
    lang: Language,
    *,
    strong: bool = False,
    marks: tuple[tuple[int, int], ...] = (),
    style: str = "",
    colour: str = "",
) -> None:
    for piece, marked in pieces(text, marks):
        for part, rtl in _directed(shown(piece), lang):
            run = _child(parent, "w:r")
            properties = _child(run, "w:rPr")
            # The order of these is the schema's.
            if style:
                _child(properties, "w:rStyle", val=style)
            if strong:
                _child(properties, "w:b")
                _child(properties, "w:bCs")
            if colour:
                _child(properties, "w:color", val=colour)
            if marked:
                _child(properties, "w:highlight", val="yellow")
            if rtl:
                _child(properties, "w:rtl")
                _child(properties, "w:lang", bidi="ar-SA")
            element = _child(run, "w:t")
            element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            element.text = part


def _directed(text: str, lang: Language) -> Iterator[tuple[str, bool]]:
    """Stretches of one direction, as (text, from right to left)."""
    for start, end, foreign in runs(text, lang):
        yield text[start:end], foreign == (lang == "en")


def _all_arabic(content: Inlines) -> bool:
    return bool(content) and all(isinstance(one, (Text, Link)) and one.lang == "ar" for one in content)


def _line_break(parent: Element) -> None:
    _child(_child(parent, "w:r"), "w:br")


def _xml(element: Element) -> bytes:
    return bytes(etree.tostring(element, encoding="utf-8"))


def _child(parent: Element, tag: str, **attributes: str) -> Element:
    child = OxmlElement(tag)
    for name, value in attributes.items():
        child.set(qn(f"w:{name}"), value)
    parent.append(child)
    return child


def _bookmark(anchor: str) -> str:
    return anchor.replace("-", "_")


def _page(file: Any) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(20)
    footer = section.footer.paragraphs[0]
    footer.alignment = 2  # right
    _child(_child(_child(footer._p, "w:fldSimple", instr="PAGE"), "w:r"), "w:t").text = "1"  # noqa: SLF001 - no public way to a field


def _styles(file: Any) -> None:
    styles = file.styles
    _font(styles["Normal"], 10.5, INK)
    for name, size, before, after in (
        ("Title", 24, 0, 6),
        ("Heading 1", 15, 18, 4),
        ("Heading 2", 12, 12, 2),
        ("Body Text", 10.5, 0, 4),
        ("List", 10.5, 0, 4),
        ("List Bullet", 10.5, 0, 4),
        ("Intense Quote", 10, 4, 8),
        ("Caption", 8, 12, 0),
    ):
        style = styles[name]
        _font(style, size, QUIET if name == "Caption" else INK)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        for drawn in style.element.xpath("w:pPr/w:pBdr | w:pPr/w:contextualSpacing"):
            drawn.getparent().remove(drawn)
    callout = styles["Intense Quote"]
    callout.font.italic = False
    callout.font.color.rgb = RGBColor.from_string(LABEL_COLOURS["warning"])
    callout.paragraph_format.left_indent = callout.paragraph_format.right_indent = Mm(4)
    compact = styles.add_style("Compact", 1)  # a paragraph style
    compact.base_style = styles["Normal"]
    compact.paragraph_format.space_before = compact.paragraph_format.space_after = Pt(2)
    hyperlink = styles.add_style("Hyperlink", 2)  # a character style
    hyperlink.font.color.rgb = LINK
    hyperlink.font.underline = True


def _font(style: Any, size: float, colour: RGBColor) -> None:
    font = style.font
    font.name, font.size, font.color.rgb, font.bold = LATIN_FONT, Pt(size), colour, style.name.startswith("Heading")
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "heme" in name:  # the theme's fonts would win over the ones named here
            del fonts.attrib[name]
    fonts.set(qn("w:hAnsi"), LATIN_FONT)
    fonts.set(qn("w:cs"), ARABIC_FONT)
    complex_size = _child(properties, "w:szCs", val=str(int(size * 2 * 1.25)))
    properties.remove(complex_size)
    properties.find(qn("w:sz")).addnext(complex_size)
