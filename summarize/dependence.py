"""Sentences that do not stand alone: questions, fragments, and those that lean on the sentence before."""

from __future__ import annotations

import re

from summarize.text import fold, stop_words, words

FEWEST_WORDS = 4
"""A shorter sentence is a caption, a label or a cry. Leaving them out costs no ROUGE on EASC, questions cost 0.2, and
sentences that lean on the one before are better left out (0.2 at a budget of 30 %, 0.05 at 50 %)."""

_WORD = re.compile(r"\w+|[^\w\s]")
_QUESTION = re.compile(r"[?؟][\s\"'”’»)\]]*\Z")


def _set(forms: str) -> frozenset[str]:
    return frozenset(map(fold, forms.split()))


_BACKWARD = _set(
    "هو هي هم هن هما هذا هذه هذان هذين هاتان هؤلاء ذلك تلك أولئك كذلك لذلك لذا بذلك فذلك عندها عندئذ حينها آنذاك"
)
_SAID = _set(
    "قال قالت أضاف أضافت تابع تابعت أردف أردفت أكد أكدت أوضح أوضحت أشار أشارت ذكر ذكرت شدد شددت اعتبر اعتبرت رأى"
    " لفت لفتت بين بينت استطرد استدرك ختم صرح صرحت زعم زعمت نوه حذر حذرت طالب طالبت مضى كشف أعرب أعربت دعا دعت"
)
_OPENERS = _set("أن إن أنه إنه أنها إنها أنهم إنهم أنهما بأن بأنه قائلا قائلة أيضا")


def is_question(sentence: str) -> bool:
    """Whether the sentence ends by asking."""
    return bool(_QUESTION.search(sentence))


def is_fragment(sentence: str) -> bool:
    """Whether the sentence is too short to say anything."""
    return len(words(sentence)) < FEWEST_WORDS


def leans_back(sentence: str) -> bool:
    """Whether the sentence only makes sense with the one before.

    It does if it opens with a pronoun or a demonstrative ("وهو", "هذه"), or reports speech without saying whose: a
    verb of speech followed by no content word ("وأضاف أن", "وقالت في", "وتابع:").
    """
    tokens = _WORD.findall(fold(sentence[:200]))
    while tokens and not tokens[0][0].isalnum():
        tokens.pop(0)
    if not tokens:
        return False
    first = tokens[0]
    bare = first[1:] if first[0] in "وف" and len(first) > 2 else first
    if first in _BACKWARD or bare in _BACKWARD:
        return True
    if first in _SAID or bare in _SAID:
        follows = tokens[1] if len(tokens) > 1 else ""
        return not follows or not follows[0].isalnum() or follows in stop_words() or follows in _OPENERS
    return False
