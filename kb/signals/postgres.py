"""
Signals in PostgreSQL, where several servers share them.

Everything stands in a schema of its own, so that the database may hold other things. psycopg is an extra and is
imported when a connection is made.
"""

import contextlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

from kb.errors import ConfigError, StateError
from kb.signals.database import STEPS, VERSION, Session, Value, statements

SCHEMA = "hypercare_kb"
SCHEMES = ("postgresql://", "postgresql+psycopg://")

_LOCK = 0x6B62_7369_676E  # of two servers that start at once, one goes the steps and the other waits
_CONNECT = 5  # seconds
# for this transaction only: behind a pooler the next one may be somebody else's
_READY = "; ".join(
    f"SET LOCAL {each}"
    for each in (f"search_path TO {SCHEMA}", "statement_timeout = '5s'", "lock_timeout = '5s'")
)
_TEXT = re.compile(r"\bTEXT\b")


class _Use:
    def __init__(self, connection: Any, version: int) -> None:
        self._connection = connection
        self.version = version

    def rows(self, statement: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._connection.execute(_said(statement), values).fetchall()
        return found

    def run(self, statement: str, values: Sequence[Value] = ()) -> int:
        return int(self._connection.execute(_said(statement), values).rowcount)


class Postgres:
    """Signals in one database."""

    def __init__(self, url: str) -> None:
        scheme = next(each for each in SCHEMES if url.startswith(each))
        self._url = SCHEMES[0] + url.removeprefix(scheme)
        self._name = without_password(url)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session | None]:
        """Open it to look something up; None where no server ever kept anything."""
        with self._opened() as connection:
            version = self._version(connection)
            yield _Use(connection, version) if version else None

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """Open it for one change; the tables are made where there are none."""
        with self._opened() as connection:
            if self._version(connection) < VERSION:
                self._brought_up(connection)
            yield _Use(connection, VERSION)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[Any]:
        """Connect; what is done counts when the block ends well."""
        try:
            import psycopg
            from psycopg.conninfo import conninfo_to_dict
        except ImportError as error:
            raise ConfigError(
                "signals.url names PostgreSQL, and psycopg is not installed",
                hint="pip install 'hypercare-kb[postgres]'",
            ) from error
        if (
            self._url.removeprefix(SCHEMES[0]).partition("/")[0].count("@") > 1
        ):  # the rest of the password would be taken for the host
            raise ConfigError(
                f"signals.url is {self._name!r}, with two @", hint="write an @ in a password as %40"
            )
        try:
            told = {"connect_timeout": _CONNECT, "application_name": "kb", **conninfo_to_dict(self._url)}
        except psycopg.Error:  # its words may hold a piece of the password
            raise ConfigError(
                f"signals.url is {self._name!r}, which psycopg cannot read",
                hint='write "postgresql+psycopg://db.example/signals"',
            ) from None
        try:
            # no prepared statements: a pooler may stand between
            with psycopg.connect("", prepare_threshold=None, **told) as connection:
                connection.execute(_READY)
                yield connection
        except psycopg.Error as error:
            problem = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise StateError(
                f"signals cannot be read or written: {problem}",
                path=self._name,
                hint="check that PostgreSQL runs there, and that this user may use the database",
            ) from error

    def _version(self, connection: Any) -> int:
        # read as a table: to_regclass() would answer from a cache that another server has outrun
        known = "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = %s AND tablename = 'version'"
        if connection.execute(known, (SCHEMA,)).fetchone() is None:
            return 0
        found = int(connection.execute(f"SELECT max(number) FROM {SCHEMA}.version").fetchone()[0])  # noqa: S608
        if found > VERSION:
            raise StateError(
                f"was made by a later version ({found})",
                path=self._name,
                hint="update this server's kb, or name another database: signals.url",
            )
        return found

    def _brought_up(self, connection: Any) -> None:
        """Go the steps that are left, or wait for the server that is going them."""
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        version = self._version(connection)
        if version == 0:
            known = "SELECT 1 FROM pg_namespace WHERE nspname = %s"
            if connection.execute(known, (SCHEMA,)).fetchone() is None:
                connection.execute(f"CREATE SCHEMA {SCHEMA}")
            connection.execute("CREATE TABLE version (number INTEGER NOT NULL)")
            connection.execute("INSERT INTO version VALUES (0)")
        for step in STEPS[version:]:
            for statement in statements(step):
                connection.execute(_TEXT.sub('TEXT COLLATE "C"', statement))
        connection.execute("UPDATE version SET number = %s", (VERSION,))


def _said(statement: str) -> str:
    """Mark values the way psycopg does; no statement holds either mark as a letter."""
    return statement.replace("?", "%s")


def without_password(url: str) -> str:
    """Write an address so that it can be shown."""
    name = re.sub(r"(?<=://)([^/@:]*):.*@", r"\1:***@", url)
    return re.sub(r"(password=)[^&\s]*", r"\1***", name, flags=re.IGNORECASE)
