"""One issue as Jira's REST API gives it (v2 or v3) in, an Incident out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

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
from kb.sources import jira_values as values
from kb.sources.flatten import flat, leaf
from kb.sources.people import person

SYSTEM = "jira"
ENVIRONMENT = 80
"""The longest `environment` that names a product; a longer one is a report and goes to `extra`."""

# Fields that have a place of their own, or only repeat how Jira draws the page.
_PLACED = {
    "summary", "description", "status", "statuscategory", "resolution", "resolutiondate", "created", "updated",
    "reporter", "assignee", "creator", "comment", "components", "priority", "issuetype", "issuelinks", "attachment",
    "project", "subtasks", "parent", "watches", "votes", "worklog", "progress", "aggregateprogress", "lastviewed",
    "thumbnail", "issuerestriction", "statuscategorychangedate", "workratio",
}  # fmt: skip
_ADDRESSES = {"self", "iconUrl", "avatarUrls", "_links"}  # of an object within a field: nothing to read
_NO_DESK = {"software", "business", "product_discovery"}
_DATES = ("created", "updated", "resolutiondate")
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
    key, fields = values.line(value.get("key")), value.get("fields")
    if not key:
        raise UnusableIssueError("an issue without a key")
    if not isinstance(fields, dict):
        raise UnusableIssueError(f"{key} has no fields")
    own = value.get("names")
    names = {**names, **own} if isinstance(own, dict) else names
    return _Issue(key=key, fields=fields, names=names, changelog=value.get("changelog")).incident(raw)


@dataclass(slots=True, kw_only=True)
class _Issue:
    """One issue while it is read; `known` collects people by account as they appear."""

    key: str
    fields: Mapping[str, Any]
    names: Mapping[str, str]
    changelog: object = None
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
        for user in values.users([fields, self.changelog]):
            self.meet(user)
        custom = list(self.custom())
        description = self.prose(fields.get("description"))
        summary = values.line(fields.get("summary")) or " ".join(description.partition("\n")[0].split())
        if not summary:
            raise UnusableIssueError(f"{self.key} has neither summary nor description")
        resolution = values.name(fields.get("resolution"))
        status_name = values.name(fields.get("status"))
        dates = {each: values.moment(fields.get(each)) for each in _DATES}
        resolved_at = dates["resolutiondate"][0]
        status = jira_words.status(
            status_name, self.status_category(), resolved=bool(resolution or resolved_at)
        )
        kind = jira_words.resolution_kind(resolution) if status is not Status.OPEN else ResolutionKind.NONE
        links, original = self.links(kind)
        entries = [entry for comment in comments if (entry := self.entry(comment))]
        entries += [entry for log in self.worklogs() if (entry := self.entry(log, "comment", "started"))]
        environment = self.environment()
        return Incident(
            ref=IncidentRef(SYSTEM, self.key),
            summary=summary,
            description=description,
            status=status,
            status_raw=status_name,
            resolution=next((text for name, text in custom if fold(name) in _RESOLUTION_NOTES), ""),
            resolution_kind=kind,
            environment=environment,
            category=values.name(fields.get("issuetype")),
            priority=jira_words.priority(values.name(fields.get("priority"))),
            group=values.name(fields.get("project")),
            reporter=values.shown(reporter),
            resolver=values.shown(assignee),
            opened_at=dates["created"][0],
            resolved_at=resolved_at,
            closed_at=resolved_at if status is Status.CLOSED else None,
            updated_at=dates["updated"][0],
            zone_assumed=any(assumed for _, assumed in dates.values()),
            reopen_count=values.reopened(self.changelog),
            sla_met=self.sla_met(),
            duplicate_of=original,
            links=links,
            attachments=tuple(
                Attachment(name=name, size=size if type(size := values.get(item, "size")) is int else None)
                for item in values.items(fields.get("attachment"))
                if (name := values.last_part(values.get(item, "filename")))
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
        name, email, user = (values.line(who.get(part)) for part in ("displayName", "emailAddress", "name"))
        found = person(name, email=email, user=user)
        account = user or values.line(who.get("accountId")) or name
        if found and account:
            self.known.setdefault(account, found)
        return found

    def prose(self, text: object) -> str:
        """Render wiki markup or a document, naming those it mentions."""
        if isinstance(text, dict):
            for account, shown in jira_adf.mentions(text):
                if account not in self.known:
                    name = values.line(shown)
                    self.mentioned.append(person(name, user="" if name else values.line(account)))
            return jira_adf.to_markdown(text, self.named)
        if not isinstance(text, str):
            return ""
        for account in jira_wiki.mentions(text):
            if account not in self.known:
                self.mentioned.append(person("", user=values.line(account)))
        return jira_wiki.to_markdown(text, self.named)

    def named(self, account: str) -> str:
        return values.shown(self.known.get(account))

    def status_category(self) -> str:
        found = values.get(self.fields.get("status"), "statusCategory") or self.fields.get("statusCategory")
        return values.line(values.get(found, "key"))

    def comments(self) -> list[dict[str, Any]]:
        found = self.fields.get("comment")
        found = values.get(found, "comments") if isinstance(found, dict) else found
        return [comment for comment in values.items(found) if isinstance(comment, dict)]

    def worklogs(self) -> list[dict[str, Any]]:
        """Give what was written down with the time spent; customers never see it."""
        found = values.items(values.get(self.fields.get("worklog"), "worklogs"))
        return [{**log, "jsdPublic": False} for log in found if isinstance(log, dict)]

    def entry(self, comment: Mapping[str, Any], body: str = "body", at: str = "created") -> Entry | None:
        """Make an entry of a comment; None when it has no words."""
        text = self.prose(comment.get(body))
        if not text:
            return None
        kind = EntryKind.PUBLIC if self.is_public(comment) else EntryKind.INTERNAL
        author = values.shown(self.meet(comment.get("author")))
        return Entry(at=values.moment(comment.get(at))[0], author=author, kind=kind, text=text)

    def is_public(self, comment: Mapping[str, Any]) -> bool:
        """
        Whether customers may read a comment: Jira Service Management says so, in either form, or it is no desk.

        A comment shown to a role or a group is internal, and so is one of which nothing is known.
        """
        if comment.get("jsdPublic") is False or comment.get("visibility"):
            return False
        for item in values.items(comment.get("properties")):
            if values.get(item, "key") == "sd.public.comment":
                return values.get(values.get(item, "value"), "internal") in (False, "false")
        return comment.get("jsdPublic") is True or (
            values.line(values.get(self.fields.get("project"), "projectTypeKey")) in _NO_DESK
        )

    def environment(self) -> tuple[str, ...]:
        parts = [values.name(item) for item in values.items(self.fields.get("components"))]
        own = self.prose(self.fields.get("environment"))
        if own and "\n" not in own and len(own) <= ENVIRONMENT:
            parts.append(own)
        return tuple(dict.fromkeys(part for part in parts if part))

    def links(self, kind: ResolutionKind) -> tuple[tuple[IncidentRef, ...], IncidentRef | None]:
        """Give all linked issues, and the one it duplicates."""
        out: list[IncidentRef] = []
        duplicates: list[IncidentRef] = []
        reverse: list[IncidentRef] = []
        for link in values.items(self.fields.get("issuelinks")):
            is_duplicate = "duplicate" in fold(values.line(values.get(values.get(link, "type"), "name")))
            for side, found in (("outwardIssue", duplicates), ("inwardIssue", reverse)):
                key = values.line(values.get(values.get(link, side), "key"))
                if key and key != self.key:
                    out.append(IncidentRef(SYSTEM, key))
                    if is_duplicate:
                        found.append(out[-1])
        if kind is ResolutionKind.DUPLICATE and not duplicates:
            duplicates = reverse  # linked the wrong way round, which the resolution puts right
        for item in (self.fields.get("parent"), *values.items(self.fields.get("subtasks"))):
            key = values.line(values.get(item, "key"))
            if key and key != self.key:
                out.append(IncidentRef(SYSTEM, key))
        return tuple(dict.fromkeys(out)), next(iter(duplicates), None)

    def sla_met(self) -> bool | None:
        """Whether no service level was breached; None when none has been decided."""
        decided = [cycle for value in self.fields.values() for cycle in values.cycles(value)]
        return not any(cycle["breached"] for cycle in decided) if decided else None

    def custom(self) -> Iterator[tuple[str, str]]:
        """Yield the fields without a place of their own, under the name people know, as text."""
        for name, value in self.fields.items():
            if name.lower() in _PLACED:
                continue
            shown = values.line(self.names.get(name)) or values.line(name)
            if values.is_service_level(value):
                yield values.line(values.get(value, "name")) or shown, values.service_level(value)
            elif text := self.text_of(value):
                yield shown, text

    def text_of(self, value: object, depth: int = 4) -> str:
        """Render a field's value: text, a number, an option, a person, a request type, or a list of these."""
        if isinstance(value, str):
            return self.prose(value)
        if isinstance(value, list) and depth:
            return ", ".join(text for item in value if (text := self.text_of(item, depth - 1)))
        if not isinstance(value, dict):
            return clean(leaf(value))
        if value.get("type") == "doc":
            return self.prose(value)
        if "displayName" in value or "emailAddress" in value:
            return values.shown(self.meet(value))
        named = values.name(value) or values.name(value.get("requestType"))
        if named:
            return named
        parts = ((path, text) for path, text in flat(value) if not _ADDRESSES & set(path.split(".")))
        return clean(", ".join(f"{path} {text}" for path, text in parts))

    def unplaced(
        self, custom: Iterable[tuple[str, str]], resolution: str, comments: int
    ) -> Iterator[tuple[str, str]]:
        yield "project", values.line(values.get(self.fields.get("project"), "key"))
        yield "resolution", resolution
        yield from custom
        for name in _DATES:  # what is no date is still a word
            if values.moment(self.fields.get(name))[0] is None:
                yield name, values.line(self.fields.get(name))
        total = values.get(self.fields.get("comment"), "total")
        if type(total) is int and total > comments:
            yield "comments exported", f"{comments} of {total}"
