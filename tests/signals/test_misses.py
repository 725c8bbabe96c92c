"""Searches without an answer are kept whole, counted right, and never in the way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from kb.model.article import Audience
from kb.model.incident import RedactedText
from kb.model.signal import Gap, Miss
from kb.signals.database import Database
from kb.signals.misses import Misses
from tests.support.build import at

DAY = date(2026, 11, 20)


def a_miss(query: str, when: str = "2026-11-20 10:15", **changes: object) -> Miss:
    values = {"query": RedactedText(query), "audience": Audience.SUPPORT, "at": at(when)} | changes
    return Miss(**values)  # type: ignore[arg-type]


@pytest.fixture
def misses(database: Database) -> Misses:
    return Misses(database)


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


def test_each_is_told_by_the_minute_the_oldest_first(misses: Misses) -> None:
    assert misses.each() == ()
    late = a_miss("zoom MIC", "2026-11-21 08:00", audience=Audience.USERS, times=3)
    misses.add([late, a_miss("parking"), a_miss("Parking")], on=DAY)

    assert misses.each() == (a_miss("Parking", times=2), late)


def test_what_is_not_kept_is_counted(misses: Misses) -> None:
    misses.add([], left_out=3, on=DAY)
    misses.add([], left_out=2, on=date(2026, 11, 21))

    assert (misses.gaps(), misses.left_out(), misses.left_out(date(2026, 11, 21))) == ((), 5, 2)


def test_forgetting_takes_every_way_it_was_written(misses: Misses) -> None:
    misses.add([a_miss("Zoom mic"), a_miss("zoom  MIC", "2026-11-21", times=2), a_miss("badge")], on=DAY)

    assert misses.count("ZOOM mic") == 3
    assert misses.forget("ZOOM mic") == 3
    assert misses.forget("ZOOM mic") == 0
    assert [gap.query for gap in misses.gaps()] == ["badge"]


def test_ten_threads_lose_nothing(misses: Misses) -> None:
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda number: misses.add([a_miss(f"query {number % 7}")], on=DAY), range(100)))

    assert sum(gap.times for gap in misses.gaps()) == 100


def test_nothing_finer_than_the_minute_is_kept(misses: Misses, database: Database) -> None:
    misses.add([a_miss("parking", "2026-11-20 10:15:07"), a_miss("parking", "2026-11-20 10:15:59")], on=DAY)

    with database.reading() as session:
        assert session
        assert session.rows("SELECT * FROM miss") == [
            ("support", "parking", "2026-11-20T10:15Z", "parking", 2)
        ]
