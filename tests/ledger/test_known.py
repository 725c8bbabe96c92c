"""An incident as it was known at a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.ledger.known import known_at
from kb.ledger.repository import beats
from kb.model.incident import (
    Entry,
    EntryKind,
    Incident,
    IncidentRef,
    RedactedIncident,
    ResolutionKind,
    Status,
)

OPENED = datetime(2026, 9, 1, 8, tzinfo=UTC)


def hours(count: int) -> datetime:
    return OPENED + timedelta(hours=count)


WHOLE = RedactedIncident(
    Incident(
        ref=IncidentRef("servicenow", "INC1"),
        summary="Offer letter blank",
        status=Status.CLOSED,
        status_raw="Closed",
        resolution="Published the layout again.",
        resolution_kind=ResolutionKind.FIX,
        resolver="[person]",
        opened_at=OPENED,
        resolved_at=hours(5),
        closed_at=hours(24),
        updated_at=hours(30),
        reopen_count=1,
        sla_met=True,
        links=(IncidentRef("servicenow", "INC2"),),
        entries=tuple(
            Entry(at=at, author="[person]", kind=EntryKind.PUBLIC, text=f"Remark {number}")
            for number, at in enumerate([hours(1), hours(4), hours(26), None])
        ),
    )
)


def test_it_is_not_there_before_it_was_opened() -> None:
    assert known_at(WHOLE, hours(-1)) is None
    assert known_at(RedactedIncident(replace(WHOLE, opened_at=None)), hours(20)) is None


def test_while_it_was_open_nobody_knew_what_solved_it() -> None:
    known = known_at(WHOLE, hours(3))

    assert known is not None
    assert (known.status, known.resolution, known.resolution_kind) == (Status.OPEN, "", ResolutionKind.NONE)
    assert (known.resolved_at, known.closed_at, known.resolver, known.links) == (None, None, "", ())
    assert (known.reopen_count, known.sla_met) == (None, None)
    assert [entry.text for entry in known.entries] == ["Remark 0"]
    assert known.updated_at == hours(1)


def test_once_solved_it_is_resolved_and_closed_when_it_was_closed() -> None:
    known = known_at(WHOLE, hours(6))

    assert known is not None
    assert (known.status, known.closed_at, known.resolution) == (Status.RESOLVED, None, WHOLE.resolution)
    assert known.updated_at == hours(5)
    later = known_at(WHOLE, hours(25))
    assert later is not None
    assert (later.status, later.closed_at) == (Status.CLOSED, hours(24))


def test_after_its_last_change_it_is_as_it_is() -> None:
    assert known_at(WHOLE, hours(30)) is WHOLE
    assert known_at(RedactedIncident(replace(WHOLE, opened_at=None)), hours(30)) is not None


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.MERGED, Status.RESOLVED])
def test_what_ended_it_without_a_date_ended_it_with_the_last_change(status: Status) -> None:
    known = known_at(RedactedIncident(replace(WHOLE, status=status, resolved_at=None)), hours(20))

    assert known is not None
    assert known.status is Status.OPEN


@given(st.integers(-2, 31), st.integers(-2, 31))
def test_what_is_known_later_replaces_what_was_known_before(one: int, other: int) -> None:
    """So a ledger that lived through the days holds, at their end, what one harvest of today would hold."""
    early, late = known_at(WHOLE, hours(min(one, other))), known_at(WHOLE, hours(max(one, other)))

    if early is not None:
        assert late is not None
        assert late == early or beats(late, early)
        assert early == WHOLE or beats(WHOLE, early)
