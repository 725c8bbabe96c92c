"""Searches without an answer are kept whole, counted right, and never in the way."""

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from kb.errors import ConfigError, StateError
from kb.model.article import Audience
from kb.model.incident import RedactedText
from kb.model.signal import Gap, Miss
from kb.signals.address import path_of
from kb.signals.misses import Misses
from tests.support.build import at

DAY = date(2026, 11, 20)


def a_miss(query: str, when: str = "2026-11-20 10:15", **changes: object) -> Miss:
    values = {"query": RedactedText(query), "audience": Audience.SUPPORT, "at": at(when)} | changes
    return Miss(**values)  # type: ignore[arg-type]


@pytest.fixture
def misses(tmp_path: Path) -> Misses:
    return Misses(tmp_path / ".kb" / "signals.db")


def test_what_was_asked_most_comes_first_however_it_was_written(misses: Misses) -> None:
    misses.add([a_miss("parking"), a_miss("Zoom  mic")], on=DAY)
    misses.add([a_miss("zoom MIC", "2026-11-21 08:00", audience=Audience.USERS, times=3)], on=DAY)

    assert misses.gaps() == (
        Gap(query="zoom MIC", times=4, last=date(2026, 11, 21), audiences=(Audience.SUPPORT, Audience.USERS)),
        Gap(query="parking", times=1, last=date(2026, 11, 20), audiences=(Audience.SUPPORT,)),
    )


def test_only_what_was_asked_since_a_day_counts(misses: Misses) -> None:
    misses.add(
        [a_miss("parking", "2026-11-01 23:59"), a_miss("parking"), a_miss("badge", "2026-10-01")], on=DAY
    )

    assert [(gap.query, gap.times) for gap in misses.gaps(date(2026, 11, 20))] == [("parking", 1)]
    assert [(gap.query, gap.times) for gap in misses.gaps(date(2026, 11, 1))] == [("parking", 2)]


def test_nothing_finer_than_the_minute_is_kept(misses: Misses, tmp_path: Path) -> None:
    misses.add([a_miss("parking", "2026-11-20 10:15:07"), a_miss("parking", "2026-11-20 10:15:59")], on=DAY)

    rows = sqlite3.connect(tmp_path / ".kb" / "signals.db").execute("SELECT * FROM miss").fetchall()
    assert rows == [("support", "parking", "2026-11-20T10:15Z", "parking", 2)]


def test_what_is_not_kept_is_counted(misses: Misses) -> None:
    misses.add([], left_out=3, on=DAY)
    misses.add([], left_out=2, on=date(2026, 11, 21))

    assert (misses.gaps(), misses.left_out(), misses.left_out(date(2026, 11, 21))) == ((), 5, 2)


def test_forgetting_takes_every_way_it_was_written(misses: Misses, tmp_path: Path) -> None:
    misses.add([a_miss("Zoom mic"), a_miss("zoom  MIC", "2026-11-21", times=2), a_miss("badge")], on=DAY)

    assert misses.count("ZOOM mic") == 3
    assert misses.forget("ZOOM mic") == 3
    assert misses.forget("ZOOM mic") == 0
    assert [gap.query for gap in misses.gaps()] == ["badge"]


def test_reading_makes_no_file(misses: Misses, tmp_path: Path) -> None:
    assert (misses.gaps(), misses.left_out(), misses.count("x")) == ((), 0, 0)
    assert list(tmp_path.iterdir()) == []


def test_only_its_owner_may_read_the_file(misses: Misses, tmp_path: Path) -> None:
    misses.add([a_miss("parking")], on=DAY)

    assert stat.S_IMODE((tmp_path / ".kb" / "signals.db").stat().st_mode) == 0o600


def test_ten_threads_lose_nothing(misses: Misses) -> None:
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda number: misses.add([a_miss(f"query {number % 7}")], on=DAY), range(100)))

    assert sum(gap.times for gap in misses.gaps()) == 100


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
        Misses(tmp_path / "file" / "signals.db").add([a_miss("parking")], on=DAY)


def test_addresses_name_a_file_from_the_workspace_or_the_root_or_nothing(tmp_path: Path) -> None:
    assert path_of("sqlite:///.kb/signals.db", tmp_path) == tmp_path / ".kb" / "signals.db"
    assert path_of("sqlite:////var/lib/kb.db", tmp_path) == Path("/var/lib/kb.db")
    assert path_of(" ", tmp_path) is None


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://db/kb", "sqlite://", "sqlite:///", "signals.db", "sqlite:///a?mode=rw"]
)
def test_other_addresses_are_refused_and_what_is_possible_is_said(url: str) -> None:
    with pytest.raises(ConfigError) as refused:
        path_of(url, Path("/"))

    assert "sqlite:///.kb/signals.db" in str(refused.value.hint)
