"""One vote a reader and article; a reader without a cookie is forgotten with the day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from kb.model.article import Audience
from kb.model.incident import RedactedText
from kb.model.signal import Reason, Tally, Vote
from kb.signals.database import Database
from kb.signals.votes import Votes
from tests.support.build import at

DAY = date(2026, 11, 20)


def a_vote(reader: str = "r1", when: str = "2026-11-20 10:15", **changes: Any) -> Vote:
    values: dict[str, Any] = {
        "article": "kb-0a1b2c3d",
        "audience": Audience.USERS,
        "reader": reader,
        "at": at(when),
        "helped": False,
    }
    return Vote(**values | changes)


@pytest.fixture
def votes(database: Database) -> Votes:
    return Votes(database)


def test_what_a_reader_said_comes_back_newest_first(votes: Votes) -> None:
    votes.cast(
        a_vote("r1", reason=Reason.OUTDATED, words=RedactedText("It is 'old'; DROP TABLE vote; -- ü 😀"))
    )
    votes.cast(a_vote("r2", "2026-11-21 08:00", helped=True))

    newer, older = votes.told()

    assert (newer.helped, newer.day, newer.is_open) == (True, date(2026, 11, 21), False)
    assert (older.reason, older.words, older.is_open) == (
        Reason.OUTDATED,
        "It is 'old'; DROP TABLE vote; -- ü 😀",
        True,
    )
    assert older.audience is Audience.USERS


def test_a_second_vote_takes_the_place_of_the_first(votes: Votes) -> None:
    votes.cast(a_vote(reason=Reason.STEPS, words=RedactedText("step two")))
    (first,) = votes.told()
    votes.answer(first.id, RedactedText("mended"), DAY)
    votes.cast(a_vote(reason=Reason.UNSOLVED))
    votes.cast(a_vote(article="kb-ffffffff", helped=True))

    told = {each.article: each for each in votes.told()}

    assert len(told) == 2
    again = told["kb-0a1b2c3d"]
    assert (again.id, again.reason, again.words, again.answer) == (first.id, Reason.UNSOLVED, "", "")
    assert again.is_open


def test_votes_are_counted_by_article(votes: Votes) -> None:
    votes.cast(a_vote("r1", helped=True))
    votes.cast(a_vote("r2", "2026-11-22"))
    votes.cast(a_vote("r3", reason=Reason.STEPS))
    votes.cast(a_vote("r4", "2026-10-01", article="kb-ffffffff"))

    assert votes.tallies(date(2026, 11, 1)) == (
        Tally(article="kb-0a1b2c3d", helped=1, not_helped=2, open=1, last=date(2026, 11, 22)),
    )
    assert [tally.article for tally in votes.tallies()] == ["kb-0a1b2c3d", "kb-ffffffff"]


def test_an_answer_closes_it_and_stays(votes: Votes) -> None:
    votes.cast(a_vote(reason=Reason.STEPS))
    (told,) = votes.told()

    assert votes.answer(told.id, RedactedText("a picture is there now"), DAY)
    assert not votes.answer("fb-00000000", RedactedText("x"), DAY)

    (told,) = votes.told()
    assert (told.answer, told.answered, told.is_open) == ("a picture is there now", DAY, False)
    assert votes.tallies()[0].open == 0


def test_a_vote_can_be_forgotten(votes: Votes) -> None:
    votes.cast(a_vote())

    assert votes.forget(votes.told()[0].id)
    assert not votes.forget("fb-00000000")
    assert votes.told() == ()


def test_a_day_that_is_over_takes_its_key_and_its_digests_with_it(votes: Votes, database: Database) -> None:
    key, of_day = votes.key(), votes.key(DAY)
    votes.cast(a_vote("digest-of-the-day", until=DAY))
    votes.cast(a_vote("digest-of-a-cookie"))

    votes.tidy(DAY)
    same_day = votes.key(DAY)
    votes.tidy(date(2026, 11, 21))

    assert (same_day, votes.key()) == (of_day, key)
    assert votes.key(DAY) != of_day
    with database.reading() as session:
        assert session
        kept = {reader for (reader,) in session.rows("SELECT reader FROM vote")}
    assert "digest-of-a-cookie" in kept
    assert "digest-of-the-day" not in kept
    assert len(votes.told()) == 2


def test_twenty_votes_at_once_are_all_counted(votes: Votes) -> None:
    with ThreadPoolExecutor(10) as pool:
        keys = set(pool.map(lambda _: votes.key(), range(10)))
        list(pool.map(lambda number: votes.cast(a_vote(f"r{number % 10}")), range(20)))

    assert len(keys) == 1
    assert votes.tallies()[0].not_helped == 10


def test_nothing_kept_reads_as_nothing(votes: Votes) -> None:
    votes.tidy(DAY)

    assert (votes.told(), votes.tallies()) == ((), ())
