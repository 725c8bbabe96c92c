"""One redacted incident as one canonical line of JSON, and back."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from kb.model.incident import (
    Attachment,
    Entry,
    EntryKind,
    Incident,
    IncidentRef,
    RedactedIncident,
    ResolutionKind,
    Status,
)

_LEFT_OUT = frozenset({"people", "raw"})
"""Never written: who the people are, and where the unredacted record stood."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def render(incident: RedactedIncident) -> str:
    """Write an incident without what holds its default; the same incident gives the same line."""
    values: dict[str, Any] = {}
    for name, default in _written().items():
        value = getattr(incident, name)
        if value != default:
            values[name] = _plain(value)
    line = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _SURROGATE.sub("\ufffd", line)  # half a character cannot be written


@cache
def _written() -> Mapping[str, Any]:
    """Map the fields that are written to their defaults."""
    return {item.name: item.default for item in fields(Incident) if item.name not in _LEFT_OUT}


def _plain(value: Any) -> Any:
    if type(value) is str:  # most of them are
        return value
    if isinstance(value, IncidentRef):
        return str(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"
    if isinstance(value, Entry):
        entry = {"author": value.author, "kind": str(value.kind), "text": value.text}
        if value.at:
            entry["at"] = _plain(value.at)
        return entry
    if isinstance(value, Attachment):
        known = {"name": value.name, "sha256": value.sha256 or None, "size": value.size}
        return {name: part for name, part in known.items() if part is not None}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def parse(line: str) -> RedactedIncident:
    """Read a line; raise ValueError when it is not one that `render` could have written."""
    try:
        values = json.loads(line)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(values, dict):
        raise ValueError("not an object")
    if "\\u" in line and _SURROGATE.search(json.dumps(values, ensure_ascii=False)):
        raise ValueError("half of a surrogate pair")
    read: dict[str, Any] = {}
    for name, value in values.items():
        reader = _READERS.get(name)
        if reader is None:
            raise ValueError(f"unknown field {name!r}")
        try:
            read[name] = reader(value)
        except (ValueError, OverflowError) as error:
            raise ValueError(f"field {name!r}: {error}") from error
    for name in ("ref", "status", "summary"):
        if name not in read:
            raise ValueError(f"no field {name!r}")
    return RedactedIncident(Incident(**read))


def _text(value: object) -> str:
    if type(value) is not str:
        raise ValueError("not a text")
    return value


def _number(value: object) -> int:
    if type(value) is not int:
        raise ValueError("not a whole number")
    return value


def _switch(value: object) -> bool:
    if type(value) is not bool:
        raise ValueError("not true or false")
    return value


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone")
    return moment.astimezone(UTC)


def _ref(value: object) -> IncidentRef:
    return IncidentRef.parse(_text(value))


def _tuple(reader: Callable[[object], Any]) -> Callable[[object], tuple[Any, ...]]:
    def read(value: object) -> tuple[Any, ...]:
        if type(value) is not list:
            raise ValueError("not a list")
        return tuple(map(reader, value))

    return read


def _pair(value: object) -> tuple[str, str]:
    if type(value) is not list or len(value) != 2:
        raise ValueError("not a pair")
    return _text(value[0]), _text(value[1])


def _entry(value: object) -> Entry:
    if type(value) is not dict or not {"author", "kind", "text"} <= value.keys() <= _ENTRY:
        raise ValueError("not an entry")
    at = _moment(value["at"]) if "at" in value else None
    return Entry(
        at=at, author=_text(value["author"]), kind=EntryKind(value["kind"]), text=_text(value["text"])
    )


def _attachment(value: object) -> Attachment:
    if type(value) is not dict or not {"name"} <= value.keys() <= {"name", "sha256", "size"}:
        raise ValueError("not an attachment")
    size = _number(value["size"]) if "size" in value else None
    return Attachment(name=_text(value["name"]), sha256=_text(value.get("sha256", "")), size=size)


_ENTRY = {"at", "author", "kind", "text"}

_READERS: Mapping[str, Callable[[object], Any]] = {
    "ref": _ref,
    "summary": _text,
    "description": _text,
    "status": lambda value: Status(_text(value)),
    "status_raw": _text,
    "resolution": _text,
    "resolution_kind": lambda value: ResolutionKind(_text(value)),
    "environment": _tuple(_text),
    "category": _text,
    "priority": _number,
    "group": _text,
    "reporter": _text,
    "resolver": _text,
    "opened_at": _moment,
    "resolved_at": _moment,
    "closed_at": _moment,
    "updated_at": _moment,
    "zone_assumed": _switch,
    "reopen_count": _number,
    "sla_met": _switch,
    "duplicate_of": _ref,
    "links": _tuple(_ref),
    "attachments": _tuple(_attachment),
    "entries": _tuple(_entry),
    "extra": _tuple(_pair),
}
