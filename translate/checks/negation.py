"""A negation that the English lost or invented."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.tokens import Token, arabic_words, stripped
from translate.types import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

# What negates in Arabic and nearly always stays a negation in English. ما, غير, دون, عدم and the verbs of denial are
# left out: on 5,897 human pairs 4 to 80 % of them have no negative word in the English.
_PLAIN = {"لن", "ليس", "ليست", "ليسوا", "لسنا", "ليسا"}
_OTHERS = {"لم", "لا"}
# Words beside which the Arabic negation means "only", "at least", "especially", "still" …
_NOT_NEGATING = {"سوي", "الا", "فقط", "بل", "انما", "غير", "حتي", "قبل", "بعد"}
_AFTER_LA = {
    "يقل", "تقل", "يزيد", "تزيد", "يتجاوز", "تتجاوز", "يتعدي", "تتعدي", "سيما", "بد", "شك", "يزال", "تزال", "يزالون",
    "تزالان", "زال", "زالت", "زالوا", "باس", "محاله", "غني", "عجب", "يخفي", "محال", "احد", "داعي", "اكثر",
}  # fmt: skip
_NEGATIVE = re.compile(
    r"\b(?:no|not|nor|none|nobody|nothing|nowhere|never|neither|without|cannot|non\w*|hardly|barely|scarcely|rarely|"
    r"seldom|few|little|lack\w*|fail\w*|refus\w*|den(?:y|ies|ied|ying|ials?)|reject\w*|unable|inability|absen\w+|"
    r"impossib\w+|un(?!der|it|til|ion|iv|iq|ified|ilat)\w{3,}|il?legal\w*|"
    r"in(?:ac|ad|ap|ca|co(?:m[pr]|r|n[svc])|dep|el|ev|ef|ex|nu|op|su|vi|va)\w{3,}|"
    r"im(?:mun|possi|prob|prop|perf|mat|bal)\w{3,}|irre\w{3,}|infin\w+|dis\w{3,}|\w{3,}less|despite|except\w*|ban\w*|prohibit\w*|"
    r"forbid\w*|declin\w+|ignor\w+|miss\w*|stop\w*|fewer|less|free|instead|rather|avoid\w*|prevent\w*|unless|abst\w+|"
    r"withh\w+|still|yet|merely|nil|zero|difficult\w*|hard|quietly|minus)\b|n['’]t\b"
)
_INSTEAD = re.compile(r"\b(?:only|until|before|first|just|left|all|but|than|apart|beyond|long|too|more|simply)\b")

# A plain negation, questions and "not only" left out.
_NOT = re.compile(
    r"\b(?:(?:did|does|do|has|have|had|is|are|was|were|will|would|could|can|should|may|must) not"
    r"(?! only| just| merely)|cannot|never|no longer)\b|\b[a-z]+n['’]t\b(?! forget)"
)
# Anything in Arabic that English may turn into "not": particles, and roots of lack, refusal, failure, end, absence.
_PARTICLES = {
    "لم", "لن", "لا", "ليس", "ليست", "ليسوا", "لست", "لستم", "لستن", "لسنا", "ليسا", "ما", "لما", "غير", "دون", "بلا",
    "سوي", "الا", "لولا", "كلا", "اليس", "الست", "الم", "الن", "ابدا", "بدل", "بدلا", "قبل", "ليلا", "كيلا", "لكيلا",
    "قط", "خلا", "عدا", "قل", "قلت", "قله", "قلما", "يقل", "تقل", "كف", "كفت", "كفوا", "يكف", "تكف", "شح", "شحت", "شك",
    "اشك", "نشك", "يشك", "تشك", "اياك", "اياكم", "فات", "فاته", "فاتهم", "ابي", "ابت", "يابي", "تابي", "وقف", "محال",
}  # fmt: skip
_LACK = re.compile(
    "(?:لا[يتن].*|س?[يتنا]?(?:نفي|نفت|نفوا|نافي|نكر|نكار|رفض|فشل|عجز|عاجز|تعذر|متنع|متناع|منع|مانع|حظر|ستبعد|ستبعاد|"
    "نعدم|نعدام|عدم|عديم|فتقر|فتقار|فتقد|فقد|خلو|خلت|خالي|ستحيل|ستحال|صعب|غيب|غاب|غياب|غايب|حرم|تخلف|توقف|تجنب|نادر|"
    "حجام|همل|تجاهل|قصور|نقطع|نقطاع|كذب|عطل|زال|مجهول|جهل|خالف|قاطع|نقص|ناقص|ضعف|بقي|ظل|عدول|تنازل|تخلي|عارض|نسي|كاد|"
    "ندم|فلت|تناقض).{0,4}|م(?:منوع|حظور|رفوض|حروم|فقود|عدوم|ستحيل|ستبعد|نعدم|توقف|فتقر|متنع|نقطع|عطل|غيب|ختف|لغي|جمد)"
    ".{0,4}|غير.{1,3})"
)
# What "no longer" may stand for besides: something ended, somebody former, deposed, dismissed.
_NO_LONGER = re.compile(
    "(?:[يتن]?نتهي|انته[ياتو]|منتهي|سابق|معزول|مقال|مخلوع|متقاعد|اقيل|اقال|راحل|بايد|قديم|غادر|تغادر|يغادر|ترك).{0,3}"
)


def check(arabic: str, english: str) -> Iterator[Flag]:
    """Flags of code ``negation``, severity warning: only one of the two texts negates.

    Lost: on 5,897 human pairs (FLORES-dev and news) 4 are flagged; of references that lose their only "not", half.
    Invented: of 16,568 human pairs (FLORES-dev, news, general) 1 is flagged; of those with "not" put in, 40 to 60 %.
    """
    lower = english.lower()
    if _NEGATIVE.search(lower):
        yield from _invented(arabic, lower)
    else:
        yield from _lost(arabic, lower)


def _invented(arabic: str, lower: str) -> Iterator[Flag]:
    found = None if "?" in lower else _NOT.search(lower)
    if found is None:
        return
    ended = all(match.group() == "no longer" for match in _NOT.finditer(lower))
    for word in arabic_words(arabic):
        if ended and any(_NO_LONGER.fullmatch(rest) for rest, _ in stripped(word.text)):
            return
        if any(rest in _PARTICLES or _LACK.fullmatch(rest) for rest, _ in stripped(word.text)):
            return
    message = f"The English negates something (“{found.group()}”), the Arabic does not."
    yield Flag("negation", "warning", message, target=found.span())


def _lost(arabic: str, lower: str) -> Iterator[Flag]:
    words = arabic_words(arabic)
    rests = [{rest for rest, _ in stripped(word.text)} for word in words]
    everything = set().union(*rests)
    if plain := [word for word, own in zip(words, rests, strict=True) if own & _PLAIN]:
        negating = [] if everything & {"سوي", "الا"} else plain
    elif everything & _NOT_NEGATING or _INSTEAD.search(lower):
        return
    else:
        negating = [word for place, word in enumerate(words) if _negates(words, place, rests)]
    if negating:
        message = "The Arabic negates something, the English does not."
        yield Flag("negation", "warning", message, source=(negating[0].start, negating[0].end))


def _negates(words: tuple[Token, ...], place: int, rests: list[set[str]]) -> bool:
    word = words[place].text
    if word.endswith("لا"):
        follows = words[place + 1].text if place + 1 < len(words) else ""
        return word in ("لا", "ولا", "فلا") and follows not in _AFTER_LA
    return bool(rests[place] & _OTHERS)
