"""Named texts of one row or object in, an Incident by the declared map out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from kb.config import MapSettings
from kb.errors import ConfigError
from kb.io import stamps
from kb.model.account import Rejection
from kb.model.incident import Entry, EntryKind, Incident, IncidentRef, RawPointer, ResolutionKind, Status
from kb.model.prose import clean
from kb.sources.base import Record
from kb.sources.people import person

COLUMNS = (
    "key", "summary", "status", "description", "resolution", "notes", "reporter", "resolver", "opened_at",
    "resolved_at", "updated_at", "category", "priority", "group", "environment",
)  # fmt: skip
"""The settings that name a column each."""

_DATES = ("opened_at", "resolved_at", "updated_at")
_NO_DATE = {"", "-", "--", "n/a", "na", "none", "null", "nat", "nan"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """One map, made ready: `roles` gives each mapped column's role by its name in lower case."""

    declared: MapSettings
    roles: dict[str, str]
    people: frozenset[str]
    statuses: dict[str, Status]
    zone: tzinfo

    @classmethod
    def of(cls, declared: MapSettings) -> "Mapping":
        """Make a map ready; raise ConfigError for an unknown time zone."""
        kinds = ((Status.OPEN, declared.open), (Status.RESOLVED, declared.resolved))
        return cls(
            declared=declared,
            roles={clean(name).casefold(): c for c in COLUMNS if (name := getattr(declared, c))},
            people=frozenset(clean(name).casefold() for name in declared.people),
            statuses={
                clean(value).casefold(): status
                for status, values in (*kinds, (Status.CANCELLED, declared.cancelled))
                for value in values
            },
            zone=_zone(declared.zone),
        )

    def record(self, pairs: Sequence[tuple[str, str]], raw: RawPointer) -> Record:
        """Make the incident; of a column that stands twice the first counts, the other is kept."""
        text: dict[str, str] = {}
        rest: list[tuple[str, str]] = []
        people = []
        for name, value in pairs:
            value = clean(value)
            role = self.roles.get(name.casefold())
            if name.casefold() in self.people:
                people += [person(part.strip()) for part in re.split("[,;\n]", value)]
            if role and role not in text:
                text[role] = value
            elif value:
                rest.append((name, value))
        line = {column: " ".join(value.split()) for column, value in text.items()}
        problem = self._problem(line, text)
        if problem:
            return Rejection(path=raw.path, line=raw.line, reason=problem)
        dates = {column: self._date(line.get(column, "")) for column in _DATES}
        for column, (moment, _) in dates.items():
            value = line.get(column, "")
            if moment is None and value.lower() not in _NO_DATE:
                return Rejection(path=raw.path, line=raw.line, reason=self._no_date(column, value))
        description = text.get("description", "")
        status = self.statuses[line["status"].casefold()]
        resolution = text.get("resolution", "")
        solved = status is Status.RESOLVED and bool(resolution)
        digit = re.search("[1-5]", line.get("priority", ""))
        notes = text.get("notes", "")
        people = [*(person(line.get(column, "")) for column in ("reporter", "resolver")), *people]
        return Incident(
            ref=IncidentRef(self.declared.name, line["key"]),
            summary=line.get("summary") or " ".join(description.partition("\n")[0].split()),
            description=description,
            status=status,
            status_raw=line["status"],
            resolution=resolution,
            resolution_kind=ResolutionKind.FIX if solved else ResolutionKind.NONE,
            environment=(line["environment"],) if line.get("environment") else (),
            category=line.get("category", ""),
            priority=int(digit[0]) if digit else None,
            group=line.get("group", ""),
            reporter=line.get("reporter", ""),
            resolver=line.get("resolver", ""),
            opened_at=dates["opened_at"][0],
            resolved_at=dates["resolved_at"][0],
            updated_at=dates["updated_at"][0],
            zone_assumed=any(assumed for _, assumed in dates.values()),
            entries=(Entry(at=None, author="", kind=EntryKind.INTERNAL, text=notes),) if notes else (),
            extra=tuple(rest),
            people=tuple(dict.fromkeys(somebody for somebody in people if somebody)),
            raw=raw,
        )

    def _problem(self, line: dict[str, str], text: dict[str, str]) -> str:
        if not line.get("key"):
            return f"no {self.declared.key}"
        if not line.get("summary") and not text.get("description"):
            return f"{line['key'][:80]} has no {self.declared.summary}"
        if line.get("status", "").casefold() not in self.statuses:
            return (
                f"unknown status {line.get('status', '')[:80]!r}: add it to open, resolved or cancelled of "
                f"[[harvest.map]] {self.declared.name!r}"
            )
        return ""

    def _date(self, value: str) -> tuple[datetime | None, bool]:
        if not self.declared.date_format:
            return stamps.iso(value, self.zone)
        try:
            return stamps.in_utc(datetime.strptime(value, self.declared.date_format), self.zone)
        except (ValueError, OverflowError, re.error):
            return None, False

    def _no_date(self, column: str, value: str) -> str:
        layout = self.declared.date_format or "ISO 8601"
        return (
            f"{getattr(self.declared, column)} {value[:80]!r} is no date as {layout}: "
            f"see date_format of [[harvest.map]] {self.declared.name!r}"
        )


def _zone(name: str) -> tzinfo:
    if name.upper() in ("", "UTC", "Z"):
        return UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(
            f"unknown time zone {name!r}", hint='zone = "Europe/Berlin" in [[harvest.map]]'
        ) from error
