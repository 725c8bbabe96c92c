"""Which kinds of objects Zendesk's exports hold, and how each is recognised."""

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.errors import InputError
from kb.io import json_items
from kb.io.json_items import Item, signature
from kb.io.lines import HEAD
from kb.model.prose import digest
from kb.sources.desk_folder import Shape, state
from kb.sources.desk_values import child, ident, line


class Kind(StrEnum):
    """What one object of an export is."""

    TICKET = "ticket"
    COMMENT = "comment"
    EVENTS = "events"
    USER = "user"
    GROUP = "group"
    ORGANIZATION = "organization"
    FIELD = "field"
    METRIC = "metric"
    OTHER = "other"


_MEMBERS = {
    "tickets": Kind.TICKET, "ticket": Kind.TICKET,
    "comments": Kind.COMMENT, "comment": Kind.COMMENT,
    "ticket_events": Kind.EVENTS, "ticket_event": Kind.EVENTS, "audits": Kind.EVENTS, "audit": Kind.EVENTS,
    "users": Kind.USER, "user": Kind.USER,
    "groups": Kind.GROUP, "group": Kind.GROUP,
    "organizations": Kind.ORGANIZATION, "organization": Kind.ORGANIZATION,
    "ticket_fields": Kind.FIELD, "ticket_field": Kind.FIELD,
    "ticket_metrics": Kind.METRIC, "ticket_metric": Kind.METRIC, "metric_sets": Kind.METRIC,
    "results": Kind.OTHER,
}  # fmt: skip

TICKETS = Shape(
    under=("tickets", "ticket", "results"),
    needs=frozenset({"id", "status"}),
    marks=frozenset({
        "raw_subject", "submitter_id", "via.channel", "brand_id", "has_incidents", "problem_id", "collaborator_ids",
        "ticket_form_id", "allow_channelback", "satisfaction_rating", "organization_id", "generated_timestamp",
        "forum_topic_id", "assignee_id",
    }),
    least=2,
    refused=frozenset({"responder_id", "fr_escalated", "description_text", "number", "customer_id", "state_id"}),
    bare=True,
)  # fmt: skip
_REMARKS = (
    Shape(
        under=("comments", "comment"),
        needs=frozenset({"body", "public", "author_id"}),
        refused=frozenset({"subject"}),
        bare=True,
    ),
    Shape(under=("ticket_events", "ticket_event"), needs=frozenset({"ticket_id", "child_events"}), bare=True),
    Shape(under=("audits", "audit"), needs=frozenset({"ticket_id", "events", "author_id"}), bare=True),
)
_LISTS = (
    Shape(
        under=("users", "user", "results"),
        needs=frozenset({"id", "name", "email"}),
        marks=frozenset({
            "ticket_restriction", "iana_time_zone", "shared_agent", "restricted_agent", "user_fields",
            "only_private_comments", "default_group_id", "two_factor_auth_enabled", "chat_only", "suspended",
        }),
        least=2,
        refused=frozenset({"login", "firstname"}),
        bare=True,
    ),
    Shape(under=("groups", "group"), needs=frozenset({"id", "name", "deleted", "url"})),
    Shape(under=("organizations", "organization"), needs=frozenset({"id", "name", "shared_tickets"})),
    Shape(under=("ticket_fields", "ticket_field"), needs=frozenset({"id", "title", "raw_title"})),
    Shape(under=("ticket_metrics", "ticket_metric", "metric_sets"), needs=frozenset({"ticket_id", "reopens"})),
)  # fmt: skip


def holds_tickets(path: Path) -> bool:
    """Whether a file holds tickets, an empty page of them included; they may stand behind long lists of names."""
    if TICKETS.places(path):
        return True
    found = signature(path)
    is_empty = not any(name.startswith(("tickets[].", "results[].")) for name in found) and (
        {"tickets", "next_page", "count"} <= found or {"tickets", "end_of_stream"} <= found
    )
    return is_empty or (_is_long_answer(path) and bool(ticket_ids(path, *state(path))))


def _is_long_answer(path: Path) -> bool:
    """Whether a file begins like names or comments within an answer, and goes on beyond what was looked at."""
    return state(path)[0] > HEAD and any(
        place not in ("", "[].") for shape in (*_REMARKS, *_LISTS) for place in shape.places(path)
    )


def holds_remarks(path: Path) -> bool:
    """Whether a file begins like comments, or like events that may be comments."""
    return any(shape.places(path) for shape in _REMARKS)


def is_ours(path: Path) -> bool:
    """Whether a file begins like anything of Zendesk that belongs to tickets."""
    return holds_tickets(path) or holds_remarks(path) or any(shape.places(path) for shape in _LISTS)


def members(path: Path) -> frozenset[str]:
    """Name the members that hold records; none where each object is a record, whatever it holds inside."""
    shapes = (TICKETS, *_REMARKS, *_LISTS)
    is_bare = any(place in ("", "[].") for shape in shapes for place in shape.places(path))
    return frozenset() if is_bare else frozenset(_MEMBERS)


def objects(path: Path) -> Iterator[tuple[Kind, Item]]:
    """Yield each object of the file with its kind; pages that stand in a list are opened."""
    under = members(path)
    for item in json_items.items(path, under=under):
        if item.under or item.problem or not isinstance(item.value, dict):
            yield _kind(item), item
            continue
        inside = [name for name in item.value if name in _MEMBERS and under]
        if not inside:
            yield _kind(item), item
        for name in inside:
            held = item.value[name]
            for value in held if isinstance(held, list) else [held]:
                opened = Item(item.line, value, "", _digest(value), name)
                yield _kind(opened), opened


def _digest(value: Any) -> str:
    try:
        return digest(repr(value))
    except RecursionError:
        return digest("nested too deeply")


def _kind(item: Item) -> Kind:
    kind = _MEMBERS.get(item.under, Kind.OTHER)
    return _by_names(item.value) if kind is Kind.OTHER else kind


def _by_names(value: Any) -> Kind:
    """Tell the kind of an object that stands alone, or among the results of a search."""
    if not isinstance(value, dict):
        return Kind.OTHER
    told = line(child(value, "result_type"))
    if told:
        return {"ticket": Kind.TICKET, "user": Kind.USER, "group": Kind.GROUP}.get(told, Kind.OTHER)
    for kind, names in (
        (Kind.EVENTS, ("ticket_id", "child_events")),
        (Kind.EVENTS, ("ticket_id", "events")),
        (Kind.METRIC, ("ticket_id", "reopens")),
        (Kind.TICKET, ("subject",)),
        (Kind.TICKET, ("submitter_id",)),
        (Kind.TICKET, ("requester_id",)),
        (Kind.COMMENT, ("body", "public")),
        (Kind.COMMENT, ("body", "author_id")),
        (Kind.USER, ("name", "email")),
    ):
        if all(name in value for name in names):
            return kind
    return Kind.OTHER


@lru_cache(maxsize=512)
def ticket_ids(path: Path, _size: int, _modified: int) -> frozenset[str]:
    """Give the ids of the tickets of a file; size and time of change are what it is kept by."""
    try:
        return frozenset(
            found
            for kind, item in objects(path)
            if kind is Kind.TICKET and (found := ident(child(item.value, "id")))
        )
    except InputError:
        return frozenset()
