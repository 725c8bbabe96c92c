"""The fields of one ServiceNow incident in, by name and as text, an Incident out; every shape of export ends here."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from kb.io import stamps
from kb.model.account import Rejection, Skip
from kb.model.incident import (
    Attachment,
    Entry,
    EntryKind,
    Incident,
    IncidentRef,
    RawPointer,
    ResolutionKind,
    Status,
)
from kb.model.prose import clean
from kb.sources import journal
from kb.sources import servicenow_words as words
from kb.sources.base import Record
from kb.sources.servicenow_fields import is_sys_id
from kb.sources.servicenow_people import line, people

SYSTEM = "servicenow"
OTHER_TABLE = "record of another table"

_NUMBER = re.compile(r"\b[A-Z]{2,6}\d{4,12}\b")
_DUPLICATE = re.compile(r"\bduplicate\s{1,3}(?:of|to)\s{1,3}([A-Z]{2,6}\d{4,12})\b", re.IGNORECASE)
_DATES = ("sys_updated_on", "closed_at", "resolved_at", "opened_at", "sys_created_on")  # the latest first
_ENVIRONMENT = ("cmdb_ci", "business_service", "service_offering")
_GROUP = ("assignment_group",)


# What becomes of a field that is known: it is always read, or kept under `extra` when it could not be.
_READ, _REFERENCE, _CHECKED, _DATE = "read", "reference", "checked", "date"
_PLACES = (
    dict.fromkeys(
        ("number", "short_description", "description", "state", "incident_state", "close_notes", "category",
         "__status", "__error",  # the web service's word on the call, not on the record
         *words.JOURNALS, *words.USER_NAMES), _READ)
    | dict.fromkeys(
        (*_ENVIRONMENT, *_GROUP, *words.REPORTER, *words.RESOLVER, *words.DISPLAY_NAMES), _REFERENCE)
    | dict.fromkeys(("priority", "reopen_count", "made_sla"), _CHECKED)
    | dict.fromkeys(_DATES, _DATE)
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What an export tells of an incident in records of their own: remarks, who wrote them, files."""

    entries: tuple[Entry, ...] = ()
    attachments: tuple[Attachment, ...] = ()


def incident(
    values: Mapping[str, str],
    raw: RawPointer,
    layout: journal.Layout,
    *,
    beside: Beside | None = None,
    displayed: bool = False,
) -> Record:
    """
    Make the incident, or say why it is none.

    `values` hold what is not blank. `displayed` says that date columns are in the exporter's own format and zone,
    as in Excel: they are read as UTC and marked, since no export names the zone.
    """
    layout = replace(layout, to_utc=None) if displayed else layout
    number = line(values.get("number", ""))
    if not number:
        return Rejection(path=raw.path, line=raw.line, reason="no number")
    if "incident" not in values.get("sys_class_name", "incident").lower():
        return Skip(
            path=raw.path, line=raw.line, reason=OTHER_TABLE
        )  # a list of tasks holds changes and requests too
    description = _text(values, "description")
    summary = line(values.get("short_description", "")) or line(description.partition("\n")[0])
    if not summary:
        return Rejection(
            path=raw.path, line=raw.line, reason=f"{number} has neither short_description nor description"
        )
    dates = {name: date(values[name], layout) if name in values else None for name in _DATES}
    inside = _entries(values, layout)
    zone_assumed = layout.to_utc is None and any(entry.at for entry in inside)
    entries = _joined(inside, beside.entries) if beside and beside.entries else inside
    notes = _text(values, "close_notes")
    state = _label(values, "state") or _label(values, "incident_state")
    status = words.status(state) or _status_by_dates(dates)
    kind = _kind(_label(values, "close_code"), notes) if status is not Status.OPEN else ResolutionKind.NONE
    parent = _ref(_label(values, "parent_incident"))
    return Incident(
        ref=IncidentRef(SYSTEM, number),
        summary=summary,
        description=description,
        status=status,
        status_raw=words.state_label(state),
        resolution=notes,
        resolution_kind=kind,
        environment=tuple(dict.fromkeys(_some(values, _ENVIRONMENT))),
        category=_label(values, "category"),
        priority=words.priority(_label(values, "priority")),
        group=next(_some(values, _GROUP), ""),
        reporter=next(_some(values, words.REPORTER), ""),
        resolver=next(_some(values, words.RESOLVER), ""),
        opened_at=dates["opened_at"] or dates["sys_created_on"],
        resolved_at=dates["resolved_at"],
        closed_at=dates["closed_at"],
        updated_at=dates["sys_updated_on"],
        zone_assumed=zone_assumed or (displayed and any(dates.values())),
        reopen_count=_count(values.get("reopen_count", "")),
        sla_met={"true": True, "false": False}.get(values.get("made_sla", "").strip().lower()),
        duplicate_of=_original(notes, parent, number) if kind is ResolutionKind.DUPLICATE else None,
        links=(parent,) if parent else (),
        attachments=beside.attachments if beside else (),
        entries=journal.in_order(entries),
        extra=_extra(values, dates, parent),
        people=people(values, inside, [entry.author for entry in beside.entries] if beside else ()),
        raw=raw,
    )


def clue(values: Mapping[str, str], *, displayed: bool = False) -> journal.Clue | None:
    """Give what a record tells of how its file writes dates; None when it tells nothing."""
    found = tuple(
        stamp for name in words.JOURNALS if name in values for stamp in journal.headers(values[name])
    )
    dates = tuple(values[name] for name in _DATES if name in values and stamps.is_ambiguous(values[name]))
    if not found and not dates:
        return None
    opened, updated = (stamps.iso(values.get(name, ""))[0] for name in ("opened_at", "sys_updated_on"))
    # where the update is in the exporter's own zone too, it cannot tell which zone that is
    return journal.Clue(
        stamps=found, opened_at=opened, updated_at=None if displayed else updated, dates=dates
    )


def date(text: str, layout: journal.Layout) -> datetime | None:
    """Read a date column: UTC as stored, else the user's own format as a spreadsheet leaves it."""
    text = text.strip()
    if len(text) == 19 and text[4] == "-":
        return journal.moment(text) or stamps.iso(text)[0]
    return stamps.iso(text)[0] or stamps.parse(text, month_first=layout.month_first)


def _text(values: Mapping[str, str], name: str) -> str:
    return clean(values[name]) if name in values else ""


_cached_line = lru_cache(maxsize=8192)(line)
_cached_clean = lru_cache(maxsize=8192)(clean)


def _label(values: Mapping[str, str], name: str) -> str:
    """Give a field whose text comes again and again, as one line."""
    text = values.get(name, "")
    return _cached_line(text) if len(text) < 200 else line(text)


def _status_by_dates(dates: Mapping[str, datetime | None]) -> Status:
    """Judge a state of the instance's own by what happened; when nothing did, it is open and makes no answer."""
    if dates["closed_at"]:
        return Status.CLOSED
    return Status.RESOLVED if dates["resolved_at"] else Status.OPEN


def _kind(code: str, notes: str) -> ResolutionKind:
    kind = words.resolution_kind(code, has_notes=bool(notes))
    if (not code or kind is ResolutionKind.NONE) and "uplicate" in notes.lower() and _DUPLICATE.search(notes):
        return ResolutionKind.DUPLICATE
    return kind


def _entries(values: Mapping[str, str], layout: journal.Layout) -> list[Entry]:
    out: list[Entry] = []
    for name in words.JOURNALS:
        if name in values:
            kind = EntryKind.PUBLIC if name == "comments" else EntryKind.INTERNAL
            out += journal.split(values[name], layout, kind=kind)
    return out


def _joined(inside: Sequence[Entry], ready: Sequence[Entry]) -> Iterator[Entry]:
    """
    Yield each remark once, newest first: one that stands in the journal's text and as a record of its own is one.

    The record knows the moment in UTC, the text the author's name.
    """
    waiting = list(ready)
    for entry in inside:
        twin = next((e for e in reversed(waiting) if e.kind is entry.kind and e.text == entry.text), None)
        if twin is None:
            yield entry
        else:
            waiting.remove(twin)
            yield replace(twin, author=entry.author or twin.author)
    yield from reversed(waiting)


def _original(notes: str, parent: IncidentRef | None, number: str) -> IncidentRef | None:
    """Find what it duplicates: the first other number in the notes, else the parent."""
    prefix = number.rstrip("0123456789").upper()
    for found in _NUMBER.findall(notes.upper()):
        if found != number.upper() and found.startswith(prefix):
            return IncidentRef(SYSTEM, found)
    return parent if parent and parent.key != number else None


def _ref(text: str) -> IncidentRef | None:
    return IncidentRef(SYSTEM, text) if text and _NUMBER.fullmatch(text) else None


def _some(values: Mapping[str, str], names: Iterable[str]) -> Iterator[str]:
    """Yield the fields that say something to a person."""
    for name in names:
        if name in values:
            text = _label(values, name)
            if text and not is_sys_id(text):
                yield text


def _count(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _extra(
    values: Mapping[str, str], dates: Mapping[str, datetime | None], parent: IncidentRef | None
) -> tuple[tuple[str, str], ...]:
    """Keep what has no place of its own, sorted by name; what could not be read and bare sys_ids among it."""
    kept: list[tuple[str, str]] = []
    for name, value in values.items():
        place = _PLACES.get(name)
        if place == _READ or (place == _DATE and dates[name] is not None):
            continue
        if place == _REFERENCE and not is_sys_id(value.strip()):
            continue
        if place == _CHECKED and not _is_unread(name, value):
            continue
        if parent and name == "parent_incident":
            continue
        text = words.scale(name, _cached_clean(value) if len(value) < 200 else clean(value))
        if text:
            kept.append((name or "unnamed column", text))
    kept.sort()
    return tuple(kept)


def _is_unread(name: str, value: str) -> bool:
    if name == "priority":
        return words.priority(_cached_line(value)) is None
    if name == "reopen_count":
        return _count(value) is None
    return name == "made_sla" and value.strip().lower() not in ("true", "false")


def surveyed(clues: Iterable[journal.Clue | None]) -> journal.Layout:
    """Decide how a file writes dates from what its records tell."""
    return journal.decide(found for found in clues if found)
