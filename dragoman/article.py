"""An article on its way through the program: as read, as segmented, and as translated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from translate.types import Segment, Translation

Format = Literal["text", "markdown", "html", "jsonl"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article came from.

    ``name`` is the article's output name: its path below the folder that was given, without the suffix, with
    ``/`` between folders; two sources of a run never share one. ``path`` is what the user would recognise
    (``-`` for standard input, ``file.jsonl:3`` for a line of a JSONL file). ``sha256`` is of the source's bytes
    (of the line's, for JSONL). ``url``, ``date`` and ``publisher`` come from the document where it has them.
    """

    name: str
    path: str
    sha256: str
    encoding: str
    format: Format
    url: str = ""
    date: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A segmented article: ``text`` is what was decoded (for HTML: extracted), and segments point into it."""

    source: Source
    text: str
    segments: tuple[Segment, ...]

    @property
    def sentences(self) -> list[Segment]:
        """What key points are picked from: neither title and headings nor furniture."""
        return [part for part in self.segments if part.kind in {"sentence", "item"}]

    @property
    def title(self) -> str | None:
        """The title as it stands in the article, None where it has none."""
        return next((part.text for part in self.segments if part.kind == "title"), None)


@dataclass(frozen=True, slots=True)
class Row:
    """A segment beside its translation; ``translation`` is None for furniture, which is not translated.

    ``key`` marks a key sentence and ``why`` says in a few words what made it one.
    """

    segment: Segment
    translation: Translation | None
    key: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What produced the translations, for the record that stands in every file.

    ``date`` is ISO 8601 with a time zone. ``warning`` is a sentence for the reader (for example that only the
    bundled stand-in model was used), empty if there is none. ``licence`` is the model's.
    """

    version: str
    model: str
    model_id: str
    revision: str
    model_hash: str
    engine: str
    device: str
    beam: int
    date: str
    warning: str = ""
    licence: str = ""

    @property
    def signature(self) -> str:
        """The run in one line, the way sacreBLEU signs a score: ``dragoman:1.0|model:opus@1a2b3c|…``."""
        return (
            f"dragoman:{self.version}|model:{self.model_id or self.model}@{self.model_hash[:12]}"
            f"|engine:{self.engine}|device:{self.device}|beam:{self.beam}"
        )


@dataclass(frozen=True, slots=True)
class Brief:
    """An article with everything that its brief shows, and what its JSONL file stores."""

    article: Article
    rows: tuple[Row, ...]
    run: RunInfo
