"""
What stands beside Zendesk's tickets: users, groups, organizations, fields, metrics and comments.

All of it that a folder's companions hold is kept in memory while the folder is read, the comments as text; a file
of one ticket's comments, found by the number in its name, only while its ticket is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from kb.errors import InputError
from kb.io.json_items import Item
from kb.model.incident import Person
from kb.sources import zendesk_kinds as kinds
from kb.sources import zendesk_remark as remarks
from kb.sources.desk_folder import Folder, state
from kb.sources.desk_values import JsonObject, child, ident, line, somebody
from kb.sources.zendesk_kinds import Kind
from kb.sources.zendesk_remark import Remark

_Known = TypeVar("_Known")


@dataclass(slots=True)
class Beside:
    """What is known by id; `comments` by ticket, "" for those that do not say whose they are."""

    users: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    organizations: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    metrics: dict[str, JsonObject] = field(default_factory=dict)
    comments: dict[str, list[Remark]] = field(default_factory=dict)

    def take(self, kind: Kind, item: Item) -> None:
        """Keep what one object tells; what is no object, or has no id, tells nothing."""
        value = item.value
        if not isinstance(value, dict):
            return
        match kind:
            case Kind.USER:
                self._keep(self.users, value, somebody(value))
            case Kind.GROUP:
                self._keep(self.groups, value, line(value.get("name")))
            case Kind.ORGANIZATION:
                self._keep(self.organizations, value, line(value.get("name")))
            case Kind.FIELD:
                self._keep(self.fields, value, line(value.get("title")))
            case Kind.METRIC:
                if ticket := ident(value.get("ticket_id")):
                    self.metrics.setdefault(ticket, value)
            case Kind.COMMENT | Kind.EVENTS:
                for found in told(kind, item):
                    self.comments.setdefault(found.ticket, []).append(found)
            case _:
                pass

    @staticmethod
    def _keep(known: dict[str, _Known], value: JsonObject, found: _Known | None) -> None:
        key = ident(value.get("id"))
        if key and found:
            known.setdefault(key, found)


def first(key: str, tables: Iterable[Mapping[str, _Known]]) -> _Known | None:
    """Give what the first table that has the key says."""
    return next((table[key] for table in tables if key in table), None)


def told(kind: Kind, item: Item) -> Iterator[Remark]:
    """Yield the comments one object holds."""
    if kind is Kind.COMMENT and isinstance(item.value, dict):
        yield remarks.remark(item.value, item.line)
    elif kind is Kind.EVENTS and isinstance(item.value, dict):
        yield from remarks.comments(item.value, item.line)


def within(path: Path) -> Beside:
    """Gather what a file of tickets brings along; comments without a number are those of its only ticket."""
    found = Beside()
    if not kinds.members(path):
        return found
    tickets: set[str] = set()
    for kind, item in kinds.objects(path):
        if kind is Kind.TICKET:
            tickets.add(ident(child(item.value, "id")))
        else:
            found.take(kind, item)
    if len(tickets) == 1 and (own := found.comments.pop("", [])):
        found.comments.setdefault(tickets.pop(), []).extend(own)
    return found


@lru_cache(maxsize=2)
def companions(folder: Folder) -> Beside:
    """Gather what the companions of a folder hold; comments without a number wait for `of_ticket`."""
    found = Beside()
    for path in folder.looked_at:
        if kinds.is_ours(path) and not kinds.holds_tickets(path):
            _gather(path, found)
    found.comments.pop("", None)
    return found


def of_ticket(ticket: str, folder: Folder) -> Beside:
    """Gather the comments of files that carry the ticket's number in their name."""
    found = Beside()
    for path in folder.numbered(ticket):
        if kinds.holds_remarks(path) and not kinds.holds_tickets(path):
            _gather(path, found)
    return Beside(
        users=found.users,
        comments={ticket: [*found.comments.get("", ()), *found.comments.get(ticket, ())]},
    )


def _gather(path: Path, found: Beside) -> None:
    try:
        for kind, item in kinds.objects(path):
            found.take(kind, item)
    except (InputError, RecursionError):
        return  # it is read by itself too, and says then what is wrong


def ids(path: Path) -> frozenset[str]:
    """Give the numbers of a file's tickets; none for a file without."""
    return kinds.ticket_ids(path, *state(path)) if kinds.holds_tickets(path) else frozenset()


def has_tickets(folder: Folder) -> bool:
    """Whether any file of the folder holds tickets."""
    return any(kinds.holds_tickets(path) for path in folder.looked_at)
