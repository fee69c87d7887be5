"""What is done with one sentence around the engine: parts of it in, one checked translation out, and a second try."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translate.checks import check
from translate.choose import Choice, choose, grade
from translate.confidence import confidence
from translate.long import split_long
from translate.normalize import normalize
from translate.types import Flag, Translation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from translate.engines import NBest
    from translate.glossary import Glossary

    Count = Callable[[str], int]

LONGEST = 96
"""Source pieces above which a sentence is cut at clauses, unless the model's ``model_max_length`` is less.

The real opus-mt's chrF on FLORES-dev does not fall with length as far as it can be measured: 61.7 under 20 pieces of
the bundled model's vocabulary, 60.5 at 30 to 40, 63.3 at 60 to 70; of 1,297 FLORES and news sentences none has more
than 85. The bundled model (revision 4) is of two minds: in parts of at most 40 pieces its chrF on FLORES-dev is 43.9
instead of 43.5 and on news 55.8 as before, but its BLEU 14.4 instead of 14.6 and 26.3 instead of 29.2.
"""

_SHORTEST_HALF = 8  # pieces; what is shorter is hardly a clause


@dataclass(frozen=True, slots=True)
class Task:
    """A sentence and the normalised parts of it that the model translates: one, but for a long sentence."""

    source: str
    parts: tuple[str, ...]
    cut_words: bool = False


def make_task(sentence: str, count: Count, longest: int) -> Task:
    """The sentence whole if it is at most ``longest`` pieces by ``count``, else in parts."""
    text = normalize(sentence).text
    # A piece is a character at least, and mostly several: this spares the tokeniser what is surely short, and what is
    # surely long.
    if len(text) < longest or (len(text) < 100 * longest and count(text) <= longest):
        return Task(sentence, (text,))
    parts = split_long(text, count, longest)
    return Task(sentence, parts.texts, parts.cut_words)


def second_task(task: Task, first: Translation, count: Count) -> Task:
    """What to send for a second try: the same, or halves where something seems to be lost or invented.

    With the bundled model (revision 1), of 6 lines of FLORES-dev with such an error a wider search leaves 2, parts
    none; for other errors parts cost BLEU.
    """
    if not any(flag.code == "length" for flag in errors(first)):
        return task
    texts: list[str] = []
    for text in task.parts:
        half = count(text) // 2 + 1
        texts += split_long(text, count, half).texts if half >= _SHORTEST_HALF else [text]
    return replace(task, parts=tuple(texts))


def assemble(task: Task, found: Mapping[str, NBest], glossary: Glossary) -> Translation:
    """The translation of a task, from the hypotheses of its parts."""
    choices = [choose(task.source if len(task.parts) == 1 else part, found[part], glossary) for part in task.parts]
    if len(task.parts) == 1:
        (hypotheses, choice) = (found[task.parts[0]], choices[0])
        text, score, flags = choice.text, hypotheses[choice.index].score, choice.flags
        alternatives = tuple(other for place, other in enumerate(hypotheses) if place != choice.index)
    else:
        text = " ".join(choice.text for choice in choices)
        lengths = [len(part) for part in task.parts]
        scores = [found[part][choice.index].score for part, choice in zip(task.parts, choices, strict=True)]
        score = sum(score * length for score, length in zip(scores, lengths, strict=True)) / sum(lengths)
        flags = _joined_flags(task, text, choices, glossary)
        alternatives = ()
    reason = "; ".join(choice.reason for choice in choices if choice.reason)
    figure = confidence(score, task.source, text)
    return Translation(task.source, text, score, flags, alternatives, confidence=figure, reason=reason)


def better(first: Translation, second: Translation) -> Translation:
    """Of two tries the one with fewer errors, then fewer warnings; the first if they are equal."""
    if grade(second.flags) >= grade(first.flags):
        return first
    codes = ", ".join(sorted({flag.code for flag in errors(first)}))
    reason = f"second try, with a wider search: the first was marked ({codes})"
    return replace(second, reason="; ".join(filter(None, (reason, second.reason))))


def errors(translation: Translation) -> list[Flag]:
    """The translation's flags of severity ``error``."""
    return [flag for flag in translation.flags if flag.severity == "error"]


def _joined_flags(task: Task, text: str, choices: Sequence[Choice], glossary: Glossary) -> tuple[Flag, ...]:
    """The flags of a sentence that was translated in parts."""
    message = f"Translated in {len(task.parts)} parts, cut where clauses end: they may not fit together well."
    if task.cut_words:
        message += " A run of letters without a space was cut."
    # What was corrected in a part cannot be seen in the whole, and stands at another place there.
    corrected = [
        replace(flag, source=None, target=None)
        for choice in choices
        for flag in choice.flags
        if flag.severity == "info"
    ]
    found = check(task.source, text, glossary)
    return (*found, *(flag for flag in dict.fromkeys(corrected) if flag not in found), Flag("long", "info", message))
