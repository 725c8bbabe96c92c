"""Which kinds of objects Freshdesk's exports hold, and how each is recognised."""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.errors import InputError
from kb.io import json_items
from kb.io.json_items import Item
from kb.sources.desk_folder import Shape
from kb.sources.desk_values import child, ident


class Kind(StrEnum):
    """What one object of an export is."""

    TICKET = "ticket"
    CONVERSATION = "conversation"
    AGENT = "agent"
    CONTACT = "contact"
    GROUP = "group"
    COMPANY = "company"
    OTHER = "other"


_WRAPPED = {
    "helpdesk_ticket": Kind.TICKET,
    "note": Kind.CONVERSATION,
    "agent": Kind.AGENT,
    "user": Kind.CONTACT,
    "group": Kind.GROUP,
    "customer": Kind.COMPANY,
    "company": Kind.COMPANY,
}
_TICKET_NEEDS = frozenset({"status", "priority", "source", "requester_id"})
_TICKET_MARKS = frozenset({
    "responder_id", "fr_escalated", "is_escalated", "isescalated", "fr_due_by", "frDueBy", "email_config_id",
    "description_text", "cc_emails", "display_id", "spam",
})  # fmt: skip
TICKETS = (
    Shape(under=("results",), needs=_TICKET_NEEDS | {"id"}, marks=_TICKET_MARKS, least=2, bare=True),
    Shape(
        under=("helpdesk_ticket",), needs=frozenset({"status", "requester_id"}), marks=_TICKET_MARKS, least=1
    ),
)
REMARKS = (
    Shape(under=(), needs=frozenset({"body", "incoming", "private", "user_id"}), bare=True),
    Shape(under=("note",), needs=frozenset({"body", "incoming", "private", "user_id"})),
)
_LISTS = (
    Shape(
        under=(),
        needs=frozenset({"id", "contact.email", "contact.name"}),
        marks=frozenset({"ticket_scope", "occasional", "available", "signature"}),
        least=2,
        bare=True,
    ),
    Shape(under=("agent",), needs=frozenset({"user.email", "user.name", "ticket_permission"})),
    Shape(
        under=("results", "user"),
        needs=frozenset({"id", "name", "email", "mobile"}),
        marks=frozenset({
            "twitter_id", "job_title", "company_id", "unique_external_id", "view_all_tickets", "helpdesk_agent",
            "other_emails",
        }),
        least=3,
        refused=frozenset({"login", "firstname"}),
        bare=True,
    ),
    Shape(under=("group",), needs=frozenset({"id", "name", "escalate_to", "business_hour_id"}), bare=True),
    Shape(
        under=("results", "customer", "company"),
        needs=frozenset({"id", "name", "domains", "note"}),
        marks=frozenset({"health_score", "account_tier", "custom_fields", "cust_identifier"}),
        least=1,
        bare=True,
    ),
)  # fmt: skip


def holds_tickets(path: Path) -> bool:
    """Whether a file begins like tickets."""
    return any(shape.places(path) for shape in TICKETS)


def holds_remarks(path: Path) -> bool:
    """Whether a file begins like conversations, or the notes of the older API."""
    return not holds_tickets(path) and any(shape.places(path) for shape in REMARKS)


def is_ours(path: Path) -> bool:
    """Whether a file begins like anything of Freshdesk that belongs to tickets."""
    return holds_tickets(path) or any(shape.places(path) for shape in (*REMARKS, *_LISTS))


def members(path: Path) -> frozenset[str]:
    """Name the member that holds the answer to a search; none in any other file."""
    shapes = (*TICKETS, *REMARKS, *_LISTS)
    places = {place for shape in shapes for place in shape.places(path)}
    return frozenset({"results"}) if any("results" in place for place in places) else frozenset()


def objects(path: Path) -> Iterator[tuple[Kind, Item]]:
    """Yield each object of the file with its kind, taken out of the name the older API wraps it in."""
    for item in json_items.items(path, under=members(path)):
        value = item.value
        if isinstance(value, dict) and len(value) == 1 and (name := next(iter(value))) in _WRAPPED:
            yield _WRAPPED[name], replace(item, value=value[name], under=name)
        else:
            yield _by_names(value), item


def _by_names(value: Any) -> Kind:
    """Tell the kind of an object by what it has."""
    if not isinstance(value, dict):
        return Kind.OTHER
    for kind, names in (
        (Kind.CONVERSATION, ("body", "private")),
        (Kind.CONVERSATION, ("body", "incoming")),
        (Kind.TICKET, ("status", "requester_id")),
        (Kind.TICKET, ("status", "subject")),
        (Kind.TICKET, ("requester_id", "subject")),
        (Kind.AGENT, ("contact",)),
        (Kind.CONTACT, ("name", "email")),
        (Kind.COMPANY, ("name", "domains")),
        (Kind.GROUP, ("name", "escalate_to")),
    ):
        if all(name in value for name in names):
            return kind
    return Kind.OTHER


def key_of(value: object) -> str:
    """Give the number people know a ticket by; the older API's `id` is another."""
    return ident(child(value, "display_id")) or ident(child(value, "id"))


@lru_cache(maxsize=512)
def ticket_ids(path: Path, _size: int, _modified: int) -> frozenset[str]:
    """Give the numbers of the tickets of a file; size and time of change are what it is kept by."""
    try:
        return frozenset(
            found for kind, item in objects(path) if kind is Kind.TICKET and (found := key_of(item.value))
        )
    except InputError:
        return frozenset()
