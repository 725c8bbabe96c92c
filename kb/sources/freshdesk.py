"""Freshdesk's JSON: answers of its API (v2, and the older v1) saved as files, conversations inside or beside."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io import json_items
from kb.io.json_items import Item
from kb.model.account import CUT, Notice, Rejection, Skip
from kb.model.incident import RawPointer
from kb.sources import desk_folder, freshdesk_beside, freshdesk_kinds, freshdesk_ticket
from kb.sources.base import Reading, Record
from kb.sources.desk_folder import Folder
from kb.sources.desk_values import UnusableError, ident
from kb.sources.freshdesk_beside import Beside
from kb.sources.freshdesk_kinds import Kind

PAGES = (30, 100)
"""How many tickets a page of a list holds: unless asked otherwise, and at most."""
INSIDE = 10
"""How many conversations the API puts into a ticket, at most."""

_ORPHAN = "conversation without its ticket"


class FreshdeskJson:
    """Reads tickets and their conversations as Freshdesk's API gives them."""

    name = "freshdesk-json"
    product = "Freshdesk"
    reads = "tickets as JSON (lists, searches, single tickets, API v2 and v1), conversations inside or beside"
    how_to_export = (
        "Save the answers of /api/v2/tickets?updated_since=2000-01-01T00:00:00Z&include=requester,stats,description"
        "&per_page=100&page=1 (and 2, 3, …) as files of one folder, and of /api/v2/tickets/ID/conversations as "
        "conversations-ID.json beside them."
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether it begins like tickets of Freshdesk, or like conversations and lists that belong to them."""
        return path.is_file() and freshdesk_kinds.is_ours(path)

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what a ticket of Freshdesk has."""
        return (
            'a Freshdesk export is JSON of tickets with "status", "priority", "source" and "requester_id" and '
            '"responder_id", or "helpdesk_ticket"'
        )

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:  # noqa: ARG002
        """Yield one record a ticket; of a companion, what did not find its ticket."""
        folder = desk_folder.beside(path)
        if freshdesk_kinds.holds_tickets(path) or not freshdesk_kinds.is_ours(path):
            yield from _tickets(path, folder)
        else:
            yield from _companion(path, folder)


def _tickets(path: Path, folder: Folder) -> Iterator[Reading]:
    known = freshdesk_beside.companions(folder)
    count = full = 0
    is_list = False
    for kind, item in freshdesk_kinds.objects(path):
        if item.problem:
            yield Rejection(path=path, line=item.line, reason=item.problem)
        elif kind is Kind.TICKET:
            count += 1
            record, conversations = _record(item, path, folder, known)
            full += conversations == INSIDE
            yield record
        else:
            yield Skip(path=path, line=item.line, reason="not a ticket")
        is_list = is_list or item.under != "results"
    if full:
        yield Notice(
            path=path,
            code=CUT,
            message=f"tickets with exactly {INSIDE} conversations, as many as the API puts inside: {full:,}",
            hint="save /api/v2/tickets/ID/conversations as conversations-ID.json in the same folder",
        )
    if cut := _cut(path, count, folder, is_list=is_list):
        yield cut


def _record(item: Item, path: Path, folder: Folder, known: Beside) -> tuple[Record, int]:
    """Give what becomes of a ticket, and how many conversations stand inside when none stand beside."""
    value = item.value
    if not isinstance(value, dict):
        return Rejection(path=path, line=item.line, reason="not an object"), 0
    for name in ("deleted", "spam"):
        if value.get(name) is True:
            return Skip(path=path, line=item.line, reason=name), 0
    key = freshdesk_kinds.key_of(value)
    aside = freshdesk_beside.of_ticket(key, folder) if key else []
    raw = RawPointer(path=path, line=item.line, sha256=item.sha256)
    try:
        found = freshdesk_ticket.incident(value, raw, known, aside)
    except UnusableError as error:
        return Rejection(path=path, line=item.line, reason=str(error)), 0
    except RecursionError:
        return Rejection(path=path, line=item.line, reason="nested too deeply"), 0
    is_alone = not aside and key not in known.remarks and "conversations" in value
    return found, len(freshdesk_ticket.inside(value)) if is_alone else 0


def _cut(path: Path, count: int, folder: Folder, *, is_list: bool) -> Notice | None:
    """
    Say that tickets are missing: a search tells how many there are; a list that fills a page is suspicious.

    Not so when the files beside it hold as many as the search told, or one of them is a page that is not full.
    """
    if not is_list:
        total = _total(path)
        pages = [page for page in folder.looked_at if page == path or _total(page) == total]
        held = {ticket for page in pages for ticket in freshdesk_beside.ids(page)}
        if total is None or count >= total or len(held) >= total:
            return None
        message = f"{count:,} tickets of {total:,}"
    else:
        others = [page for page in folder.looked_at if page != path and freshdesk_kinds.holds_tickets(page)]
        if count not in PAGES or any(0 < len(freshdesk_beside.ids(page)) < count for page in others):
            return None
        message = f"exactly {count} tickets, as many as a page holds"
    return Notice(
        path=path,
        code=CUT,
        message=message,
        hint="fetch the pages that follow too (page=2, …), and put them into the same folder",
    )


def _total(path: Path) -> int | None:
    """Give how many tickets a search found."""
    return _kept_total(path, *desk_folder.state(path))


@lru_cache(maxsize=512)
def _kept_total(path: Path, _size: int, _modified: int) -> int | None:
    if not freshdesk_kinds.holds_tickets(path) or not (under := freshdesk_kinds.members(path)):
        return None
    try:
        total = json_items.envelope(path, under=under).get("total")
    except InputError:
        return None
    return total if type(total) is int else None


def _companion(path: Path, folder: Folder) -> Iterator[Reading]:
    """Account for conversations that no ticket claims; names and lists have nothing to account for."""
    reason = _ORPHAN if folder.is_whole else f"{_ORPHAN} among the first {desk_folder.LOOKED_AT} files"
    holds_remarks = freshdesk_kinds.holds_remarks(path)
    for kind, item in freshdesk_kinds.objects(path):
        if item.problem:
            yield Rejection(path=path, line=item.line, reason=item.problem)
        elif kind is Kind.CONVERSATION and isinstance(item.value, dict):
            ticket = ident(item.value.get("ticket_id")) or desk_folder.number(path)
            if not ticket or not desk_folder.has_ticket(ticket, path, folder, freshdesk_beside.ids):
                yield Skip(path=path, line=item.line, reason=reason)
        elif kind in (Kind.OTHER, Kind.TICKET) or holds_remarks:
            yield Skip(path=path, line=item.line, reason="not a conversation")
    if not holds_remarks and not freshdesk_beside.has_tickets(folder):
        yield Notice(
            path=path,
            code="companion",
            message="names and lists only, and no tickets beside them",
            hint="put the tickets into the same folder",
        )


SOURCE = FreshdeskJson()
