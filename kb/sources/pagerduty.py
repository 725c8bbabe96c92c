"""PagerDuty's incidents, with notes and log entries inside or beside."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from kb.config import HarvestSettings
from kb.io import json_items
from kb.model.account import CUT, Notice, Rejection, Skip
from kb.model.incident import (
    Entry,
    EntryKind,
    Incident,
    IncidentRef,
    Person,
    RawPointer,
    ResolutionKind,
    Status,
)
from kb.sources import desk_folder
from kb.sources.base import Reading, Record
from kb.sources.desk_values import (
    JsonObject,
    UnusableError,
    child,
    ident,
    in_order,
    line,
    moment,
    number,
    objects,
    prose,
    text,
    unplaced,
)
from kb.sources.people import person

SYSTEM = "pagerduty"
UNDER = ("incidents", "incident")
BESIDE = ("notes", "log_entries")

_PRIORITY = {
    "p1": 1,
    "p2": 2,
    "p3": 3,
    "p4": 4,
    "p5": 5,
    "sev-1": 1,
    "sev-2": 2,
    "sev-3": 3,
    "sev-4": 4,
    "sev-5": 5,
}
_PLACED = {
    "id", "type", "incident_number", "title", "summary", "description", "status", "urgency", "priority", "service", "created_at",
    "updated_at", "resolved_at", "last_status_change_at", "last_status_change_by", "resolve_reason", "teams", "assignments",
    "acknowledgements", "escalation_policy", "body", "html_url", "self", "notes", "log_entries", "first_trigger_log_entry",
    "pending_actions", "assigned_via", "is_mergeable", "external_references", "responder_requests", "subscriber_requests",
    "impacted_services", "incidents_responders", "responders_requested", "conference_bridge",
}  # fmt: skip


class PagerDuty:
    """Reads incidents as PagerDuty's REST API gives them."""

    name = "pagerduty-json"
    product = "PagerDuty"
    reads = "incidents as JSON, notes and log entries inside or beside"
    how_to_export = (
        "Save /incidents?since=…&until=…&statuses[]=resolved&limit=100&offset=0 page by page (until more is false), "
        "and /incidents/ID/notes as notes-ID.json beside, as files of one folder."
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether it holds incidents, notes or log entries of PagerDuty."""
        return path.is_file() and (_incidents(path) or _notes(path))

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what an incident has."""
        return 'a PagerDuty incident has "incident_number", "urgency", "service" and "escalation_policy"'

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:  # noqa: ARG002
        """
        Yield one record an incident, with the notes of the folder.

        Notes in files of their own are held in memory; one whose incident is not in the folder is skipped when its
        own file is read.
        """
        if not _incidents(path):
            yield from _orphans(path)
            return
        beside = _beside(path)
        count = 0
        for item in json_items.items(path, under=UNDER):
            count += 1
            yield _record(item, path, beside)
        more = json_items.envelope(path, under=UNDER) if "incidents" in json_items.signature(path) else {}
        lonely = not any(file != path and _incidents(file) for file in desk_folder.beside(path).looked_at)
        if more.get("more") is True and lonely:
            total = number(more.get("total"))
            yield Notice(
                path=path,
                code=CUT,
                message=f"{count:,} incidents of {total:,}"
                if total
                else f"{count:,} incidents, and more pages follow",
                hint="fetch the next pages too (offset), into the same folder",
            )


def _record(item: json_items.Item, path: Path, beside: Mapping[str, list[JsonObject]]) -> Record:
    if item.problem or not isinstance(item.value, dict):
        return Rejection(path=path, line=item.line, reason=item.problem or "not an object")
    try:
        return _incident(item.value, RawPointer(path=path, line=item.line, sha256=item.sha256), beside)
    except UnusableError as error:
        return Rejection(path=path, line=item.line, reason=str(error))
    except RecursionError:
        return Rejection(path=path, line=item.line, reason="nested too deeply")


def _incident(value: JsonObject, raw: RawPointer, beside: Mapping[str, list[JsonObject]]) -> Incident:
    key = ident(value.get("id"))
    if not key:
        raise UnusableError("an incident without an id")
    summary = line(value.get("title")) or line(value.get("description")) or line(value.get("summary"))
    if not summary:
        raise UnusableError(f"{key} has neither title nor summary")
    met: dict[Person, None] = {}
    notes = [*objects(value.get("notes")), *objects(value.get("log_entries")), *beside.get(key, [])]
    entries = in_order(dict.fromkeys(entry for each in notes if (entry := _entry(each, met))))
    assigned = [_who(each.get("assignee"), met) for each in objects(value.get("assignments"))]
    for each in (*objects(value.get("acknowledgements")), *objects(value.get("responders_requested"))):
        _who(each.get("acknowledger") or each.get("requester"), met)
    last = _who(value.get("last_status_change_by"), met)
    state = line(value.get("status")).lower()
    reason = value.get("resolve_reason")
    into = ident(child(reason, "incident", "id"))
    merged = "merge" in line(child(reason, "type")) or bool(into)
    resolved = state == "resolved"
    resolved_at = moment(value.get("resolved_at")) or (
        moment(value.get("last_status_change_at")) if resolved else None
    )
    teams = [line(child(each, "summary")) for each in objects(value.get("teams"))]
    original = IncidentRef(SYSTEM, into) if into and into != key else None
    return Incident(
        ref=IncidentRef(SYSTEM, key),
        summary=summary,
        description=_body(value),
        status=Status.MERGED if merged else Status.RESOLVED if resolved else Status.OPEN,
        status_raw=state,
        resolution_kind=ResolutionKind.DUPLICATE
        if merged
        else ResolutionKind.FIX
        if resolved
        else ResolutionKind.NONE,
        environment=tuple(
            dict.fromkeys(
                name
                for each in (value.get("service"), *objects(value.get("impacted_services")))
                if (name := line(child(each, "summary")))
            )
        ),
        priority=_PRIORITY.get(line(child(value, "priority", "summary")).lower()),
        group=next(filter(None, teams), "") or line(child(value, "escalation_policy", "summary")),
        resolver=last if resolved else next(filter(None, assigned), ""),
        opened_at=moment(value.get("created_at")),
        resolved_at=resolved_at if resolved else None,
        closed_at=resolved_at if resolved else None,
        updated_at=moment(value.get("updated_at")) or moment(value.get("last_status_change_at")),
        duplicate_of=original,
        links=(original,) if original else (),
        entries=entries,
        extra=tuple(
            (name, found)
            for name, found in (
                ("number", line(value.get("incident_number"))),
                ("urgency", line(value.get("urgency"))),
                *unplaced(value, _PLACED),
            )
            if found
        ),
        people=tuple(met),
        raw=raw,
    )


def _body(value: JsonObject) -> str:
    details = child(value, "body", "details")
    if isinstance(details, dict):
        return "\n".join(f"{name}: {found}" for name, found in unplaced(details, ()))
    return prose(details) or text(child(value, "first_trigger_log_entry", "channel", "details"))


def _entry(value: JsonObject, met: dict[Person, None]) -> Entry | None:
    author = _who(value.get("user") or value.get("agent"), met)
    words = prose(value.get("content")) or prose(child(value, "channel", "note")) or prose(value.get("note"))
    if not words:
        words = (
            prose(child(value, "channel", "summary"))
            if line(value.get("type")).startswith("annotate")
            else ""
        )
    if not words:
        return None
    return Entry(at=moment(value.get("created_at")), author=author, kind=EntryKind.INTERNAL, text=words)


def _who(value: object, met: dict[Person, None]) -> str:
    if "user" not in line(child(value, "type")):
        return ""
    name = line(child(value, "summary")) or line(child(value, "name"))
    if found := person(name, email=line(child(value, "email"))):
        met[found] = None
    return name


def _beside(path: Path) -> dict[str, list[JsonObject]]:
    found: dict[str, list[JsonObject]] = {}
    for file in desk_folder.beside(path).looked_at:
        if file != path and _notes(file):
            for item in json_items.items(file, under=BESIDE):
                if isinstance(item.value, dict) and not item.problem:
                    found.setdefault(_incident_of(item.value, file), []).append(item.value)
    return found


def _incident_of(value: JsonObject, file: Path) -> str:
    """Give the incident a note belongs to; by the file's name where the note does not say."""
    return ident(child(value, "incident", "id")) or file.stem.rpartition("-")[2]


def _orphans(path: Path) -> Iterator[Record]:
    known: set[str] = set()
    for file in desk_folder.beside(path).looked_at:
        if file != path and _incidents(file):
            known |= {ident(child(item.value, "id")) for item in json_items.items(file, under=UNDER)}
    for item in json_items.items(path, under=BESIDE):
        if item.problem or not isinstance(item.value, dict):
            yield Rejection(path=path, line=item.line, reason=item.problem or "not an object")
        elif _incident_of(item.value, path) not in known:
            yield Skip(path=path, line=item.line, reason="note without its incident")


def _incidents(path: Path) -> bool:
    return any(
        json_items.looks_like(path, ("incident_number", "status", own), under=UNDER)
        for own in ("urgency", "escalation_policy", "incident_key")
    )


def _notes(path: Path) -> bool:
    notes = json_items.looks_like(path, ("content", "created_at", "user.summary"), under=("notes",))
    log = json_items.looks_like(path, ("type", "created_at", "agent", "channel"), under=("log_entries",))
    return (notes or log) and not _incidents(path)


SOURCE = PagerDuty()
