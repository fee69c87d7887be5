"""Markdown into lines of text, and the front matter before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_MAX_FRONT_MATTER = 20_000  # characters
_NESTING = 60  # quotes and lists in each other; deeper ones are left as they are
_FRONT_MATTER = re.compile(r"\s*---[ \t]*\r?\n")
_FRONT_MATTER_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_FIELD = re.compile(r"([A-Za-z_][\w-]{0,40})[ \t]*:(?:[ \t]|$)(.*)")
_NOTE = re.compile(r"\[\^([\w-]{1,20})\]")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})(?:[\s/][^<>]*)?>")


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The fields that have a single value, and the text behind them."""
    start = _FRONT_MATTER.match(text)
    end = start and _FRONT_MATTER_END.search(text, start.end(), _MAX_FRONT_MATTER)
    if not start or not end:
        return {}, text
    block = text[start.end() : end.start()]
    try:
        fields = yaml.load(block, yaml.BaseLoader)  # noqa: S506 - makes strings, lists and mappings, and nothing else
    except (yaml.YAMLError, RecursionError):
        fields = _broken_fields(block)
    if not isinstance(fields, dict):
        return {}, text
    # A list may hold itself a billion times over: it is never turned into a string.
    return {key: value for key, value in fields.items() if isinstance(value, str)}, text[end.end() :]


def _broken_fields(block: str) -> dict[str, str] | None:
    """``key: value`` lines that are no YAML because of a colon or a bracket in a value; None if there are others."""
    fields: dict[str, str] = {}
    for line in block.splitlines():
        field = _FIELD.match(line)
        if field:
            fields[field[1]] = field[2].strip(" \t\"'")
        elif line.strip() and not (fields and line.startswith((" ", "\t", "-"))) and not line.startswith("#"):
            return None
    return fields or None


def blocks(text: str) -> tuple[str, list[str]]:
    """The words of a document, and those that are struck out in it: a line a block, with an empty line behind it.

    ``# `` stands before headings, ``- `` or a number before items; the cells of a table's row are parted by ``|``.
    """
    from markdown_it import MarkdownIt

    from dragoman.pagelines import table_row

    tokens = MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable(["table", "strikethrough"]).parse(text)
    struck: list[str] = []
    lines: list[str] = []
    cells: list[str] = []
    numbers: list[tuple[int, int] | None] = []  # of each open list the first and the next; None if it is bulleted
    mark = ""
    for i, token in enumerate(tokens):
        kind = token.type
        if kind == "heading_open":
            mark = "#" * int(token.tag[1]) + " "
        elif kind in {"bullet_list_open", "ordered_list_open"}:
            start = int(token.attrs.get("start", 1))
            numbers.append((start, start) if kind == "ordered_list_open" else None)
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            numbers.pop()
            lines.append("")
        elif kind == "list_item_open":
            mark, numbers[-1] = _item(token, numbers[-1])
        elif kind == "inline" and tokens[i - 1].type in {"th_open", "td_open"}:
            cells.append(_words(token.children or (), struck))
        elif kind == "tr_close":
            lines.append(table_row(cells))
            cells = []
        elif kind == "inline":
            lines += [mark + _words(token.children or (), struck), *([] if numbers else [""])]
            mark = ""
        elif kind in {"fence", "code_block"}:
            lines += [token.content, ""]
        elif kind == "html_block":
            lines += [*_markup(token.content, struck), ""]
    return "\n".join(lines), struck


def _item(token: Token, numbers: tuple[int, int] | None) -> tuple[str, tuple[int, int] | None]:
    """The mark of a list item, and its list's first and next number.

    A number that is written is kept ("12. March" may well come after "3. Salaries"), unless all are the first one,
    which is how lists are written that Markdown shall count.
    """
    if numbers is None:
        return "- ", None
    first, number = numbers
    written = int(token.info or first)
    if written != first:
        number = written
    return f"{number}. ", (first, number + 1)


def _words(inline: Sequence[Token], struck: list[str]) -> str:
    """The words of a block; a line break inside it is a space. What is struck out goes to ``struck``."""
    from dragoman.inline import STRUCK, is_note_link, needs_space, note

    text = ""
    opened: list[tuple[str, int]] = []  # elements: their names, and where their words begin
    beside = gap = False  # whether an element ended or began since the last word, and one that parts words
    for i, token in enumerate(inline):
        name, ends = _element(token)
        if not name:
            piece = _word(token, struck)
            own = token.type in {"code_inline", "image"}
            if (beside or own) and needs_space(text, piece, gap=gap):
                piece = f" {piece}"
            text += piece
            beside, gap = own or (beside and not piece), gap and not piece
            continue
        beside = True
        gap = gap or name == "ins"
        if not ends:
            opened.append((name, len(text)))
        elif opened and opened[-1][0] == name:
            start = opened.pop()[1]
            words, before = text[start:].strip(), text[:start]
            behind = inline[i + 1].content if i + 1 < len(inline) else ""
            if name in STRUCK:
                struck.append(words)
                text, gap = before, True
            elif name in {"sub", "sup"} or (name == "a" and is_note_link(words, before)):
                linked = name == "a" or any(outer == "a" for outer, _ in opened)
                written = note(words, before, behind, lowered=name == "sub", linked=linked)
                if written != words:
                    text, gap = before + written, True
    return " ".join(text.split())


def _element(token: Token) -> tuple[str, bool]:
    """The name of the HTML element that a token opens or closes, and whether it closes; empty for words."""
    if token.type == "html_inline":
        tag = _TAG.fullmatch(token.content)
        return (tag[2].lower(), bool(tag[1])) if tag else ("!", True)
    if token.nesting == 0:
        return "", False
    return ("del" if token.type.startswith("s_") else token.tag), token.nesting < 0


def _word(token: Token, struck: list[str]) -> str:
    if token.type == "image":
        return _words(token.children or (), struck)
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    if token.type == "text":
        return _NOTE.sub(r" [\1]", token.content)
    return token.content if token.type in {"code_inline", "text_special"} else ""


def _markup(block: str, struck: list[str]) -> list[str]:
    """The lines of an HTML block."""
    from lxml import etree, html

    from dragoman import inline, pagelines

    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(f"<html><body><div>{block}", parser=parser)
    except (etree.ParserError, ValueError):
        return []
    struck += inline.mend(tree)
    return [line.prefix + line.text for line in pagelines.lines(tree)]
