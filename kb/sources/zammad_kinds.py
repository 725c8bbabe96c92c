"""Which kinds of objects Zammad's answers hold, and how each is recognised."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.errors import InputError
from kb.io import json_items
from kb.io.json_items import Item
from kb.model.prose import digest
from kb.sources.desk_values import JsonObject, child, elements, ident
from kb.sources.flatten import leaf


class Kind(StrEnum):
    """What one object of an answer is; the values are the names among assets."""

    TICKET = "Ticket"
    ARTICLE = "TicketArticle"
    USER = "User"
    GROUP = "Group"
    STATE = "TicketState"
    PRIORITY = "TicketPriority"
    OTHER = ""


_TICKET = ("number", "title", "group_id", "state_id", "customer_id")
_ARTICLES = (
    ("ticket_id", "body", "internal", "content_type", "sender"),
    ("ticket_id", "body", "internal", "content_type", "sender_id"),
)
_LISTS = (
    ("login", "firstname", "lastname", "role_ids"),
    ("name", "follow_up_possible", "follow_up_assignment"),
    ("name", "state_type_id"),
    ("name", "ui_color", "default_create"),
)
_ANSWERS = (
    ("tickets", "assets.Ticket"), ("record_ids", "assets.Ticket"), ("ticket_ids", "assets.Ticket"),
    ("ticket_id", "assets.Ticket"), ("id", "assets.Ticket"),
    ("tickets", "tickets_count", "assets"), ("ticket_id", "ticket_article_ids", "assets"),
)  # fmt: skip
"""A list or search with `full`, one ticket with `full` or `all`; the assets may begin late in the file."""
_LISTED = ("tickets", "record_ids", "ticket_ids", "ticket_id", "id")


def holds_tickets(path: Path) -> bool:
    """Whether a file begins like tickets, plain ones or as assets."""
    return json_items.looks_like(path, _TICKET) or any(
        json_items.looks_like(path, names) for names in _ANSWERS
    )


def holds_articles(path: Path) -> bool:
    """Whether a file begins like articles without their tickets."""
    return not holds_tickets(path) and (
        any(json_items.looks_like(path, names) for names in _ARTICLES)
        or json_items.looks_like(path, ("record_ids", "assets.TicketArticle"))
    )


def is_ours(path: Path) -> bool:
    """Whether a file begins like anything of Zammad that belongs to tickets."""
    return (
        holds_tickets(path)
        or holds_articles(path)
        or any(json_items.looks_like(path, names) for names in _LISTS)
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """One value of a file, taken apart: `parts` are its objects by kind, `links` and `tags` those of its only ticket."""

    parts: tuple[tuple[Kind, Item], ...]
    links: tuple[JsonObject, ...] = ()
    tags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


def answers(path: Path) -> Iterator[Answer | Item]:
    """Yield each value of the file, an Item when it is broken or no object."""
    for item in json_items.items(path):
        value = item.value
        if item.problem or not isinstance(value, dict):
            yield item
        elif isinstance(value.get("assets"), dict):
            yield _opened(item, value)
        else:
            yield Answer(((_kind(value), item),))


def _opened(item: Item, value: JsonObject) -> Answer:
    """Take the objects out of the assets; of the tickets among them only those that were asked for are records."""
    parts: list[tuple[Kind, Item]] = []
    for kind in (Kind.USER, Kind.GROUP, Kind.STATE, Kind.PRIORITY, Kind.ARTICLE):
        parts += [(kind, _part(item, kind, key, found)) for key, found in _assets(value, kind).items()]
    tickets = _assets(value, Kind.TICKET)
    listed = _listed(value)
    if listed and all(key in _assets(value, Kind.ARTICLE) and key not in tickets for key in listed):
        listed = []  # an answer of articles
    elif not listed:
        listed = list(tickets)
    parts += [(Kind.TICKET, _part(item, Kind.TICKET, key, tickets[key])) for key in listed if key in tickets]
    return Answer(
        tuple(parts),
        tuple(each for each in elements(value.get("links")) if isinstance(each, dict)),
        tuple(leaf(tag) for tag in elements(value.get("tags")) if isinstance(tag, str)),
        tuple(ident(each) for each in elements(value.get("mentions"))),
        {key: number for key, found in tickets.items() if (number := ident(child(found, "number")))},
        tuple(key for key in listed if key not in tickets),
    )


def _assets(value: JsonObject, kind: Kind) -> dict[str, Any]:
    found = child(value, "assets", kind.value)
    return found if isinstance(found, dict) else {}


def _listed(value: JsonObject) -> list[str]:
    for name in _LISTED:
        if name in value:
            found = value[name]
            return [key for each in (found if isinstance(found, list) else [found]) if (key := ident(each))]
    return []


def _part(item: Item, kind: Kind, key: str, value: Any) -> Item:
    return Item(item.line, value, "", digest(f"{item.sha256} {kind} {key}"), f"{kind} {key[:40]}")


def _kind(value: JsonObject) -> Kind:
    """Tell the kind of an object that stands alone, or in a list without a name."""
    for kind, names in (
        (Kind.ARTICLE, ("ticket_id", "body")),
        (Kind.USER, ("login", "firstname")),
        (Kind.STATE, ("name", "state_type_id")),
        (Kind.PRIORITY, ("name", "ui_color")),
        (Kind.GROUP, ("name", "follow_up_possible")),
    ):
        if all(name in value for name in names) and "number" not in value:
            return kind
    return Kind.TICKET


@lru_cache(maxsize=512)
def ticket_numbers(path: Path, _size: int, _modified: int) -> Mapping[str, str]:
    """Give the tickets' numbers by id; size and time of change are what it is kept by."""
    found: dict[str, str] = {}
    try:
        for answer in answers(path):
            for kind, part in answer.parts if isinstance(answer, Answer) else ():
                if kind is Kind.TICKET and (key := ident(child(part.value, "id"))):
                    found[key] = ident(child(part.value, "number")) or key
    except InputError:
        return {}
    return found
