"""A folder of invented incidents in; the incidents, the problem each is about, and its part out."""

import json
from datetime import datetime
from pathlib import Path

from kb.model.incident import Incident, IncidentRef, RedactedIncident, Status

HERE = Path(__file__).parent


def read() -> tuple[list[RedactedIncident], dict[IncidentRef, str], dict[IncidentRef, str]]:
    """Give the incidents in the file's order, the problem by reference, and "tuning" or "held-out" by reference."""
    incidents: list[RedactedIncident] = []
    problem: dict[IncidentRef, str] = {}
    part: dict[IncidentRef, str] = {}
    with (HERE / "incidents.jsonl").open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            incident = Incident(
                ref=IncidentRef(row["system"], row["id"]),
                summary=row["summary"],
                description=row["description"],
                status=Status.RESOLVED,
                resolution=row["resolution"],
                environment=tuple(row["environment"]),
                opened_at=datetime.fromisoformat(row["opened"]),
            )
            incidents.append(RedactedIncident(incident))
            problem[incident.ref] = row["problem"]
            part[incident.ref] = row["part"]
    return incidents, problem, part
