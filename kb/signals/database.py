"""
What the room asks of a database, and the tables in it: one SQL that SQLite and PostgreSQL both read.

Statements mark their values with `?`, say whose column they add to, and keep to what both have. Texts sort by their
bytes. A step, once released, never changes: a new table is a new step.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Value = str | int

STEPS = (
    """
    CREATE TABLE miss (
        audience TEXT NOT NULL,
        folded TEXT NOT NULL,
        minute TEXT NOT NULL,
        query TEXT NOT NULL,
        times INTEGER NOT NULL,
        PRIMARY KEY (audience, folded, minute)
    );
    CREATE TABLE left_out (day TEXT NOT NULL PRIMARY KEY, times INTEGER NOT NULL);
    """,
    """
    CREATE TABLE vote (
        id TEXT NOT NULL PRIMARY KEY,
        article TEXT NOT NULL,
        audience TEXT NOT NULL,
        reader TEXT NOT NULL,
        until TEXT NOT NULL,
        helped INTEGER NOT NULL,
        reason TEXT NOT NULL,
        words TEXT NOT NULL,
        minute TEXT NOT NULL,
        answer TEXT NOT NULL,
        answered TEXT NOT NULL,
        UNIQUE (article, reader)
    );
    CREATE TABLE reader_key (day TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
    """,
)
"""What leads from each version to the next; only ever forward."""

VERSION = len(STEPS)


def statements(step: str) -> tuple[str, ...]:
    """Take a step apart."""
    return tuple(each.strip() for each in step.split(";") if each.strip())


class Session(Protocol):
    """One use of a database: all of it counts, or nothing."""

    @property
    def version(self) -> int:
        """How many steps it has gone."""

    def rows(self, statement: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """Ask."""

    def run(self, statement: str, values: Sequence[Value] = ()) -> int:
        """Change, and say how many rows."""


class Database(Protocol):
    """A place for signals; safe to share between threads, processes and servers, as each use opens its own connection."""

    def reading(self) -> AbstractContextManager[Session | None]:
        """Open it to look something up; None where nothing was ever kept. Raise StateError where it cannot be read."""

    def writing(self) -> AbstractContextManager[Session]:
        """Open it for one change, kept whole or not at all; raise StateError where it cannot be written."""
