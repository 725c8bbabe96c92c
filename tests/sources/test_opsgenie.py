"""Opsgenie: whose a note is, what its log names, and which page is the last."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.model.account import Notice
from kb.model.incident import Incident, Status
from kb.sources.opsgenie import SOURCE
from tests.sources.cases.operations import an_alert
from tests.sources.samples import SETTINGS, incidents, records, refused

ID = "70413a06-38d6-4c85-92b8-5ebc900d42e2-1772355600000"


def write(folder: Path, value: object, name: str = "alerts.json") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def a_note(**changes: object) -> dict[str, object]:
    return {
        "note": "Cleared the queue.",
        "owner": "bob.roy@example.com",
        "createdAt": "2026-03-01T09:30:00Z",
        "offset": "1",
    } | changes


def a_log(owner: str = "Kim Ray") -> dict[str, object]:
    return {
        "log": "Alert acknowledged",
        "type": "alertRecipient",
        "owner": owner,
        "createdAt": "2026-03-01T09:30:00Z",
        "offset": "1",
    }


def the_alert(folder: Path, **changes: object) -> Incident:
    (incident,) = incidents(SOURCE, write(folder, {"data": an_alert(ID, **changes), "took": 0.1}))
    return incident


def test_an_incident_of_its_own_is_read(tmp_path):
    value = {
        "id": "i-1",
        "message": "Payroll is down",
        "status": "resolved",
        "createdAt": "2026-03-01T09:00:00Z",
        "updatedAt": "2026-03-01T10:00:00Z",
        "impactStartDate": "2026-03-01T08:00:00Z",
        "impactedServices": ["payroll", {"name": "hr"}],
        "extraProperties": {"region": "eu"},
    }

    (incident,) = incidents(SOURCE, write(tmp_path, {"data": [value]}))

    assert (incident.status, incident.environment) == (Status.RESOLVED, ("payroll", "hr"))
    assert incident.extra == (("region", "eu"), ("impactStartDate", "2026-03-01T08:00:00Z"))
    assert incident.closed_at is None


def test_dates_of_old_webhooks_are_read_by_their_size(tmp_path):
    incident = the_alert(tmp_path, createdAt=1772355600123, updatedAt=1772359200123456789)

    assert incident.opened_at == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert incident.updated_at == datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_what_has_no_place_is_kept(tmp_path):
    incident = the_alert(
        tmp_path,
        acknowledged=True,
        tags=["night", "service: payroll", "env:prod"],
        integration={"id": "x", "name": "Nagios", "type": "API"},
        teams=[{"id": "1", "name": "HR"}, {"id": "2", "name": "Finance"}],
        report={"ackTime": 5, "closeTime": 60503, "closedBy": "ada.moss@example.com"},
    )

    assert incident.environment == ("payroll", "prod")
    assert dict(incident.extra) == {
        "number": "12",
        "tags": "night, service: payroll, env:prod",
        "teams": "Finance",
        "integration": "Nagios",
        "ackTime": "5",
        "closeTime": "60503",
        "acknowledged": "true",
        "count": "3",
        "source": "monitor",
    }


def test_the_log_is_counted_and_names_people(tmp_path):
    incident = the_alert(tmp_path, notes=[a_note()], logs=[a_log(), a_log("ada")])

    assert [entry.text for entry in incident.entries] == ["Cleared the queue."]
    assert ("log lines", "2") in incident.extra
    assert {"Kim Ray", "ada"} <= {person.name or person.user for person in incident.people}


@pytest.mark.parametrize(
    "name", [f"notes-{ID}.json", f"{ID}_notes.json", f"{ID}.json", f"alert {ID} notes.json"]
)
def test_the_files_name_tells_whose_a_note_is(tmp_path, name):
    export = write(tmp_path, {"data": [an_alert(ID), an_alert(f"{ID}9"), an_alert(f"{ID}-1")]})
    notes = write(tmp_path, {"data": [a_note()], "took": 0.1}, name)

    found = incidents(SOURCE, export)

    assert [len(incident.entries) for incident in found] == [1, 0, 0]
    assert records(SOURCE, notes) == []


def test_a_log_beside_belongs_to_its_alert_like_notes_do(tmp_path):
    export = write(tmp_path, {"data": [an_alert(ID)]})
    log = write(tmp_path, {"data": [a_log()]}, f"logs-{ID}.json")
    lost = write(tmp_path, {"data": [a_log(), a_note()]}, "logs-aa-9.json")

    assert SOURCE.sniff(log, SETTINGS)
    assert ("log lines", "1") in incidents(SOURCE, export)[0].extra
    assert records(SOURCE, log) == []
    assert [reason for _, reason in refused(records(SOURCE, lost))] == [
        "log line without its alert",
        "note without its alert",
    ]


def test_in_a_large_folder_notes_are_found_by_the_name_the_manual_gives(tmp_path):
    export = write(tmp_path, {"data": [an_alert(f"aa-{n}") for n in range(1, 301)]})
    names = [f"notes-aa-{n}.json" for n in range(1, 300)] + ["x-aa-300.json"]
    notes = [write(tmp_path, {"data": [a_note()]}, name) for name in names]

    found = incidents(SOURCE, export)

    assert [len(incident.entries) for incident in found] == [1] * 299 + [0]
    assert [reason for path in notes for _, reason in refused(records(SOURCE, path))] == [
        "note without its alert among the first 200 files"
    ]


def test_a_page_is_cut_unless_those_behind_it_are_there(tmp_path):
    def page(number: int, *, last: bool = False) -> Path:
        after = (
            {}
            if last
            else {"next": f"https://api.example.com/v2/alerts?limit=1&offset={number}&sort=createdAt"}
        )
        value = {"data": [an_alert(f"aa-{number}")], "paging": {"first": "https://api.example.com"} | after}
        return write(tmp_path, value, f"alerts-{number}.json")

    def cut(path: Path) -> bool:
        return any(isinstance(each, Notice) for each in records(SOURCE, path))

    first, third = page(1), page(3)
    assert (cut(first), cut(third)) == (True, True)

    second = page(2)
    assert (cut(first), cut(second), cut(third)) == (False, False, True)

    page(4, last=True)
    assert not cut(third)


def test_an_alert_fetched_by_itself_is_no_last_page(tmp_path):
    page = write(
        tmp_path, {"data": [an_alert("aa-1")], "paging": {"next": "https://x/?limit=1&offset=1"}}, "p.json"
    )
    write(tmp_path, {"data": an_alert("aa-1"), "took": 0.1}, "alert.json")

    assert any(isinstance(each, Notice) for each in records(SOURCE, page))


@pytest.mark.parametrize(
    "value",
    [
        {"data": [{"id": 1, "message": "x", "status": "open"}]},
        [{"id": 1, "title": "x", "status": "open", "createdAt": "2026-03-01T09:30:00Z"}],
        {"data": [{"note": "x", "id": 1}]},
    ],
)
def test_other_lists_are_not_claimed(tmp_path, value):
    assert not SOURCE.sniff(write(tmp_path, value), SETTINGS)
