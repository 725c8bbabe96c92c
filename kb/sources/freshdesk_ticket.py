"""One ticket of Freshdesk and what is known beside it in, an Incident out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kb.model.incident import (
    Attachment,
    Entry,
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
    addressed,
    attachments,
    child,
    elements,
    ident,
    in_order,
    is_naive,
    line,
    moment,
    objects,
    prose,
    shown,
    unplaced,
    unread,
)
from kb.sources.freshdesk_beside import Beside, name_of
from kb.sources.freshdesk_kinds import key_of
from kb.sources.freshdesk_remark import Remark, remark
from kb.sources.people import person

SYSTEM = "freshdesk"

_STATUS = {
    2: ("Open", Status.OPEN), 3: ("Pending", Status.OPEN), 4: ("Resolved", Status.RESOLVED),
    5: ("Closed", Status.CLOSED), 6: ("Waiting on customer", Status.OPEN), 7: ("Waiting on third party", Status.OPEN),
}  # fmt: skip
_STATUS_NAMES = {"resolved": Status.RESOLVED, "closed": Status.CLOSED}
_PRIORITY = {1: 4, 2: 3, 3: 2, 4: 1, "low": 4, "medium": 3, "high": 2, "urgent": 1}
_CHANNEL = {
    1: "email", 2: "portal", 3: "phone", 4: "forum", 5: "twitter", 6: "facebook", 7: "chat", 9: "feedback widget",
    10: "outbound email",
}  # fmt: skip
_ASSOCIATION = {1: "parent", 2: "child", 3: "tracker", 4: "related"}
_CONVERSATIONS = ("conversations", "notes", "helpdesk_notes")
_COPIED = (
    "cc_emails", "fwd_emails", "reply_cc_emails", "ticket_cc_emails", "ticket_bcc_emails", "bcc_emails", "to_emails",
    "to_email", "email",
)  # fmt: skip

# What has a place of its own, repeats another field, or only serves the page.
_PLACED = {
    "id", "display_id", "subject", "description", "description_text", "description_html", "structured_description",
    "status", "status_name", "requester_status_name", "priority", "priority_name", "source", "source_name", "type",
    "ticket_type", "created_at", "updated_at", "stats", "requester", "requester_id", "requester_name", "responder",
    "responder_id", "responder_name", "requester_email", "responder_email", "owner_id", "group_id", "company_id",
    "company", "cc_email", "attachments", "custom_fields", "custom_field", "tags", "association_type",
    "associated_tickets_list", "delta", "trained", "deleted", "spam", *_CONVERSATIONS, *_COPIED,
}  # fmt: skip


def incident(value: JsonObject, raw: RawPointer, beside: Beside, aside: Sequence[Remark]) -> Incident:
    """
    Make an incident of a ticket; `aside` are conversations of a file of its own.

    Raise UnusableError when number or words are missing, RecursionError for absurd nesting.
    """
    key = key_of(value)
    if not key:
        raise UnusableError("a ticket without an id")
    return _Ticket(key=key, value=value, beside=beside, aside=aside).incident(raw)


def inside(value: JsonObject) -> list[JsonObject]:
    """Give the conversations a ticket holds; the older API wraps each as `note`."""
    found = [each for name in _CONVERSATIONS for each in objects(value.get(name))]
    return [each["note"] if isinstance(each.get("note"), dict) else each for each in found]


@dataclass(slots=True, kw_only=True)
class _Ticket:
    """One ticket while it is read; `people` collects everybody it names."""

    key: str
    value: JsonObject
    beside: Beside
    aside: Sequence[Remark]
    people: list[Person | None] = field(default_factory=list)
    named: dict[str, Person] = field(default_factory=dict)

    def incident(self, raw: RawPointer) -> Incident:
        value, key = self.value, self.key
        reporter = self.meet(ident(value.get("requester_id")), name_of(value, "requester"))
        resolver = self.meet(ident(value.get("responder_id")), name_of(value, "responder"))
        description = next(
            (
                found
                for name in ("description_text", "description", "description_html")
                if (found := prose(value.get(name)))
            ),
            "",
        )
        summary = line(value.get("subject")) or " ".join(description.partition("\n")[0].split())
        if not summary:
            raise UnusableError(f"{key} has neither subject nor description")
        remarks = self.remarks()
        entries = in_order(self.entries(remarks))
        stats = child(value, "stats")
        resolved_at, closed_at = moment(child(stats, "resolved_at")), moment(child(stats, "closed_at"))
        told, status = self.status(resolved_at, closed_at)
        into = next((found.merged_into for found in reversed(remarks) if found.merged_into), "")
        if into and into != key and status is not Status.OPEN:
            status = Status.MERGED
        else:
            into = ""
        ended = status is not Status.OPEN
        group = self.beside.groups.get(ident(value.get("group_id")), "")
        self.others(remarks)
        return Incident(
            ref=IncidentRef(SYSTEM, key),
            summary=summary,
            description=description,
            status=status,
            status_raw=told,
            resolution_kind=self.kind(status),
            category=self.type(),
            priority=self.priority(),
            group=group,
            reporter=reporter,
            resolver=resolver if ended else "",
            opened_at=moment(value.get("created_at")),
            resolved_at=(resolved_at or closed_at) if ended else None,
            closed_at=closed_at if ended else None,
            updated_at=moment(value.get("updated_at")),
            zone_assumed=is_naive(
                (value.get("created_at"), value.get("updated_at"), child(stats, "resolved_at"))
            ),
            reopen_count=self.reopened(),
            sla_met=self.sla_met(resolved_at or closed_at) if ended else None,
            duplicate_of=IncidentRef(SYSTEM, into) if into else None,
            links=tuple(IncidentRef(SYSTEM, other) for other in self.links()),
            attachments=self.attachments(remarks),
            entries=entries,
            extra=tuple(self.rest(has_group=bool(group))),
            people=tuple(dict.fromkeys(who for who in self.people if who)),
            raw=raw,
        )

    def meet(self, key: str, who: Person | None = None) -> str:
        """Meet somebody by what is said of them, else by id; give the name, the id failing that."""
        known = self.beside.people.get(key)
        who = who or self.named.get(key)
        found = known or who or person("", user=key)
        if key and found:
            self.named.setdefault(key, found)
        self.people += [found, who]
        return shown(found)

    def remarks(self) -> list[Remark]:
        """Give the conversations inside and beside, each once."""
        once: dict[object, Remark] = {}
        own = (remark(each, 0) for each in inside(self.value))
        for found in (*own, *self.beside.remarks.get(self.key, ()), *self.aside):
            once.setdefault(found.id or (found.at, found.author, found.text), found)
        return list(once.values())

    def entries(self, remarks: Sequence[Remark]) -> Iterator[Entry]:
        for found in remarks:
            author = self.meet(found.author)
            if found.text:
                yield found.entry(author)

    def others(self, remarks: Sequence[Remark]) -> None:
        """Meet those who are copied in, by ticket or conversation."""
        lists = [self.value.get(name) for name in _COPIED]
        copied = self.value.get("cc_email")
        lists += list(copied.values()) if isinstance(copied, dict) else [copied]
        self.people += [who for each in lists for who in addressed(each)]
        self.people += [who for found in remarks for who in found.named]
        self.meet(ident(self.value.get("owner_id")))

    def status(self, resolved_at: datetime | None, closed_at: datetime | None) -> tuple[str, Status]:
        """Give the status as people read it, and ours; one of the desk's own is judged by what happened."""
        value = self.value.get("status")
        known = _STATUS.get(value) if type(value) is int else None
        name = line(self.value.get("status_name")) or (known[0] if known else line(value))
        if known:
            return name, known[1]
        if found := _STATUS_NAMES.get(name.lower()):
            return name, found
        if closed_at:
            return name, Status.CLOSED
        return name, Status.RESOLVED if resolved_at else Status.OPEN

    def type(self) -> str:
        return line(self.value.get("type")) or line(self.value.get("ticket_type"))

    def priority(self) -> int | None:
        value = self.value.get("priority")
        return _PRIORITY.get(value if type(value) is int else line(value).lower())

    def kind(self, status: Status) -> ResolutionKind:
        """Freshdesk tells no kind of solution: a question was answered, all else counts as mended."""
        if status is Status.MERGED:
            return ResolutionKind.DUPLICATE
        if status is Status.OPEN:
            return ResolutionKind.NONE
        is_question = self.type().lower() in ("question", "how to", "how-to")
        return ResolutionKind.HOW_TO if is_question else ResolutionKind.FIX

    def reopened(self) -> int | None:
        """Count what is told: the day of the last time, so at least once."""
        stats = child(self.value, "stats")
        if not isinstance(stats, dict) or "reopened_at" not in stats:
            return None
        return 1 if moment(stats["reopened_at"]) else 0

    def sla_met(self, ended_at: datetime | None) -> bool | None:
        due = moment(self.value.get("due_by"))
        return ended_at <= due if due and ended_at else None

    def links(self) -> Iterator[str]:
        found = (ident(each) for each in elements(self.value.get("associated_tickets_list")))
        yield from dict.fromkeys(each for each in found if each and each != self.key)

    def attachments(self, remarks: Sequence[Remark]) -> tuple[Attachment, ...]:
        own = attachments(self.value.get("attachments"))
        return (*own, *(each for found in remarks for each in found.attachments))

    def rest(self, *, has_group: bool) -> Iterator[tuple[str, str]]:
        """Yield what has no place of its own."""
        value = self.value
        source = value.get("source")
        channel = _CHANNEL.get(source) if type(source) is int else None
        company = ident(value.get("company_id"))
        found = [
            ("channel", line(value.get("source_name")) or channel or line(source)),
            ("tags", ", ".join(tag for each in elements(value.get("tags")) if (tag := line(each)))),
            ("company", line(child(value, "company", "name")) or self.beside.companies.get(company, company)),
            ("association", self.association()),
        ]
        if not has_group:
            found.append(("group_id", ident(value.get("group_id"))))
        yield from ((name, each) for name, each in found if each)
        for name in ("custom_fields", "custom_field"):
            if isinstance(custom := value.get(name), dict):
                yield from unplaced(custom, ())
        stats = child(value, "stats")
        if isinstance(stats, dict):
            read = [name for name in ("resolved_at", "closed_at") if moment(stats.get(name))]
            yield from unplaced(
                {"stats": {name: each for name, each in stats.items() if name not in read}}, ()
            )
        yield from unplaced(value, _PLACED)
        yield from unread((name, value.get(name)) for name in ("created_at", "updated_at"))

    def association(self) -> str:
        value = self.value.get("association_type")
        return (_ASSOCIATION.get(value) if type(value) is int else None) or line(value)
