"""An incident as it was known at a time: what was opened, told, solved or closed later is not there yet."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from kb.model.incident import Incident, RedactedIncident, ResolutionKind, Status


def known_at(incident: RedactedIncident, at: datetime) -> RedactedIncident | None:
    """
    Give the record as an export of that time would have had it, None where it was not opened yet.

    What has no date of its own, as a category, counts as it is now. A record that names neither its opening
    nor its last change is not known before today.
    """
    if incident.updated_at and incident.updated_at <= at:
        return incident
    if incident.opened_at is None or incident.opened_at > at:
        return None
    entries = tuple(each for each in incident.entries if each.at and each.at <= at)
    cut: Incident = replace(incident, entries=entries)
    if not (incident.resolved_at and incident.resolved_at <= at):
        cut = _open(cut)
    elif incident.closed_at and incident.closed_at > at:
        cut = replace(cut, status=Status.RESOLVED, status_raw="", closed_at=None)
    return RedactedIncident(replace(cut, updated_at=max(_days(cut), default=None)))


def _open(incident: Incident) -> Incident:
    return replace(
        incident,
        status=Status.OPEN,
        status_raw="",
        resolution="",
        resolution_kind=ResolutionKind.NONE,
        resolver="",
        resolved_at=None,
        closed_at=None,
        reopen_count=None,
        sla_met=None,
        duplicate_of=None,
        links=(),
    )


def _days(incident: Incident) -> Iterator[datetime]:
    days = (incident.opened_at, incident.resolved_at, incident.closed_at, *(e.at for e in incident.entries))
    yield from (day for day in days if day)
