"""Votes: one a reader and article, with what was missing and what was answered."""

import secrets
from datetime import UTC, date

from kb.model.article import Audience
from kb.model.incident import RedactedText
from kb.model.signal import Reason, Tally, Told, Vote
from kb.signals.database import Database

_STEP = 2  # the version that has these tables

_CAST = """
INSERT INTO vote (id, article, audience, reader, until, helped, reason, words, minute, answer, answered)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')
ON CONFLICT (article, reader) DO UPDATE SET
    audience = excluded.audience, until = excluded.until, helped = excluded.helped, reason = excluded.reason,
    words = excluded.words, minute = excluded.minute, answer = '', answered = ''
"""
_TOLD = "SELECT id, article, audience, helped, reason, words, minute, answer, answered FROM vote"
_NEWEST = " ORDER BY minute DESC, id"
_TALLIES = """
SELECT article, sum(helped), sum(1 - helped),
       sum(CASE WHEN helped = 0 AND answered = '' AND (reason <> '' OR words <> '') THEN 1 ELSE 0 END), max(minute)
FROM vote WHERE minute >= ? GROUP BY article ORDER BY article
"""


class Votes:
    """All of them that are kept in one place."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def key(self, day: date | None = None) -> bytes:
        """Give the key that digests readers, of all days or of one; made at random where there is none."""
        name = day.isoformat() if day else ""
        with self._database.writing() as session:
            session.run(
                "INSERT INTO reader_key (day, value) VALUES (?, ?) ON CONFLICT (day) DO NOTHING",
                (name, secrets.token_hex(32)),
            )
            return bytes.fromhex(session.rows("SELECT value FROM reader_key WHERE day = ?", (name,))[0][0])

    def cast(self, vote: Vote) -> None:
        """Keep a vote, in the place of an earlier one of this reader; what was answered to that one is gone."""
        with self._database.writing() as session:
            session.run(
                _CAST,
                (
                    f"fb-{secrets.token_hex(4)}",
                    vote.article,
                    vote.audience.value,
                    vote.reader,
                    vote.until.isoformat() if vote.until else "",
                    int(vote.helped),
                    vote.reason.value if vote.reason else "",
                    vote.words or "",
                    vote.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"),
                ),
            )

    def tidy(self, today: date) -> None:
        """Drop the digests of days that are over, and their keys: their votes are nobody's from then on."""
        day = today.isoformat()
        with self._database.reading() as session:
            if session is None or session.version < _STEP:
                return
            old = "SELECT day FROM reader_key WHERE day <> '' AND day < ?"
            late = "SELECT until FROM vote WHERE until <> '' AND until < ?"
            if not session.rows(f"{old} UNION {late}", (day, day)):
                return
        with self._database.writing() as session:
            session.run("DELETE FROM reader_key WHERE day <> '' AND day < ?", (day,))
            session.run("UPDATE vote SET reader = id, until = '' WHERE until <> '' AND until < ?", (day,))

    def tallies(self, since: date | None = None) -> tuple[Tally, ...]:
        """Count the votes on each article since a day, in the order of their ids."""
        with self._database.reading() as session:
            if session is None or session.version < _STEP:
                return ()
            rows = session.rows(_TALLIES, (since.isoformat() if since else "",))
        return tuple(
            Tally(
                article=article,
                helped=int(yes),
                not_helped=int(no),
                open=int(unanswered),
                last=date.fromisoformat(last[:10]),
            )
            for article, yes, no, unanswered, last in rows
        )

    def told(self, since: date | None = None) -> tuple[Told, ...]:
        """Give the votes since a day, newest first."""
        with self._database.reading() as session:
            if session is None or session.version < _STEP:
                return ()
            day = since.isoformat() if since else ""
            rows = session.rows(f"{_TOLD} WHERE minute >= ?{_NEWEST}", (day,))
        return tuple(
            Told(
                id=id_,
                article=article,
                audience=Audience(audience),
                helped=bool(helped),
                reason=Reason(reason) if reason else None,
                words=words,
                day=date.fromisoformat(minute[:10]),
                answer=answer,
                answered=date.fromisoformat(answered) if answered else None,
            )
            for id_, article, audience, helped, reason, words, minute, answer, answered in rows
        )

    def answer(self, id_: str, answer: RedactedText, on: date) -> bool:
        """Note what was done about a vote; False where there is none of this id."""
        with self._database.writing() as session:
            changed = session.run(
                "UPDATE vote SET answer = ?, answered = ? WHERE id = ?", (answer, on.isoformat(), id_)
            )
        return bool(changed)

    def forget(self, id_: str) -> bool:
        """Take a vote out; False where there is none of this id."""
        with self._database.writing() as session:
            return bool(session.run("DELETE FROM vote WHERE id = ?", (id_,)))
