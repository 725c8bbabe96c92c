"""Zammad and GLPI."""

import json
from pathlib import Path

from kb.sources.glpi_csv import SOURCE as GLPI_CSV
from kb.sources.glpi_json import SOURCE as GLPI_JSON
from kb.sources.zammad import SOURCE as ZAMMAD
from tests.sources.contract import Case, escaped, quoted
from tests.sources.samples import csv_text

WORDS = "It is white since noon."
KEYS = ("10001", "10002", "10003")


def a_zammad_ticket(key: str, **changes: object) -> dict[str, object]:
    """Make a closed ticket of an expanded list, with its first article inside."""
    return {
        "id": int(key) - 10000,
        "number": key,
        "title": "Offer letter is blank",
        "group_id": 2,
        "group": "HR",
        "state_id": 4,
        "state": "closed",
        "priority_id": 2,
        "priority": "2 normal",
        "customer_id": 7,
        "customer": "jane.smith@example.com",
        "owner_id": 3,
        "owner": "bob.roy@example.com",
        "created_at": "2026-03-01T09:00:00.123Z",
        "updated_at": "2026-03-02T10:00:00.000Z",
        "close_at": "2026-03-02T10:00:00.000Z",
        "articles": [an_article(int(key) - 10000)],
    } | changes


def an_article(ticket: int, **changes: object) -> dict[str, object]:
    """Make an article of a customer."""
    return {
        "id": 1,
        "ticket_id": ticket,
        "sender_id": 2,
        "sender": "Customer",
        "type": "email",
        "internal": False,
        "content_type": "text/plain",
        "from": "Jane Smith <jane.smith@example.com>",
        "to": "hr@example.com",
        "body": WORDS,
        "created_at": "2026-03-01T09:00:00.123Z",
        "created_by_id": 7,
        "attachments": [],
    } | changes


def a_glpi_ticket(key: str, **changes: object) -> dict[str, object]:
    """Make a closed ticket as the list gives it with expand_dropdowns."""
    return {
        "id": int(key),
        "entities_id": "Root",
        "name": "Offer letter is blank",
        "date": "2026-03-01 09:00:00",
        "closedate": "2026-03-03 10:00:00",
        "solvedate": "2026-03-02 10:00:00",
        "date_mod": "2026-03-03 10:00:00",
        "users_id_lastupdater": "Bob Roy",
        "status": 6,
        "users_id_recipient": "Jane Smith",
        "content": WORDS,
        "urgency": 3,
        "impact": 3,
        "priority": 4,
        "itilcategories_id": "Recruiting",
        "type": 1,
        "is_deleted": 0,
    } | changes


GLPI_HEADER = ("ID", "Title", "Status", "Last update", "Opening date", "Priority", "Requester - Requester",
               "Assigned to - Technician", "Category", "Description", "Solution - Solution")  # fmt: skip


def a_glpi_row(key: str, **changes: str) -> dict[str, str]:
    """Make a row of a search in English."""
    values = ("", "Offer letter is blank", "Closed", "2026-03-03 10:00", "2026-03-01 09:00", "High", "Smith Jane", "Roy Bob",
              "Recruiting", WORDS, "Made the template again.")  # fmt: skip
    return dict(zip(GLPI_HEADER, values, strict=True)) | {"ID": f"{key[:-3]} {key[-3:]}"} | changes


def write_json(folder: Path, found: object) -> Path:
    path = folder / "export.json"
    path.write_text(json.dumps(found, indent=1))
    return path


def write_csv(folder: Path, keys: list[str]) -> Path:
    path = folder / "glpi.csv"
    rows = [a_glpi_row(key) | {"ID": key} for key in keys]
    path.write_text(csv_text(GLPI_HEADER, *rows, delimiter=";"), encoding="utf-8-sig", newline="")
    return path


CASES = [
    Case(
        source=ZAMMAD,
        write=lambda folder, keys: write_json(folder, [a_zammad_ticket(key) for key in keys]),
        keys=KEYS,
        words=WORDS,
        escape=escaped,
    ),
    Case(
        source=GLPI_JSON,
        write=lambda folder, keys: write_json(folder, [a_glpi_ticket(key) for key in keys]),
        keys=KEYS,
        words=WORDS,
        escape=escaped,
    ),
    Case(source=GLPI_CSV, write=write_csv, keys=KEYS, words=WORDS, escape=quoted),
]
