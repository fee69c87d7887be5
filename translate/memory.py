"""Translation memory: what an engine said about a sentence, kept in an SQLite file so that it is asked only once."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from translate.errors import MemoryFileError
from translate.folders import cache_folder
from translate.types import Hypothesis

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import TracebackType

    from typing_extensions import Self

T = TypeVar("T")
Setting = str | int | float | bool | None

_SCHEMA = 1
_APPLICATION = 0x4452474D  # "DRGM": tells a memory from another program's database
_HEADER = b"SQLite format 3\x00"
_OWN_SUFFIXES = {".sqlite3", ".sqlite", ".db"}
_AT_ONCE = 500  # keys a query; SQLite's oldest limit on parameters is 999


def default_path() -> Path:
    """The memory that is used when none is named: ``memory.sqlite3`` in the user's cache (``DRAGOMAN_CACHE``)."""
    return cache_folder() / "memory.sqlite3"


def memory_key(model_hash: str, settings: Mapping[str, Setting], source: str) -> str:
    """The key of a sentence, 64 hex digits: SHA-256 over the model's hash, the decoding settings and the source.

    ``source`` is the text as the engine gets it, that is normalised. Every setting that can change the output
    belongs into ``settings``; their order does not matter.
    """
    text = json.dumps([model_hash, settings, source], sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


class Memory:
    """Hypotheses by key, in one SQLite file that several processes may use at once.

    Every ``put_many`` is committed and on disk when it returns. A damaged file is renamed to ``NAME.damaged-N``
    with its journal, which is said, and a new one begun; another program's file is never touched.

    A file that cannot be opened, read or written (no access, locked for longer than ``timeout`` seconds, disk
    full, not a memory) raises MemoryFileError. With ``required=False`` that is said instead, ``trouble`` tells it,
    and from then on nothing is found and nothing is kept: a translation that runs for hours should not end
    because its memory did.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        required: bool = True,
        say: Callable[[str], None] | None = None,
        timeout: float = 10.0,
    ) -> None:
        self.path = Path(path).expanduser().absolute()
        self.trouble = ""
        self._required = required
        self._say = say or (lambda _: None)
        self._timeout = timeout
        self._database: sqlite3.Connection | None = None
        self._identity = 0
        self._attempt(lambda _: None, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def get_many(self, keys: Sequence[str]) -> dict[str, tuple[Hypothesis, ...]]:
        """The hypotheses of those keys that are known, best first."""
        return self._attempt(lambda database: _read(database, keys), {})

    def put_many(self, items: Mapping[str, Sequence[Hypothesis]]) -> None:
        """Keeps hypotheses, all of them or (on an error) none; what stood at a key is replaced."""
        rows = [
            (bytes.fromhex(key), json.dumps([[hypothesis.text, hypothesis.score] for hypothesis in hypotheses]))
            for key, hypotheses in items.items()
        ]
        self._attempt(lambda database: _write(database, rows), None)

    def close(self) -> None:
        """Closes the file; the memory can be used again, which opens it."""
        if self._database:
            self._database.close()
        self._database = None

    def _attempt(self, action: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        if self.trouble:
            return otherwise
        try:
            try:
                return action(self._database or self._open())
            except sqlite3.DatabaseError as error:
                if type(error) is not sqlite3.DatabaseError:
                    raise  # OperationalError and the like: locked, full, no access
                # The class itself stands for SQLITE_CORRUPT and SQLITE_NOTADB only.
                self._put_aside(str(error))
                return action(self._open())
        except (sqlite3.Error, OSError, MemoryFileError) as error:
            self.close()
            problem = str(error) if isinstance(error, MemoryFileError) else self._explain(error)
            if self._required:
                raise MemoryFileError(problem) from error
            self.trouble = problem
            self._say(f"{problem} Going on without it: nothing is remembered from here on.")
            return otherwise

    def _explain(self, error: Exception) -> str:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return f"The translation memory {self.path} cannot be used: {reason}."

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._check_header()
        database = sqlite3.connect(self.path, timeout=self._timeout, isolation_level=None)
        try:
            self._identity = self.path.stat().st_ino
            self._prepare(database)
        except BaseException:
            database.close()
            raise
        self._database = database
        return database

    def _check_header(self) -> None:
        try:
            with self.path.open("rb") as file:
                header = file.read(len(_HEADER))
        except FileNotFoundError:
            return
        if header in (b"", _HEADER):
            return
        if self.path.suffix.lower() in _OWN_SUFFIXES or not any(header):
            self._identity = self.path.stat().st_ino
            self._put_aside("file is not a database")
        else:
            raise MemoryFileError(f"{self.path} is not a translation memory. Name another file for the memory.")

    def _prepare(self, database: sqlite3.Connection) -> None:
        with _transaction(database):  # also finds out here, before any work is done, whether the file can be written
            (application,) = database.execute("PRAGMA application_id").fetchone()
            (schema,) = database.execute("PRAGMA user_version").fetchone()
            (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if tables and application != _APPLICATION:
                raise MemoryFileError(f"{self.path} is another program's database. Name another file for the memory.")
            if schema > _SCHEMA:
                raise MemoryFileError(
                    f"The translation memory {self.path} was made by a newer version of this program. "
                    "Install that version, or name another file for the memory."
                )
            if not tables:
                database.execute(
                    "CREATE TABLE translations (key BLOB PRIMARY KEY, hypotheses TEXT NOT NULL) WITHOUT ROWID"
                )
                database.execute(f"PRAGMA application_id = {_APPLICATION}")
                database.execute(f"PRAGMA user_version = {_SCHEMA}")
        with contextlib.suppress(sqlite3.OperationalError):  # another process may hold the file; it works either way
            database.execute("PRAGMA journal_mode = WAL")
        # A batch is seconds of work and a sync milliseconds: what is committed should survive a power cut too.
        database.execute("PRAGMA synchronous = FULL")

    def _put_aside(self, reason: str) -> None:
        from filelock import FileLock

        self.close()
        with FileLock(f"{self.path}.lock"):
            if not self.path.exists() or self.path.stat().st_ino != self._identity:
                return  # another process has put it aside already
            number = 1
            while (aside := self.path.with_name(f"{self.path.name}.damaged-{number}")).exists():
                number += 1
            for journal in ("-wal", "-shm"):
                with contextlib.suppress(FileNotFoundError):
                    Path(f"{self.path}{journal}").replace(f"{aside}{journal}")
            self.path.replace(aside)
        self._say(f"The translation memory {self.path} was damaged ({reason}): kept as {aside.name}, a new one begun.")


@contextlib.contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            database.execute("ROLLBACK")
        raise


def _read(database: sqlite3.Connection, keys: Sequence[str]) -> dict[str, tuple[Hypothesis, ...]]:
    found: dict[str, tuple[Hypothesis, ...]] = {}
    rest = iter(keys)
    while some := [bytes.fromhex(key) for key in islice(rest, _AT_ONCE)]:
        marks = ",".join("?" * len(some))
        query = f"SELECT key, hypotheses FROM translations WHERE key IN ({marks})"  # noqa: S608 - only question marks
        for key, stored in database.execute(query, some):
            with contextlib.suppress(ValueError, TypeError):  # a row that cannot be read is translated again
                found[key.hex()] = tuple(Hypothesis(str(text), float(score)) for text, score in json.loads(stored))
    return found


def _write(database: sqlite3.Connection, rows: list[tuple[bytes, str]]) -> None:
    with _transaction(database):
        database.executemany("INSERT OR REPLACE INTO translations VALUES (?, ?)", rows)
