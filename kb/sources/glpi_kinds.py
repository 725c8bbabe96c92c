"""Which kinds of objects GLPI's REST answers hold, and how each is recognised."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from kb.errors import InputError
from kb.io import json_items
from kb.io.json_items import Item, signature
from kb.model.prose import digest
from kb.sources.desk_values import JsonObject, child, elements, ident

UNDER = ("data",)

_REMARKS = (
    ("content", "items_id", "itemtype", "users_id"),
    ("content", "tickets_id", "users_id", "is_private"),
)
_LISTS = (
    ("tickets_id", "users_id", "type", "use_notification"),
    ("tickets_id", "groups_id", "type"),
    ("tickets_id_1", "tickets_id_2", "link"),
    ("name", "realname", "firstname", "authtype"),
)
_SHOWN = {"3", "4", "5", "7", "14", "15", "19", "21"}
"""Columns of a search, of which at least one stands beside title and status in a search of tickets."""


def holds_tickets(path: Path) -> bool:
    """Whether a file begins like tickets, by name or by the numbers of a search."""
    return is_search(path) or json_items.looks_like(
        path, ("name", "content", "status", "itilcategories_id", "date_mod"), under=UNDER
    )


def holds_remarks(path: Path) -> bool:
    """Whether a file begins like follow-ups, tasks or solutions."""
    return not holds_tickets(path) and any(json_items.looks_like(path, names) for names in _REMARKS)


def is_ours(path: Path) -> bool:
    """Whether a file begins like anything of GLPI that belongs to tickets."""
    return (
        holds_tickets(path)
        or holds_remarks(path)
        or any(json_items.looks_like(path, names) for names in _LISTS)
    )


def is_search(path: Path) -> bool:
    """Whether it is a search's answer; computers and the like have other columns, problems and changes the same."""
    found = signature(path)
    if not {"totalcount", "data"} <= found:
        return False
    listed = {name.removeprefix("data[].") for name in found if name.startswith("data[].")}
    keyed = {name.split(".")[2] for name in found if name.startswith("data.") and name.count(".") == 2}
    return any({"1", "12"} <= options and bool(options & _SHOWN) for options in (listed, keyed))


def objects(path: Path) -> Iterator[Item]:
    """Yield the objects of a file; the rows of a search that come by their id as well."""
    search = is_search(path)
    for item in json_items.items(path, under=UNDER):
        value = item.value
        if not (search and isinstance(value, dict) and value and "1" not in value and not item.problem):
            yield item
        elif all(key.isdigit() and isinstance(row, dict) for key, row in value.items()):
            for key, row in value.items():
                yield replace(item, value={"2": key, **row}, sha256=digest(f"{item.sha256} {key}"))
        else:
            yield item


def key_of(value: JsonObject) -> str:
    """Give the number of a ticket, also as a row of a search."""
    return ident(value.get("id")) or ident(value.get("2"))


def ticket_of(value: JsonObject, number: str) -> str:
    """
    Give the number of the ticket something hangs on, `number` (of the file's name) failing that; "" for others'.

    Where names stand for ids, the answer's own links still have the id.
    """
    if child(value, "itemtype") not in (None, "", "Ticket"):
        return ""  # a problem or a change may have the same number
    for name in ("items_id", "tickets_id"):
        if (key := ident(value.get(name))).isdigit():
            return key
    for link in elements(value.get("links")):
        if child(link, "rel") == "Ticket" and isinstance(href := child(link, "href"), str):
            key = href.rstrip("/").rpartition("/")[2]
            return key if key.isascii() and key.isdigit() else number
    return number


@lru_cache(maxsize=512)
def ticket_ids(path: Path, _size: int, _modified: int) -> frozenset[str]:
    """Give the numbers of a file's tickets; size and time of change are what it is kept by."""
    try:
        return frozenset(
            key for item in objects(path) if isinstance(item.value, dict) and (key := key_of(item.value))
        )
    except InputError:
        return frozenset()
