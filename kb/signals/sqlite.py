"""
Signals in a file: made on the first write, opened for each use, never left half written.

Writers append to a log beside it (WAL), so that readers never wait and a crash loses no more than its last moment.
The version stands in the file's own header.
"""

import contextlib
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kb.errors import StateError
from kb.signals.database import STEPS, VERSION, Session, Value, statements

_HINT = "move the file away, and kb serve begins a new one"
_WAIT = 5.0  # seconds for another writer to finish
_OWN = 0o600  # what people asked is nobody's business but the service's


class _Use:
    def __init__(self, database: sqlite3.Connection, version: int) -> None:
        self._database = database
        self.version = version

    def rows(self, statement: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        return self._database.execute(statement, values).fetchall()

    def run(self, statement: str, values: Sequence[Value] = ()) -> int:
        return self._database.execute(statement, values).rowcount


class Sqlite:
    """Signals in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session | None]:
        """Open it to look something up; None where there is no file."""
        if not self._path.exists():
            yield None
            return
        with self._opened() as database:
            version = self._version(database)
            yield _Use(database, version) if version else None

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """Open it for one change; the file is made where there is none."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch(mode=_OWN)
        except OSError as error:
            raise StateError(
                f"signals cannot be kept: {error.strerror}",
                path=self._path,
                hint="check the disk and its permissions",
            ) from error
        with self._opened() as database:
            _logged(database)
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("PRAGMA secure_delete = ON")  # what is forgotten leaves no bytes in free pages
            database.execute("BEGIN IMMEDIATE")
            try:
                self._brought_up(database)
                yield _Use(database, VERSION)
            except BaseException:
                database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(self._path, timeout=_WAIT, isolation_level=None)
            with contextlib.closing(connection) as database:
                yield database
        except sqlite3.Error as error:
            raise StateError(
                f"signals cannot be read or written: {error}", path=self._path, hint=_HINT
            ) from error

    def _version(self, database: sqlite3.Connection) -> int:
        found = int(database.execute("PRAGMA user_version").fetchone()[0])
        others = found == 0 and database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if others or found > VERSION:
            what = "is a database of something else" if others else f"was made by a later version ({found})"
            raise StateError(what, path=self._path, hint="name another file: signals.url")
        return found

    def _brought_up(self, database: sqlite3.Connection) -> None:
        """Go the steps that are left; the lock of `BEGIN IMMEDIATE` keeps a second server waiting meanwhile."""
        version = self._version(database)
        if version == VERSION:
            return
        for step in STEPS[version:]:
            for statement in statements(step):
                database.execute(statement)
        database.execute(f"PRAGMA user_version = {VERSION}")


def _logged(database: sqlite3.Connection) -> None:
    """Append to a log; SQLite does not wait by itself when two that made the file at once both ask for it."""
    until = time.monotonic() + _WAIT
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
