"""Which lines of a web page are its article.

The extractor decides what the article is, but it drops captions, boxes, corrections and posts without a word. What it
left in the article's element is put back, and what else reads as a sentence is named.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from dragoman.inline import BLOCKS, is_hidden
from dragoman.pagelines import SENTENCE_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

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
_CAPTIONS = frozenset({"figcaption", "caption"})
_PARTS = frozenset({"h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "tr", "blockquote"})


def article(tree: HtmlElement, page: Sequence[Line], taken: set[int]) -> tuple[list[int], list[str]]:
    """The numbers of the article's lines, those ``taken`` by the extractor and those put back; the rest's sentences.

    A line is put back if it stands in the article's element, reads as a sentence (or is a caption, a table's row, or a
    heading or item between lines that were taken), is no link and does not stand in a box with a linked headline.
    """
    taken = _shown(tree, page, taken)
    held = _held(tree, page, taken)
    inside = _inside(_scope(tree, held), held, _link_boxes(page, taken, held))
    known = {page[number].text for number in taken}
    first, last = min(taken), max(taken)
    kept, left = set(taken), []
    for number, line in enumerate(page):
        if line.text in known or line.never or line.is_link or not line.letters:
            continue
        if line.owner in inside and (line.is_sentence or _is_part(line, between=first < number < last)):
            kept.add(number)
        elif line.is_sentence:
            left.append(line.text)
        else:
            continue
        known.add(line.text)
    return sorted(kept), left


def _shown(tree: HtmlElement, page: Sequence[Line], taken: set[int]) -> set[int]:
    """Those of ``taken`` that a browser shows; all, if most are hidden: then a script shows them."""
    hidden: set[HtmlElement] = set()
    for element in tree.iter():
        if is_hidden(element) or element.getparent() in hidden:
            hidden.add(element)
    shown = {number for number in taken if page[number].owner not in hidden}
    letters = sum(page[number].letters for number in shown)
    return shown if letters * 2 >= sum(page[number].letters for number in taken) else taken


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
    return (element.tag in {"aside", "footer", "header"} and not in_article) or bool(_APART.search(names))


def _is_part(line: Line, *, between: bool) -> bool:
    tag = line.owner.tag
    if tag == "tr":
        return " | " in line.text
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
