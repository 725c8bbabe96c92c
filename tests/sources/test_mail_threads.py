"""Which mails belong together."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kb.sources import mail_threads
from kb.sources.mail_head import Head

DAY = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)


def a_head(
    own: str = "", *parents: str, subject: str = "letter", hours: float | None = 0.0, sender: str = "jane@example.com",
    to: str = "help@example.com", is_answer: bool = False,
) -> Head:  # fmt: skip
    at = None if hours is None else DAY + timedelta(hours=hours)
    return Head(
        own=own, parents=parents, subject=subject, is_answer=is_answer or bool(parents), at=at, sender=sender,
        takers=frozenset((sender, to)), automatic="", same=f"{own}{sender}{hours}{subject}",
    )  # fmt: skip


def threads(*heads: Head) -> list[list[int]]:
    return [list(thread.places) for thread in mail_threads.build(heads)]


def test_an_answer_joins_what_it_names():
    assert threads(a_head("a"), a_head("b", "a", hours=1), a_head("c")) == [[0, 1], [2]]


def test_two_answers_to_a_mail_that_is_not_there_are_one_thread_named_by_it():
    (thread,) = mail_threads.build([a_head("c", "a", "b", hours=2), a_head("b", "a", hours=1)])
    (whole,) = mail_threads.build([a_head("a"), a_head("b", "a", hours=1)])

    assert thread.places == (1, 0)
    assert thread.key == whole.key == "a"


def test_mails_that_answer_each_other_in_a_circle_are_one_thread():
    assert threads(a_head("a", "b", hours=1), a_head("b", "a")) == [[1, 0]]


def test_the_first_of_a_thread_is_who_answers_nobody_even_when_its_clock_was_wrong():
    assert threads(a_head("a", hours=9), a_head("b", "a", hours=1)) == [[0, 1]]


def test_an_answer_that_names_nothing_joins_the_subject_of_somebody_on_it():
    answer = a_head(
        "b", subject="letter", hours=5, sender="bob@example.com", to="jane@example.com", is_answer=True
    )

    assert threads(a_head("a"), answer) == [[0, 1]]


def test_the_same_words_of_two_people_are_two_threads():
    other = a_head("b", sender="kim@example.com", hours=1)
    answer = a_head("c", sender="help@example.com", to="kim@example.com", hours=2, is_answer=True)

    assert threads(a_head("a"), other, answer) == [[0], [1, 2]]


def test_a_new_mail_of_the_same_subject_begins_a_thread_of_its_own():
    assert threads(a_head("a"), a_head("b", hours=1)) == [[0], [1]]


def test_thirty_days_later_a_subject_joins_nothing():
    month = 24 * 30
    late = a_head("b", sender="bob@example.com", to="jane@example.com", hours=month + 1, is_answer=True)
    just = a_head("b", sender="bob@example.com", to="jane@example.com", hours=month, is_answer=True)

    assert threads(a_head("a"), late) == [[0], [1]]
    assert threads(a_head("a"), just) == [[0, 1]]


def test_one_id_for_every_mail_does_not_join_them():
    form = [a_head("form", subject=f"request {n}", hours=n) for n in range(3)]

    found = mail_threads.build(form)

    assert [thread.places for thread in found] == [(0,), (1,), (2,)]
    assert len({thread.key for thread in found}) == 3


def test_a_mail_without_a_date_stands_behind_those_with_one():
    assert threads(a_head("a"), a_head("b", "a", hours=None), a_head("c", "a", hours=3)) == [[0, 2, 1]]


names = st.sampled_from(["", "a", "b", "c", "d", "e"])
heads = st.builds(
    lambda own, parents, subject, hours, sender, to, is_answer: a_head(
        own, *(each for each in parents if each and each != own),
        subject=subject, hours=hours, sender=f"{sender}@example.com", to=f"{to}@example.com", is_answer=is_answer,
    ),
    names, st.lists(names, max_size=3), st.sampled_from(["", "letter", "iban"]),
    st.none() | st.sampled_from([0.0, 1.0, 5.0, 700.0, 900.0, 2000.0]), names, names, st.booleans(),
)  # fmt: skip


@given(st.lists(heads, max_size=9, unique_by=lambda head: (head.own, head.same)), st.randoms())
def test_the_order_of_the_mails_does_not_matter(found, random):
    other = list(found)
    random.shuffle(other)

    def told(mails: list[Head]) -> set[tuple[str, tuple[Head, ...]]]:
        return {
            (thread.key, tuple(mails[place] for place in thread.places))
            for thread in mail_threads.build(mails)
        }

    assert told(found) == told(other)


@given(st.lists(heads, max_size=12))
def test_every_mail_stands_in_one_thread(found):
    places = [place for thread in mail_threads.build(found) for place in thread.places]

    assert sorted(places) == list(range(len(found)))
