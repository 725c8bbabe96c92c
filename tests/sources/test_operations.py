"""GitHub issues, PagerDuty incidents and Opsgenie alerts, and their quirks."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.config import HarvestSettings
from kb.model.account import Notice, Rejection, Skip
from kb.model.incident import Attachment, EntryKind, Incident, IncidentRef, Person, ResolutionKind, Status
from kb.sources import github, opsgenie, pagerduty
from tests.sources.cases.operations import an_alert, an_incident, an_issue


def write(folder: Path, value: object, name: str = "export.json") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def read(module: object, path: Path) -> list[object]:
    return list(module.SOURCE.read(path, HarvestSettings()))  # type: ignore[attr-defined]


def one(module: object, path: Path) -> Incident:
    (incident,) = (each for each in read(module, path) if not isinstance(each, Notice))
    assert isinstance(incident, Incident)
    return incident


def test_an_issue_is_understood(tmp_path):
    incident = one(github, write(tmp_path, [an_issue("acme/hr#12")]))

    assert str(incident.ref) == "github:acme/hr#12"
    assert (incident.summary, incident.description) == ("Offer letter is blank", "It is white since noon.")
    assert (incident.status, incident.resolution_kind) == (Status.CLOSED, ResolutionKind.FIX)
    assert (incident.environment, incident.priority, incident.group) == (("recruiting",), 3, "acme/hr")
    assert incident.closed_at == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert incident.people == (Person(name="", user="jsmith"),)


def test_what_gh_prints_is_understood(tmp_path):
    issue = {
        "number": 12,
        "title": "Blank",
        "body": None,
        "state": "CLOSED",
        "stateReason": "NOT_PLANNED",
        "labels": [{"id": "x", "name": "question"}],
        "author": {"login": "jsmith", "name": "Jane Smith", "is_bot": False},
        "assignees": [{"login": "broy", "name": "Bob Roy"}],
        "comments": [
            {
                "author": {"login": "broy"},
                "body": "Use the menu.",
                "createdAt": "2026-03-02T09:00:00Z",
                "isMinimized": False,
            },
            {
                "author": {"login": "spam"},
                "body": "Buy!",
                "createdAt": "2026-03-02T09:30:00Z",
                "isMinimized": True,
            },
        ],
        "createdAt": "2026-03-01T09:00:00Z",
        "closedAt": "2026-03-02T10:00:00Z",
        "url": "https://github.com/acme/hr/issues/12",
    }

    incident = one(github, write(tmp_path, [issue]))

    assert str(incident.ref) == "github:acme/hr#12"
    assert incident.resolution_kind is ResolutionKind.HOW_TO
    assert [(entry.text, entry.kind) for entry in incident.entries] == [("Use the menu.", EntryKind.PUBLIC)]
    assert (incident.reporter, incident.resolver) == ("Jane Smith", "Bob Roy")


@pytest.mark.parametrize(
    ("reason", "labels", "kind"),
    [
        ("completed", [], ResolutionKind.FIX),
        (None, [], ResolutionKind.FIX),
        ("not_planned", [], ResolutionKind.WONT_FIX),
        ("duplicate", [], ResolutionKind.DUPLICATE),
        ("completed", ["duplicate"], ResolutionKind.DUPLICATE),
        ("not_planned", ["wontfix"], ResolutionKind.WONT_FIX),
        ("completed", ["question"], ResolutionKind.HOW_TO),
    ],
)
def test_reasons_and_labels_tell_the_kind(tmp_path, reason, labels, kind):
    issue = an_issue("acme/hr#12", state_reason=reason, labels=[{"name": name} for name in labels])

    assert one(github, write(tmp_path, [issue])).resolution_kind is kind


def test_an_open_issue_has_no_resolution(tmp_path):
    incident = one(
        github,
        write(tmp_path, [an_issue("acme/hr#12", state="open", state_reason="reopened", closed_at=None)]),
    )

    assert (incident.status, incident.resolution_kind, incident.status_raw) == (
        Status.OPEN,
        ResolutionKind.NONE,
        "open (reopened)",
    )


def test_pull_requests_are_skipped(tmp_path):
    found = read(github, write(tmp_path, [an_issue("acme/hr#12", pull_request={"url": "x"})]))

    assert [each.reason for each in found if isinstance(each, Skip)] == ["pull request"]


def test_comments_beside_find_their_issue_and_a_duplicate_its_original(tmp_path):
    issue = an_issue("acme/hr#12", state_reason="duplicate")
    comments = [
        {
            "url": f"https://api.example.com/repos/acme/hr/issues/comments/{number}",
            "html_url": f"https://github.com/acme/hr/issues/{number}#issuecomment-1",
            "issue_url": f"https://api.example.com/repos/acme/hr/issues/{number}",
            "user": {"login": login, "type": kind},
            "created_at": "2026-03-01T10:00:00Z",
            "body": body,
        }
        for number, login, kind, body in (
            (
                12,
                "broy",
                "User",
                "Duplicate of #7, see @kim-ray <!-- hidden --> https://github.com/user-attachments/assets/ab12",
            ),
            (12, "ci[bot]", "Bot", "Build failed"),
            (99, "broy", "User", "Lost"),
        )
    ]
    issues = write(tmp_path, [issue], "issues.json")
    beside = write(tmp_path, comments, "comments.json")

    incident = one(github, issues)

    assert len(incident.entries) == 1
    assert "hidden" not in incident.entries[0].text
    assert incident.duplicate_of == IncidentRef("github", "acme/hr#7")
    assert incident.attachments == (Attachment(name="ab12"),)
    assert {person.user for person in incident.people} >= {"jsmith", "broy", "kim-ray"}
    assert [each.reason for each in read(github, beside)] == ["comment without its issue"]


def test_pages_pasted_together_and_a_search_are_read(tmp_path):
    pages = json.dumps([an_issue("acme/hr#1")]) + json.dumps([an_issue("acme/hr#2")])
    assert len(read(github, write(tmp_path, pages))) == 2

    search = {"total_count": 5, "incomplete_results": False, "items": [an_issue("acme/hr#1")]}
    _, notice = read(github, write(tmp_path, search))
    assert notice.message == "1 issues of 5"


@pytest.mark.parametrize(("count", "notices"), [(29, 0), (30, 1), (31, 0), (100, 1)])
def test_a_list_that_may_have_stopped_says_so(tmp_path, count, notices):
    found = read(github, write(tmp_path, [an_issue(f"acme/hr#{n}") for n in range(1, count + 1)]))

    assert sum(isinstance(each, Notice) for each in found) == notices


def test_a_pager_incident_is_understood(tmp_path):
    value = an_incident(
        "PA1",
        notes=[
            {
                "id": "N1",
                "content": "Restarted the job.",
                "created_at": "2026-03-01T09:30:00Z",
                "user": {"type": "user_reference", "summary": "Ada Moss"},
            }
        ],
        log_entries=[
            {"type": "trigger_log_entry", "created_at": "2026-03-01T09:00:00Z", "channel": {"summary": "x"}},
            {
                "type": "annotate_log_entry",
                "created_at": "2026-03-01T09:40:00Z",
                "channel": {"summary": "Looks fine."},
                "agent": {"type": "user_reference", "summary": "Bob Roy"},
            },
        ],
        teams=[{"summary": "HR"}],
    )

    incident = one(pagerduty, write(tmp_path, {"incident": value}))

    assert str(incident.ref) == "pagerduty:PA1"
    assert (incident.status, incident.resolution_kind, incident.priority) == (
        Status.RESOLVED,
        ResolutionKind.FIX,
        2,
    )
    assert (incident.environment, incident.group, incident.resolver) == (("Payroll",), "HR", "Bob Roy")
    assert [entry.text for entry in incident.entries] == ["Restarted the job.", "Looks fine."]
    assert {person.name for person in incident.people} == {"Ada Moss", "Bob Roy"}


def test_a_merged_pager_incident_names_where_it_went(tmp_path):
    value = an_incident("PA1", resolve_reason={"type": "merge_resolve_reason", "incident": {"id": "PA9"}})

    incident = one(pagerduty, write(tmp_path, {"incidents": [value]}))

    assert (incident.status, incident.duplicate_of) == (Status.MERGED, IncidentRef("pagerduty", "PA9"))


def test_pager_notes_beside_are_found_by_their_files_name(tmp_path):
    notes = {
        "notes": [
            {
                "id": "N1",
                "content": "Done by hand.",
                "created_at": "2026-03-01T09:30:00Z",
                "user": {"type": "user_reference", "summary": "Ada Moss"},
            }
        ]
    }
    incidents = write(tmp_path, {"incidents": [an_incident("PA1")], "more": True, "total": 300})
    beside = write(tmp_path, notes, "notes-PA1.json")
    lost = write(tmp_path, notes, "notes-PA7.json")

    incident, notice = read(pagerduty, incidents)

    assert [entry.text for entry in incident.entries] == ["Done by hand."]
    assert notice.message == "1 incidents of 300"
    assert read(pagerduty, beside) == []
    assert [each.reason for each in read(pagerduty, lost)] == ["note without its incident"]


def test_an_alert_is_understood(tmp_path):
    value = an_alert(
        "aa-1",
        tags=["hr", "night"],
        details={"x": "y"},
        responders=[{"type": "team", "name": "HR on call"}],
        report={"ackTime": 5, "closedBy": "ada.moss@example.com"},
    )

    incident = one(opsgenie, write(tmp_path, {"data": [value], "paging": {"first": "x"}}))

    assert str(incident.ref) == "opsgenie:aa-1"
    assert (incident.status, incident.priority, incident.group) == (Status.CLOSED, 3, "HR on call")
    assert incident.resolver == "ada.moss@example.com"
    assert ("details.x", "y") in incident.extra
    assert {person.email for person in incident.people} == {"bob.roy@example.com", "ada.moss@example.com"}


@pytest.mark.parametrize(
    "value",
    [
        1772355600,
        1772355600000,
        1772355600000000,
        1772355600000000000,
        "1772355600000",
        "2026-03-01T09:00:00Z",
    ],
)
def test_moments_are_told_by_their_size(value):
    assert opsgenie.when(value) == datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("value", [None, True, -5, 10**40, "x", "9" * 30, [], 0])
def test_what_is_no_moment_is_none(value):
    assert opsgenie.when(value) is None


def test_an_alerts_notes_and_next_page_are_found(tmp_path):
    alerts = write(tmp_path, {"data": [an_alert("aa-1")], "paging": {"next": "https://x"}})
    notes = {
        "data": [
            {
                "note": "Cleared the queue.",
                "owner": "bob.roy@example.com",
                "createdAt": "2026-03-01T09:30:00Z",
                "offset": "1",
            }
        ]
    }
    write(tmp_path, notes, "notes-aa-1.json")

    incident, notice = read(opsgenie, alerts)

    assert [entry.text for entry in incident.entries] == ["Cleared the queue."]
    assert notice.code == "cut"


@pytest.mark.parametrize("module", [github, pagerduty, opsgenie])
@pytest.mark.parametrize(
    "junk", [5, None, "x", [], {}, {"number": 1}, {"id": {}}, {"id": "x", "message": [], "title": {}}]
)
def test_odd_values_are_rejected_not_raised(tmp_path, module, junk):
    found = [each for each in read(module, write(tmp_path, [junk])) if not isinstance(each, Notice)]

    assert all(isinstance(each, Rejection | Skip) for each in found)
