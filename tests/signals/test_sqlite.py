"""A file of signals is its owner's, is never half written, and is left alone when it is something else."""

import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from kb.errors import ConfigError, StateError
from kb.signals.address import database_of
from kb.signals.database import STEPS, VERSION, statements
from kb.signals.misses import Misses
from kb.signals.sqlite import Sqlite
from kb.signals.votes import Votes
from tests.signals.test_misses import DAY, a_miss


@pytest.fixture
def misses(tmp_path: Path) -> Misses:
    return Misses(Sqlite(tmp_path / ".kb" / "signals.db"))


def test_reading_makes_no_file(misses: Misses, tmp_path: Path) -> None:
    assert (misses.gaps(), misses.left_out(), misses.count("x")) == ((), 0, 0)
    assert list(tmp_path.iterdir()) == []


def test_only_its_owner_may_read_the_file(misses: Misses, tmp_path: Path) -> None:
    misses.add([a_miss("parking")], on=DAY)

    assert stat.S_IMODE((tmp_path / ".kb" / "signals.db").stat().st_mode) == 0o600


@pytest.mark.parametrize("time", range(5))
def test_servers_that_start_at_once_make_the_tables_once(tmp_path: Path, time: int) -> None:
    start = threading.Barrier(8)

    def server(_: int) -> None:
        start.wait()
        Misses(Sqlite(tmp_path / "signals.db")).add([a_miss("parking")], on=DAY)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(server, range(8)))

    assert Misses(Sqlite(tmp_path / "signals.db")).gaps()[0].times == 8


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 4000])
def test_a_broken_file_is_said_and_left_alone(misses: Misses, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / ".kb" / "signals.db"
    file.parent.mkdir()
    file.write_bytes(content)

    with pytest.raises(StateError, match="cannot be read or written"):
        misses.gaps()
    with pytest.raises(StateError, match="cannot be read or written"):
        misses.add([a_miss("parking")], on=DAY)
    assert file.read_bytes() == content


def test_a_database_of_something_else_is_left_alone(misses: Misses, tmp_path: Path) -> None:
    file = tmp_path / ".kb" / "signals.db"
    file.parent.mkdir()
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE invoices (number INTEGER)")
    database.close()

    with pytest.raises(StateError, match="something else"):
        misses.add([a_miss("parking")], on=DAY)
    with pytest.raises(StateError, match="something else"):
        misses.gaps()


def test_a_file_of_a_later_version_is_left_alone(misses: Misses, tmp_path: Path) -> None:
    misses.add([a_miss("parking")], on=DAY)
    with sqlite3.connect(tmp_path / ".kb" / "signals.db") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()

    with pytest.raises(StateError, match="later version"):
        misses.gaps()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(StateError, match="cannot be kept"):
        Misses(Sqlite(tmp_path / "file" / "signals.db")).add([a_miss("parking")], on=DAY)


def test_a_file_of_the_first_version_is_read_and_brought_up_when_written(
    misses: Misses, tmp_path: Path
) -> None:
    file = tmp_path / ".kb" / "signals.db"
    file.parent.mkdir()
    with sqlite3.connect(file) as database:
        for statement in statements(STEPS[0]):
            database.execute(statement)
        database.execute("INSERT INTO miss VALUES ('support', 'parking', '2026-11-19T10:00Z', 'parking', 2)")
        database.execute("PRAGMA user_version = 1")
    database.close()

    assert (misses.gaps()[0].times, Votes(Sqlite(file)).told(), Votes(Sqlite(file)).tallies()) == (2, (), ())
    Votes(Sqlite(file)).tidy(date(2026, 11, 20))
    misses.add([a_miss("parking")], on=DAY)

    assert misses.gaps()[0].times == 3
    with sqlite3.connect(file) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (VERSION,)
    database.close()


def test_addresses_name_a_file_from_the_workspace_or_the_root_or_nothing(tmp_path: Path) -> None:
    for url, file in (("sqlite:///.kb/s.db", ".kb/s.db"), (f"sqlite:///{tmp_path}/x/s.db", "x/s.db")):
        found = database_of(url, tmp_path)
        assert found
        Misses(found).add([a_miss("parking")], on=DAY)
        assert (tmp_path / file).is_file()
    assert database_of(" ", tmp_path) is None


@pytest.mark.parametrize(
    "url",
    [
        "mysql://kb:geheim@db/kb",
        "sqlite://",
        "sqlite:///",
        "signals.db",
        "sqlite:///a?mode=rw",
        "postgres+x://a",
    ],
)
def test_other_addresses_are_refused_and_what_is_possible_is_said(url: str) -> None:
    with pytest.raises(ConfigError) as refused:
        database_of(url, Path("/"))

    assert "sqlite:///.kb/signals.db" in str(refused.value.hint)
    assert "postgresql+psycopg://" in str(refused.value.hint)
    assert "geheim" not in str(refused.value)
