"""One ticket of Zammad and what is known beside it in, an Incident out."""

import re
from collections.abc import Iterator, Mapping, Sequence
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
    elements,
    ident,
    in_order,
    is_naive,
    line,
    moment,
    objects,
    shown,
    unplaced,
    unread,
)
from kb.sources.people import person
from kb.sources.zammad_article import Article, article
from kb.sources.zammad_beside import Beside

SYSTEM = "zammad"

_STATES = {
    "new": Status.OPEN, "open": Status.OPEN, "pending reminder": Status.OPEN, "pending close": Status.OPEN,
    "pending action": Status.OPEN, "closed": Status.CLOSED, "merged": Status.MERGED,
}  # fmt: skip
_STATE_IDS = {
    "1": "new", "2": "open", "3": "pending reminder", "4": "closed", "5": "merged", "6": "removed", "7": "pending close",
}  # fmt: skip
"""What a new installation calls its states."""
_PRIORITY_IDS = {"1": "1 low", "2": "2 normal", "3": "3 high"}
_PRIORITIES = (
    (re.compile(r"\blow\b"), 4), (re.compile(r"\b(?:normal|medium)\b"), 3),
    (re.compile(r"\b(?:very high|urgent|critical|emergency)\b"), 1), (re.compile(r"\bhigh\b"), 2),
)  # fmt: skip
_INTO = re.compile(r"\bmerged (?:in)?to (?:ticket )?#?(\d{2,20})", re.IGNORECASE)
_DIFFERENCES = ("first_response_diff_in_min", "update_diff_in_min", "close_diff_in_min")
_DATES = ("created_at", "updated_at", "close_at")

# What has a place of its own, repeats another field, or only serves the page.
_PLACED = {
    "id", "number", "title", "group_id", "group", "state_id", "state", "priority_id", "priority", "owner_id", "owner",
    "customer_id", "customer", *_DATES, "articles", "article", "article_ids", "created_by_id", "created_by",
    "updated_by_id", "updated_by", "tags", "links", "create_article_type_id", "create_article_sender_id",
    "create_article_sender", "article_count", "ticket_time_accounting_ids", "preferences",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What an answer tells of its only ticket: links, tags, who is mentioned; `numbers` of tickets by id."""

    links: Sequence[JsonObject] = ()
    tags: Sequence[str] = ()
    mentions: Sequence[str] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)


def state_of(value: JsonObject, known: Beside) -> str:
    """Give the state by name: as told, as named beside, else as a new installation numbers it."""
    key = ident(value.get("state_id"))
    return line(value.get("state")) or known.states.get(key, "") or _STATE_IDS.get(key, key)


def incident(
    value: JsonObject,
    raw: RawPointer,
    known: Beside,
    aside: Sequence[Article] = (),
    around: Around | None = None,
) -> Incident:
    """
    Make an incident of a ticket; `aside` are articles of a file of its own.

    Raise UnusableError when number or words are missing, RecursionError for absurd nesting.
    """
    key = ident(value.get("number")) or ident(value.get("id"))
    if not key:
        raise UnusableError("a ticket without a number")
    return _Ticket(key=key, value=value, known=known, aside=aside, around=around or Around()).incident(raw)


@dataclass(slots=True, kw_only=True)
class _Ticket:
    """One ticket while it is read; `met` collects everybody it names."""

    key: str
    value: JsonObject
    known: Beside
    aside: Sequence[Article]
    around: Around
    met: list[Person | None] = field(default_factory=list)

    def incident(self, raw: RawPointer) -> Incident:
        value, known = self.value, self.known
        group = line(value.get("group")) or known.groups.get(ident(value.get("group_id")), "")
        reporter = self.who(value.get("customer_id"), value.get("customer"))
        resolver = self.who(value.get("owner_id"), value.get("owner"))
        for name in ("created_by", "updated_by"):
            self.who(value.get(f"{name}_id"), value.get(name))
        articles = self.articles()
        for each in articles:
            self.met += [_without(who, group) for who in each.named]
        for mentioned in self.around.mentions:
            self.met.append(known.people.get(mentioned))
        first = self.first(articles)
        description = first.text if first else ""
        summary = line(value.get("title")) or " ".join(description.partition("\n")[0].split())
        if not summary:
            raise UnusableError(f"ticket {self.key} has neither title nor article")
        entries = in_order(self.entry(each) for each in articles if self.is_entry(each, first))
        state = state_of(value, known)
        closed = moment(value.get("close_at"))
        status = _STATES.get(state.lower(), Status.CLOSED if closed else Status.OPEN)
        ended = status is Status.CLOSED
        links, original = self.links(status, articles)
        automatic = sum(each.is_automatic and each is not first for each in articles)
        return Incident(
            ref=IncidentRef(SYSTEM, self.key),
            summary=summary,
            description=description,
            status=status,
            status_raw=state,
            resolution_kind=_kind(status),
            priority=self.priority(),
            group=group,
            reporter=reporter,
            resolver=resolver if ended else "",
            opened_at=moment(value.get("created_at")),
            resolved_at=closed if ended else None,
            closed_at=closed if ended else None,
            updated_at=moment(value.get("updated_at")),
            zone_assumed=is_naive(value.get(name) for name in _DATES),
            sla_met=self.sla_met(ended=ended),
            duplicate_of=original,
            links=links,
            attachments=tuple(dict.fromkeys(file for each in articles for file in each.attachments)),
            entries=entries,
            extra=tuple(self.rest(automatic, has_group=bool(group), told=status is not Status.OPEN)),
            people=tuple(dict.fromkeys(who for who in self.met if who)),
            raw=raw,
        )

    def who(self, number: object, told: object) -> str:
        """Meet somebody by id, else as an expanded answer names him (the login, often a mail address)."""
        key, login = ident(number), line(told)
        if isinstance(told, dict):
            login = line(told.get("login")) or line(told.get("email"))
        if key == "1" or login == "-":
            return ""  # the product itself
        known = self.known.people.get(key)
        itself = person(login) if "@" in login or " " in login else person("", user=login)
        found = known or itself or person("", user=key)
        self.met += [found, itself]
        return shown(found)

    def articles(self) -> list[Article]:
        """Give the articles inside and beside by time, each once; they keep their order where it does not tell."""
        inside = objects(self.value.get("articles")) + objects([self.value.get("article")])
        ticket = ident(self.value.get("id"))
        beside = self.known.articles.get(ticket, ()) if ticket else ()
        once: dict[object, Article] = {}
        for each in (*(article(found, 0) for found in inside), *beside, *self.aside):
            once.setdefault((each.id, each.at, each.text), each)
        return sorted(once.values(), key=lambda each: each.at.timestamp() if each.at else 0)

    @staticmethod
    def first(articles: Sequence[Article]) -> Article | None:
        """Give the article that asks: the first public one, else the first that is not a note of the team's."""
        spoken = [each for each in articles if each.text]
        if spoken and spoken[0].kind is EntryKind.PUBLIC:
            return spoken[0]
        public = (each for each in spoken if each.kind is EntryKind.PUBLIC and not each.is_automatic)
        return next(public, None)

    @staticmethod
    def is_entry(each: Article, first: Article | None) -> bool:
        return bool(each.text) and each is not first and not each.is_automatic

    def entry(self, each: Article) -> Entry:
        known = next((self.known.people[key] for key in each.author if key in self.known.people), None)
        itself = person(each.login) if "@" in each.login else person("", user=each.login)
        self.met += [known, itself]
        author = shown(known) or each.told or shown(itself) or next(iter(each.author), "")
        return Entry(at=each.at, author=author, kind=each.kind, text=each.text)

    def priority(self) -> int | None:
        key = ident(self.value.get("priority_id"))
        told = (
            line(self.value.get("priority"))
            or self.known.priorities.get(key, "")
            or _PRIORITY_IDS.get(key, "")
        )
        return next((ours for pattern, ours in _PRIORITIES if pattern.search(told.lower())), None)

    def sla_met(self, *, ended: bool) -> bool | None:
        """Whether every promise was kept: a negative difference is the time that was too long."""
        told = [found for name in _DIFFERENCES if type(found := self.value.get(name)) is int]
        if any(each < 0 for each in told):
            return False
        return True if ended and told else None

    def links(
        self, status: Status, articles: Sequence[Article]
    ) -> tuple[tuple[IncidentRef, ...], IncidentRef | None]:
        """Give the linked tickets, and the one this was merged into: its parent, its only link, or what a note says."""
        found: dict[str, set[str]] = {}
        for each in (*self.around.links, *objects(self.value.get("links"))):
            number = self.around.numbers.get(ident(each.get("link_object_value")), "")
            if line(each.get("link_object")) in ("", "Ticket") and number and number != self.key:
                found.setdefault(number, set()).add(line(each.get("link_type")))
        into = ""
        if status is Status.MERGED:
            parents = [number for number, kinds in found.items() if "parent" in kinds]
            said = [match[1] for each in articles if (match := _INTO.search(each.text[:5000]))]
            into = next((group[0] for group in (parents, list(found), said) if len(group) == 1), "")
        original = IncidentRef(SYSTEM, into) if into and into != self.key else None
        numbers = dict.fromkeys([*found, *([into] if original else [])])
        return tuple(IncidentRef(SYSTEM, number) for number in numbers), original

    def rest(self, automatic: int, *, has_group: bool, told: bool) -> Iterator[tuple[str, str]]:
        """Yield what has no place of its own."""
        value = self.value
        own = [line(each) for each in elements(value.get("tags"))] or line(value.get("tags")).split(",")
        tags = dict.fromkeys(tag.strip() for tag in (*own, *self.around.tags) if tag.strip())
        found = [
            ("tags", ", ".join(tags)),
            ("group_id", "" if has_group else ident(value.get("group_id"))),
            (
                "priority",
                "" if self.priority() else line(value.get("priority")) or ident(value.get("priority_id")),
            ),
            ("close_at", "" if told else line(value.get("close_at"))),
            ("articles written by the system", str(automatic) if automatic else ""),
        ]
        yield from ((name, text) for name, text in found if text)
        yield from unplaced(value, _PLACED)
        yield from unread((name, value.get(name)) for name in _DATES if told or name != "close_at")


def _kind(status: Status) -> ResolutionKind:
    """Zammad tells no kind of solution: what is closed counts as mended."""
    if status is Status.MERGED:
        return ResolutionKind.DUPLICATE
    return ResolutionKind.FIX if status is Status.CLOSED else ResolutionKind.NONE


def _without(who: Person, group: str) -> Person | None:
    """Take the group's own name off a mailbox, so that the word is not hidden everywhere."""
    return person("", email=who.email) if group and who.name.lower() == group.lower() else who
