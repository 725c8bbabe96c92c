"""One alert or incident as Opsgenie's REST API gives it in, an Incident out."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

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

_STATUS = {"open": Status.OPEN, "resolved": Status.RESOLVED, "closed": Status.CLOSED}
_PLACED = {
    "id", "tinyId", "message", "description", "status", "isSeen", "seen", "createdAt", "updatedAt", "owner",
    "ownerTeamId", "priority", "responders", "teams", "tags", "notes", "logs", "report", "actions", "visibleTo",
    "extraProperties", "links", "impactedServices", "integration",
}  # fmt: skip
_ENVIRONMENT = re.compile(
    r"(?:env|environment|service|app|application|component|host|cluster|region)[:=] ?(.{1,80})", re.IGNORECASE
)


def incident(value: JsonObject, raw: RawPointer, beside: Sequence[JsonObject]) -> Incident:
    """
    Make an incident of an alert or of an incident; `beside` are notes and log lines that stand elsewhere.

    Raise UnusableError when id or words are missing.
    """
    key = ident(value.get("id"))
    if not key:
        raise UnusableError("an alert without an id")
    summary = line(value.get("message"))
    if not summary:
        raise UnusableError(f"{key} has no message")
    met: dict[Person, None] = {}
    told = [*objects(value.get("notes")), *objects(value.get("logs")), *beside]
    entries = in_order(dict.fromkeys(entry for each in told if (entry := _entry(each, met))))
    owner = _who(value.get("owner"), met)
    closer = _who(child(value, "report", "closedBy"), met)
    _who(child(value, "report", "acknowledgedBy"), met)
    for each in objects(value.get("responders")):
        if line(each.get("type")) == "user":
            _who(each.get("username") or each.get("name"), met)
    status = _STATUS.get(line(value.get("status")).lower(), Status.OPEN)
    ended = status is not Status.OPEN
    updated = when(value.get("updatedAt"))
    level = line(value.get("priority")).upper()
    tags = [tag for each in elements(value.get("tags")) if (tag := line(each))]
    log = sum(_is_log(each) for each in told)
    return Incident(
        ref=IncidentRef(SYSTEM, key),
        summary=summary,
        description=prose(value.get("description")),
        status=status,
        status_raw=line(value.get("status")).lower(),
        resolution_kind=ResolutionKind.FIX if ended else ResolutionKind.NONE,
        environment=_environment(value, tags),
        priority=int(level[1]) if level in ("P1", "P2", "P3", "P4", "P5") else None,
        group=next(_teams(value), ""),
        resolver=(closer or owner) if ended else owner,
        opened_at=when(value.get("createdAt")),
        resolved_at=updated if ended else None,
        closed_at=updated if status is Status.CLOSED else None,
        updated_at=updated,
        entries=entries,
        extra=tuple((name, found) for name, found in _extra(value, tags, log) if found),
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


def _is_log(value: JsonObject) -> bool:
    return "log" in value and not line(value.get("note"))


def _entry(value: JsonObject, met: dict[Person, None]) -> Entry | None:
    """Make a remark of a note; what Opsgenie logs of itself is none, but names people."""
    author = _who(value.get("owner"), met)
    words = prose(value.get("note"))
    if not words:
        return None
    return Entry(at=when(value.get("createdAt")), author=author, kind=EntryKind.INTERNAL, text=words)


def _who(value: object, met: dict[Person, None]) -> str:
    name = line(value)
    if found := person(name, user="" if "@" in name or " " in name else name):
        met.setdefault(found)
    return name


def _environment(value: JsonObject, tags: Sequence[str]) -> tuple[str, ...]:
    services = [line(child(each, "name") or each) for each in elements(value.get("impactedServices"))]
    tagged = [match[1] for tag in tags if (match := _ENVIRONMENT.fullmatch(tag))]
    return tuple(dict.fromkeys(name for name in (line(value.get("entity")), *services, *tagged) if name))


def _teams(value: JsonObject) -> Iterator[str]:
    responders = [each for each in objects(value.get("responders")) if line(each.get("type")) == "team"]
    for each in (*responders, *objects(value.get("teams"))):
        if name := line(each.get("name")):
            yield name


def _extra(value: JsonObject, tags: Sequence[str], log: int) -> Iterator[tuple[str, str]]:
    yield "number", line(value.get("tinyId"))
    yield "tags", ", ".join(tags)
    yield "teams", ", ".join(list(dict.fromkeys(_teams(value)))[1:])
    yield "integration", line(child(value, "integration", "name"))
    yield "log lines", str(log) if log else ""
    for name in ("report", "extraProperties"):
        held = value.get(name)
        yield from unplaced(held if isinstance(held, dict) else {}, ("closedBy", "acknowledgedBy"))
    yield from unplaced(value, _PLACED)
