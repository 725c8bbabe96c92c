"""One issue as Jira's REST API gives it (v2 or v3) in, an Incident out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from kb.io import stamps
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
from kb.model.prose import clean, fold
from kb.sources import jira_adf, jira_wiki, jira_words
from kb.sources.people import person

SYSTEM = "jira"
ENVIRONMENT = 80
"""The longest `environment` that names a product; a longer one is a report and goes to `extra`."""

# Fields that have a place of their own, or only repeat how Jira draws the page.
_PLACED = {
    "summary", "description", "status", "statuscategory", "resolution", "resolutiondate", "created", "updated",
    "reporter", "assignee", "creator", "comment", "components", "priority", "issuetype", "issuelinks", "attachment",
    "project", "subtasks", "parent", "closedsprints", "sprint", "watches", "votes", "worklog", "progress",
    "aggregateprogress", "timetracking", "lastviewed", "thumbnail", "issuerestriction", "statuscategorychangedate",
    "workratio", "flagged",
}  # fmt: skip
_BEFORE = datetime(1, 1, 1, tzinfo=UTC)  # undated entries come first
_RESOLUTION_NOTES = {"resolution notes", "resolution note", "resolution details"}


class UnusableIssueError(ValueError):
    """The object is an issue, but not one that can be read; the message says why."""


def is_issue(value: object) -> bool:
    """Whether an object is meant as an issue: it has `fields`."""
    return isinstance(value, dict) and "fields" in value


def incident(value: Mapping[str, Any], raw: RawPointer, names: Mapping[str, str]) -> Incident:
    """
    Make an incident of an issue; `names` maps a custom field's id to the name people know.

    Raise UnusableIssueError when key or words are missing, RecursionError for absurd nesting.
    """
    key, fields = _line(value.get("key")), value.get("fields")
    if not key:
        raise UnusableIssueError("an issue without a key")
    if not isinstance(fields, dict):
        raise UnusableIssueError(f"{key} has no fields")
    own = value.get("names")
    names = {**names, **own} if isinstance(own, dict) else names
    return _Issue(key=key, fields=fields, names=names).incident(raw)


@dataclass(slots=True, kw_only=True)
class _Issue:
    """One issue while it is read; `known` collects people by account as they appear."""

    key: str
    fields: Mapping[str, Any]
    names: Mapping[str, str]
    known: dict[str, Person] = field(default_factory=dict)
    mentioned: list[Person | None] = field(default_factory=list)

    def incident(self, raw: RawPointer) -> Incident:
        fields = self.fields
        reporter, assignee = self.meet(fields.get("reporter")), self.meet(fields.get("assignee"))
        self.meet(fields.get("creator"))
        comments = self.comments()
        for comment in comments:
            self.meet(comment.get("author"))
            self.meet(comment.get("updateAuthor"))
        custom = dict(self.custom())
        description = self.prose(fields.get("description"))
        summary = _line(fields.get("summary")) or " ".join(description.partition("\n")[0].split())
        if not summary:
            raise UnusableIssueError(f"{self.key} has neither summary nor description")
        resolution = _name(fields.get("resolution"))
        status_name = _name(fields.get("status"))
        resolved_at = _date(fields.get("resolutiondate"))
        status = jira_words.status(
            status_name, self.status_category(), resolved=bool(resolution or resolved_at)
        )
        kind = jira_words.resolution_kind(resolution) if status is not Status.OPEN else ResolutionKind.NONE
        links, original = self.links(kind)
        entries = [entry for comment in comments if (entry := self.entry(comment))]
        environment = self.environment()
        return Incident(
            ref=IncidentRef(SYSTEM, self.key),
            summary=summary,
            description=description,
            status=status,
            status_raw=status_name,
            resolution=next((text for name, text in custom.items() if fold(name) in _RESOLUTION_NOTES), ""),
            resolution_kind=kind,
            environment=environment,
            category=_name(fields.get("issuetype")),
            priority=jira_words.priority(_name(fields.get("priority"))),
            group=_name(fields.get("project")),
            reporter=_shown(reporter),
            resolver=_shown(assignee),
            opened_at=_date(fields.get("created")),
            resolved_at=resolved_at,
            closed_at=resolved_at if status is Status.CLOSED else None,
            updated_at=_date(fields.get("updated")),
            sla_met=self.sla_met(),
            duplicate_of=original,
            links=links,
            attachments=tuple(
                Attachment(name=name, size=size if type(size := _get(item, "size")) is int else None)
                for item in _list(fields.get("attachment"))
                if (name := _line(_get(item, "filename")))
            ),
            entries=tuple(sorted(entries, key=lambda entry: entry.at or _BEFORE)),
            extra=tuple(
                (name, text)
                for name, text in self.unplaced(custom, resolution, len(comments))
                if text and text not in environment
            ),
            people=tuple(
                dict.fromkeys(who for who in (*self.known.values(), *self.mentioned) if who is not None)
            ),
            raw=raw,
        )

    def meet(self, who: object) -> Person | None:
        """Make a person of a user object; null and deleted users are nobody."""
        if not isinstance(who, dict):
            return None
        name, email, user = (_line(who.get(part)) for part in ("displayName", "emailAddress", "name"))
        found = person(name, email=email, user=user)
        account = user or _line(who.get("accountId")) or name
        if found and account:
            self.known.setdefault(account, found)
        return found

    def prose(self, text: object) -> str:
        """Render wiki markup or a document, naming those it mentions."""
        if isinstance(text, dict):
            for account, shown in jira_adf.mentions(text):
                if account not in self.known:
                    self.mentioned.append(person(_line(shown)))
            return jira_adf.to_markdown(text, self.named)
        if not isinstance(text, str):
            return ""
        for account in jira_wiki.mentions(text):
            if account not in self.known:
                self.mentioned.append(person("", user=_line(account)))
        return jira_wiki.to_markdown(text, self.named)

    def named(self, account: str) -> str:
        return _shown(self.known.get(account))

    def status_category(self) -> str:
        found = _get(self.fields.get("status"), "statusCategory") or self.fields.get("statusCategory")
        return _line(_get(found, "key"))

    def comments(self) -> list[dict[str, Any]]:
        found = self.fields.get("comment")
        found = _get(found, "comments") if isinstance(found, dict) else found
        return [comment for comment in _list(found) if isinstance(comment, dict)]

    def entry(self, comment: Mapping[str, Any]) -> Entry | None:
        """Make an entry of a comment; None when it has no words."""
        text = self.prose(comment.get("body"))
        if not text:
            return None
        kind = EntryKind.INTERNAL if _is_internal(comment) else EntryKind.PUBLIC
        author = _shown(self.meet(comment.get("author")))
        return Entry(at=_date(comment.get("created")), author=author, kind=kind, text=text)

    def environment(self) -> tuple[str, ...]:
        parts = [_name(item) for item in _list(self.fields.get("components"))]
        own = self.prose(self.fields.get("environment"))
        if own and "\n" not in own and len(own) <= ENVIRONMENT:
            parts.append(own)
        return tuple(dict.fromkeys(part for part in parts if part))

    def links(self, kind: ResolutionKind) -> tuple[tuple[IncidentRef, ...], IncidentRef | None]:
        """Give all linked issues, and the one it duplicates."""
        out: list[IncidentRef] = []
        duplicates: list[IncidentRef] = []
        reverse: list[IncidentRef] = []
        for link in _list(self.fields.get("issuelinks")):
            is_duplicate = "duplicate" in fold(_line(_get(_get(link, "type"), "name")))
            for side, found in (("outwardIssue", duplicates), ("inwardIssue", reverse)):
                key = _line(_get(_get(link, side), "key"))
                if key and key != self.key:
                    out.append(IncidentRef(SYSTEM, key))
                    if is_duplicate:
                        found.append(out[-1])
        if kind is ResolutionKind.DUPLICATE and not duplicates:
            duplicates = reverse  # linked the wrong way round, which the resolution puts right
        for item in (self.fields.get("parent"), *_list(self.fields.get("subtasks"))):
            key = _line(_get(item, "key"))
            if key and key != self.key:
                out.append(IncidentRef(SYSTEM, key))
        return tuple(dict.fromkeys(out)), next(iter(duplicates), None)

    def sla_met(self) -> bool | None:
        """Whether no finished cycle of any service level was breached; None when there is none."""
        cycles = [
            cycle
            for value in self.fields.values()
            for cycle in _list(_get(value, "completedCycles"))
            if isinstance(_get(cycle, "breached"), bool)
        ]
        return not any(_get(cycle, "breached") for cycle in cycles) if cycles else None

    def custom(self) -> Iterator[tuple[str, str]]:
        """Yield the fields without a place of their own, under the name people know, as text."""
        for name, value in self.fields.items():
            if name.lower() in _PLACED or _get(value, "completedCycles") is not None:
                continue
            shown = self.names.get(name)
            text = self.text_of(value)
            if text:
                yield _line(shown) if isinstance(shown, str) else _line(name), text

    def text_of(self, value: object) -> str:
        """Render a field's value: text, a number, an option, a person, or a list of these."""
        if isinstance(value, str):
            return self.prose(value)
        if isinstance(value, bool):
            return "true" if value else ""
        if isinstance(value, int | float):
            return str(value)
        if isinstance(value, list):
            return ", ".join(text for item in value if (text := self.text_of(item)))
        if isinstance(value, dict):
            if value.get("type") == "doc":
                return self.prose(value)
            if "displayName" in value or "emailAddress" in value:
                return _shown(self.meet(value))
            return _name(value)
        return ""

    def unplaced(
        self, custom: Mapping[str, str], resolution: str, comments: int
    ) -> Iterator[tuple[str, str]]:
        yield "project", _line(_get(self.fields.get("project"), "key"))
        yield "resolution", resolution
        yield from custom.items()
        total = _get(self.fields.get("comment"), "total")
        if isinstance(total, int) and total > comments:
            yield "comments exported", f"{comments} of {total}"


def _is_internal(comment: Mapping[str, Any]) -> bool:
    """Whether a comment is kept from customers: JSM's mark in either form, or a role or group it is shown to."""
    if comment.get("jsdPublic") is False or comment.get("visibility"):
        return True
    for item in _list(comment.get("properties")):
        if _get(item, "key") == "sd.public.comment" and _get(_get(item, "value"), "internal") in (
            True,
            "true",
        ):
            return True
    return False


def _get(value: object, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _line(value: object) -> str:
    return " ".join(clean(value).split()) if isinstance(value, str) else ""


def _name(value: object) -> str:
    """Give what an option is called; some exports hold the name alone."""
    if isinstance(value, dict):
        found = (_line(value.get(part)) for part in ("name", "value", "displayName", "key"))
        return next((text for text in found if text), "")
    return _line(value)


def _shown(who: Person | None) -> str:
    return (who.name or who.user or who.email) if who else ""


def _date(value: object) -> datetime | None:
    return stamps.iso(value)[0] if isinstance(value, str) else None
