"""GLPI's REST JSON: tickets by list or one by one, or a search by the numbers of its columns; the rest beside."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io import json_items
from kb.io.json_items import Item
from kb.model.account import CUT, Notice, Rejection, Skip
from kb.model.incident import RawPointer
from kb.sources import desk_folder, glpi_beside, glpi_kinds
from kb.sources import glpi_words as words
from kb.sources.base import Reading, Record
from kb.sources.desk_folder import Folder
from kb.sources.desk_values import JsonObject, elements, line, number, objects, unplaced
from kb.sources.flatten import leaf
from kb.sources.glpi_beside import Beside
from kb.sources.glpi_record import people_of, plain, record
from kb.sources.json_records import made

_NAMES = {
    "id": "key", "name": "summary", "content": "description", "status": "status", "priority": "priority", "date": "opened_at",
    "solvedate": "resolved_at", "closedate": "closed_at", "date_mod": "updated_at", "itilcategories_id": "category",
    "time_to_resolve": "due_at",
}  # fmt: skip
_INSIDE = ("_followups", "_solutions", "_tasks")
_PEOPLE = ("users_id_recipient", "users_id_lastupdater")
_PLACED = {
    *_NAMES, *_INSIDE, *_PEOPLE, "links", "is_deleted", "type", "date_creation", "_documents", "actiontime",
    "validation_percent", "waiting_duration", "sla_waiting_duration", "ola_waiting_duration", "close_delay_stat",
    "solve_delay_stat", "takeintoaccount_delay_stat",
}  # fmt: skip
_PAGES = (50, 51)
"""How many tickets a list gives unless asked for more: the range 0-50, both ends or not."""


class GlpiJson:
    """Reads tickets as GLPI's REST API gives them, follow-ups, tasks and solutions inside or beside."""

    name = "glpi-json"
    product = "GLPI"
    reads = "REST JSON: lists of tickets, one, or a search; follow-ups, tasks and solutions beside"
    how_to_export = (
        "Save /apirest.php/Ticket?expand_dropdowns=true&range=0-9999, and the same of ITILFollowup, ITILSolution, "
        "TicketTask and Ticket_User, as files of one folder."
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether it holds tickets, a search of them, or what hangs on tickets."""
        return path.is_file() and glpi_kinds.is_ours(path)

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what a ticket has."""
        return 'a GLPI ticket has "name", "content", "status", "itilcategories_id" and "date_mod"'

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:  # noqa: ARG002
        """
        Yield one record a ticket; of what hangs on tickets in a file of its own, what did not find its ticket.

        A list is read ticket by ticket, as is a search's; what companions hold is in memory.
        """
        folder = desk_folder.beside(path)
        if glpi_kinds.holds_tickets(path) or not glpi_kinds.is_ours(path):
            yield from _tickets(path, folder)
        elif glpi_kinds.holds_remarks(path):
            yield from _orphans(path, folder)


def _tickets(path: Path, folder: Folder) -> Iterator[Reading]:
    known = glpi_beside.companions(folder)
    count = 0
    for item in glpi_kinds.objects(path):
        count += 1
        yield _record(item, path, folder, known)
    if cut := _cut(path, count, folder):
        yield cut


def _record(item: Item, path: Path, folder: Folder, known: Beside) -> Record:
    def make(value: JsonObject, raw: RawPointer) -> Record:
        if value.get("is_deleted") in (1, True, "1"):
            return Skip(path=path, line=item.line, reason="deleted")
        is_row = "name" not in value and any(option in value for option in ("1", "2", "12"))
        return (_row if is_row else _ticket)(value, raw, folder, known)

    return made(item, path, make)


def _aside(key: str, folder: Folder, known: Beside) -> list[JsonObject]:
    return [*known.objects.get(key, ()), *glpi_beside.of_ticket(key, folder)] if key else []


def _row(value: JsonObject, raw: RawPointer, folder: Folder, known: Beside) -> Record:
    """Name the columns of a search, which come by number; several values of one are a list."""
    values: dict[str, str] = {}
    extra: list[tuple[str, str]] = []
    people: list[object] = []
    for option, found in value.items():
        shown = "$$##$$".join(map(leaf, found)) if isinstance(found, list) else leaf(found)
        role = words.OPTIONS.get(option, "")
        if role in ("reporter", "resolver"):
            shown = "$$##$$".join(_told(part, known) for part in shown.split("$$##$$"))
        if role == "type":
            extra.append(("type", words.TYPES.get(shown, shown)))
        elif role == "remarks":
            values[role] = "$$##$$".join(filter(None, (values.get(role), shown)))
        elif role:
            values[role] = shown
        else:
            if option in words.PEOPLE_OPTIONS:
                people += shown.split("$$##$$")
            extra.append((words.OTHER_OPTIONS.get(option, option[:80]), shown.replace("$$##$$", ", ")))
    key = glpi_kinds.key_of(value)
    return record(
        values, raw, extra=extra, hanging=glpi_beside.hanging(key, _aside(key, folder, known), known, people)
    )


def _told(part: str, known: Beside) -> str:
    """Give the name of somebody a search gives by id."""
    who = known.people.get(plain(part))
    return (who.name or who.user) if who else part


def _ticket(value: JsonObject, raw: RawPointer, folder: Folder, known: Beside) -> Record:
    key = glpi_kinds.key_of(value)
    inside = [each for name in _INSIDE for each in objects(value.get(name))]
    values = {
        role: leaf(value.get(name))
        for name, role in _NAMES.items()
        if not isinstance(value.get(name), dict | list)
    }
    extra = [("type", words.TYPES.get(line(value.get("type")), line(value.get("type"))))]
    if values.get("category", "").isdigit():
        extra.append(("itilcategories_id", values.pop("category").lstrip("0")))
    extra += [pair for pair in unplaced(value, _PLACED) if plain(pair[1]) not in ("", "0")]
    hanging = glpi_beside.hanging(
        key, [*inside, *_aside(key, folder, known)], known, [value.get(name) for name in _PEOPLE]
    )
    writer = known.who(value.get("users_id_recipient"))
    people = [who for each in elements(value.get("requester_users")) for who in people_of(leaf(each))]
    return record(
        values,
        raw,
        extra=extra,
        hanging=replace(
            hanging,
            reporters=[*hanging.reporters, *people, *([writer] if writer else [])],
            attachments=list(glpi_beside.attachments(value.get("_documents"))),
        ),
    )


def _cut(path: Path, count: int, folder: Folder) -> Notice | None:
    """Say that tickets are missing: a search tells how many there are, and a list by itself has a usual length."""
    total = _total(path)
    if total is not None:
        pages = [page for page in folder.looked_at if page == path or _total(page) == total]
        if count >= total or len({key for page in pages for key in glpi_beside.ids(page)}) >= total:
            return None
        message = f"{count:,} tickets of {total:,}"
    else:
        others = [file for file in folder.looked_at if file != path and glpi_kinds.holds_tickets(file)]
        if count not in _PAGES or others:
            return None
        message = f"exactly {count} tickets, as many as a list gives unless asked for more"
    return Notice(path=path, code=CUT, message=message, hint="ask for a wider range, as range=0-9999")


def _total(path: Path) -> int | None:
    """Give how many tickets a search found."""
    return _kept_total(path, *desk_folder.state(path)) if glpi_kinds.is_search(path) else None


@lru_cache(maxsize=512)
def _kept_total(path: Path, _size: int, _modified: int) -> int | None:
    try:
        return number(json_items.envelope(path, under=glpi_kinds.UNDER).get("totalcount"))
    except InputError:
        return None


def _orphans(path: Path, folder: Folder) -> Iterator[Record]:
    """Account for what hangs on tickets that are not there."""
    told = "remark without its ticket"
    reason = told if folder.is_whole else f"{told} among the first {desk_folder.LOOKED_AT} files"
    for item in glpi_kinds.objects(path):
        value = item.value
        if item.problem or not isinstance(value, dict):
            yield Rejection(path=path, line=item.line, reason=item.problem or "not an object")
        elif line(value.get("itemtype")) not in ("", "Ticket"):
            yield Skip(path=path, line=item.line, reason="remark of something else than a ticket")
        else:
            ticket = glpi_kinds.ticket_of(value, desk_folder.number(path))
            if not ticket or not desk_folder.has_ticket(ticket, path, folder, glpi_beside.ids):
                yield Skip(path=path, line=item.line, reason=reason)


SOURCE = GlpiJson()
