"""Which lines of a web page are its article.

The extractor decides what the article is, but it drops captions, boxes, corrections and posts without a word. What it
left in the article's element is put back, and what else reads as a sentence is named.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from lxml import etree

from dragoman.inline import BLOCKS, SENTENCE_WORDS, is_hidden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from lxml.html import HtmlElement

    from dragoman.pagelines import Line

ARTICLE_SHARE = 0.9
"""Share of the extracted letters that the element of the article holds; the rest may be strays from elsewhere."""

_SHORT_WORDS = 2  # of headings, list items and captions between extracted lines
_APART = re.compile(  # class names and ids of what is not the article's own text
    r"(?:^|[\s_-])(?:comments?|disqus|related|recommend\w*|read-?also|more|most|popular|share|sharing|social|subscribe"
    r"|newsletter|breadcrumbs?|menu|nav|navbar|cookies?|popup|modal|ads?|advert\w*|promo|sponsored|tags|widget|sidebar"
    r"|author|bio|copyright)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NEVER = frozenset({"nav", "button", "select", "dialog", "textarea"})  # neither put back nor listed
_NEVER_ROLES = frozenset({"navigation", "search", "menu", "menubar", "dialog", "toolbar"})
_FORMS = frozenset({"form", "fieldset", "menu"})  # nor these, unless they are around the text of the page
_KNOWN_WORDS = 3  # of a line that is left out if it stands on the page before; shorter ones may well be repeated
_TEASERS = re.compile(  # class names of boxes with other articles, which the extractor may take for text
    r"(?:^|\s)(?:more|related|recommended|read-?also|most-?read|popular)[_-]?"
    r"(?:news|posts?|articles?|stories|topics|items)?(?:$|\s)",
    re.IGNORECASE,
)
_CAPTIONS = frozenset({"figcaption", "caption"})
_PARTS = frozenset({"h2", "h3", "h4", "h5", "h6", "li", "blockquote"})


def article(tree: HtmlElement, page: Sequence[Line], taken: set[int]) -> tuple[list[int], list[str]]:
    """The numbers of the article's lines, those ``taken`` by the extractor and those put back; the rest's sentences.

    A line is put back if it stands in the article's element, reads as a sentence (or is a caption, a table's row, a
    figure with a word, or a heading or item between lines that were taken), is no link and does not stand in a box
    with a linked headline. Of a table all rows are put back, or none.
    """
    hidden = _with_inner(tree, is_hidden)
    shown = _shown(page, taken, hidden)
    if shown is taken:
        hidden = set()
    taken = _without_teasers(tree, page, shown)
    held = _held(tree, page, taken)
    never = _never(tree, held)
    inside = _inside(_scope(tree, held), held, _link_boxes(page, taken, held)) - never
    known = {page[number].text for number in taken if _can_be_known(page[number])}
    first, last = min(taken), max(taken)
    kept, left = set(taken), {}
    for number, line in enumerate(page):
        is_linked = line.is_link and not (line.is_row and line.is_fact)
        if number in taken or line.text in known or line.owner in never or is_linked:
            continue
        if line.owner in inside and _is_own(line, between=first < number < last):
            kept.add(number)
        elif line.is_sentence:
            left[number] = line.text
        else:
            continue
        if _can_be_known(line):
            known.add(line.text)
    for rows in _tables(page):
        if not kept.isdisjoint(rows):
            kept.update(number for number in rows if page[number].owner not in hidden or number in taken)
            above = rows[0] - 1  # what the table is about
            if above >= 0 and page[above].owner in inside and not page[above].is_link:
                kept.add(above)
    return sorted(kept), [text for number, text in left.items() if number not in kept]


def _can_be_known(line: Line) -> bool:
    return line.words >= _KNOWN_WORDS and not line.is_row


def _tables(page: Sequence[Line]) -> list[list[int]]:
    """The numbers of the rows of each table that is no layout: most of its letters are in rows of short cells."""
    rows: dict[HtmlElement, list[int]] = {}
    others: Counter[HtmlElement] = Counter()
    for number, line in enumerate(page):
        table = next(line.owner.iterancestors("table"), None)
        if table is None:
            continue
        if line.is_row or line.owner.tag in {"td", "th"}:
            rows.setdefault(table, []).append(number)
        if not line.is_row:
            others[table] += line.letters
    found = []
    for table, numbers in rows.items():
        letters = _letters(page, (number for number in numbers if page[number].is_row))
        if any(page[number].is_row for number in numbers) and letters >= others[table]:
            found.append(numbers)
    return found


def _never(tree: HtmlElement, held: Counter[HtmlElement]) -> set[HtmlElement]:
    """The elements of menus and forms, of which nothing is listed; a form may be around the article."""

    def is_never(element: HtmlElement) -> bool:
        if element.tag in _NEVER or element.get("role") in _NEVER_ROLES:
            return True
        around = element in held or next(element.iter("article", "main"), None) is not None
        return element.tag in _FORMS and not around

    return _with_inner(tree, is_never)


def _with_inner(tree: HtmlElement, test: Callable[[HtmlElement], bool]) -> set[HtmlElement]:
    """The elements that pass a test, and all that stand in them."""
    found: set[HtmlElement] = set()
    for element in tree.iter(etree.Element):
        if element.getparent() in found or test(element):
            found.add(element)
    return found


def _letters(page: Sequence[Line], numbers: Iterable[int]) -> int:
    return sum(page[number].letters for number in numbers)


def _shown(page: Sequence[Line], taken: set[int], hidden: set[HtmlElement]) -> set[int]:
    """Those of ``taken`` that a browser shows; all, if most are hidden: then a script shows them."""
    shown = {number for number in taken if page[number].owner not in hidden}
    return shown if _letters(page, shown) * 2 >= _letters(page, taken) else taken


def _without_teasers(tree: HtmlElement, page: Sequence[Line], taken: set[int]) -> set[int]:
    """Those of ``taken`` that are in no box of other articles: by its name, and by two linked headlines in it."""
    boxes: dict[HtmlElement, list[int]] = {
        e: [] for e in tree.iter(etree.Element) if e.tag in BLOCKS and _TEASERS.search(e.get("class", "")[:500])
    }
    for number, line in enumerate(page) if boxes else ():
        box = next((e for e in (line.owner, *line.owner.iterancestors()) if e in boxes), None)
        if box is not None:
            boxes[box].append(number)
    teasers: set[int] = set()
    for numbers in boxes.values():
        if sum(page[number].is_link and page[number].words >= SENTENCE_WORDS // 2 for number in numbers) > 1:
            teasers.update(numbers)
    rest = taken - teasers
    return rest if _letters(page, rest) * 2 > _letters(page, taken) else taken


def _inside(scope: HtmlElement, held: Counter[HtmlElement], boxes: set[HtmlElement]) -> set[HtmlElement]:
    """The elements in which the article's own lines stand."""
    inside = {scope}
    for element in scope.iterdescendants():
        own = element in held or not (element in boxes or _is_apart(element, _is_article(scope)))
        if own and element.getparent() in inside:
            inside.add(element)
    return inside


def _is_apart(element: HtmlElement, in_article: bool) -> bool:
    """Whether an element is hidden, or is on the page beside the article: comments, page footer, related articles."""
    if element.tag not in BLOCKS or is_hidden(element):
        return is_hidden(element)
    names = f"{element.get('class', '')} {element.get('id', '')}"[:500]
    if element.tag in _FORMS or (element.tag in {"aside", "footer", "header"} and not in_article):
        return True
    return bool(_APART.search(names))


def _is_own(line: Line, *, between: bool) -> bool:
    """Whether a line says something; else it may be a byline or button."""
    tag = line.owner.tag
    if line.is_row or line.is_sentence or line.is_fact or tag in {"dt", "dd"}:
        return True
    return line.words >= _SHORT_WORDS and (tag in _CAPTIONS or (between and tag in _PARTS))


def _held(tree: HtmlElement, page: Sequence[Line], taken: set[int]) -> Counter[HtmlElement]:
    """How many extracted letters each element holds; none for an element without."""
    held: Counter[HtmlElement] = Counter()
    for number in taken:
        held[page[number].owner] += page[number].letters + 1
    for element in reversed(list(tree.iter())):
        parent = element.getparent()
        if element in held and parent is not None:
            held[parent] += held[element]
    return held


def _scope(tree: HtmlElement, held: Counter[HtmlElement]) -> HtmlElement:
    """The article's element: ``<article>`` or ``<main>``, else the smallest that holds nearly all that was taken."""
    scope = tree
    while (inner := max(scope, key=held.__getitem__, default=None)) is not None:
        if held[inner] < ARTICLE_SHARE * held[tree]:
            break
        scope = inner
    return next((e for e in (scope, *scope.iterancestors()) if _is_article(e)), scope)


def _is_article(element: HtmlElement) -> bool:
    return element.tag in {"article", "main"} or element.get("role") in {"article", "main"}


def _link_boxes(page: Sequence[Line], taken: set[int], held: Counter[HtmlElement]) -> set[HtmlElement]:
    """The largest elements around a linked headline of which the extractor took nothing: teasers and link lists."""
    boxes: set[HtmlElement] = set()
    seen: set[HtmlElement] = set()
    for number, line in enumerate(page):
        if number in taken or not line.is_link or line.words < SENTENCE_WORDS // 2:
            continue
        box = None
        for element in (line.owner, *line.owner.iterancestors()):
            if element in held or element in seen:
                break
            seen.add(element)
            box = element
        if box is not None:
            boxes.add(box)
    return boxes
