"""GitHub, PagerDuty and Opsgenie."""

import json
from collections.abc import Callable
from pathlib import Path

from kb.sources.github import SOURCE as GITHUB
from kb.sources.opsgenie import SOURCE as OPSGENIE
from kb.sources.pagerduty import SOURCE as PAGERDUTY
from tests.sources.contract import Case, escaped

WORDS = "It is white since noon."


def an_issue(key: str, **changes: object) -> dict[str, object]:
    """Make a closed issue of GitHub's REST API; the key is `owner/repo#number`."""
    repository, _, number = key.partition("#")
    url = f"https://api.example.com/repos/{repository}/issues/{number}"
    return {
        "url": url,
        "html_url": f"https://github.com/{repository}/issues/{number}",
        "comments_url": f"{url}/comments",
        "id": int(number) + 1000,
        "number": int(number),
        "reference": key,
        "title": "Offer letter is blank",
        "user": {"login": "jsmith", "type": "User"},
        "labels": [{"name": "area: recruiting"}, {"name": "P2"}],
        "state": "closed",
        "state_reason": "completed",
        "comments": 1,
        "created_at": "2026-03-01T09:00:00Z",
        "updated_at": "2026-03-02T10:00:00Z",
        "closed_at": "2026-03-02T10:00:00Z",
        "author_association": "NONE",
        "body": WORDS,
    } | changes


def an_incident(key: str, **changes: object) -> dict[str, object]:
    """Make a resolved incident of PagerDuty."""
    return {
        "id": key,
        "type": "incident",
        "incident_number": 7,
        "title": "Payroll run failed",
        "status": "resolved",
        "urgency": "high",
        "priority": {"summary": "P2"},
        "service": {"type": "service_reference", "summary": "Payroll"},
        "escalation_policy": {"summary": "HR on call"},
        "created_at": "2026-03-01T09:00:00Z",
        "resolved_at": "2026-03-01T10:00:00Z",
        "last_status_change_by": {"type": "user_reference", "summary": "Bob Roy"},
        "body": {"type": "incident_body", "details": WORDS},
    } | changes


def an_alert(key: str, **changes: object) -> dict[str, object]:
    """Make a closed alert of Opsgenie."""
    return {
        "id": key,
        "tinyId": "12",
        "message": "Punch import failed",
        "status": "closed",
        "createdAt": "2026-03-01T09:00:00.123Z",
        "updatedAt": "2026-03-01T10:00:00Z",
        "count": 3,
        "source": "monitor",
        "owner": "bob.roy@example.com",
        "priority": "P3",
        "description": WORDS,
    } | changes


def writer(make: Callable[[str], dict[str, object]], *, under: str = "") -> Callable[[Path, list[str]], Path]:
    def write(folder: Path, keys: list[str]) -> Path:
        path = folder / "export.json"
        found: object = [make(key) for key in keys]
        path.write_text(json.dumps({under: found} if under else found, indent=1))
        return path

    return write


CASES = [
    Case(
        source=GITHUB,
        write=writer(an_issue),
        keys=("acme/hr#1", "acme/hr#2", "acme/hr#3"),
        words=WORDS,
        escape=escaped,
        is_text=False,
        anonymous=True,
    ),
    Case(
        source=PAGERDUTY,
        write=writer(an_incident, under="incidents"),
        keys=("PA1", "PA2", "PA3"),
        words=WORDS,
        escape=escaped,
        anonymous=True,
    ),
    Case(
        source=OPSGENIE,
        write=writer(an_alert, under="data"),
        keys=("aa-1", "aa-2", "aa-3"),
        words=WORDS,
        escape=escaped,
        anonymous=True,
    ),
]
