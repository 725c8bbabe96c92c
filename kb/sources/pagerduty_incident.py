"""One incident as PagerDuty's REST API gives it in, an Incident out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

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
    essence,
    ident,
    in_order,
    line,
    moment,
    objects,
    prose,
    unplaced,
)
from kb.sources.people import person

SYSTEM = "pagerduty"

_PRIORITY = re.compile(r"(?:p|sev|severity|priority)[ -]?([1-5])(?!\d)", re.IGNORECASE)
_DEPTH = 6
_PLACED = {
    "id", "type", "incident_number", "title", "summary", "description", "status", "urgency", "priority", "service",
    "created_at", "updated_at", "resolved_at", "last_status_change_at", "last_status_change_by", "resolve_reason",
    "teams", "assignments", "acknowledgements", "escalation_policy", "body", "html_url", "self", "notes",
    "log_entries", "first_trigger_log_entry", "pending_actions", "assigned_via", "is_mergeable",
    "responder_requests", "subscriber_requests", "impacted_services", "incidents_responders",
}  # fmt: skip


def incident(value: JsonObject, raw: RawPointer, beside: Sequence[JsonObject]) -> Incident:
    """
    Make an incident; `beside` are notes and log entries that stand elsewhere.

    Raise UnusableError when id or words are missing.
    """
    key = ident(value.get("id"))
    if not key:
        raise UnusableError("an incident without an id")
    summary = line(value.get("title")) or line(value.get("description")) or line(value.get("summary"))
    if not summary:
        raise UnusableError(f"{key} has neither title nor summary")
    return _Incident(value=value, key=key, summary=summary).incident(raw, beside)


@dataclass(slots=True, kw_only=True)
class _Incident:
    """One incident while it is read; `met` collects people as they appear."""

    value: JsonObject
    key: str
    summary: str
    met: dict[Person, None] = field(default_factory=dict)

    def incident(self, raw: RawPointer, beside: Sequence[JsonObject]) -> Incident:
        value = self.value
        told = [*objects(value.get("notes")), *objects(value.get("log_entries")), *beside]
        entries, events = self.entries(told)
        assigned = [self.meet(each.get("assignee")) for each in objects(value.get("assignments"))]
        state = line(value.get("status")).lower()
        resolved = state == "resolved"
        last = self.meet(value.get("last_status_change_by"))
        into = ident(child(value, "resolve_reason", "incident", "id"))
        merged = "merge" in line(child(value, "resolve_reason", "type")) or bool(into)
        original = IncidentRef(SYSTEM, into) if into and into != self.key else None
        changed = moment(value.get("last_status_change_at"))
        resolved_at = (moment(value.get("resolved_at")) or changed) if resolved else None
        teams = [
            line(child(each, "summary")) or line(child(each, "name")) for each in objects(value.get("teams"))
        ]
        extra = tuple(self.unplaced(events))
        reporter = self.meet(child(value, "first_trigger_log_entry", "agent"))
        self.meet_all([value, *told])
        return Incident(
            ref=IncidentRef(SYSTEM, self.key),
            summary=self.summary,
            description=self.description(),
            status=Status.MERGED if merged else Status.RESOLVED if resolved else Status.OPEN,
            status_raw=state,
            resolution_kind=_kind(merged=merged, resolved=resolved),
            environment=tuple(
                dict.fromkeys(
                    name
                    for each in (value.get("service"), *objects(value.get("impacted_services")))
                    if (name := line(child(each, "summary")) or line(child(each, "name")))
                )
            ),
            priority=self.priority(),
            group=next(filter(None, teams), "") or line(child(value, "escalation_policy", "summary")),
            reporter=reporter,
            resolver=(last if resolved else "") or next(filter(None, assigned), ""),
            opened_at=moment(value.get("created_at")),
            resolved_at=resolved_at,
            closed_at=resolved_at,
            updated_at=moment(value.get("updated_at")) or changed,
            duplicate_of=original,
            links=(original,) if original else (),
            entries=entries,
            extra=extra,
            people=tuple(self.met),
            raw=raw,
        )

    def meet(self, who: object) -> str:
        """Give what a user is called, and remember them; services and integrations act too, but are nobody."""
        if not isinstance(who, dict) or "user" not in (line(who.get("type")) or "user"):
            return ""
        name = line(who.get("summary")) or line(who.get("name"))
        if found := person(name, email=line(who.get("email"))):
            self.met.setdefault(found)
        return name

    def meet_all(self, value: object, depth: int = _DEPTH) -> None:
        """Remember every user who stands anywhere in the record."""
        if isinstance(value, dict):
            if line(value.get("type")) in ("user", "user_reference"):
                self.meet(value)
            for each in value.values():
                if depth:
                    self.meet_all(each, depth - 1)
        elif isinstance(value, list) and depth:
            for each in value:
                self.meet_all(each, depth - 1)

    def entries(self, told: Sequence[JsonObject]) -> tuple[tuple[Entry, ...], Counter[str]]:
        """Make remarks of notes, and count what else happened; a note stands in the log once more."""
        out: list[Entry] = []
        events: Counter[str] = Counter()
        said: set[tuple[str, str]] = set()
        seen: set[str] = set()
        for each in sorted(told, key=_is_log_entry):
            own = ident(each.get("id"))
            if own and own in seen:
                continue  # inside, and in a file beside too
            seen.add(own)
            kind = line(each.get("type")).partition("_log_entry")[0] if _is_log_entry(each) else ""
            if kind and not kind.startswith("annotate"):
                events[kind] += 1
                continue
            words = _words(each)
            author = self.meet(each.get("user") or each.get("agent"))
            if words and (not kind or (essence(words), author) not in said):
                out.append(
                    Entry(
                        at=moment(each.get("created_at")), author=author, kind=EntryKind.INTERNAL, text=words
                    )
                )
            if not kind:
                said.add((essence(words), author))
        return in_order(out), events

    def description(self) -> str:
        """Take the details somebody wrote, else those the alarm came with, where the export includes it."""
        channel = child(self.value, "first_trigger_log_entry", "channel")
        for details in (
            child(self.value, "body", "details"),
            child(channel, "details"),
            child(channel, "body"),
        ):
            if isinstance(details, dict):
                found = "\n".join(f"{name}: {found}" for name, found in unplaced(details, ()))
            else:
                found = prose(details)
            if found:
                return found
        return ""

    def priority(self) -> int | None:
        told = child(self.value, "priority")
        for name in (line(child(told, "summary")), line(child(told, "name")), line(told)):
            if match := _PRIORITY.match(name):
                return int(match[1])
        return None

    def unplaced(self, events: Counter[str]) -> Iterator[tuple[str, str]]:
        value = self.value
        told = child(value, "priority")
        out = (
            ("number", line(value.get("incident_number"))),
            ("urgency", line(value.get("urgency"))),
            (
                "priority",
                "" if self.priority() else line(child(told, "summary")) or line(child(told, "name")),
            ),
            ("log", ", ".join(f"{kind} {count}" for kind, count in sorted(events.items()))),
            *unplaced(value, _PLACED),
        )
        return ((name, found) for name, found in out if found)


def _kind(*, merged: bool, resolved: bool) -> ResolutionKind:
    if merged:
        return ResolutionKind.DUPLICATE
    return ResolutionKind.FIX if resolved else ResolutionKind.NONE


def _is_log_entry(value: JsonObject) -> bool:
    return "log_entry" in line(value.get("type"))


def _words(value: JsonObject) -> str:
    """Give what a note says; the log has it in one of several places."""
    channel = value.get("channel") if _is_log_entry(value) else None
    for told in (
        value.get("content"),
        value.get("note"),
        child(channel, "content"),
        child(channel, "note"),
        child(channel, "notes"),
        child(channel, "summary"),
    ):
        if words := prose(told):
            return words
    return ""
