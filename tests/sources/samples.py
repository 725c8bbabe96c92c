"""Small exports of each kind, as a person would write them; a test names only what it is about."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from kb.config import HarvestSettings, MapSettings
from kb.model.account import Notice, Rejection, Skip
from kb.model.incident import Incident
from kb.sources.base import Reading, Source

HEADER = (
    "number", "opened_at", "short_description", "description", "caller_id", "priority", "state", "category",
    "assignment_group", "assigned_to", "resolved_by", "close_code", "close_notes", "resolved_at",
    "sys_updated_on", "sys_updated_by", "work_notes", "comments",
)  # fmt: skip

MAP = MapSettings(
    name="helpdesk", key="Ticket", summary="Subject", status="Status", description="Body", resolution="Answer",
    reporter="From", opened_at="Opened", zone="Europe/Berlin",
)  # fmt: skip
SETTINGS = HarvestSettings(map=(MAP,))
MAP_HEADER = ("Ticket", "Subject", "Status", "Body", "Answer", "From", "Opened", "Floor")


def csv_text(header: tuple[str, ...], *rows: dict[str, str], delimiter: str = ",") -> str:
    """Write rows by column name, all cells quoted, CRLF as the products do."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, delimiter=delimiter)
    writer.writerow(header)
    for row in rows:
        writer.writerow([row.get(name, "") for name in header])
    return out.getvalue()


def a_row(number: str = "INC0048001", **changes: str) -> dict[str, str]:
    """Make a closed ServiceNow incident's row."""
    values = {
        "number": number,
        "opened_at": "2026-03-06 09:00:00",
        "short_description": "Offer letter is blank",
        "description": "The offer letter is white.\nOn every computer.",
        "caller_id": "Jane Smith",
        "priority": "3 - Moderate",
        "state": "Closed",
        "category": "Recruiting",
        "assignment_group": "HR Recruiting Support",
        "assigned_to": "Bob Roy",
        "resolved_by": "Ada Moss",
        "close_code": "Solution provided",
        "close_notes": "Made the template again.",
        "resolved_at": "2026-03-07 10:00:00",
        "sys_updated_on": "2026-03-07 10:00:00",
        "sys_updated_by": "amoss",
    }
    return values | changes


def servicenow(folder: Path, *rows: dict[str, str], header: tuple[str, ...] = HEADER) -> Path:
    """Write a ServiceNow list CSV in Windows-1252."""
    path = folder / "incident.csv"
    path.write_bytes(csv_text(header, *rows).encode("cp1252"))
    return path


def a_ticket(key: str = "T-1", **changes: str) -> dict[str, str]:
    """Make a solved row of the declared CSV."""
    values = {
        "Ticket": key,
        "Subject": "Printer is out of paper",
        "Status": "Solved",
        "Body": "The tray says so.",
        "Answer": "Put in paper.",
        "From": "kim@example.com",
        "Opened": "2026-07-01T10:00:00",
        "Floor": "3",
    }
    return values | changes


def helpdesk(folder: Path, *rows: dict[str, str]) -> Path:
    """Write a CSV of the declared kind."""
    path = folder / "tickets.csv"
    path.write_text(csv_text(MAP_HEADER, *rows), encoding="utf-8", newline="")
    return path


def a_user(name: str = "Jane Smith", user: str = "jsmith") -> dict[str, str]:
    """Make a user as Jira Server writes one."""
    return {"name": user, "displayName": name, "emailAddress": f"{user}@example.com"}


def an_issue(key: str = "HR-1", **changes: Any) -> dict[str, Any]:
    """Make a resolved Jira issue."""
    fields: dict[str, Any] = {
        "summary": "Payslip shows last month",
        "description": "The payslip is *old*.",
        "status": {"name": "Resolved", "statusCategory": {"key": "done"}},
        "resolution": {"name": "Fixed"},
        "resolutiondate": "2024-03-27T10:11:12.000+0000",
        "created": "2024-03-26T10:11:12.000+0200",
        "updated": "2024-03-27T10:11:12.000+0000",
        "reporter": a_user(),
        "assignee": a_user("Bob Roy", "broy"),
        "creator": a_user(),
        "priority": {"name": "High"},
        "issuetype": {"name": "Bug"},
        "project": {"key": "HR", "name": "HR desk"},
        "components": [{"name": "Payroll"}],
        "comment": {"comments": []},
    }
    return {"id": "1", "key": key, "fields": fields | changes}


def jira(folder: Path, *issues: object) -> Path:
    """Write a search answer."""
    path = folder / "search.json"
    path.write_text(json.dumps({"total": len(issues), "issues": list(issues)}, indent=1), encoding="utf-8")
    return path


def records(source: Source, path: Path, settings: HarvestSettings = SETTINGS) -> list[Reading]:
    """Read everything."""
    return list(source.read(path, settings))


def incidents(source: Source, path: Path, settings: HarvestSettings = SETTINGS) -> list[Incident]:
    """Read a file in which every record must be an incident."""
    found = [record for record in records(source, path, settings) if not isinstance(record, Notice)]
    assert [record for record in found if not isinstance(record, Incident)] == []
    return [record for record in found if isinstance(record, Incident)]


def refused(found: list[Reading]) -> list[tuple[int, str]]:
    """Give line and reason of what was not read."""
    return [(record.line, record.reason) for record in found if isinstance(record, Rejection | Skip)]
