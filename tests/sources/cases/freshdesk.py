"""Tickets of Freshdesk in the shapes people get them in."""

from pathlib import Path
from typing import Any

from kb.sources.freshdesk import SOURCE
from tests.sources.cases.zendesk import written
from tests.sources.contract import Case, escaped

WORDS = "The badge opens no door."


def a_ticket(key: int = 201, **changes: Any) -> dict[str, Any]:
    """Make a resolved ticket as the API gives one."""
    values: dict[str, Any] = {
        "id": key,
        "subject": "Badge is dead",
        "description_text": WORDS,
        "description": "<div>not read</div>",
        "status": 4,
        "priority": 3,
        "source": 2,
        "type": "Incident",
        "requester_id": 8001,
        "responder_id": 8002,
        "group_id": 61,
        "company_id": 71,
        "cc_emails": [],
        "fr_escalated": False,
        "is_escalated": False,
        "spam": False,
        "due_by": "2026-03-08T09:00:00Z",
        "fr_due_by": "2026-03-06T12:00:00Z",
        "created_at": "2026-03-06T09:00:00Z",
        "updated_at": "2026-03-07T10:00:00Z",
        "tags": [],
        "custom_fields": {},
        "requester": {"id": 8001, "name": "Jane Smith", "email": "jane@example.com"},
    }
    return values | changes


def a_conversation(key: int = 1, words: str = "Please hold it longer.", **changes: Any) -> dict[str, Any]:
    """Make a public reply of the agent."""
    values: dict[str, Any] = {
        "id": key,
        "body": f"<div>{words}</div>",
        "body_text": words,
        "incoming": False,
        "private": False,
        "user_id": 8002,
        "support_email": "help@example.com",
        "source": 0,
        "ticket_id": 201,
        "created_at": "2026-03-06T10:00:00Z",
        "attachments": [],
    }
    return values | changes


def an_agent(key: int = 8002, name: str = "Bob Roy", email: str = "bob@example.com") -> dict[str, Any]:
    """Make an agent as the API gives one."""
    return {
        "id": key, "available": True, "occasional": False, "ticket_scope": 1, "signature": None,
        "contact": {"name": name, "email": email, "active": True},
    }  # fmt: skip


def an_old_ticket(key: int = 201, **changes: Any) -> dict[str, Any]:
    """Make a ticket as the older API gives one."""
    values: dict[str, Any] = {
        "display_id": key, "id": 5000000 + key, "subject": "Badge is dead", "description": WORDS,
        "description_html": f"<div>{WORDS}</div>", "status": 5, "status_name": "Closed", "priority": 1, "source": 1,
        "requester_id": 8001, "responder_id": 8002, "requester_name": "Jane Smith", "responder_name": "Bob Roy",
        "created_at": "2026-03-06T10:00:00+01:00", "updated_at": "2026-03-07T11:00:00+01:00", "isescalated": False,
        "deleted": False, "spam": False, "ticket_type": "Question", "custom_field": {}, "notes": [],
    }  # fmt: skip
    return {"helpdesk_ticket": values | changes}


def _search(folder: Path, keys: list[str]) -> Path:
    found = [a_ticket(int(key)) for key in keys]
    return written(folder, {"total": len(found), "results": found}, "search.json")


CASES = [
    Case(
        source=SOURCE,
        write=lambda folder, keys: written(folder, [a_ticket(int(key)) for key in keys]),
        keys=("201", "202", "203"),
        words=WORDS,
        escape=escaped,
    ),
    Case(
        source=SOURCE, name="freshdesk-json: search", write=_search, keys=("201", "202"), words=WORDS, escape=escaped
    ),
    Case(
        source=SOURCE,
        name="freshdesk-json: v1",
        write=lambda folder, keys: written(
            folder, [{"helpdesk_ticket": an_old_ticket(int(key), description_html="")["helpdesk_ticket"]} for key in keys]
        ),
        keys=("201", "202"),
        words=WORDS,
        escape=escaped,
    ),
]  # fmt: skip
