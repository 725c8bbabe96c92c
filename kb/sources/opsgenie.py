"""Opsgenie's alerts and incidents, with notes inside or beside."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
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
    elements,
    ident,
    in_order,
    line,
    moment,
    objects,
    prose,
    unplaced,
)
from kb.sources.people import person

SYSTEM = "opsgenie"
UNDER = ("data",)

_STATUS = {"open": Status.OPEN, "resolved": Status.RESOLVED, "closed": Status.CLOSED}
_PLACED = {
    "id", "tinyId", "message", "description", "status", "acknowledged", "isSeen", "snoozed", "createdAt", "updatedAt",
    "lastOccurredAt", "owner", "ownerTeamId", "priority", "responders", "teams", "tags", "notes", "report", "actions",
    "visibleTo", "extraProperties", "links", "impactStartDate", "impactedServices", "integration",
}  # fmt: skip


class Opsgenie:
    """Reads alerts and incidents as Opsgenie's REST API gives them."""

    name = "opsgenie-json"
    product = "Opsgenie"
    reads = "alerts and incidents as JSON, notes inside or beside"
    how_to_export = (
        "Save /v2/alerts?limit=100&offset=0 page by page, each /v2/alerts/ID for its description, and "
        "/v2/alerts/ID/notes as notes-ID.json, as files of one folder."
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether it holds alerts, incidents or notes of Opsgenie."""
        return path.is_file() and (_alerts(path) or _notes(path))

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what an alert has."""
        return 'an Opsgenie alert has "tinyId", "message", "status" and "createdAt"'

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:  # noqa: ARG002
        """
        Yield one record an alert or incident, with the notes of the folder.

        Notes in files of their own are held in memory; one whose alert is not in the folder is skipped when its
        own file is read.
        """
        if not _alerts(path):
            yield from _orphans(path)
            return
        beside = _beside(path)
        count = 0
        for item in json_items.items(path, under=UNDER):
            count += 1
            yield _record(item, path, beside)
        around = json_items.envelope(path, under=UNDER) if "data" in json_items.signature(path) else {}
        lonely = not any(file != path and _alerts(file) for file in desk_folder.beside(path).looked_at)
        if child(around, "paging", "next") and lonely:
            yield Notice(
                path=path,
                code=CUT,
                message=f"{count:,} alerts, and more pages follow",
                hint="fetch what paging.next names too, into the same folder",
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
        raise UnusableError("an alert without an id")
    summary = line(value.get("message"))
    if not summary:
        raise UnusableError(f"{key} has no message")
    met: dict[Person, None] = {}
    notes = [*objects(value.get("notes")), *beside.get(key, [])]
    entries = in_order(dict.fromkeys(entry for each in notes if (entry := _entry(each, met))))
    owner, closer = _who(value.get("owner"), met), _who(child(value, "report", "closedBy"), met)
    for name in ("acknowledgedBy",):
        _who(child(value, "report", name), met)
    for each in objects(value.get("responders")):
        if line(each.get("type")) == "user":
            _who(each.get("username") or each.get("name"), met)
    status = _STATUS.get(line(value.get("status")).lower(), Status.OPEN)
    ended = status is not Status.OPEN
    updated = when(value.get("updatedAt"))
    level = line(value.get("priority")).upper()
    teams = [each for each in objects(value.get("responders")) if line(each.get("type")) == "team"]
    teams += objects(value.get("teams"))
    services = [line(each) for each in elements(value.get("impactedServices"))]
    out = [
        ("number", line(value.get("tinyId"))),
        ("tags", ", ".join(line(each) for each in elements(value.get("tags")) if line(each))),
        *unplaced(child(value, "report") or {}, ("closedBy", "acknowledgedBy")),
        *unplaced(child(value, "extraProperties") or {}, ()),
        *unplaced(value, _PLACED),
    ]
    return Incident(
        ref=IncidentRef(SYSTEM, key),
        summary=summary,
        description=prose(value.get("description")),
        status=status,
        status_raw=line(value.get("status")).lower(),
        resolution_kind=ResolutionKind.FIX if ended else ResolutionKind.NONE,
        environment=tuple(dict.fromkeys(name for name in (line(value.get("entity")), *services) if name)),
        priority=int(level[1]) if level in ("P1", "P2", "P3", "P4", "P5") else None,
        group=next((name for each in teams if (name := line(each.get("name")))), ""),
        resolver=(closer or owner) if ended else owner,
        opened_at=when(value.get("createdAt")),
        resolved_at=updated if ended else None,
        closed_at=updated if status is Status.CLOSED else None,
        updated_at=updated,
        entries=entries,
        extra=tuple((name, found) for name, found in out if found),
        people=tuple(met),
        raw=raw,
    )


def when(value: object) -> datetime | None:
    """
    Read a moment as ISO 8601, or as a number since 1970.

    Older webhooks give `createdAt` in milliseconds and `updatedAt` in nanoseconds; the size tells the unit.
    """
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 25:
        value = int(value)
    if type(value) is not int:
        return moment(value)
    for unit in (1, 10**3, 10**6, 10**9):
        if 0 < value // unit < 10**10:
            return datetime.fromtimestamp(value // unit, UTC)
    return None


def _entry(value: JsonObject, met: dict[Person, None]) -> Entry | None:
    author = _who(value.get("owner"), met)
    words = prose(value.get("note"))
    if not words:
        return None
    return Entry(at=when(value.get("createdAt")), author=author, kind=EntryKind.INTERNAL, text=words)


def _who(value: object, met: dict[Person, None]) -> str:
    name = line(value)
    if found := person(name, user="" if "@" in name or " " in name else name):
        met[found] = None
    return name


def _beside(path: Path) -> dict[str, list[JsonObject]]:
    found: dict[str, list[JsonObject]] = {}
    for file in desk_folder.beside(path).looked_at:
        if file != path and _notes(file):
            for item in json_items.items(file, under=UNDER):
                if isinstance(item.value, dict) and not item.problem:
                    found.setdefault(_alert_of(item.value, file), []).append(item.value)
    return found


def _alert_of(value: JsonObject, file: Path) -> str:
    """Give the alert a note belongs to; the API does not say, so the file's name has to."""
    return ident(value.get("alertId")) or file.stem.partition("-")[2] or file.stem


def _orphans(path: Path) -> Iterator[Record]:
    known: set[str] = set()
    for file in desk_folder.beside(path).looked_at:
        if file != path and _alerts(file):
            known |= {ident(child(item.value, "id")) for item in json_items.items(file, under=UNDER)}
    for item in json_items.items(path, under=UNDER):
        if item.problem or not isinstance(item.value, dict):
            yield Rejection(path=path, line=item.line, reason=item.problem or "not an object")
        elif _alert_of(item.value, path) not in known:
            yield Skip(path=path, line=item.line, reason="note without its alert")


def _alerts(path: Path) -> bool:
    return any(
        json_items.looks_like(path, ("message", "status", "createdAt", own), under=UNDER)
        for own in ("tinyId", "impactedServices", "responders")
    )


def _notes(path: Path) -> bool:
    return json_items.looks_like(path, ("note", "owner", "createdAt"), under=UNDER) and not _alerts(path)


SOURCE = Opsgenie()
