"""Arabic text as countable terms: folded letters, words, stems."""

from __future__ import annotations

import re
from functools import lru_cache

_MARKS = [*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06EE), 0x0640]
_FOLD: dict[int, int | str | None] = {
    **dict.fromkeys(_MARKS),  # diacritics, Quranic marks and tatweel say nothing about which word it is
    **str.maketrans("أإآٱىةؤئکی", "اااايهويكي"),
    **str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2),
}
_SPELT = {code: to for code, to in _FOLD.items() if code != ord("ة")}  # the stemmer must see ة to take it for an ending
_WORD = re.compile(r"\w+")
_MIN_TERM = 2  # one letter left of a word is a particle or an initial


def fold(text: str) -> str:
    """Text with the spellings that Arabic writers mix made one.

    Diacritics and tatweel go; أإآٱ become ا, ى becomes ي, ة becomes ه, ؤ becomes و, ئ becomes ي, and
    Arabic-Indic digits become ASCII ones.
    """
    return text.translate(_FOLD)


def words(text: str) -> list[str]:
    """The folded words and numbers of a text, in order, punctuation left out."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Folded Arabic stop words (stopwordsiso), with their forms after و and ف."""
    from stopwordsiso import stopwords  # reads the lists of all languages: only when needed

    plain = {form for word in stopwords("ar") for form in (fold(word), word.translate(_SPELT))}
    return frozenset(plain | {prefix + word for word in plain for prefix in "وف"})


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """The folded stem of a word (Snowball's Arabic stemmer); the folded word where nothing would be left of it."""
    return fold(_stemmer().stemWord(word.translate(_SPELT)) or word)


@lru_cache(maxsize=1 << 12)  # an article's sentences are asked for by ranking, selection and grouping in turn
def terms(text: str) -> tuple[str, ...]:
    """The stems of a text's content words, in order."""
    stops = stop_words()
    found = _WORD.findall(text.translate(_SPELT))
    return tuple(stem(word) for word in found if len(word) >= _MIN_TERM and word not in stops)


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]  # PyStemmer is untyped
    import Stemmer

    return Stemmer.Stemmer("arabic")
