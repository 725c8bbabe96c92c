"""Zammad's JSON: tickets by list, search or one by one, with their articles inside or beside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kb.config import HarvestSettings
from kb.io import json_items
from kb.io.html import to_markdown
from kb.model.account import CUT, Notice, Rejection, Skip
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
from kb.model.prose import clean
from kb.sources import desk_folder
from kb.sources.base import Reading, Record
from kb.sources.desk_values import (
    JsonObject,
    UnusableError,
    addressed,
    child,
    ident,
    in_order,
    line,
    moment,
    objects,
    text,
    unplaced,
)
from kb.sources.people import person

SYSTEM = "zammad"
ASSETS = ("Ticket", "TicketArticle", "User", "Group")
PAGES = (50, 100, 200, 500)
"""How many tickets a list holds that went on: usual page sizes, and the most the product gives at once."""

_SIGNATURE = re.compile(r"<(?:span|div)\b[^<>]{0,200}\bjs-signatureMarker\b.*", re.IGNORECASE | re.DOTALL)
_STATES = {
    "new": Status.OPEN, "open": Status.OPEN, "pending reminder": Status.OPEN, "pending close": Status.OPEN,
    "pending action": Status.OPEN, "closed": Status.CLOSED, "merged": Status.MERGED, "removed": Status.CANCELLED,
}  # fmt: skip
_STATE_IDS = {
    "1": "new", "2": "open", "3": "pending reminder", "4": "closed", "5": "merged", "6": "pending close", "7": "pending close",
}  # fmt: skip
"""What a new installation calls its states; 6 was `removed` in old ones, which hold no such ticket."""
_PRIORITY = re.compile(r"([1-3])\b")
_PRIORITIES = {1: 4, 2: 3, 3: 2}
_INTO = re.compile(r"merged (?:in)?to (?:ticket )?#?(\d{2,20})", re.IGNORECASE)
_PLACED = {
    "id", "number", "title", "group_id", "group", "state_id", "state", "priority_id", "priority", "owner_id", "owner", "customer_id",
    "customer", "created_at", "updated_at", "close_at", "articles", "article_ids", "created_by_id", "created_by", "updated_by_id",
    "updated_by", "organization_id", "create_article_type_id", "create_article_sender_id", "article_count", "preferences",
    "ticket_time_accounting_ids", "ticket_time_accounting", "last_contact_at", "last_contact_agent_at",
    "last_contact_customer_at", "last_owner_update_at", "first_response_at", "create_article_type", "create_article_sender",
    "tags", "links",
}  # fmt: skip


class Zammad:
    """Reads tickets as Zammad's REST API gives them, plain, expanded or as a search with assets."""

    name = "zammad-json"
    product = "Zammad"
    reads = "tickets as JSON: lists (expand=true), searches with assets, one; articles inside or beside"
    how_to_export = (
        "Save /api/v1/tickets?expand=true&per_page=100&page=1 page by page, and /api/v1/ticket_articles/by_ticket/ID for "
        "each ticket, as files of one folder; /api/v1/users beside them gives the names."
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether it holds tickets or articles of Zammad."""
        return path.is_file() and (_tickets(path) or _articles(path) or _users(path))

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what a ticket has."""
        return 'a Zammad ticket has "number", "title", "group_id", "state_id" and "customer_id"'

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:  # noqa: ARG002
        """
        Yield one record a ticket, with the articles of the folder.

        Articles in files of their own, and a search's assets, are held in memory; an article whose ticket is not in
        the folder is skipped when its own file is read.
        """
        if not _tickets(path):
            if _articles(path):
                yield from _orphans(path)
            return
        known = _around(path)
        count = 0
        for record in _records(path, known):
            count += 1
            yield record
        pages = any(file != path and _tickets(file) for file in desk_folder.beside(path).looked_at)
        if count in PAGES and not pages:
            yield Notice(
                path=path,
                code=CUT,
                message=f"exactly {count:,} tickets, as many as a page holds",
                hint="fetch page=2 and so on too, into the same folder",
            )


@dataclass(slots=True, kw_only=True)
class _Known:
    """What the folder says around its tickets, by id."""

    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    articles: dict[str, list[JsonObject]] = field(default_factory=dict)

    def learn(self, kind: str, value: JsonObject) -> None:
        key = ident(value.get("id"))
        if kind == "TicketArticle":
            self.articles.setdefault(ident(value.get("ticket_id")), []).append(value)
        elif kind == "Group":
            self.groups[key] = line(value.get("name"))
        elif kind == "User":
            name = " ".join(filter(None, (line(value.get("firstname")), line(value.get("lastname")))))
            who = person(name, email=line(value.get("email")), user=line(value.get("login")))
            if who and key:
                self.people[key] = who


def _records(path: Path, known: _Known) -> Iterator[Record]:
    if _is_search(path):
        for item in json_items.items(path):
            if item.problem or not isinstance(item.value, dict):
                yield Rejection(path=path, line=item.line, reason=item.problem or "not an object")
                continue
            for kind in ("User", "Group", "TicketArticle"):
                for value in _assets(item.value, kind):
                    known.learn(kind, value)
            for value in _assets(item.value, "Ticket"):
                shown = f"{value.get('number')}{value.get('updated_at')}{sorted(value)}"
                yield _record(
                    json_items.Item(item.line, value, sha256=_digest(shown + str(value))), path, known
                )
        return
    for item in json_items.items(path):
        yield _record(item, path, known)


def _assets(value: JsonObject, kind: str) -> list[JsonObject]:
    found = child(value, "assets", kind)
    return [each for each in found.values() if isinstance(each, dict)] if isinstance(found, dict) else []


def _digest(shown: str) -> str:
    from hashlib import sha256

    return sha256(shown.encode(errors="replace")).hexdigest()


def _record(item: json_items.Item, path: Path, known: _Known) -> Record:
    if item.problem or not isinstance(item.value, dict):
        return Rejection(path=path, line=item.line, reason=item.problem or "not an object")
    try:
        return _incident(item.value, RawPointer(path=path, line=item.line, sha256=item.sha256), known)
    except UnusableError as error:
        return Rejection(path=path, line=item.line, reason=str(error))
    except RecursionError:
        return Rejection(path=path, line=item.line, reason="nested too deeply")


def _incident(value: JsonObject, raw: RawPointer, known: _Known) -> Incident:
    key = ident(value.get("number")) or ident(value.get("id"))
    if not key:
        raise UnusableError("a ticket without a number")
    met: dict[Person, None] = {}
    articles = objects(value.get("articles")) or known.articles.get(ident(value.get("id")), [])
    entries: list[Entry] = []
    attachments: list[Attachment] = []
    into = ""
    for article in articles:
        entry = _entry(article, known, met)
        into = into or next(iter(_INTO.findall(text(article.get("body"))[:5000])), "")
        for file in objects(article.get("attachments")):
            name = line(file.get("filename")).replace("\\", "/").rpartition("/")[2]
            size = line(file.get("size"))
            attachments.append(
                Attachment(
                    name=name or "unnamed",
                    size=int(size) if size.isascii() and size.isdigit() and len(size) < 16 else None,
                )
            )
        if entry:
            entries.append(entry)
    ordered = list(in_order(entries))
    first = next((entry for entry in ordered if entry.kind is EntryKind.PUBLIC), None)
    description = first.text if first else ""
    if first:
        ordered.remove(first)
    summary = line(value.get("title")) or " ".join(description.partition("\n")[0].split())
    if not summary:
        raise UnusableError(f"ticket {key} has neither title nor article")
    reporter = _who(value.get("customer"), value.get("customer_id"), known, met)
    resolver = _who(value.get("owner"), value.get("owner_id"), known, met)
    for name in ("created_by", "updated_by"):
        _who(value.get(name), value.get(f"{name}_id"), known, met)
    state = line(value.get("state")).lower() or _STATE_IDS.get(ident(value.get("state_id")), "")
    closed = moment(value.get("close_at"))
    status = _STATES.get(state, Status.CLOSED if closed else Status.OPEN)
    ended = status is Status.CLOSED
    original = IncidentRef(SYSTEM, into) if status is Status.MERGED and into and into != key else None
    return Incident(
        ref=IncidentRef(SYSTEM, key),
        summary=summary,
        description=description,
        status=status,
        status_raw=state,
        resolution_kind=ResolutionKind.DUPLICATE
        if original
        else ResolutionKind.FIX
        if ended
        else ResolutionKind.NONE,
        priority=_priority(value),
        group=line(value.get("group")) or known.groups.get(ident(value.get("group_id")), ""),
        reporter=reporter,
        resolver=resolver,
        opened_at=moment(value.get("created_at")),
        resolved_at=closed if ended else None,
        closed_at=closed if ended else None,
        updated_at=moment(value.get("updated_at")),
        sla_met=_sla(value),
        duplicate_of=original,
        links=(original,) if original else (),
        attachments=tuple(dict.fromkeys(attachments)),
        entries=tuple(ordered),
        extra=_extra(value),
        people=tuple(met),
        raw=raw,
    )


def _priority(value: JsonObject) -> int | None:
    match = _PRIORITY.match(line(value.get("priority"))) or _PRIORITY.match(line(value.get("priority_id")))
    return _PRIORITIES[int(match[1])] if match else None


def _sla(value: JsonObject) -> bool | None:
    """Whether no promise was broken; a negative difference is what the product shows as too late."""
    found = [value.get(f"{name}_diff_in_min") for name in ("first_response", "update", "close")]
    told = [each for each in found if type(each) is int]
    return all(each >= 0 for each in told) if told else None


def _entry(article: JsonObject, known: _Known, met: dict[Person, None]) -> Entry | None:
    body = article.get("body") if isinstance(article.get("body"), str) else ""
    assert isinstance(body, str)
    if "html" in line(article.get("content_type")):
        body = to_markdown(_SIGNATURE.sub("", body))
    words = clean(body)
    for name in ("from", "to", "cc", "reply_to"):
        for who in addressed(article.get(name)):
            if who:
                met[who] = None
    author = _who(article.get("created_by"), article.get("created_by_id"), known, met)
    if not author or author == line(article.get("created_by_id")):
        author = next((who.name or who.email for who in addressed(article.get("from")) if who), author)
    if not words or line(article.get("sender")) == "System":
        return None
    kind = EntryKind.PUBLIC if article.get("internal") is False else EntryKind.INTERNAL
    return Entry(at=moment(article.get("created_at")), author=author, kind=kind, text=words)


def _who(shown: object, number: object, known: _Known, met: dict[Person, None]) -> str:
    """Name somebody: by the user list, else as the expanded export does (a mail address), else by the id."""
    key = ident(number)
    if key == "1" or line(shown) == "-":
        return ""  # the product itself
    found = known.people.get(key) or person(line(shown)) or (Person(name="", user=key) if key else None)
    if found is None:
        return ""
    met[found] = None
    return found.name or found.email or found.user


def _extra(value: JsonObject) -> tuple[tuple[str, str], ...]:
    tags = value.get("tags")
    out = [("tags", ", ".join(line(each) for each in tags if line(each)) if isinstance(tags, list) else "")]
    return tuple((name, found) for name, found in (*out, *unplaced(value, _PLACED)) if found)


def _around(path: Path) -> _Known:
    known = _Known()
    for file in desk_folder.beside(path).looked_at:
        if file == path:
            continue
        kind = "TicketArticle" if _articles(file) else "User" if _users(file) else ""
        for item in json_items.items(file) if kind else ():
            if isinstance(item.value, dict) and not item.problem:
                known.learn(kind, item.value)
    return known


def _orphans(path: Path) -> Iterator[Record]:
    tickets: set[str] = set()
    for file in desk_folder.beside(path).looked_at:
        if file != path and _tickets(file):
            for item in json_items.items(file):
                tickets.add(ident(child(item.value, "id")))
                tickets |= (
                    {ident(each.get("id")) for each in _assets(item.value, "Ticket")}
                    if isinstance(item.value, dict)
                    else set()
                )
    for item in json_items.items(path):
        if item.problem or not isinstance(item.value, dict):
            yield Rejection(path=path, line=item.line, reason=item.problem or "not an object")
        elif ident(item.value.get("ticket_id")) not in tickets:
            yield Skip(path=path, line=item.line, reason="article without its ticket")


def _is_search(path: Path) -> bool:
    return any(name.startswith("assets.Ticket.") for name in json_items.signature(path))


def _tickets(path: Path) -> bool:
    return json_items.looks_like(path, ("number", "title", "group_id", "state_id", "customer_id")) or (
        _is_search(path) and "assets.Ticket" in json_items.signature(path)
    )


def _articles(path: Path) -> bool:
    return json_items.looks_like(path, ("ticket_id", "content_type", "body", "internal", "sender_id")) or (
        json_items.looks_like(path, ("ticket_id", "content_type", "body", "internal", "sender"))
    )


def _users(path: Path) -> bool:
    return json_items.looks_like(path, ("login", "firstname", "lastname", "role_ids"))


SOURCE = Zammad()
