"""One redacted incident as one canonical line of JSON, and back."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from kb.model.incident import (
    Entry,
    EntryKind,
    Incident,
    IncidentRef,
    RedactedIncident,
    ResolutionKind,
    Status,
)

_TIMES = ("opened_at", "resolved_at", "closed_at", "updated_at")
_TUPLES = ("environment", "attachments")
_LEFT_OUT = ("people", "raw")
"""Never written: who the people are, and where the unredacted record stood."""


def render(incident: RedactedIncident) -> str:
    """Write an incident without what holds its default; the same incident gives the same line."""
    values: dict[str, Any] = {}
    for name, default in _defaults().items():
        value = getattr(incident, name)
        if name not in _LEFT_OUT and value != default:
            values[name] = _plain(value)
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@cache
def _defaults() -> dict[str, Any]:
    return {item.name: item.default for item in fields(Incident)}


def _plain(value: Any) -> Any:
    if isinstance(value, IncidentRef):
        return str(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return _time(value)
    if isinstance(value, Entry):
        entry = {
            "at": _time(value.at) if value.at else None,
            "author": value.author,
            "kind": value.kind.value,
            "text": value.text,
        }
        return {name: item for name, item in entry.items() if item is not None}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _time(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse(line: str) -> RedactedIncident:
    """Read a line; raise ValueError when it is not one that `render` could have written."""
    try:
        values = json.loads(line)
        if not isinstance(values, dict):
            raise ValueError("not an object")
        unknown = sorted(set(values) - set(_defaults()) | set(values) & set(_LEFT_OUT))
        if unknown:
            raise ValueError(f"unknown field {unknown[0]!r}")
        values["ref"] = IncidentRef.parse(values["ref"])
        values["status"] = Status(values["status"])
        if "resolution_kind" in values:
            values["resolution_kind"] = ResolutionKind(values["resolution_kind"])
        if "duplicate_of" in values:
            values["duplicate_of"] = IncidentRef.parse(values["duplicate_of"])
        if "links" in values:
            values["links"] = tuple(IncidentRef.parse(item) for item in values["links"])
        for name in _TIMES:
            if name in values:
                values[name] = _read_time(values[name])
        for name in _TUPLES:
            if name in values:
                values[name] = tuple(str(item) for item in values[name])
        if "extra" in values:
            values["extra"] = tuple((str(key), str(item)) for key, item in values["extra"])
        if "entries" in values:
            values["entries"] = tuple(_read_entry(item) for item in values["entries"])
        return RedactedIncident(Incident(**values))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not an incident: {error!r}") from error


def _read_entry(value: dict[str, str]) -> Entry:
    at = value.get("at")
    return Entry(
        at=_read_time(at) if at else None,
        author=value["author"],
        kind=EntryKind(value["kind"]),
        text=value["text"],
    )


def _read_time(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone")
    return moment
