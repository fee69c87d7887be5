"""A negation that the English lost or invented."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translate.tokens import arabic_words, stripped
from translate.types import Flag

# Particles that negate the verb after them and hardly ever mean anything else. لا, ما and غير are left out of the
# strong ones: they also stand in ولا سيما, لا يزال, ما زال, غير أن, كلما …
_STRONG_AR = {"لم", "لن", "ليس", "ليست", "ليسوا", "لست", "لسنا", "ليسا"}
_ANY_AR = _STRONG_AR | {
    "لا", "ما", "غير", "دون", "بدون", "عدم", "لعدم", "بلا", "نفي", "نفت", "ينفي", "تنفي", "نافيا", "نافيه", "نفوا",
    "رفض", "رفضت", "يرفض", "ترفض", "رافضا", "منع", "يمنع", "تمنع", "سوي", "الا", "فشل", "فشلت", "يفشل", "تعذر",
    "امتنع", "امتنعت", "يتعذر", "استحال", "مستحيل", "حظر", "يحظر", "كف", "توقف", "توقفت", "انعدام", "غياب", "فقدان",
    "بلي", "كلا", "لولا", "قلما", "نادرا", "قل", "قليل", "قليلا", "لئلا", "الي", "لكن", "فقط", "انما", "خلاف", "خلافا",
    "عكس", "خالي", "خاليه", "خال", "معدوم", "بل", "انكر", "انكرت", "ينكر", "يخلو", "تخلو", "افتقار", "يفتقر", "تفتقر",
    "عجز", "عجزت", "يعجز", "حال", "حالت", "تجنب", "تجنبوا", "تجنبت", "ممنوع", "ممنوعه", "محظور", "محظوره", "استبعد",
}  # fmt: skip
_NO_LOSS_AR = {
    "سوي",
    "الا",
    "فقط",
    "بل",
    "حتي",
    "بعد",
    "لكن",
    "انما",
    "بعدما",
    "قبل",
    "يزل",
    "تزل",
    "يكد",
    "تكد",
    "احد",
}
_NEGATION_EN = re.compile(
    r"\b(?:no|not|nor|none|nobody|nothing|nowhere|never|neither|without|cannot|cant|wont|dont|didnt|isnt|hardly|"
    r"barely|scarcely|rarely|seldom|few|fewer|little|less|lack\w*|fail\w*|refus\w*|den(?:y|ies|ied|ying|ial)|reject\w*|"
    r"unable|inability|absen\w+|yet|only|just|until|unless|instead|rather|than|but|except|otherwise|avoid\w*|prevent\w*|"
    r"stop\w*|ceas\w+|miss\w*|missed|declin\w+|ignor\w+|impossible|free|far|short|nil|zero|prohibit\w*|forbid\w*|ban\w*|"
    r"exclud\w+|out|still|remain\w*|too|unlike|despite|although|though|non|dis\w+|un\w{3,}|in\w{5,}|im[pm]\w+|il\w+|ir\w+)\b"
    r"|n['’]t\b|n &apos; t\b|\w+less\b"
)
_STRONG_EN = re.compile(r"\b(?:not|never|cannot|nobody|nothing|neither|without)\b|n['’]t\b")


def check(arabic: str, english: str) -> Iterator[Flag]:
    """Flags of code ``negation``: لم, لن or ليس without any negative word in the English, or the other way."""
    words = arabic_words(arabic)
    readings = [{rest for rest, _ in stripped(word.text)} for word in words]
    everything = set().union(*readings) if readings else set()
    strong = [word for word, rests in zip(words, readings, strict=True) if rests & _STRONG_AR]
    if strong and not everything & _NO_LOSS_AR and not _NEGATION_EN.search(english.lower()):
        yield Flag(
            "negation",
            "warning",
            "The Arabic negates something, the English does not.",
            source=(strong[0].start, strong[0].end),
        )
    invented = _STRONG_EN.search(english.lower())
    if invented is not None and words and not everything & _ANY_AR:
        yield Flag(
            "negation", "info", f"The English says “{invented.group()}”, the Arabic has no negation.",
            target=invented.span(),
        )  # fmt: skip
