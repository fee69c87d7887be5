"""The whole way from Arabic sentences to chosen, checked English ones."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translate.checks import check
from translate.choose import Choice, choose
from translate.confidence import confidence
from translate.engines import Decoding, make_batches, open_engine, pick_device, pick_engine
from translate.glossary import Glossary
from translate.long import split_long
from translate.memory import Memory, memory_key
from translate.models import resolve
from translate.normalize import normalize
from translate.passthrough import passthrough
from translate.tokenizer import Tokenizer
from translate.types import Flag, Translation

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    from typing_extensions import Self

    from translate.engines import Engine, NBest
    from translate.memory import Setting
    from translate.models import ResolvedModel

LONGEST = 128
"""Pieces of the source model above which a sentence is cut at clauses."""


@dataclass(frozen=True, slots=True)
class TranslatorInfo:
    """What a translator translates with; known before anything is loaded. ``warning`` is for every reader."""

    name: str
    id: str
    revision: str
    hash: str
    licence: str
    warning: str
    engine: str
    device: str
    beam: int


@dataclass(slots=True)
class Counts:
    """What became of the sentences so far: the first three add up to all that were given.

    ``repeated`` of them stood in the input more than once and were worked on once. ``retried`` were tried again in
    another way, and ``improved`` of these got fewer errors by it.
    """

    translated: int = 0
    from_memory: int = 0
    copied: int = 0
    repeated: int = 0
    retried: int = 0
    improved: int = 0


@dataclass(frozen=True, slots=True)
class _Task:
    """A sentence's way through the engine: its normalised parts, one but for a long sentence."""

    source: str
    parts: tuple[str, ...]
    cut_words: bool = False


class Translator:
    """Translates sentences, each on its own.

        from translate import Translator
        for translation in Translator().translate(["وصل الوفد إلى دمشق مساء الثلاثاء."]):
            print(translation.text, translation.flags)

    Args:
        model: a name that ``translate.models.resolve`` knows; it is looked for (and fetched, if it must be) here.
        engine: ``auto``, ``ctranslate2`` or ``transformers``.
        device: ``auto``, ``cpu`` or ``cuda``.
        beam: hypotheses kept by the search, and looked at for the best choice.
        memory: a translation memory, or the path of one; None keeps nothing.
        glossary: names and terms for the checks and the choice; None is the built-in one.
        threads: batches or threads at once on a processor; None is one a core.
        offline: open no connection.
        force: translate also what the memory holds.
        say: told, in a sentence each, what takes long and what went wrong without being fatal.
        selftest: let a model that is loaded for the first time translate a few golden sentences, and refuse it if it
            cannot; a model with random weights, made to measure speed, cannot.

    Raises:
        ModelError: the model cannot be had or is broken.
        EngineError: the device cannot be used.
        ValueError: there is no such engine or device, or ``beam`` is under 1.
    """

    def __init__(
        self,
        model: str = "auto",
        engine: str = "auto",
        device: str = "auto",
        beam: int = 4,
        memory: Memory | str | os.PathLike[str] | None = None,
        glossary: Glossary | None = None,
        *,
        threads: int | None = None,
        offline: bool = False,
        force: bool = False,
        say: Callable[[str], None] | None = None,
        selftest: bool = True,
    ) -> None:
        if beam < 1:
            raise ValueError(f"beam is {beam}; it must be at least 1")
        self._say = say or (lambda _: None)
        self._engine_name = pick_engine(engine)
        self._device = pick_device(self._engine_name, device)
        self._model: ResolvedModel = resolve(model, offline=offline, say=self._say)
        self._decoding = Decoding(beam, _no_repeat_ngram(self._model))
        # A run of hours should not end because its memory did: that is said, and nothing is kept from there on.
        self._memory = (
            memory if memory is None or isinstance(memory, Memory) else Memory(memory, required=False, say=say)
        )
        self._glossary = glossary or Glossary.builtin()
        self._threads = threads
        self._force = force
        self._selftest = selftest
        self._tokenizer: Tokenizer | None = None
        self._engine: Engine | None = None
        self.counts = Counts()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Unloads the model and closes the memory; both come back when they are needed again."""
        if self._engine:
            self._engine.close()
        self._engine = None
        if self._memory:
            self._memory.close()

    @property
    def info(self) -> TranslatorInfo:
        """What this translates with; loads nothing."""
        model = self._model
        return TranslatorInfo(
            model.name, model.id, model.revision, model.hash, model.licence, model.warning,
            self._engine_name, self._device, self._decoding.beam,
        )  # fmt: skip

    def translate(self, sentences: Sequence[str], progress: Callable[[int], None] | None = None) -> list[Translation]:
        """The translation of each sentence, in the same order.

        What the memory holds is taken from there; the engine is loaded only if something is left. ``progress`` is
        told, now and then, how many more sentences are done. Everything that an engine's batch gave is in the memory
        before the next one is waited for, so that whatever ends this call (an interrupt, a kill) loses little.

        Raises:
            EngineError: the engine failed on a batch; what came before is in the memory.
            ModelError: the model cannot be loaded.
        """
        times: dict[str, int] = defaultdict(int)
        for sentence in sentences:
            times[sentence] += 1
        self.counts.repeated += len(sentences) - len(times)
        done: dict[str, Translation] = {}
        tasks = []
        for sentence, count in times.items():
            if (copy := passthrough(sentence)) is not None:
                done[sentence] = Translation(sentence, copy, None, copied=True)
                self.counts.copied += count
            else:
                tasks.append(self._task(sentence))
        if progress and done:
            progress(self.counts.copied)
        for translation in self._translated(tasks, self._decoding):
            done[translation.source] = translation
            if translation.from_memory:
                self.counts.from_memory += times[translation.source]
            else:
                self.counts.translated += times[translation.source]
            if progress:
                progress(times[translation.source])
        return [done[sentence] for sentence in sentences]

    def _task(self, sentence: str) -> _Task:
        text = normalize(sentence).text
        if len(text) < LONGEST:  # a piece is a character at least; spares the tokeniser where all is in the memory
            return _Task(sentence, (text,))
        parts = split_long(text, lambda word: len(self._pieces(word)), LONGEST)
        return _Task(sentence, parts.texts, parts.cut_words)

    def _pieces(self, text: str) -> list[str]:
        if self._tokenizer is None:
            self._tokenizer = Tokenizer(self._model.folder)
        return self._tokenizer.encode(text)

    def _translated(self, tasks: Sequence[_Task], decoding: Decoding) -> Iterator[Translation]:
        """Each task's translation, as soon as the last of its parts is there."""
        wanted_by: dict[str, list[_Task]] = defaultdict(list)
        missing: dict[str, int] = {}
        for task in tasks:
            distinct = set(task.parts)
            missing[task.source] = len(distinct)
            for part in distinct:
                wanted_by[part].append(task)
        found: dict[str, NBest] = {}
        remembered: set[str] = set()
        for part, hypotheses, from_memory in self._hypotheses(list(wanted_by), decoding):
            found[part] = hypotheses
            if from_memory:
                remembered.add(part)
            for task in wanted_by[part]:
                missing[task.source] -= 1
                if not missing[task.source]:
                    yield self._chosen(task, found, remembered.issuperset(task.parts))

    def _hypotheses(self, parts: Sequence[str], decoding: Decoding) -> Iterator[tuple[str, NBest, bool]]:
        """The hypotheses of each part and whether the memory had them: first those, then batch by batch the others."""
        settings: dict[str, Setting] = {
            "beam": decoding.beam,
            "no_repeat_ngram": decoding.no_repeat_ngram,
            "engine": self._engine_name,
        }
        keys = {part: memory_key(self._model.hash, settings, part) for part in parts}
        known: dict[str, NBest] = {}
        if self._memory and not self._force:
            known = self._memory.get_many(list(keys.values()))
        for part in parts:
            if hypotheses := known.get(keys[part]):
                yield part, hypotheses, True
        if len(known) < len(parts):
            for batch, results in self._engine_batches(
                parts, {part for part in parts if keys[part] in known}, decoding
            ):
                if self._memory:
                    self._memory.put_many({keys[part]: result for part, result in zip(batch, results, strict=True)})
                for part, result in zip(batch, results, strict=True):
                    yield part, result, False

    def _engine_batches(
        self, parts: Sequence[str], known: set[str], decoding: Decoding
    ) -> Iterator[tuple[list[str], list[NBest]]]:
        engine = self._open_engine()
        pieces = [self._pieces(part) for part in parts]
        # Cut before what is known is taken out: a run that was killed and is run again sends the engine the very
        # batches that it would have got, and a sentence's neighbours in a batch can change its last digits.
        batches = [
            [index for index in batch if parts[index] not in known]
            for batch in make_batches([len(some) + 1 for some in pieces], engine.batch_tokens, engine.workers)
        ]
        batches = [batch for batch in batches if batch]
        results = engine.translate(([pieces[index] for index in batch] for batch in batches), decoding)
        for batch, result in zip(batches, results, strict=True):
            yield [parts[index] for index in batch], result

    def _open_engine(self) -> Engine:
        if self._engine is None:
            self._pieces("")
            assert self._tokenizer
            self._engine = open_engine(
                self._model,
                self._tokenizer,
                self._engine_name,
                self._device,
                threads=self._threads,
                test=self._selftest,
                say=self._say,
            )
        return self._engine

    def _chosen(self, task: _Task, found: dict[str, NBest], from_memory: bool) -> Translation:
        if len(task.parts) == 1:
            hypotheses = found[task.parts[0]]
            choice = choose(task.source, hypotheses, self._glossary)
            score = hypotheses[choice.index].score
            alternatives = tuple(other for index, other in enumerate(hypotheses) if index != choice.index)
            flags = choice.flags
            text, reason = choice.text, choice.reason
        else:
            choices = [choose(part, found[part], self._glossary) for part in task.parts]
            text = " ".join(choice.text for choice in choices)
            scores = [found[part][choice.index].score for part, choice in zip(task.parts, choices, strict=True)]
            score = sum(score * len(part) for score, part in zip(scores, task.parts, strict=True)) / sum(
                map(len, task.parts)
            )
            alternatives = ()
            flags = self._joined_flags(task, text, choices)
            reason = "; ".join(choice.reason for choice in choices if choice.reason)
        return Translation(
            task.source, text, score, flags, alternatives, from_memory,
            confidence=confidence(score, task.source, text), reason=reason,
        )  # fmt: skip

    def _joined_flags(self, task: _Task, text: str, choices: Sequence[Choice]) -> tuple[Flag, ...]:
        """The flags of a sentence that was translated in parts."""
        message = f"Too long for the model: translated in {len(task.parts)} parts, which may not fit together well."
        if task.cut_words:
            message += " A run of letters without a space was cut."
        # What was corrected in a part cannot be seen in the whole, and stands elsewhere there.
        corrected = [
            replace(flag, source=None, target=None)
            for choice in choices
            for flag in choice.flags
            if flag.severity == "info"
        ]
        found = check(task.source, text, self._glossary)
        return (
            *found,
            *(flag for flag in dict.fromkeys(corrected) if flag not in found),
            Flag("long", "info", message),
        )


def _no_repeat_ngram(model: ResolvedModel) -> int:
    """What the model's own ``generation_config.json`` says: repetition is a fault of some models and not of others."""
    try:
        settings = json.loads((model.folder / "generation_config.json").read_text(encoding="utf-8"))
        return int(settings.get("no_repeat_ngram_size") or 0)
    except (OSError, ValueError, TypeError, AttributeError):
        return 0
