"""PagerDuty: what the log tells, whom it names, and whose a note is."""

import json
from pathlib import Path

import pytest

from kb.model.account import Notice
from kb.model.incident import Incident, ResolutionKind, Status
from kb.sources.pagerduty import SOURCE
from tests.sources.cases.operations import an_incident
from tests.sources.samples import SETTINGS, incidents, records, refused


def write(folder: Path, value: object, name: str = "incidents.json") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def a_user(name: str = "Ada Moss") -> dict[str, str]:
    return {"id": "PU1", "type": "user_reference", "summary": name}


def a_note(content: str = "Restarted the job.", **changes: object) -> dict[str, object]:
    return {"id": "N1", "content": content, "created_at": "2026-03-01T09:30:00Z", "user": a_user()} | changes


def an_event(kind: str, **changes: object) -> dict[str, object]:
    return {
        "id": f"R{kind}",
        "type": f"{kind}_log_entry",
        "created_at": "2026-03-01T09:30:01Z",
        "agent": a_user(),
        "channel": {"type": "web"},
    } | changes


def the_incident(folder: Path, **changes: object) -> Incident:
    (incident,) = incidents(SOURCE, write(folder, {"incident": an_incident("PA1", **changes)}))
    return incident


@pytest.mark.parametrize(
    ("priority", "number"),
    [({"summary": "P1"}, 1), ({"name": "P2 - High"}, 2), ({"summary": "SEV-3"}, 3), ({"summary": "Sev4"}, 4),
     ({"summary": "Broken"}, None), ("P5", 5), (None, None), ({"summary": "P12"}, None)],
)  # fmt: skip
def test_priorities_are_told_by_their_name(tmp_path, priority, number):
    incident = the_incident(tmp_path, priority=priority)

    assert incident.priority == number
    assert (("priority", "Broken") in incident.extra) == (priority == {"summary": "Broken"})


@pytest.mark.parametrize("status", ["triggered", "acknowledged"])
def test_what_is_not_resolved_is_open(tmp_path, status):
    incident = the_incident(
        tmp_path, status=status, last_status_change_at="2026-03-01T10:00:00Z", resolved_at=None
    )

    assert (incident.status, incident.resolved_at) == (Status.OPEN, None)
    assert incident.resolution_kind is ResolutionKind.NONE


def test_a_note_that_stands_in_the_log_too_is_told_once(tmp_path):
    log = [
        an_event("annotate", channel={"type": "note", "summary": "Restarted the job."}),
        an_event("annotate", id="R2", channel={"type": "note", "content": "Runs again."}),
        an_event("annotate", id="R3", note="Watch it."),
    ]

    incident = the_incident(tmp_path, notes=[a_note()], log_entries=log)

    assert [entry.text for entry in incident.entries] == ["Restarted the job.", "Runs again.", "Watch it."]


def test_the_rest_of_the_log_is_counted_and_its_people_are_known(tmp_path):
    log = [
        an_event("trigger", agent={"type": "service_reference", "summary": "Payroll"}),
        an_event("notify", user=a_user("Kim Ray")),
        an_event("notify", id="R2", user=a_user("Kim Ray")),
        an_event("assign", assignees=[a_user("Bea Fox")]),
    ]

    incident = the_incident(
        tmp_path,
        log_entries=log,
        incidents_responders=[{"user": a_user("Dan Lee"), "requester": a_user("Eve Poe")}],
    )

    assert incident.entries == ()
    assert ("log", "assign 1, notify 2, trigger 1") in incident.extra
    names = {person.name for person in incident.people}
    assert names == {"Bob Roy", "Ada Moss", "Kim Ray", "Bea Fox", "Dan Lee", "Eve Poe"}


def test_what_set_it_off_describes_it_when_nobody_did(tmp_path):
    trigger = {"agent": a_user("Kim Ray"), "channel": {"details": {"host": "pay-1", "load": 99}}}

    incident = the_incident(tmp_path, body=None, first_trigger_log_entry=trigger)

    assert incident.description == "host: pay-1\nload: 99"
    assert incident.reporter == "Kim Ray"


def test_a_service_that_resolves_its_own_alarm_is_nobody(tmp_path):
    incident = the_incident(
        tmp_path, last_status_change_by={"type": "service_reference", "summary": "Payroll"}, assignments=[]
    )

    assert (incident.resolver, incident.people) == ("", ())


def test_notes_in_the_incidents_own_file_are_its_own(tmp_path):
    path = write(tmp_path, {"incident": an_incident("PA1"), "notes": [a_note()]})

    assert [entry.text for entry in incidents(SOURCE, path)[0].entries] == ["Restarted the job."]


def test_log_entries_beside_a_list_find_the_incident_they_name(tmp_path):
    log = [an_event("annotate", note=f"On {key}.", id=key, incident={"id": key}) for key in ("PA2", "PA9")]
    pages = {"incidents": [an_incident("PA1"), an_incident("PA2")], "log_entries": log, "notes": [a_note()]}

    first, second, *rest = records(SOURCE, write(tmp_path, pages))

    assert (first.entries, [entry.text for entry in second.entries]) == ((), ["On PA2."])
    assert [reason for _, reason in refused(rest)] == ["note without its incident"] * 2


@pytest.mark.parametrize(
    "name", ["notes-PA1.json", "PA1-notes.json", "notes_PA1.json", "PA1.notes.json", "PA1.json"]
)
def test_the_files_name_tells_whose_a_note_is(tmp_path, name):
    export = write(tmp_path, {"incidents": [an_incident("PA1"), an_incident("PA11")]})
    notes = write(tmp_path, {"notes": [a_note()]}, name)

    first, second = incidents(SOURCE, export)

    assert ([len(first.entries), len(second.entries)], records(SOURCE, notes)) == ([1, 0], [])


def test_in_a_large_folder_notes_are_found_by_the_name_the_manual_gives(tmp_path):
    export = write(tmp_path, {"incidents": [an_incident(f"PA{n}") for n in range(1, 301)]})
    names = [f"notes-PA{n}.json" for n in range(1, 300)] + ["x-PA300.json"]
    notes = [write(tmp_path, {"notes": [a_note()]}, name) for name in names]

    found = incidents(SOURCE, export)

    assert sum(len(incident.entries) for incident in found) == 299
    assert [reason for path in notes for _, reason in refused(records(SOURCE, path))] == [
        "note without its incident among the first 200 files"
    ]


def test_a_page_is_cut_unless_the_next_one_is_there(tmp_path):
    def page(offset: int, *, more: bool) -> Path:
        value = {
            "incidents": [an_incident(f"PA{offset}")],
            "offset": offset,
            "limit": 1,
            "more": more,
            "total": None,
        }
        return write(tmp_path, value, f"page-{offset}.json")

    def cut(path: Path) -> bool:
        return any(isinstance(each, Notice) for each in records(SOURCE, path))

    first, third = page(0, more=True), page(2, more=True)
    assert (cut(first), cut(third)) == (True, True)

    second, last = page(1, more=True), page(3, more=False)
    assert [cut(path) for path in (first, second, third, last)] == [False] * 4


@pytest.mark.parametrize(
    "value",
    [
        {
            "incidents": [
                {"id": "x", "name": "Outage", "status": "resolved", "impact": "minor", "created_at": "2026"}
            ]
        },
        {"postmortem": {"type": "status_page_post_mortem", "id": "P", "message": "x"}},
        [{"id": "PA1", "title": "x", "status": "resolved"}],
        {"notes": [{"id": 1, "body": "x", "created_at": "2026-03-01T09:30:00Z"}]},
    ],
)
def test_other_lists_are_not_claimed(tmp_path, value):
    assert not SOURCE.sniff(write(tmp_path, value), SETTINGS)
