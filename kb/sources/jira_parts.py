"""What a Jira CSV row or XML item says, sorted by what it is, in; an Incident out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kb.model.account import Rejection
from kb.model.incident import (
    Attachment,
    Entry,
    EntryKind,
    Incident,
    IncidentRef,
    Person,
    RawPointer,
    ResolutionKind,
    Status,
)
from kb.sources import jira_words
from kb.sources.base import Record
from kb.sources.jira_issue import ENVIRONMENT, SYSTEM


@dataclass(slots=True, kw_only=True)
class Comment:
    """
    One comment; `author` is whatever the export calls them, `text` already Markdown.

    Neither CSV nor XML says whether customers may read it, so it counts as internal.
    """

    at: datetime | None
    author: str
    text: str


@dataclass(slots=True, kw_only=True)
class Parts:
    """One issue, all texts clean; `outward` are the issues it duplicates, `inward` those that duplicate it."""

    key: str
    summary: str = ""
    description: str = ""
    status: str = ""
    category: str = ""
    resolution: str = ""
    notes: str = ""
    kind: str = ""
    project: str = ""
    project_key: str = ""
    priority: str = ""
    reporter: str = ""
    assignee: str = ""
    environment: str = ""
    components: list[str] = field(default_factory=list)
    created: datetime | None = None
    updated: datetime | None = None
    resolved: datetime | None = None
    zone_assumed: bool = False
    sla_met: bool | None = None
    comments: list[Comment] = field(default_factory=list)
    outward: list[str] = field(default_factory=list)
    inward: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)
    people: list[Person | None] = field(default_factory=list)
    names: Mapping[str, str] = field(default_factory=dict)
    """Display names by account, as far as the issue tells them."""

    def record(self, raw: RawPointer) -> Record:
        """Make the incident, or say what is missing."""
        if not self.key:
            return Rejection(path=raw.path, line=raw.line, reason="an issue without a key")
        summary = self.summary or " ".join(self.description.partition("\n")[0].split())
        if not summary:
            reason = f"{self.key[:80]} has neither summary nor description"
            return Rejection(path=raw.path, line=raw.line, reason=reason)
        done = bool(self.resolution) or self.resolved is not None
        status = jira_words.status(self.status, _category(self.category), resolved=done)
        kind = (
            jira_words.resolution_kind(self.resolution) if status is not Status.OPEN else ResolutionKind.NONE
        )
        originals = self.outward or (self.inward if kind is ResolutionKind.DUPLICATE else [])
        short = (
            self.environment if "\n" not in self.environment and len(self.environment) <= ENVIRONMENT else ""
        )
        environment = tuple(dict.fromkeys(part for part in (*self.components, short) if part))
        extra = [
            ("project", self.project_key),
            ("resolution", self.resolution),
            ("environment", "" if short else self.environment),
            *self.extra,
        ]
        return Incident(
            ref=IncidentRef(SYSTEM, self.key),
            summary=summary,
            description=self.description,
            status=status,
            status_raw=self.status,
            resolution=self.notes,
            resolution_kind=kind,
            environment=environment,
            category=self.kind,
            priority=jira_words.priority(self.priority),
            group=self.project,
            reporter=self.named(self.reporter),
            resolver=self.named(self.assignee),
            opened_at=self.created,
            resolved_at=self.resolved,
            closed_at=self.resolved if status is Status.CLOSED else None,
            updated_at=self.updated,
            zone_assumed=self.zone_assumed,
            sla_met=self.sla_met,
            duplicate_of=next((IncidentRef(SYSTEM, key) for key in originals if key != self.key), None),
            links=self._refs((*self.outward, *self.inward, *self.links)),
            attachments=tuple(self.attachments),
            entries=tuple(
                Entry(
                    at=each.at,
                    author=self.named(each.author),
                    kind=EntryKind.INTERNAL,
                    text=each.text,
                )
                for each in sorted(self.comments, key=lambda each: each.at.timestamp() if each.at else 0)
                if each.text
            ),
            extra=tuple((name, text) for name, text in extra if text),
            people=tuple(dict.fromkeys(who for who in self.people if who)),
            raw=raw,
        )

    def named(self, account: str) -> str:
        """Give the display name of an account where it is known."""
        return self.names.get(account, account)

    def _refs(self, keys: Iterable[str]) -> tuple[IncidentRef, ...]:
        return tuple(dict.fromkeys(IncidentRef(SYSTEM, key) for key in keys if key and key != self.key))


def _category(shown: str) -> str:
    """Turn a status category as people see it into its key."""
    return {"done": "done", "to do": "new", "new": "new", "in progress": "indeterminate"}.get(
        shown.strip().lower(), ""
    )
