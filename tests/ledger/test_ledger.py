"""Every incident is kept once, and the same ones give the same bytes."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import InputError
from kb.ledger.jsonl import parse, render
from kb.ledger.repository import Ledger
from kb.model.incident import (
    Entry,
    EntryKind,
    IncidentRef,
    Person,
    RawPointer,
    RedactedIncident,
    ResolutionKind,
    Status,
)
from tests.support.build import a_redacted_incident, at

text = st.text(max_size=20)
moments = st.datetimes(timezones=st.just(at("2026-09-01").tzinfo))
incidents = st.builds(
    a_redacted_incident,
    st.sampled_from(["INC1", "INC2", "INC3"]),
    summary=text,
    description=text,
    status=st.sampled_from(Status),
    resolution_kind=st.sampled_from(ResolutionKind),
    environment=st.lists(text, max_size=2).map(tuple),
    opened_at=st.none() | moments,
    updated_at=st.none() | moments,
    entries=st.lists(
        st.builds(Entry, at=st.none() | moments, author=text, kind=st.sampled_from(EntryKind), text=text),
        max_size=2,
    ).map(tuple),
    extra=st.lists(st.tuples(text, text), max_size=2).map(tuple),
    links=st.just((IncidentRef("jira", "PDW-1"),)) | st.just(()),
)


@given(incidents)
def test_round_trip(incident: RedactedIncident) -> None:
    """An incident that is written and read back is the same incident."""
    assert parse(render(incident)) == incident


@given(st.lists(incidents, max_size=6), st.randoms())
def test_counts_add_up_and_order_does_not_matter(offered: list[RedactedIncident], random: object) -> None:
    ledger = Ledger(Path("/nonexistent"))
    shuffled = list(offered)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    merge = ledger.merge((each, None) for each in offered)
    again = ledger.merge((each, None) for each in shuffled)

    assert merge.created + merge.updated + merge.unchanged + len(merge.skipped) == len(offered)
    assert merge.incidents == again.incidents


def test_people_and_the_place_in_the_export_are_never_written() -> None:
    incident = a_redacted_incident(
        people=(Person(name="Somebody Known"),), raw=RawPointer(path=Path("secret.csv"), line=3)
    )

    line = render(incident)

    assert "Somebody" not in line
    assert "secret.csv" not in line


def test_saving_twice_changes_nothing(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    offered = [
        (a_redacted_incident("INC2"), None),
        (a_redacted_incident("INC1", opened_at=at("2026-08-30")), None),
    ]

    first = ledger.save(ledger.merge(offered))
    second = ledger.merge(reversed(offered))

    assert first == 2
    assert (second.created, second.updated, second.unchanged) == (0, 0, 2)
    assert ledger.save(second) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-08.jsonl", "2026-09.jsonl"]


def test_the_newer_record_wins_and_an_older_one_changes_nothing(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    old = a_redacted_incident(status=Status.OPEN, updated_at=at("2026-09-01"))
    new = a_redacted_incident(status=Status.CLOSED, updated_at=at("2026-09-05"))
    ledger.save(ledger.merge([(new, None)]))

    merge = ledger.merge([(old, None)])

    assert (merge.updated, merge.unchanged) == (0, 1)
    assert merge.incidents[new.ref].status is Status.CLOSED


def test_a_number_that_stands_twice_is_skipped_once_and_named(tmp_path: Path) -> None:
    where = RawPointer(path=Path("export.csv"), line=7)
    older = dataclasses.replace(a_redacted_incident(updated_at=at("2026-09-01")))
    newer = dataclasses.replace(a_redacted_incident(updated_at=at("2026-09-02")))

    merge = Ledger(tmp_path).merge([(RedactedIncident(older), where), (RedactedIncident(newer), None)])

    assert [(skip.line, skip.reason) for skip in merge.skipped] == [(7, "repeated number")]


def test_an_incident_that_moves_to_another_month_leaves_no_copy(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.save(
        ledger.merge([(a_redacted_incident(opened_at=at("2026-08-31"), updated_at=at("2026-09-01")), None)])
    )

    ledger.save(
        ledger.merge([(a_redacted_incident(opened_at=at("2026-09-01"), updated_at=at("2026-09-02")), None)])
    )

    assert [path.name for path in tmp_path.iterdir()] == ["2026-09.jsonl"]
    assert len(ledger.load()) == 1


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "{}",
        '{"ref":"x"}',
        '{"ref":"a:b","status":"odd","summary":""}',
        '{"ref":"a:b","status":"open","summary":"","new":1}',
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "2026-09.jsonl").write_text(f"{render(a_redacted_incident())}\n{line}\n")

    with pytest.raises(InputError) as caught:
        Ledger(tmp_path).load()

    assert (caught.value.path, caught.value.line) == (tmp_path / "2026-09.jsonl", 2)
