"""Arabic text as a model should see it; what the reader is shown stays as it was.

Each step has one of two reasons. *Piece*: the models' source vocabularies have no piece for these characters, so that
they would reach the model as unknown (seen in the bundled model's ``source.spm``; SentencePiece's own ``nmt_nfkc``
rule, which it was made with, already folds compatibility characters such as ﺏ … ％ but cuts a word in two at a
zero-width space). *Helps*: the model was trained on the other spelling, or translates it better. Beside some steps
stands what leaving one out does to the bundled model (revision 1) on the lines of FLORES-dev and 300 news pairs that
it changes; sets of under 50 lines show no more than that nothing breaks.

| step | what it does | reason |
| --- | --- | --- |
| invisible | control, zero-width, direction and private characters and lone surrogates go | piece; and they cut words |
| forms | presentation forms, ligatures and combining hamzas become ordinary letters | fixes the steps below it |
| diacritics | short vowels, shadda, sukun, Quranic marks go | piece: 796 unknown ones in 400 lines; BLEU 5.3 for 5.5 |
| tatweel | goes; where it stands alone it was meant as a dash | piece (23 lines; BLEU 7.8 for 7.9) |
| letters | Persian and Urdu ک ی ھ and their like become ك ي ه, and ٱ becomes ا | piece, or another word's piece |
| digits | Arabic-Indic and Persian digits, ٫ ٬ ٪ become ASCII | opus-mt gets a number wrong in 3 of 17 lines with ٠–٩ \
and in 6 of 366 with 0–9; piece |
| quotes | “ ” „ and the like become ", ‘ ’ become ' | opus-mt's training text was so prepared (OPUS-MT-train's \
preprocessing scripts); piece for „ ‹; 37 lines, BLEU 6.5 for 7.5 |
| dashes | – — − and the like become - | piece for the rarer ones |
| spaces | every run of white space becomes one space, none at the ends | piece |

Not changed, since it would change the meaning or lose letters that the models know: the letters پ چ ڤ گ, ى for ي,
hamza spellings, punctuation of Arabic (، ؛ ؟), « » (in training data as they are), digits of other scripts.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from translate.forms import normal_form
from translate.types import Normalized

if TYPE_CHECKING:
    from collections.abc import Callable

_PRESENTATION = re.compile("[\ufb50-\ufdfc\ufe70-\ufefc]+")
_DIACRITICS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08ca-\u08ff]+")
_LONE_TATWEEL = re.compile(r"(?<![^\W\d_])ـ+(?![^\W\d_])")  # no letter on either side
_SEPARATOR = re.compile("(?<=[0-9])[٫٬](?=[0-9])")
_SPACES = re.compile(r"\s+")

_LETTERS = str.maketrans("کڪیېےھہەۀۂۃٱ", "ككييي" + "ههههه" + "ةا")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٪", "01234567890123456789%")
_QUOTES = str.maketrans("“”„‟〝〞＂‹›❝❞﴾﴿‘’‚‛ʼ＇`´", '"' * 13 + "'" * 8)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−─━﹘﹣－", "-"))


def normalize(text: str) -> Normalized:
    """Takes every step of the table above, in its order; a second time changes nothing more.

    Linear in the length of the text. Offsets are not kept: the result is for a model, not for showing.
    """
    steps = []
    for name, step in _STEPS:
        changed = step(text)
        if changed != text:
            steps.append(name)
            text = changed
    return Normalized(text, tuple(steps))


def _invisible(text: str) -> str:
    if text.isprintable():  # no character of a category below, nor any space but the ordinary one
        return text
    return "".join([c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"}])


def _forms(text: str) -> str:
    if text.isascii():
        return text
    text = _PRESENTATION.sub(lambda match: normal_form("NFKC", match.group()), text)
    return normal_form("NFC", text)


def _diacritics(text: str) -> str:
    return _composed(_DIACRITICS.sub("", text), text)


def _tatweel(text: str) -> str:
    if "ـ" not in text:
        return text
    return _composed(_LONE_TATWEEL.sub("-", text).replace("ـ", ""), text)


def _composed(changed: str, before: str) -> str:
    """NFC again where a removed character stood between a letter and its mark."""
    return changed if changed == before else normal_form("NFC", changed)


def _digits(text: str) -> str:
    text = text.translate(_DIGITS)
    return _SEPARATOR.sub(lambda match: "." if match.group() == "٫" else ",", text)


def _spaces(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("invisible", _invisible),
    ("forms", _forms),
    ("diacritics", _diacritics),
    ("tatweel", _tatweel),
    ("letters", lambda text: text.translate(_LETTERS)),
    ("digits", _digits),
    ("quotes", lambda text: text.translate(_QUOTES)),
    ("dashes", lambda text: text.translate(_DASHES)),
    ("spaces", _spaces),
)
