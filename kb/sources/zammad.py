"""Zammad's JSON: tickets by list, search or one by one, with their articles inside or beside."""

from collections.abc import Iterator
from pathlib import Path

from kb.config import HarvestSettings
from kb.io.json_items import Item
from kb.model.account import CUT, Notice, Rejection, Skip
from kb.model.incident import RawPointer
from kb.sources import desk_folder, zammad_beside, zammad_kinds, zammad_ticket
from kb.sources.base import Reading, Record
from kb.sources.desk_folder import Folder
from kb.sources.desk_values import UnusableError, ident
from kb.sources.zammad_beside import Beside
from kb.sources.zammad_kinds import Answer, Kind
from kb.sources.zammad_ticket import Around

PAGES = (50, 100, 200)
"""How many tickets an answer holds that may go on: a search's default, a list's and a search's most."""

_ORPHAN = "article without its ticket"


class Zammad:
    """Reads tickets as Zammad's REST API gives them: plain, expanded, or with assets."""

    name = "zammad-json"
    product = "Zammad"
    reads = "tickets as JSON: lists, searches with assets, one ticket; articles inside or beside"
    how_to_export = (
        "Save /api/v1/tickets?expand=true&per_page=100&page=1 (and 2, 3, …) and /api/v1/ticket_articles/by_ticket/ID "
        "for each ticket as files of one folder; /api/v1/users beside them gives the names."
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether it begins like tickets of Zammad, or like articles and lists that belong to them."""
        return path.is_file() and zammad_kinds.is_ours(path)

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what a ticket has."""
        return 'a Zammad ticket has "number", "title", "group_id", "state_id" and "customer_id"'

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:  # noqa: ARG002
        """
        Yield one record a ticket; of articles in a file of their own those whose ticket is not there.

        A list is read ticket by ticket, an answer with assets as a whole; what companions hold is in memory.
        """
        folder = desk_folder.beside(path)
        if zammad_kinds.holds_tickets(path) or not zammad_kinds.is_ours(path):
            yield from _tickets(path, folder)
        elif zammad_kinds.holds_articles(path):
            yield from _orphans(path, folder)


def _tickets(path: Path, folder: Folder) -> Iterator[Reading]:
    known = zammad_beside.companions(folder)
    count = 0
    for answer in zammad_kinds.answers(path):
        if isinstance(answer, Item):
            yield Rejection(path=path, line=answer.line, reason=answer.problem or "not an object")
            continue
        own = known
        if len(answer.parts) > 1:
            own = Beside()
            own.take(answer)
            own = own.over(known)
        tickets = [part for kind, part in answer.parts if kind is Kind.TICKET]
        for part in tickets:
            count += 1
            yield _record(part, path, folder, own, answer, alone=len(tickets) == 1)
        for key in answer.missing:
            yield Rejection(path=path, line=0, reason=f"ticket {key} is listed, but not among the assets")
        if not tickets and len(answer.parts) == 1:
            yield Skip(path=path, line=answer.parts[0][1].line, reason="not a ticket")
    if count in PAGES and not _goes_on(path, count, folder):
        yield Notice(
            path=path,
            code=CUT,
            message=f"exactly {count:,} tickets, as many as a page holds",
            hint="fetch page=2 and so on too, into the same folder",
        )


def _goes_on(path: Path, count: int, folder: Folder) -> bool:
    """Whether the folder has the pages that follow: one of the files beside is not full."""
    others = [file for file in folder.looked_at if file != path]
    return any(0 < len(zammad_beside.ids(file)) < count for file in others)


def _record(item: Item, path: Path, folder: Folder, known: Beside, answer: Answer, *, alone: bool) -> Record:
    value = item.value
    if not isinstance(value, dict):
        return Rejection(path=path, line=item.line, reason="not an object")
    if zammad_ticket.state_of(value, known).lower() == "removed":
        return Skip(path=path, line=item.line, reason="removed")
    key = ident(value.get("id"))
    aside = zammad_beside.of_ticket(key, folder) if key else []
    around = Around()
    if (alone and (answer.links or answer.tags or answer.mentions)) or value.get("links"):
        numbers = {**zammad_beside.numbers(folder), **answer.numbers}
        around = Around(links=answer.links, tags=answer.tags, mentions=answer.mentions, numbers=numbers)
    raw = RawPointer(path=path, line=item.line, item=item.under, sha256=item.sha256)
    try:
        return zammad_ticket.incident(value, raw, known, aside, around)
    except UnusableError as error:
        return Rejection(path=path, line=item.line, reason=str(error))
    except RecursionError:
        return Rejection(path=path, line=item.line, reason="nested too deeply")


def _orphans(path: Path, folder: Folder) -> Iterator[Record]:
    """Account for articles that no ticket claims."""
    reason = _ORPHAN if folder.is_whole else f"{_ORPHAN} among the first {desk_folder.LOOKED_AT} files"
    for answer in zammad_kinds.answers(path):
        if isinstance(answer, Item):
            yield Rejection(path=path, line=answer.line, reason=answer.problem or "not an object")
            continue
        for kind, part in answer.parts:
            if kind is Kind.ARTICLE:
                ticket = ident(part.value.get("ticket_id")) if isinstance(part.value, dict) else ""
                if not ticket or not desk_folder.has_ticket(ticket, path, folder, zammad_beside.ids):
                    yield Skip(path=path, line=part.line, reason=reason)
            elif len(answer.parts) == 1:
                yield Skip(path=path, line=part.line, reason="not an article")


SOURCE = Zammad()
