"""One ticket of Zendesk and what is known beside it in, an Incident out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

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
from kb.model.prose import clean
from kb.sources.desk_values import (
    JsonObject,
    UnusableError,
    child,
    elements,
    ident,
    in_order,
    is_naive,
    line,
    moment,
    number,
    objects,
    prose,
    shown,
    somebody,
    text,
    unplaced,
    unread,
)
from kb.sources.people import person
from kb.sources.zendesk_beside import Beside, first
from kb.sources.zendesk_remark import Remark, name_of, remark

SYSTEM = "zendesk"

_STATUS = {
    "new": Status.OPEN, "open": Status.OPEN, "pending": Status.OPEN, "hold": Status.OPEN,
    "solved": Status.RESOLVED, "closed": Status.CLOSED,
}  # fmt: skip
_PRIORITY = {"urgent": 1, "high": 2, "normal": 3, "low": 4}
_MERGED = "closed_by_merge"
_DATES = ("created_at", "updated_at", "solved_at")
_ONE = ("requester", "submitter", "assignee")
_MANY = ("collaborator", "follower", "email_cc")

# What has a place of its own, repeats another field, or only serves the page.
_PLACED = {
    "id", "url", "subject", "raw_subject", "description", "status", "priority", "type", "created_at", "updated_at",
    "comments", "comment", "custom_fields", "fields", "satisfaction_rating", "metric_set", "via", "tags", "problem_id",
    "followup_ids", "group", "group_id", "organization", "organization_id", "result_type", "generated_timestamp",
    "allow_channelback", "allow_attachments", "from_messaging_channel", "is_public", "attachments",
    *_ONE, *(f"{name}_id" for name in _ONE), *(f"{name}_ids" for name in _MANY), "collaborators", "followers",
    "email_ccs", "comment_count", "encoded_id",
}  # fmt: skip
_PLACED_METRICS = {"id", "url", "ticket_id", "created_at", "updated_at", "reopens", "solved_at"}


def incident(value: JsonObject, raw: RawPointer, beside: Sequence[Beside]) -> Incident:
    """
    Make an incident of a ticket; `beside` know users, lists, metrics, and comments that stand elsewhere, the first before the next.

    Raise UnusableError when number or words are missing, RecursionError for absurd nesting.
    """
    key = ident(value.get("id"))
    if not key:
        raise UnusableError("a ticket without an id")
    return _Ticket(key=key, value=value, beside=beside).incident(raw)


@dataclass(slots=True, kw_only=True)
class _Ticket:
    """One ticket while it is read; `people` collects everybody it names."""

    key: str
    value: JsonObject
    beside: Sequence[Beside]
    people: list[Person | None] = field(default_factory=list)

    def incident(self, raw: RawPointer) -> Incident:
        value, key = self.value, self.key
        reporter, resolver = self.one("requester"), self.one("assignee")
        self.one("submitter")
        remarks = self.remarks()
        description = prose(value.get("description"))
        told = remarks[0] if remarks else None
        if told and (not description or told.says(description)):
            description = description or told.text
            remarks_kept = remarks[1:]  # the first comment is the description
        else:
            remarks_kept = remarks
        summary = line(value.get("subject")) or line(value.get("raw_subject")) or _first_line(description)
        if not summary:
            raise UnusableError(f"{key} has neither subject nor description")
        entries = self.entries(remarks_kept)
        told_status = line(value.get("status"))
        metrics = self.metrics()
        solved_at = moment(metrics.get("solved_at")) or moment(value.get("solved_at"))
        status = _STATUS.get(told_status.lower()) or (Status.RESOLVED if solved_at else Status.OPEN)
        into = next((found.merged_into for found in reversed(remarks) if found.merged_into), "")
        tags = [line(tag) for tag in elements(value.get("tags"))]
        if status is not Status.OPEN and (_MERGED in tags or into):
            status = Status.MERGED
        ended = status is not Status.OPEN
        updated_at = moment(value.get("updated_at"))
        group = self.group()
        original = IncidentRef(SYSTEM, into) if status is Status.MERGED and into and into != key else None
        self.others(remarks)
        return Incident(
            ref=IncidentRef(SYSTEM, key),
            summary=summary,
            description=description,
            status=status,
            status_raw=told_status,
            resolution_kind=self.kind(status),
            category=line(value.get("type")),
            priority=_PRIORITY.get(line(value.get("priority")).lower()),
            group=group,
            reporter=reporter,
            resolver=resolver if ended else "",
            opened_at=moment(value.get("created_at")),
            resolved_at=solved_at if ended else None,
            closed_at=updated_at if status is Status.CLOSED else None,
            updated_at=updated_at,
            zone_assumed=is_naive((*(value.get(name) for name in _DATES), metrics.get("solved_at"))),
            reopen_count=number(metrics.get("reopens")),
            duplicate_of=original,
            links=tuple(IncidentRef(SYSTEM, other) for other in self.links(remarks) if other != key),
            attachments=self.attachments(remarks),
            entries=entries,
            extra=tuple(self.rest(metrics, tags, has_group=bool(group))),
            people=tuple(dict.fromkeys(who for who in self.people if who)),
            raw=raw,
        )

    def one(self, role: str) -> str:
        """Meet somebody by id or as an object; give the name, the id failing that."""
        value = self.value.get(role)
        key = ident(self.value.get(f"{role}_id")) or ident(child(value, "id"))
        return self.meet(key, somebody(value))

    def meet(self, key: str, who: Person | None = None) -> str:
        known = first(key, (each.users for each in self.beside))
        found = who or known or person("", user=key)
        self.people += [found, known]
        return shown(found)

    def remarks(self) -> list[Remark]:
        """Give the comments inside and beside, each once, in time order."""
        inside = [
            remark(value, 0)
            for name in ("comments", "comment")
            for value in (objects(self.value.get(name)) or objects([self.value.get(name)]))
        ]
        once: dict[object, Remark] = {}
        aside = (found for each in self.beside for found in each.comments.get(self.key, ()))
        for found in (*inside, *aside):
            once.setdefault(found.id or (found.at, found.author, found.text), found)
        dated = sorted((found for found in once.values() if found.at), key=lambda found: str(found.at))
        return [*(found for found in once.values() if not found.at), *dated]

    def entries(self, remarks: list[Remark]) -> tuple[Entry, ...]:
        return in_order(
            found.entry(self.meet(found.author, found.who) or name_of(found))
            for found in remarks
            if found.text
        )

    def others(self, remarks: list[Remark]) -> None:
        """Meet those who are copied in, who wrote, and whom the mail came from."""
        for role in _MANY:
            for found in elements(self.value.get(f"{role}_ids")):
                self.meet(ident(found))
            for each in objects(self.value.get(f"{role}s")):
                self.meet(ident(each.get("id")), somebody(each))
        for found in remarks:
            self.meet(found.author, found.who)
        source = child(self.value.get("via"), "source")
        for side in ("from", "to"):
            address = line(child(source, side, "address"))
            # the desk's own mailbox is nobody, and its name often that of a product
            if address and address != line(self.value.get("recipient")):
                self.people.append(somebody(child(source, side)))

    def metrics(self) -> JsonObject:
        inside = self.value.get("metric_set")
        if isinstance(inside, dict):
            return inside
        return first(self.key, (each.metrics for each in self.beside)) or {}

    def kind(self, status: Status) -> ResolutionKind:
        """Zendesk tells no kind of solution: a question was answered, all else counts as mended."""
        if status is Status.MERGED:
            return ResolutionKind.DUPLICATE
        if status is Status.OPEN:
            return ResolutionKind.NONE
        is_question = line(self.value.get("type")).lower() == "question"
        return ResolutionKind.HOW_TO if is_question else ResolutionKind.FIX

    def links(self, remarks: list[Remark]) -> Iterator[str]:
        """Yield the numbers of other tickets, each once."""
        source = child(self.value.get("via"), "source", "from")
        found = [
            ident(self.value.get("problem_id")),
            *(ident(each) for each in elements(self.value.get("followup_ids"))),
            ident(child(source, "ticket_id")),
            *(each for one in remarks for each in one.links),
        ]
        yield from dict.fromkeys(each for each in found if each)

    def attachments(self, remarks: list[Remark]) -> tuple[Attachment, ...]:
        return tuple(each for found in remarks for each in found.attachments)

    def rest(self, metrics: JsonObject, tags: list[str], *, has_group: bool) -> Iterator[tuple[str, str]]:
        """Yield what has no place of its own, custom fields by the name people know."""
        value = self.value
        found = [
            ("channel", text(child(value.get("via"), "channel"))),
            ("tags", ", ".join(tag for tag in tags if tag)),
            ("organization", self.organization()),
        ]
        if not has_group:
            found.append(("group_id", ident(value.get("group_id"))))
        yield from ((name, each) for name, each in found if each)
        for each in objects(value.get("custom_fields")) or objects(value.get("fields")):
            known = ident(each.get("id"))
            shown_as = first(known, (beside.fields for beside in self.beside))
            shown_as = shown_as or (f"field {known}" if known else "unnamed field")
            yield from unplaced({shown_as: each.get("value")}, ())
        rating = value.get("satisfaction_rating")
        if child(rating, "score") != "unoffered":
            yield from unplaced({"satisfaction": rating}, ())
        yield from unplaced(value, _PLACED)
        yield from unplaced(metrics, _PLACED_METRICS)
        yield from unread((name, value.get(name) or metrics.get(name)) for name in _DATES)

    def organization(self) -> str:
        key = ident(self.value.get("organization_id"))
        name = line(child(self.value.get("organization"), "name"))
        return name or first(key, (each.organizations for each in self.beside)) or key

    def group(self) -> str:
        name = line(child(self.value.get("group"), "name"))
        return name or first(ident(self.value.get("group_id")), (each.groups for each in self.beside)) or ""


def _first_line(words: str) -> str:
    return " ".join(clean(words).partition("\n")[0].split())
