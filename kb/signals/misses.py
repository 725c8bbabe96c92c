"""Searches without an answer: added by the minute, read as gaps."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from kb.model.article import Audience
from kb.model.signal import Gap, Miss, same
from kb.signals.database import reading, writing

_ADD = """
INSERT INTO miss (audience, folded, minute, query, times) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (audience, folded, minute) DO UPDATE SET times = times + excluded.times
"""
_LEAVE_OUT = """
INSERT INTO left_out (day, times) VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET times = times + excluded.times
"""
# beside max() SQLite takes the other columns from the row that has it: the latest way to write it
_GAPS = """
SELECT query, sum(times), max(minute), group_concat(DISTINCT audience) FROM miss
WHERE minute >= ? GROUP BY folded ORDER BY sum(times) DESC, max(minute) DESC, folded
"""


class Misses:
    """One file of them; safe to share between threads and processes, as each use opens its own connection."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, misses: Sequence[Miss], *, left_out: int = 0, on: date) -> None:
        """Keep these, and count those that were not kept on a day; all of it or nothing."""
        rows = [
            (each.audience.value, same(each.query), _minute(each.at), each.query, each.times)
            for each in misses
        ]
        with writing(self._path) as database:
            database.executemany(_ADD, rows)
            if left_out:
                database.execute(_LEAVE_OUT, (on.isoformat(), left_out))

    def gaps(self, since: date | None = None) -> tuple[Gap, ...]:
        """Give what was asked without an answer since a day, most often asked first."""
        with reading(self._path) as database:
            rows = database.execute(_GAPS, (_since(since),)).fetchall() if database else ()
        return tuple(
            Gap(
                query=query,
                times=times,
                last=date.fromisoformat(last[:10]),
                audiences=tuple(sorted(map(Audience, audiences.split(",")), key=list(Audience).index)),
            )
            for query, times, last, audiences in rows
        )

    def left_out(self, since: date | None = None) -> int:
        """Say how many were counted but not kept since a day."""
        with reading(self._path) as database:
            if database is None:
                return 0
            query = "SELECT coalesce(sum(times), 0) FROM left_out WHERE day >= ?"
            return int(database.execute(query, (_since(since),)).fetchone()[0])

    def count(self, query: str) -> int:
        """Say how often something was asked, however it was written."""
        return sum(gap.times for gap in self.gaps() if same(gap.query) == same(query))

    def forget(self, query: str) -> int:
        """Take out all searches for something, however it was written; return how many there were."""
        with writing(self._path) as database:
            found = database.execute(
                "SELECT coalesce(sum(times), 0) FROM miss WHERE folded = ?", (same(query),)
            )
            count = int(found.fetchone()[0])
            database.execute("DELETE FROM miss WHERE folded = ?", (same(query),))
        return count


def _minute(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def _since(day: date | None) -> str:
    return day.isoformat() if day else ""
