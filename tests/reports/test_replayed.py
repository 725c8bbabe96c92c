"""What a replay says, by hand-computed figures."""

from collections.abc import Sequence
from datetime import UTC, datetime

from kb.model.article import Audience
from kb.model.group import IncidentGroup
from kb.model.incident import Incident, IncidentRef, RedactedIncident, Status
from kb.model.replay import Asked, Found, Replayed
from kb.reports.replayed import Delay, Hidden, Missing, Share, curve, delays, hidden, missing, share

NONE, FIRST, FOURTH, LOST = (
    Found(),
    Found(existed=True, rank=1),
    Found(existed=True, rank=4),
    Found(existed=True),
)


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"2026-{day}T12:00").replace(tzinfo=UTC)


def ref(number: int) -> IncidentRef:
    return IncidentRef("jira", f"P-{number}")


def a_row(
    number: int, day: str, own: Found, team: Found, article: str = "kb-a", solved: str = ""
) -> Replayed:
    return Replayed(
        asked=Asked(
            ref=ref(number),
            words=f"words {number}",
            at=at(day),
            audience=Audience.USERS,
            article=article,
            resolved_at=at(solved) if solved else None,
        ),
        own=own,
        team=team,
    )


ROWS = (
    a_row(1, "09-01", NONE, NONE, solved="09-03"),
    a_row(2, "09-02", NONE, NONE, article=""),
    a_row(3, "09-04", NONE, NONE, solved="09-05"),
    a_row(4, "09-05", NONE, FIRST),
    a_row(5, "09-23", FOURTH, FIRST),
    a_row(6, "09-24", LOST, FOURTH),
    a_row(7, "09-25", FIRST, FIRST, article="kb-b"),
)


def groups(*counts: int) -> Sequence[IncidentGroup]:
    """Give groups of so many incidents, one opened a day, each solved on its own."""
    made, number = [], 100
    for count in counts:
        incidents = []
        for day in range(1, count + 1):
            number += 1
            incidents.append(
                Incident(
                    ref=ref(number),
                    summary=f"problem {count}",
                    status=Status.RESOLVED,
                    opened_at=at(f"09-0{day}"),
                    resolved_at=at(f"09-0{day}"),
                )
            )
        made.append(IncidentGroup(incidents=tuple(map(RedactedIncident, incidents))))
    return made


def test_each_incident_is_found_hidden_or_neither() -> None:
    told = share(ROWS)

    assert told == Share(asked=7, found=1, hidden=2, team_found=3, team_hidden=1, never=1)
    assert (told.neither, told.team_neither) == (4, 3)


def test_the_curve_has_every_week_and_a_gap_is_zero() -> None:
    told = curve(ROWS)

    assert [(week.name, week.share.asked, week.share.found) for week in told] == [
        ("2026-W36", 4, 0),
        ("2026-W37", 0, 0),
        ("2026-W38", 0, 0),
        ("2026-W39", 3, 1),
    ]
    assert curve(()) == ()


def test_delay_counts_what_came_between_the_first_solution_and_the_article() -> None:
    """P-1 was solved on 3 September: P-3 waited, and P-4 met an article that only support could read."""
    stood = {"kb-a": at("09-05"), "kb-b": at("09-05")}

    assert delays(ROWS, stood) == (
        Delay(article="kb-a", solved=at("09-03"), stood=at("09-05"), waited=1, only_for_support=1),
    )


def test_what_to_write_next_is_what_came_most_often_after_it_could_have_been_known() -> None:
    """A group of one is no article; one without an answer yet is written next as well."""
    asked = [
        a_row(8, "09-06", NONE, NONE, article="kb-c", solved="09-07"),
        a_row(9, "09-08", NONE, NONE, article="kb-c"),
    ]

    told = missing(groups(1, 2, 4), [*ROWS, *asked], ["kb-c", "kb-nobody-asked"])

    assert told == (
        Missing(incidents=tuple(map(ref, (104, 105, 106, 107))), words="problem 4", late=3),
        Missing(incidents=(ref(102), ref(103)), words="problem 2", late=1),
        Missing(incidents=(ref(8), ref(9)), words="words 8", late=1, article="kb-c"),
    )


def test_what_is_there_and_not_found_is_told_with_what_came_first() -> None:
    other = Found(existed=True, rank=5, instead="kb-z", instead_title="Other")
    rows = [*ROWS, a_row(10, "09-26", other, FIRST)]

    (told,) = hidden(rows)

    assert told == Hidden(
        article="kb-a",
        asked=((ref(5), "words 5", 4), (ref(6), "words 6", 0), (ref(10), "words 10", 5)),
        instead="kb-z",
        instead_title="Other",
    )
