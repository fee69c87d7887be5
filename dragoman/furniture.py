"""Whether a line, by its own words, is something that a page prints around its article."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dragoman.phrases import fold, phrases

if TYPE_CHECKING:
    from dragoman.lines import Line

LONGEST_FURNITURE = 600  # characters; cookie notices reach 400, and only the rule of repeats looks at longer lines
LONGEST_STARTS = 80  # words, of a line that is furniture by its first words
LONGEST_WITHIN = 25  # words, of a line that is furniture by a phrase inside
LONGEST_COPYRIGHT = 12  # words
LONGEST_DATELINE = 2  # words beside a date that are no part of it: a town, an agency
LONGEST_LABEL = 8  # words behind "Source:" and the like
TICKER_PARTS = 5
LINK_WORDS = 25  # headlines have 5 to 20 words

_CLOSERS = "\"'”’»›)]}“*\u200e\u200f "
_QUOTES = "\"“”«'’‘"
_HOME = frozenset({"الرييسيه", "home"})
_ARROW = re.compile(r"[»›>←→|•·/\\]|::|[-–—](?=\s)")
_SIGN = re.compile(r"[^\w\s\u064b-\u0652]")
_QUOTED = re.compile(r'"[^"]*"|“[^“”]*”|”[^“”]*“|«[^«»]*»')
_ADDRESS = re.compile(r"(?:https?://|www\.|pic\.twitter\.com|t\.me/|[@#])\S+|[\w.+-]+@[\w-]+\.[\w.-]+", re.IGNORECASE)
_LABEL = re.compile(r"\s*[:|/–>»-]")
_DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}:\d{2}")
_TICKER = re.compile(r"[^\S\n]{3,}")


@dataclass(slots=True)
class View:
    """A line and what the rules ask of it.

    ``words`` are folded; ``count`` is their number, more than `LINK_WORDS` for a very long line. ``end`` is the
    last character before closing quotes and brackets.
    """

    line: Line
    words: list[str] = field(init=False)
    count: int = field(init=False)
    end: str = field(init=False)

    def __post_init__(self) -> None:
        self.words = fold(self.line.text[:LONGEST_FURNITURE])
        self.count = len(self.words)
        if len(self.line.text) > LONGEST_FURNITURE:
            self.count = max(self.count, LINK_WORDS + 1)
        self.end = self.line.text.rstrip(_CLOSERS)[-1:]

    @property
    def key(self) -> object:
        """Equal for lines that say the same."""
        return " ".join(self.words) if len(self.line.text) <= LONGEST_FURNITURE else self.line.text

    @property
    def paragraph(self) -> bool:
        """Longer than a headline, or of some length and with a mark at its end."""
        if self.count > LINK_WORDS or (self.count >= 6 and self.end in {*".…:،؛"}):
            return True
        return self.count >= 12 and self.end in {*"؟!"}

    @property
    def headline(self) -> bool:
        """Reads like the headline of an article: short, and no full stop, comma or colon at the end."""
        return 0 < self.count <= LINK_WORDS and self.end not in {*".:،؛"}

    @property
    def plain(self) -> bool:
        """No list item, no quotation, no mark at the end."""
        return not self.line.item and not self.quoted and self.end not in {*".؟!…:،؛"}

    @property
    def quoted(self) -> bool:
        """Begins with a quotation mark: somebody's words, whatever they say."""
        return self.line.text[:1] in {*_QUOTES}

    def breaks_off(self, other: View) -> bool:
        """Whether the line is the beginning of ``other``, its last word perhaps cut."""
        n = len(self.words)
        return (
            4 <= n <= len(other.words)
            and len(self.line.text) < min(len(other.line.text), LONGEST_FURNITURE)
            and self.words[:-1] == other.words[: n - 1]
            and other.words[n - 1].startswith(self.words[-1])
        )

    def parts(self) -> list[list[str]]:
        """The words between arrows, bars and dashes."""
        return [words for part in _ARROW.split(self.line.text[:LONGEST_FURNITURE]) if (words := fold(part))]


def opens(view: View, name: str) -> bool:
    """Whether the line is one of the headings in the list ``name``, a number in brackets behind it allowed."""
    words = view.words[:-1] if view.words[-1:] and view.words[-1].isdecimal() else view.words
    return phrases(name).is_whole(words)


def is_link(view: View) -> bool:
    """``Read also: the headline of another article``."""
    heads = phrases("links")
    count = heads.opening(view.words)
    if not count or view.count > LINK_WORDS + count or view.quoted:
        return False
    if count == view.count or _label_follows(view, count):
        return True
    return count > 1 and view.headline and view.words[count - 1] in {"ايضا", "كذلك", "المزيد", "also", "more"}


def is_tags(view: View) -> bool:
    """``Keywords: a, b, c``."""
    count = phrases("tag_labels").opening(view.words)
    return bool(count) and (count == view.count or (_label_follows(view, count) and view.end != "."))


def is_furniture(view: View) -> bool:
    """Whether the line is furniture wherever on a page it stands."""
    if is_ticker(view):
        return True
    if len(view.line.text) > LONGEST_FURNITURE or view.quoted:
        return False
    words = view.words
    return (
        not words
        or phrases("whole").is_whole(words)
        or _is_row(view)
        or is_link(view)
        or is_tags(view)
        or (view.count <= LONGEST_WITHIN and phrases("within").inside(fold(_QUOTED.sub(" ", view.line.text))))
        or ("©" in view.line.text and view.count <= LONGEST_COPYRIGHT)
        or _is_breadcrumb(view)
        or not fold(_ADDRESS.sub(" ", view.line.text))
    )


def notice(view: View) -> int:
    """The words of the phrase with which a page speaks to its visitor, if the line begins with one, else 0."""
    if view.quoted or view.count > LONGEST_STARTS or len(view.line.text) > LONGEST_FURNITURE:
        return 0
    return phrases("starts").opening(view.words)


def _is_row(view: View) -> bool:
    """Buttons beside each other: ``Print | Send to a friend``."""
    parts = [words for part in _SIGN.split(view.line.text) if (words := fold(part))]
    return len(parts) > 1 and all(phrases("whole").is_whole(words) for words in parts)


def is_ticker(view: View) -> bool:
    """Five or more headlines on one line with wide gaps between them; a table's cells are shorter."""
    parts = _TICKER.split(view.line.text)
    return len(parts) >= TICKER_PARTS and all(len(part) <= 300 and part.count(" ") >= 3 for part in parts)


def is_edge_furniture(view: View) -> bool:
    """Whether the line is furniture if it stands before an article's first paragraph or after its last."""
    if len(view.line.text) > LONGEST_FURNITURE or view.quoted or is_figures_row(view):
        return False
    return (
        phrases("edge").is_whole(view.words)
        or all(word.isdecimal() for word in view.words)
        or is_widget(view)
        or _is_label(view)
        or _is_menu(view)
        or (view.end != "." and _is_dateline(view))
        or (1 < view.count <= 10 and all(len(word) == 1 for word in view.words))
    )


def is_widget(view: View) -> bool:
    """Nothing but words of dates, counters, buttons and credits."""
    vocabulary = phrases("vocabulary").joined
    return 0 < view.count <= 30 and view.end != "." and all(w in vocabulary or _numeric(w) for w in view.words)


def is_figures_row(view: View) -> bool:
    """A table's row of nothing but figures: ``2019 | 45``."""
    return " | " in view.line.text and bool(view.words) and all(word.isdecimal() for word in view.words)


def is_publisher(view: View) -> bool:
    """``Agency X``, ``The X network``: a publisher's name, if it is not the beginning of a title."""
    return view.plain and view.count <= 5 and phrases("makers").opening(view.words[:1]) > 0


def is_biography(view: View) -> bool:
    """A paragraph that begins with a profession and tells a career."""
    return phrases("roles").opening(view.words[:2]) > 0 and phrases("careers").inside(view.words)


def _numeric(word: str) -> bool:
    return word.strip("kmصمه").isdecimal()


def _label_follows(view: View, count: int) -> bool:
    """Whether a colon, dash or bar stands behind the first ``count`` words."""
    end = 0
    for word in re.finditer(r"[\w\u064b-\u0652\u0640]+", view.line.text):
        end = word.end()
        count -= 1
        if not count:
            break
    return bool(_LABEL.match(view.line.text, end))


def has_digit(word: str) -> bool:
    """Whether a figure stands in the word."""
    return any(map(str.isdecimal, word))


def _is_dateline(view: View) -> bool:
    """A date, and at most a name beside it; a figure beside other words is news ("12 killed on 3/4/2021")."""
    text = view.line.text
    if view.count > 10 or not (date := _DATE.search(text)):
        return False
    vocabulary = phrases("vocabulary").joined
    words = fold(text[: date.start()] + " " + text[date.end() :])
    others = [word for word in words if word not in vocabulary and not _numeric(word)]
    return not others or (len(others) <= LONGEST_DATELINE and not any(map(has_digit, words)))


def _is_label(view: View) -> bool:
    count = phrases("labels").opening(view.words)
    if not count or view.count - count > LONGEST_LABEL:
        return False
    rest = view.line.text.partition(":")[2].strip()
    if view.count > count and all(map(_numeric, view.words[count:])):
        return True
    if _label_follows(view, count):
        return rest[:1] not in {*_QUOTES} or not rest
    return view.count <= 5 and view.words[0] in {"بقلم", "كتبه", "كتبها", "by"} and view.end != "."


def _is_breadcrumb(view: View) -> bool:
    """A path from the home page."""
    parts = view.parts()
    return len(parts) > 1 and len(parts[0]) <= 2 and parts[0][-1:] != [] and parts[0][-1] in _HOME


def _is_menu(view: View) -> bool:
    """Three or more short names with signs between them; the last one may be the article's title.

    A line with a figure is none: tolls are written so ("killed: 15 | wounded: 60 | missing: 7").
    """
    parts = view.parts()
    if any(map(has_digit, view.words)):
        return False
    arrows = any(sign in view.line.text for sign in "»›>") and "«" not in view.line.text
    if arrows and len(parts) == 2:
        return all(len(part) <= 2 for part in parts)
    return len(parts) > 2 and all(len(part) <= (5 if arrows else 3) for part in (parts[:-1] if arrows else parts))
