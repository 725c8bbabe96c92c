"""Tickets of Zammad as answers with assets."""

import json
from pathlib import Path
from typing import Any

from kb.sources.zammad import SOURCE
from tests.sources.cases.desks import WORDS, a_zammad_ticket, an_article
from tests.sources.contract import Case, escaped


def a_plain_ticket(key: str = "10001", **changes: Any) -> dict[str, Any]:
    """Make a ticket with ids only, as a list gives it unless asked to expand."""
    found = a_zammad_ticket(key)
    for name in ("group", "state", "priority", "customer", "owner", "articles"):
        del found[name]
    return found | changes


def a_user(key: int = 7, first: str = "Jane", last: str = "Smith", **changes: Any) -> dict[str, Any]:
    """Make a user as the API gives one."""
    mail = f"{first}.{last}@example.com".lower()
    return {
        "id": key, "login": mail, "firstname": first, "lastname": last, "email": mail, "role_ids": [3],
    } | changes  # fmt: skip


def an_answer(*tickets: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Make the answer of a search: ids, and what they stand for."""
    articles = {str(ticket["id"]): an_article(ticket["id"], id=ticket["id"]) for ticket in tickets}
    return {
        "tickets": [ticket["id"] for ticket in tickets],
        "tickets_count": len(tickets),
        "assets": {
            "Ticket": {str(ticket["id"]): ticket for ticket in tickets},
            "User": {"7": a_user()},
            "TicketArticle": articles,
        },
    } | changes


def written(folder: Path, value: object, name: str = "export.json") -> Path:
    """Write a value as JSON."""
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


CASES = [
    Case(
        source=SOURCE,
        name="zammad-json: search",
        write=lambda folder, keys: written(
            folder,
            "\n".join(json.dumps(an_answer(a_plain_ticket(key))) for key in keys),
        ),
        keys=("10001", "10002", "10003"),
        words=WORDS,
        escape=escaped,
        is_text=False,
    ),
]
