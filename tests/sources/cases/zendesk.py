"""Tickets of Zendesk in the shapes people get them in."""

import json
from pathlib import Path
from typing import Any

from kb.sources.zendesk import SOURCE
from tests.sources.contract import Case, escaped

WORDS = "The scanner says E-42."


def a_ticket(key: int = 101, **changes: Any) -> dict[str, Any]:
    """Make a solved ticket as the API gives one."""
    values: dict[str, Any] = {
        "id": key,
        "url": f"https://example.zendesk.com/api/v2/tickets/{key}.json",
        "via": {"channel": "web", "source": {"from": {}, "to": {}, "rel": None}},
        "created_at": "2026-03-06T09:00:00Z",
        "updated_at": "2026-03-07T10:00:00Z",
        "type": "incident",
        "subject": "Scanner stops",
        "raw_subject": "Scanner stops",
        "description": WORDS,
        "priority": "high",
        "status": "solved",
        "requester_id": 7001,
        "submitter_id": 7001,
        "assignee_id": 7002,
        "organization_id": 31,
        "group_id": 41,
        "collaborator_ids": [],
        "has_incidents": False,
        "problem_id": None,
        "tags": [],
        "custom_fields": [],
        "satisfaction_rating": None,
        "brand_id": 51,
    }
    return values | changes


def a_comment(key: int = 1, body: str = "Please clear the tray.", **changes: Any) -> dict[str, Any]:
    """Make a public comment of the assignee."""
    values: dict[str, Any] = {
        "id": key,
        "type": "Comment",
        "author_id": 7002,
        "body": body,
        "html_body": f"<p>{body}</p>",
        "plain_body": body,
        "public": True,
        "attachments": [],
        "created_at": "2026-03-06T10:00:00Z",
    }
    return values | changes


def a_user(key: int = 7001, name: str = "Jane Smith", email: str = "jane@example.com") -> dict[str, Any]:
    """Make a user as the API gives one."""
    return {
        "id": key, "url": f"https://example.zendesk.com/api/v2/users/{key}.json", "name": name, "email": email,
        "role": "end-user", "iana_time_zone": "Europe/London", "ticket_restriction": "requested", "user_fields": {},
    }  # fmt: skip


USERS = [a_user(), a_user(7002, "Bob Roy", "bob@example.com")]


def written(folder: Path, value: object, name: str = "tickets.json") -> Path:
    """Write JSON as a file."""
    path = folder / name
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False), encoding="utf-8")
    return path


def the_list(folder: Path, *tickets: object, **beside: Any) -> Path:
    """Write a list of tickets with their users."""
    return written(folder, {"tickets": list(tickets), "users": USERS} | beside)


def _search(folder: Path, keys: list[str]) -> Path:
    results = [{"result_type": "ticket"} | a_ticket(int(key)) for key in keys]
    written(folder, {"users": USERS}, "users.json")
    return written(
        folder, {"results": results, "facets": None, "next_page": None, "count": len(keys)}, "search.json"
    )


def _account(folder: Path, keys: list[str]) -> Path:
    people = {"requester": {"id": 7001, "name": "Jane Smith", "email": "jane@example.com"}}
    path = folder / "account.json"
    lines = [
        json.dumps(a_ticket(int(key)) | people | {"comments": [a_comment()]}, ensure_ascii=False)
        for key in keys
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


CASES = [
    Case(
        source=SOURCE,
        write=lambda folder, keys: the_list(folder, *(a_ticket(int(key)) for key in keys)),
        keys=("101", "102", "103"),
        words=WORDS,
        escape=escaped,
    ),
    Case(
        source=SOURCE, name="zendesk-json: search", write=_search, keys=("101", "102"), words=WORDS, escape=escaped
    ),
    Case(
        source=SOURCE, name="zendesk-json: account", write=_account, keys=("101", "102"), words=WORDS, escape=escaped
    ),
]  # fmt: skip
