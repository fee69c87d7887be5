"""What the terminal shows: progress, messages and errors on stderr; data on stdout, made safe on a terminal."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dragoman.errors import DragomanError, OutputError
from translate.errors import GlossaryError, MemoryFileError, ModelError, TranslateError

if TYPE_CHECKING:
    from typing_extensions import Self

    from dragoman.accounting import ArticleRecord

INTERRUPTED = 130


def printable(text: str) -> str:
    """Text for one line of a terminal, with control and bidi characters shown as escapes.

    No file name or message can then move the cursor or reorder the line.
    """
    return "".join(c if c.isprintable() and c not in _BIDI else c.encode("unicode_escape").decode() for c in text)


_BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def say(message: str) -> None:
    """A line on standard error, whatever encoding the terminal has."""
    line = "\n".join(printable(part) for part in message.split("\n"))
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    sys.stderr.flush()


def print_line(text: str) -> None:
    """A line of an article's text or of JSON made of it on standard output.

    To the letter; but on a terminal what could move its cursor or reorder the line becomes visible.
    """
    if sys.stdout.isatty():
        from dragoman.document import shown  # not at the top: it would be a tenth of the time of --help

        text = shown(text)
    sys.stdout.write(text + "\n")


def print_json(value: object) -> None:
    """One JSON document on standard output, indented; on a terminal made safe as `printable` does."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write(("\n".join(map(printable, text.split("\n"))) if sys.stdout.isatty() else text) + "\n")


class Progress:
    """Tells the terminal what a run does; a bar with an estimate where standard error is a terminal."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet
        self._bar: Any = None
        self._task: Any = None
        self._waiting = 0
        if not quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            self._bar = Bar(
                TextColumn("Translating"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("sentences"),
                TimeElapsedColumn(),
                TextColumn("left"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
            self._task = self._bar.add_task("", total=None)
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def start(self, articles: int) -> None:
        """Nothing is shown before the first sentence."""

    def sentences(self, waiting: int) -> None:
        """Raise the bar's total."""
        self._waiting += waiting
        if self._bar is not None:
            self._bar.update(self._task, total=self._waiting)

    def translated(self, done: int) -> None:
        """Advance the bar."""
        if self._bar is not None:
            self._bar.update(self._task, advance=done)

    def written(self, record: ArticleRecord) -> None:
        """A failed article is always said."""
        if record.status == "failed":
            self._line(f"{record.path}: failed: {record.error}")

    def say(self, message: str) -> None:
        """A message that the user should see unless --quiet."""
        if not self.quiet:
            self._line(message)

    def _line(self, message: str) -> None:
        if self._bar is not None:
            self._bar.console.print(printable(message), markup=False, highlight=False, soft_wrap=True)
        else:
            say(message)


@contextmanager
def interruptible() -> Iterator[None]:
    """Let SIGTERM (and SIGHUP) stop a run the way Ctrl-C does: the memory is closed, temporary files are removed."""

    def stop(_signum: int, _frame: object) -> None:
        raise KeyboardInterrupt

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    previous = {name: signal.signal(getattr(signal, name), stop) for name in names}
    try:
        yield
    finally:
        for name, handler in previous.items():
            signal.signal(getattr(signal, name), handler)


def guarded(command: Callable[[], int]) -> int:
    """Run a command and turn what goes wrong into a message and an exit code; see `dragoman.errors`."""
    try:
        with interruptible():
            code = command()
            sys.stdout.flush()
            return code
    except KeyboardInterrupt:
        say("Interrupted. What was translated is kept; run the same command again to go on.")
        return INTERRUPTED
    except DragomanError as error:
        say(f"dragoman: {error}")
        return error.exit_code
    except ModelError as error:
        say(f"dragoman: {error}")
        return 4
    except (GlossaryError, MemoryFileError) as error:
        say(f"dragoman: {error}")
        return 2
    except TranslateError as error:
        say(f"dragoman: {error}")
        return 1
    except BrokenPipeError:
        # The reader of standard output went away (`| head`): not our failure, and nothing to say to it.
        # The interpreter must not flush into the closed pipe on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        say(f"dragoman: reading or writing failed: {error.strerror or error}. Is there room where the output goes?")
        return OutputError.exit_code
    except ImportError as error:
        say(f"dragoman: a library cannot be loaded: {error}. Install the program again, or give it more memory.")
        return 1
    except MemoryError:
        say("dragoman: not enough memory. Give fewer --threads, or close other programs.")
        return 1
