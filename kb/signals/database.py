"""
The file that signals are kept in: made on the first write, opened for each use, never left half written.

Writers append to a log beside it (WAL), so that readers never wait and a crash loses no more than its last moment.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from kb.errors import StateError

VERSION = 1
"""Raise it with a step in `_made` when a table is added or changed."""

_HINT = "move the file away, and kb serve begins a new one"
_WAIT = 5.0  # seconds for another writer to finish
_OWN = 0o600  # what people asked is nobody's business but the service's

_TABLES = """
CREATE TABLE miss (
    audience TEXT NOT NULL,
    folded TEXT NOT NULL,
    minute TEXT NOT NULL,
    query TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (audience, folded, minute)
) WITHOUT ROWID;
CREATE TABLE left_out (day TEXT PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID;
"""


@contextlib.contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """Open it to look something up; None where nothing was ever kept. Raise StateError where it cannot be read."""
    if not path.exists():
        yield None
        return
    with _opened(path) as database:
        yield database if _version(database, path) else None


@contextlib.contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Open it for one change, kept whole or not at all; raise StateError where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=_OWN)
    except OSError as error:
        raise StateError(
            f"signals cannot be kept: {error.strerror}", path=path, hint="check the disk and its permissions"
        ) from error
    with _opened(path) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("BEGIN IMMEDIATE")
        try:
            _made(database, path)
            yield database
        except BaseException:
            database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=_WAIT, isolation_level=None)) as database:
            yield database
    except sqlite3.Error as error:
        raise StateError(f"signals cannot be read or written: {error}", path=path, hint=_HINT) from error


def _version(database: sqlite3.Connection, path: Path) -> int:
    found = int(database.execute("PRAGMA user_version").fetchone()[0])
    others = found == 0 and database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if others or found > VERSION:
        what = "is a database of something else" if others else f"was made by a later version ({found})"
        raise StateError(what, path=path, hint="name another file: signals.url")
    return found


def _made(database: sqlite3.Connection, path: Path) -> None:
    if _version(database, path) < 1:
        for statement in filter(str.strip, _TABLES.split(";")):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {VERSION}")
