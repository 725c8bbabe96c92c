"""An incident as its source system told it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NewType, Self


@dataclass(frozen=True, slots=True, order=True)
class IncidentRef:
    """Name one incident across systems, written `system:key`, as `servicenow:INC0012345`."""

    system: str
    key: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `system:key`; raise ValueError when either half is missing."""
        system, _, key = text.partition(":")
        if not system or not key:
            raise ValueError(f"{text!r} is not of the form system:key")
        return cls(system, key)

    def __str__(self) -> str:
        return f"{self.system}:{self.key}"

    @property
    def product(self) -> str:
        """The system's name as its maker writes it; a system of the project's own keeps the name it was given."""
        return _PRODUCTS.get(self.system, self.system)


_PRODUCTS = {
    "freshdesk": "Freshdesk",
    "github": "GitHub",
    "glpi": "GLPI",
    "jira": "Jira",
    "opsgenie": "Opsgenie",
    "pagerduty": "PagerDuty",
    "servicenow": "ServiceNow",
    "slack": "Slack",
    "teams": "Teams",
    "zammad": "Zammad",
    "zendesk": "Zendesk",
}


class Status(StrEnum):
    """Where the incident stands, whatever its system calls it."""

    OPEN = "open"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"


class ResolutionKind(StrEnum):
    """What ended the incident (ITIL: resolution or workaround)."""

    FIX = "fix"
    WORKAROUND = "workaround"
    HOW_TO = "how-to"
    DUPLICATE = "duplicate"
    WONT_FIX = "wont-fix"
    NONE = "none"


class EntryKind(StrEnum):
    """Who may read an entry of the record: everyone on it, or the support team only."""

    PUBLIC = "public"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """
    Somebody the record names, with every form known of them.

    `name` is the display name as exported ("Jane Smith" or "Smith, Jane").
    """

    name: str
    email: str = ""
    user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One dated remark of the record; `author` is a display name, a placeholder once redacted."""

    at: datetime | None
    author: str
    kind: EntryKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that hung on the record; `sha256` is lower-case hex, empty where the export does not hold the bytes."""

    name: str
    sha256: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPointer:
    """
    Where the record stood in the export: `line` is 1-based, 0 where a file is one record.

    `item` names a member of an archive or a folder, as a day file of a chat. `sha256` is the digest of
    the record's text as the export has it; it never leaves memory, since names could be guessed from it.
    """

    path: Path
    line: int = 0
    item: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """
    One incident as its source system told it; times are aware and in UTC.

    May hold personal data and secrets: keep it in memory, never on disk.
    `people` and `raw` never leave memory; `extra` keeps columns nobody mapped.
    """

    ref: IncidentRef
    summary: str
    description: str = ""
    status: Status
    status_raw: str = ""
    resolution: str = ""
    resolution_kind: ResolutionKind = ResolutionKind.NONE
    environment: tuple[str, ...] = ()
    category: str = ""
    priority: int | None = None
    group: str = ""
    reporter: str = ""
    resolver: str = ""
    opened_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    updated_at: datetime | None = None
    zone_assumed: bool = False
    reopen_count: int | None = None
    sla_met: bool | None = None
    duplicate_of: IncidentRef | None = None
    links: tuple[IncidentRef, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    entries: tuple[Entry, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    people: tuple[Person, ...] = ()
    raw: RawPointer | None = None

    @property
    def is_resolved(self) -> bool:
        """Whether service was restored, by the record's own word."""
        return self.status in (Status.RESOLVED, Status.CLOSED)


RedactedIncident = NewType("RedactedIncident", Incident)
"""An incident that has been through `kb.redact`; nothing else may mint one (the ledger reads back)."""

RedactedText = NewType("RedactedText", str)
"""Text that has been through `kb.redact`."""
