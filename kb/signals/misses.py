"""Searches without an answer: added by the minute, read as gaps."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from kb.model.article import Audience
from kb.model.incident import RedactedText
from kb.model.signal import Gap, Miss, same
from kb.signals.database import Database

_ADD = """
INSERT INTO miss (audience, folded, minute, query, times) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (audience, folded, minute) DO UPDATE SET times = miss.times + excluded.times
"""
_LEAVE_OUT = """
INSERT INTO left_out (day, times) VALUES (?, ?)
ON CONFLICT (day) DO UPDATE SET times = left_out.times + excluded.times
"""
# the latest way to write it, beside what all of them make
_GAPS = """
SELECT folded, query, total, minute FROM (
    SELECT folded, query, minute,
           sum(times) OVER (PARTITION BY folded) AS total,
           row_number() OVER (PARTITION BY folded ORDER BY minute DESC, audience) AS place
    FROM miss WHERE minute >= ?
) AS asked WHERE place = 1 ORDER BY total DESC, minute DESC, folded
"""
_EACH = "SELECT minute, audience, query, times FROM miss ORDER BY minute, audience, folded"
_AUDIENCES = "SELECT DISTINCT folded, audience FROM miss WHERE minute >= ?"


class Misses:
    """All of them that are kept in one place."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, misses: Sequence[Miss], *, left_out: int = 0, on: date) -> None:
        """Keep these, and count those that were not kept on a day; all of it or nothing."""
        # in one order: two servers that add the same at once must not wait for each other
        rows = sorted(
            (each.audience.value, same(each.query), _minute(each.at), each.query, each.times)
            for each in misses
        )
        with self._database.writing() as session:
            for row in rows:
                session.run(_ADD, row)
            if left_out:
                session.run(_LEAVE_OUT, (on.isoformat(), left_out))

    def gaps(self, since: date | None = None) -> tuple[Gap, ...]:
        """Give what was asked without an answer since a day, most often asked first."""
        with self._database.reading() as session:
            if session is None:
                return ()
            rows = session.rows(_GAPS, (_since(since),))
            asked: dict[str, list[Audience]] = {}
            for folded, audience in session.rows(_AUDIENCES, (_since(since),)):
                asked.setdefault(folded, []).append(Audience(audience))
        return tuple(
            Gap(
                query=query,
                times=int(times),
                last=date.fromisoformat(last[:10]),
                audiences=tuple(sorted(asked.get(folded, ()), key=list(Audience).index)),
            )
            for folded, query, times, last in rows
        )

    def each(self) -> tuple[Miss, ...]:
        """Give all of them by the minute, oldest first."""
        with self._database.reading() as session:
            rows = session.rows(_EACH) if session else []
        return tuple(
            Miss(
                query=RedactedText(query),
                audience=Audience(audience),
                at=datetime.fromisoformat(minute),
                times=int(times),
            )
            for minute, audience, query, times in rows
        )

    def left_out(self, since: date | None = None) -> int:
        """Say how many were counted but not kept since a day."""
        with self._database.reading() as session:
            if session is None:
                return 0
            query = "SELECT coalesce(sum(times), 0) FROM left_out WHERE day >= ?"
            return int(session.rows(query, (_since(since),))[0][0])

    def count(self, query: str) -> int:
        """Say how often something was asked, however it was written."""
        return sum(gap.times for gap in self.gaps() if same(gap.query) == same(query))

    def forget(self, query: str) -> int:
        """Take out all searches for something, however it was written; return how many there were."""
        with self._database.writing() as session:
            found = session.rows("SELECT coalesce(sum(times), 0) FROM miss WHERE folded = ?", (same(query),))
            session.run("DELETE FROM miss WHERE folded = ?", (same(query),))
        return int(found[0][0])


def _minute(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def _since(day: date | None) -> str:
    return day.isoformat() if day else ""
