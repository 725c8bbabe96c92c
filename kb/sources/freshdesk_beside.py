"""
What stands beside Freshdesk's tickets: agents, contacts, groups, companies and conversations.

All of it that a folder's companions hold is kept in memory while the folder is read, the conversations as text;
a file of one ticket's conversations, found by the number in its name, only while its ticket is.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from kb.errors import InputError
from kb.io.json_items import Item
from kb.model.incident import Person
from kb.sources import freshdesk_kinds as kinds
from kb.sources.desk_folder import Folder, state
from kb.sources.desk_values import JsonObject, child, ident, line, somebody
from kb.sources.freshdesk_kinds import Kind
from kb.sources.freshdesk_remark import Remark, remark

_Known = TypeVar("_Known")


@dataclass(slots=True)
class Beside:
    """What is known by id; `remarks` by ticket, "" for those that do not say whose they are."""

    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    companies: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, list[Remark]] = field(default_factory=dict)

    def take(self, kind: Kind, item: Item) -> None:
        """Keep what one object tells; what is no object, or has no id, tells nothing."""
        value = item.value
        if not isinstance(value, dict):
            return
        key = ident(value.get("id"))
        match kind:
            case Kind.AGENT:
                # the older API wraps the user and numbers him apart
                who = value.get("contact") if "contact" in value else value.get("user")
                _keep(self.people, ident(value.get("user_id")) or key, somebody(who))
            case Kind.CONTACT:
                _keep(self.people, key, somebody(value))
            case Kind.GROUP:
                _keep(self.groups, key, line(value.get("name")))
            case Kind.COMPANY:
                _keep(self.companies, key, line(value.get("name")))
            case Kind.CONVERSATION:
                found = remark(value, item.line)
                self.remarks.setdefault(found.ticket, []).append(found)
            case _:
                pass


def _keep(known: dict[str, _Known], key: str, found: _Known | None) -> None:
    if key and found:
        known.setdefault(key, found)


@lru_cache(maxsize=2)
def companions(folder: Folder) -> Beside:
    """Gather what the companions of a folder hold; conversations without a number wait for `of_ticket`."""
    found = Beside()
    for path in folder.looked_at:
        if kinds.is_ours(path) and not kinds.holds_tickets(path):
            _gather(path, found)
    found.remarks.pop("", None)
    return found


def of_ticket(ticket: str, folder: Folder) -> list[Remark]:
    """Gather the conversations of files that carry the ticket's number in their name."""
    found = Beside()
    for path in folder.numbered(ticket):
        if kinds.holds_remarks(path):
            _gather(path, found)
    return [*found.remarks.get("", ()), *found.remarks.get(ticket, ())]


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


def name_of(value: JsonObject, role: str) -> Person | None:
    """Make a person of what a ticket says of somebody itself: an object, or the name of the older API."""
    who = somebody(child(value, role))
    return who or somebody({"name": value.get(f"{role}_name"), "email": value.get(f"{role}_email")})
