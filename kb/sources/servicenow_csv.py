"""ServiceNow's list CSV: one row an incident, journals as text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io import stamps, table
from kb.model.account import Rejection
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
from kb.model.prose import clean
from kb.sources import journal
from kb.sources import servicenow_words as words
from kb.sources.base import Reading, Record
from kb.sources.people import person

SYSTEM = "servicenow"
SURVEYED = 5000
"""How many rows are looked at before reading, to learn how the file writes dates."""

_NUMBER = re.compile(r"\b[A-Z]{2,6}\d{4,12}\b")
_DUPLICATE = re.compile(r"\bduplicate\s{1,3}(?:of|to)\s{1,3}([A-Z]{2,6}\d{4,12})\b", re.IGNORECASE)
_REFERENCE = (re.compile(r"'display_value': '([^']*)'"), re.compile(r"'value': '([^']*)'"))
_SYS_ID = re.compile(r"[0-9a-f]{32}")
_DATES = ("opened_at", "resolved_at", "closed_at", "sys_created_on", "sys_updated_on")
_MAPPED = {
    "number", "short_description", "description", "state", "incident_state", "close_notes",
    "cmdb_ci", "business_service", "service_offering", "category", "priority", "assignment_group",
    "made_sla", "reopen_count", "parent_incident",
    *words.JOURNALS, *words.REPORTER, *words.RESOLVER, *words.DISPLAY_NAMES, *words.USER_NAMES,
}  # fmt: skip


class ServiceNowCsv:
    """Reads the CSV of a ServiceNow incident list, with field names or labels as headers, in either encoding."""

    name = "servicenow-csv"
    product = "ServiceNow"
    reads = "incident list as CSV, field names or labels"
    how_to_export = (
        "In ServiceNow open the incident list with the columns you need (number, short description, state, "
        "description, resolution notes and code, caller, assigned to, work notes, comments, dates), "
        "then right-click a column header and choose Export > CSV."
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - its header says all
        """Whether the header has the columns every incident list must have."""
        return _delimiter(path) is not None

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name the columns that are missing."""
        found = [words.column(header) for header in table.peek(path)]
        missing = [name for name in words.REQUIRED if name not in found]
        return f"a ServiceNow list CSV needs the columns {', '.join(words.REQUIRED)}; missing: {', '.join(missing)}"

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:
        """Yield one record a row; columns nobody mapped are kept under `extra`."""
        delimiter = _delimiter(path)
        if delimiter is None:
            table.header(path)  # says so when there is nothing at all
            raise InputError(
                self.explain(path, settings),
                path=path,
                line=1,
                hint="add the columns to the list, export again",
            )
        header = [words.column(name) for name in table.header(path, delimiter=delimiter)]
        layout = journal.decide(_clues(path, header, delimiter))
        for row in _rows(path, header, delimiter):
            if isinstance(row, table.Row):
                yield _incident(_Cells.of(header, row.cells), RawPointer(path=path, line=row.line), layout)
            else:
                yield row


def _delimiter(path: Path) -> str | None:
    """Find what stands between the cells: the comma of the product, or what a spreadsheet made of it."""
    for delimiter in (",", ";", "\t"):
        if set(words.REQUIRED) <= {words.column(name) for name in table.peek(path, delimiter=delimiter)}:
            return delimiter
    return None


def _rows(path: Path, header: Sequence[str], delimiter: str) -> Iterator[table.Row | Record]:
    return table.rows(path, key=header.index("number"), seed=("INC1",), delimiter=delimiter)


@dataclass(frozen=True, slots=True)
class _Cells:
    """A row by field name; of repeated columns the first that says something."""

    values: Mapping[str, str]

    @classmethod
    def of(cls, header: Sequence[str], cells: Sequence[str]) -> "_Cells":
        values: dict[str, str] = {}
        for name, cell in zip(header, cells, strict=True):
            if cell.strip() and not values.get(name):
                values[name] = cell
        return cls(values)

    def raw(self, name: str) -> str:
        return self.values.get(name, "")

    def text(self, name: str) -> str:
        """The cell cleaned; a reference exported as the text of a dict gives its value."""
        value = clean(self.values.get(name, ""))
        if value.startswith("{'"):
            for pattern in _REFERENCE:
                if match := pattern.search(value, 0, 1000):
                    return clean(match[1])
        return value

    def line(self, name: str) -> str:
        return " ".join(self.text(name).split())


def _clues(path: Path, header: Sequence[str], delimiter: str) -> Iterator[journal.Clue]:
    for row in islice(_rows(path, header, delimiter), SURVEYED):
        if not isinstance(row, table.Row):
            continue
        cells = _Cells.of(header, row.cells)
        found = [stamp for name in words.JOURNALS for stamp in journal.headers(cells.raw(name))]
        found += [text for name in _DATES if stamps.is_ambiguous(text := cells.raw(name))]
        if found:
            opened, updated = (stamps.iso(cells.raw(name))[0] for name in ("opened_at", "sys_updated_on"))
            yield journal.Clue(stamps=tuple(found), opened_at=opened, updated_at=updated)


def _incident(cells: _Cells, raw: RawPointer, layout: journal.Layout) -> Record:
    number = cells.line("number")
    if not number:
        return Rejection(path=raw.path, line=raw.line, reason="no number")
    description = cells.text("description")
    summary = cells.line("short_description") or " ".join(description.partition("\n")[0].split())
    if not summary:
        return Rejection(
            path=raw.path, line=raw.line, reason=f"{number} has neither short_description nor description"
        )
    dates = {name: _date(cells.raw(name), layout) for name in _DATES}
    entries = [entry for name in words.JOURNALS for entry in _entries(cells, name, layout)]
    notes = cells.text("close_notes")
    state = cells.line("state") or cells.line("incident_state")
    status = words.status(state) or _status_by_dates(dates)
    ended = status is not Status.OPEN
    code = cells.line("close_code")
    kind = words.resolution_kind(code, has_notes=ended and bool(notes))
    if _DUPLICATE.search(notes) and (not code or kind is ResolutionKind.NONE):
        kind = ResolutionKind.DUPLICATE
    parent = _ref(cells.line("parent_incident"))
    original = _original(notes, parent, number) if kind is ResolutionKind.DUPLICATE else None
    return Incident(
        ref=IncidentRef(SYSTEM, number),
        summary=summary,
        description=description,
        status=status,
        status_raw=state,
        resolution=notes,
        resolution_kind=kind if ended else ResolutionKind.NONE,
        environment=_some(cells, "cmdb_ci", "business_service", "service_offering"),
        category=cells.line("category"),
        priority=words.priority(cells.text("priority")),
        group=cells.line("assignment_group"),
        reporter=next(iter(_some(cells, *words.REPORTER)), ""),
        resolver=next(iter(_some(cells, *words.RESOLVER)), ""),
        opened_at=dates["opened_at"] or dates["sys_created_on"],
        resolved_at=dates["resolved_at"],
        closed_at=dates["closed_at"],
        updated_at=dates["sys_updated_on"],
        zone_assumed=layout.to_utc is None and any(entry.at for entry in entries),
        reopen_count=_count(cells.text("reopen_count")),
        sla_met={"true": True, "false": False}.get(cells.text("made_sla").lower()),
        duplicate_of=original,
        links=(parent,) if parent else (),
        entries=journal.in_order(entries),
        extra=_extra(cells, dates),
        people=_people(cells, entries),
        raw=raw,
    )


def _date(text: str, layout: journal.Layout) -> datetime | None:
    """Read a date column: UTC as stored, else the user's own format as a spreadsheet leaves it."""
    moment, _ = stamps.iso(text)
    return moment or stamps.parse(text, month_first=layout.month_first)


def _status_by_dates(dates: Mapping[str, datetime | None]) -> Status:
    """Judge a state of the instance's own by what happened; when nothing did, it is open and makes no answer."""
    if dates["closed_at"]:
        return Status.CLOSED
    return Status.RESOLVED if dates["resolved_at"] else Status.OPEN


def _entries(cells: _Cells, name: str, layout: journal.Layout) -> list[Entry]:
    kind = EntryKind.PUBLIC if name == "comments" else EntryKind.INTERNAL
    text = cells.raw(name)
    return journal.split(text, layout, kind=kind) if text else []


def _original(notes: str, parent: IncidentRef | None, number: str) -> IncidentRef | None:
    """Find what it duplicates: the first other number in the notes, else the parent."""
    prefix = number.rstrip("0123456789").upper()
    for found in _NUMBER.findall(notes.upper()):
        if found != number.upper() and found.startswith(prefix):
            return IncidentRef(SYSTEM, found)
    return parent if parent and parent.key != number else None


def _ref(text: str) -> IncidentRef | None:
    return IncidentRef(SYSTEM, text) if _NUMBER.fullmatch(text) else None


def _some(cells: _Cells, *names: str) -> tuple[str, ...]:
    values = (cells.line(name) for name in names)
    return tuple(dict.fromkeys(value for value in values if value and not _SYS_ID.fullmatch(value)))


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _extra(cells: _Cells, dates: Mapping[str, datetime | None]) -> tuple[tuple[str, str], ...]:
    """Keep what has no place of its own, dates that could not be read among it."""
    kept = []
    for name in cells.values:
        read = name in _MAPPED or dates.get(name) is not None
        if name == "parent_incident":
            read = _ref(cells.line(name)) is not None
        if not read and (text := cells.text(name)):
            kept.append((name or "unnamed column", text))
    return tuple(kept)


def _people(cells: _Cells, entries: Sequence[Entry]) -> tuple[Person, ...]:
    """Name everybody the record names, with the forms that dot-walked columns add."""
    out: list[Person | None] = []
    for role in (*words.REPORTER, *words.RESOLVER, *words.DISPLAY_NAMES):
        shown = cells.line(role) or cells.line(f"{role}.name")
        email, user = cells.line(f"{role}.email"), cells.line(f"{role}.user_name")
        shown = "" if _SYS_ID.fullmatch(shown) else shown
        out.append(person(shown, email=email, user=user))
    for role in words.USER_NAMES:
        value = cells.line(role)
        out.append(person(value) if "@" in value or " " in value else person("", user=value))
    for role in words.PEOPLE_LISTS:
        out.extend(person(part.strip()) for part in cells.line(role).split(","))
    out.extend(person(entry.author) for entry in entries)
    return tuple(dict.fromkeys(somebody for somebody in out if somebody))


SOURCE = ServiceNowCsv()
