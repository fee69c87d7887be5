"""The whole way from Arabic sentences to chosen, checked English ones."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translate.engines import SEARCH_VERSION, Decoding, make_batches, open_engine, pick_device, pick_engine
from translate.glossary import Glossary
from translate.memory import Memory, memory_key
from translate.models import resolve
from translate.passthrough import passthrough
from translate.tasks import LONGEST, Task, assemble, better, errors, make_task, second_task
from translate.tokenizer import Tokenizer
from translate.types import Translation

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import TracebackType

    from typing_extensions import Self

    from translate.engines import Engine, NBest
    from translate.memory import Setting
    from translate.models import ResolvedModel

RETRY_NO_REPEAT = 3
"""No three pieces twice in a second try, which also has twice the beam.

With the bundled model (revision 1), beam 4, 200 lines of FLORES-dev and 200 news pairs: 93 and 63 have an error mark.
Beam 8 clears 19 and 10 of them; with no 3-gram repeated 29 and 23, BLEU +0.40 and +0.14, chrF +0.71 and +0.22; with no
4-gram repeated 28 and 21.
"""


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

    ``repeated`` of them had stood in the input before, and were worked on once. Of the different ones, ``retried``
    were tried again in another way, and ``improved`` of these got fewer errors by it.
    """

    translated: int = 0
    from_memory: int = 0
    copied: int = 0
    repeated: int = 0
    retried: int = 0
    improved: int = 0

    def add(self, translation: Translation, times: int) -> None:
        """Counts a sentence that stood in the input so many times."""
        if translation.copied:
            self.copied += times
        elif translation.from_memory:
            self.from_memory += times
        else:
            self.translated += times


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
        retry: try a sentence that still has an error mark once more, in another way, and keep the better result.
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
        retry: bool = True,
        selftest: bool = True,
    ) -> None:
        if beam < 1:
            raise ValueError(f"beam is {beam}; it must be at least 1")
        self._say = say or (lambda _: None)
        self._engine_name = pick_engine(engine)
        self._device = pick_device(self._engine_name, device)
        self._model: ResolvedModel = resolve(model, offline=offline, say=self._say)
        self._decoding = Decoding(beam, _setting(self._model, "generation_config.json", "no_repeat_ngram_size", 0))
        self._longest = min(LONGEST, _setting(self._model, "tokenizer_config.json", "model_max_length", LONGEST))
        self._retry = retry
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
        times = Counter(sentences)
        self.counts.repeated += len(sentences) - len(times)
        done: dict[str, Translation] = {}

        def finish(translation: Translation) -> None:
            done[translation.source] = translation
            self.counts.add(translation, times[translation.source])
            if progress:
                progress(times[translation.source])

        tasks: dict[str, Task] = {}
        for sentence in times:
            if (copy := passthrough(sentence)) is not None:
                finish(Translation(sentence, copy, None, copied=True))
            else:
                tasks[sentence] = make_task(sentence, self._count, self._longest)
        doubtful = set()
        for translation in self._translated(tasks.values(), self._decoding):
            if self._retry and errors(translation):
                done[translation.source] = translation
                doubtful.add(translation.source)
            else:
                finish(translation)
        # In the order of the input, whatever the memory had: see _engine_batches.
        again = [second_task(tasks[s], done[s], self._count) for s in tasks if s in doubtful]
        for second in self._translated(again, Decoding(2 * self._decoding.beam, RETRY_NO_REPEAT)):
            first = done[second.source]
            kept = better(first, second)
            self.counts.retried += 1
            self.counts.improved += kept is not first
            finish(replace(kept, from_memory=first.from_memory and second.from_memory))
        return [done[sentence] for sentence in sentences]

    def _count(self, text: str) -> int:
        return len(self._pieces(text))

    def _pieces(self, text: str) -> list[str]:
        if self._tokenizer is None:
            self._tokenizer = Tokenizer(self._model.folder)
        return self._tokenizer.encode(text)

    def _translated(self, tasks: Iterable[Task], decoding: Decoding) -> Iterator[Translation]:
        """Each task's translation, as soon as the last of its parts is there."""
        wanted_by: dict[str, list[Task]] = defaultdict(list)
        missing: dict[str, int] = {}
        for task in tasks:
            distinct = dict.fromkeys(task.parts)
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
                    translation = assemble(task, found, self._glossary)
                    yield replace(translation, from_memory=remembered.issuperset(task.parts))

    def _hypotheses(self, parts: Sequence[str], decoding: Decoding) -> Iterator[tuple[str, NBest, bool]]:
        """The hypotheses of each part and whether the memory had them: first those, then batch by batch the others."""
        settings: dict[str, Setting] = {
            "beam": decoding.beam,
            "no_repeat_ngram": decoding.no_repeat_ngram,
            "engine": self._engine_name,
            "device": self._device,  # another one computes with another precision
            "search": SEARCH_VERSION,
        }
        keys = {part: memory_key(self._model.hash, settings, part) for part in parts}
        known: dict[str, NBest] = {}
        if self._memory and not self._force:
            known = self._memory.get_many(list(keys.values()))
        remembered = {part for part in parts if known.get(keys[part])}
        for part in parts:
            if part in remembered:
                yield part, known[keys[part]], True
        if len(remembered) == len(parts):
            return
        for batch, results in self._engine_batches(parts, remembered, decoding):
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


def _setting(model: ResolvedModel, file: str, name: str, default: int) -> int:
    """A setting of the model's own: what suits one model (its repetitions, its longest good input) is not another's."""
    try:
        settings = json.loads((model.folder / file).read_text(encoding="utf-8"))
        return int(settings.get(name) or default)
    except (OSError, ValueError, TypeError, AttributeError, OverflowError):
        return default
