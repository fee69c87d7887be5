"""Corrections of a translation that are certain enough to be made, each said with a flag of severity info."""

from __future__ import annotations

import html
import re

from rapidfuzz.distance import Levenshtein

from translate.checks.markup import ENTITY
from translate.checks.names import has
from translate.glossary import Glossary, Term, plain
from translate.types import Flag

_NAMES = ("country", "city", "place", "person", "organisation", "group")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_APOSTROPHE = re.compile(r" ?& ?(?:apos|#39|#x27) ?; ?")
_QUOTE = re.compile(r"& ?(?:quot|#34|#x22) ?;")
# Letters that transliterations of one Arabic name exchange; vowels, and h outside the start, carry no certainty.
_SOUNDS = (("kh", "x"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("sh", "$"), ("ch", "$"), ("ph", "f"), ("j", "g"),
           ("q", "k"), ("c", "k"), ("z", "s"), ("v", "f"), ("w", "u"), ("y", "i"))  # fmt: skip
SHORT = 6  # letters; below, only doubled letters and a final h may differ (Dara, Daraa)
MAX_EDITS = {6: 2, 7: 2}  # by the length of the shorter spelling; longer ones: 3


def post_edit(source: str, text: str, glossary: Glossary | None) -> tuple[str, list[Flag]]:
    """The text with character entities resolved and near-miss spellings of glossary names corrected."""
    edited, flags = _resolve_entities(source, text)
    if glossary is not None:
        edited, more = _correct_names(source, edited, glossary)
        flags += more
    return edited, flags


def _resolve_entities(source: str, text: str) -> tuple[str, list[Flag]]:
    """``suspect &apos; s`` becomes ``suspect's``; quotation marks get their space on the outer side."""
    if not ENTITY.search(text) or ENTITY.search(source):
        return text, []
    parts = _QUOTE.split(_APOSTROPHE.sub("'", text))
    for place in range(1, len(parts), 2):
        if place + 1 < len(parts):  # inside a pair
            parts[place] = parts[place].strip()
    edited = html.unescape(re.sub(r"& (?=\w+ ?;)|(?<=\w) (?=;)", lambda found: found.group().strip(), '"'.join(parts)))
    return edited, [Flag("edited", "info", "Character entities such as &apos; were resolved.")]


def _correct_names(source: str, text: str, glossary: Glossary) -> tuple[str, list[Flag]]:
    flags: list[Flag] = []
    done: set[Term] = set()
    for mention in glossary.find(source):
        term = mention.term
        if term.ambiguous or term.type not in _NAMES or term in done or has(term, text, plain(text)):
            continue
        done.add(term)
        found = near_miss(term, text, glossary)
        if found is not None:
            start, end, form = found
            message = f"“{text[start:end]}” was corrected to “{form}”, the name in the Arabic."
            text = text[:start] + form + text[end:]
            flags.append(Flag("edited", "info", message, (mention.start, mention.end), (start, start + len(form))))
    return text, flags


def near_miss(term: Term, text: str, glossary: Glossary) -> tuple[int, int, str] | None:
    """Where the text spells the term in a way that nothing else explains, and the spelling to put there.

    Certain means: capitalised (at the beginning of the text at least six letters), the letters agree but for vowels
    and for consonants that transliterations exchange, few edits, and no other name of the glossary is written so.
    """
    words = list(_WORD.finditer(text))
    for form in term.accepted:
        count = len(_WORD.findall(form))
        for place in range(len(words) - count + 1):
            start, end = words[place].start(), words[place + count - 1].end()
            written = text[start:end]
            if written.endswith(("'s", "’s")):
                end -= 2
                written = text[start:end]
            if place == 0 and len(written) < 6:
                continue
            if _same_name(written, form) and not _is_another(written, term, glossary):
                return start, end, form
    return None


def _same_name(written: str, form: str) -> bool:
    if written[0].upper() != form[0].upper() or not written[0].isupper() or written.isupper():  # nearly all end here
        return False
    shorter = min(len(written), len(form))
    if shorter < 4 or not all(word[0].isupper() for word in re.split(r"[ -]", form) if word not in ("al", "ez", "el")):
        return False
    if shorter < SHORT:
        return _undoubled(written) == _undoubled(form)
    edits = Levenshtein.distance(written.lower(), form.lower(), score_cutoff=4)
    return edits <= MAX_EDITS.get(shorter, 3) and _skeleton(written) == _skeleton(form)


def _skeleton(name: str) -> str:
    letters = plain(name).replace(" ", "")
    for sound, sign in _SOUNDS:
        letters = letters.replace(sound, sign)
    kept = letters[:1] + re.sub(r"[aeiouh]", "", letters[1:])
    return re.sub(r"(.)\1+", r"\1", kept)


def _undoubled(name: str) -> str:
    return re.sub(r"(.)\1+", r"\1", plain(name).strip()).removesuffix("h")


def _is_another(written: str, term: Term, glossary: Glossary) -> bool:
    return glossary.english_forms.get(plain(written).strip(), term) != term
