"""Zendesk's JSON: answers of its API saved as files, and the account's own export, with comments inside or beside."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from kb.config import HarvestSettings
from kb.io.json_items import Item
from kb.model.account import Notice, Rejection, Skip
from kb.model.incident import RawPointer
from kb.sources import desk_folder, zendesk_beside, zendesk_cut, zendesk_kinds, zendesk_ticket
from kb.sources.base import Reading, Record
from kb.sources.desk_folder import Folder
from kb.sources.desk_values import JsonObject, child, ident, line
from kb.sources.json_records import made
from kb.sources.zendesk_beside import Beside
from kb.sources.zendesk_kinds import Kind

_ORPHAN = "comment without its ticket"


class ZendeskJson:
    """Reads tickets and their comments as Zendesk's API and its account export give them."""

    name = "zendesk-json"
    product = "Zendesk"
    reads = "tickets as JSON (lists, searches, incremental and account exports), comments inside or beside"
    how_to_export = (
        "Save the answers of /api/v2/incremental/tickets/cursor.json?start_time=0&include=users,groups,metric_sets as "
        "files of one folder, and of /api/v2/incremental/ticket_events.json?start_time=0&include=comment_events for "
        "the comments; or take the account's JSON export (Admin Center > Account > Tools > Reports > Export)."
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether it begins like tickets of Zendesk, or like comments and lists that belong to them."""
        return path.is_file() and zendesk_kinds.is_ours(path)

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what a ticket of Zendesk has."""
        return 'a Zendesk export is JSON with "tickets" that have "id", "status", "via" and "submitter_id"'

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:  # noqa: ARG002
        """Yield one record a ticket; of a companion, what did not find its ticket."""
        folder = desk_folder.beside(path)
        if zendesk_kinds.holds_tickets(path) or not zendesk_kinds.is_ours(path):
            yield from _tickets(path, folder)
        else:
            yield from _companion(path, folder)


def _tickets(path: Path, folder: Folder) -> Iterator[Reading]:
    own = zendesk_beside.within(path)
    known = [own, zendesk_beside.companions(folder)]
    tickets: set[str] = set()
    count = 0
    for kind, item in zendesk_kinds.objects(path):
        if item.problem:
            yield Rejection(path=path, line=item.line, reason=item.problem)
        elif kind is Kind.TICKET:
            count += 1
            key = ident(child(item.value, "id"))
            tickets.add(key)
            aside = zendesk_beside.of_ticket(key, folder) if key else Beside()
            yield _record(item, path, [*known, aside])
        elif kind is Kind.OTHER or item.under == "results":
            told = line(child(item.value, "result_type")).lower()
            reason = f"not a ticket: {told}" if told.isalpha() and len(told) <= 30 else "not a ticket"
            yield Skip(path=path, line=item.line, reason=reason)
    for ticket, remarks in own.comments.items():
        if ticket not in tickets:
            yield from (Skip(path=path, line=each.line, reason=_ORPHAN) for each in remarks)
    if cut := zendesk_cut.notice(path, count, folder):
        yield cut


def _record(item: Item, path: Path, known: Sequence[Beside]) -> Record:
    def make(value: JsonObject, raw: RawPointer) -> Record:
        if line(value.get("status")).lower() == "deleted":
            return Skip(path=path, line=item.line, reason="deleted")
        return zendesk_ticket.incident(value, raw, known)

    return made(item, path, make)


def _companion(path: Path, folder: Folder) -> Iterator[Reading]:
    """Account for comments that no ticket claims; names and lists have nothing to account for."""
    reason = _ORPHAN if folder.is_whole else f"{_ORPHAN} among the first {desk_folder.LOOKED_AT} files"
    number = desk_folder.number(path)
    count = 0
    for kind, item in zendesk_kinds.objects(path):
        if item.problem:
            yield Rejection(path=path, line=item.line, reason=item.problem)
            continue
        count += 1
        if kind in (Kind.COMMENT, Kind.EVENTS) and not isinstance(item.value, dict):
            yield Rejection(path=path, line=item.line, reason="not an object")
        elif kind in (Kind.OTHER, Kind.TICKET):
            yield Skip(path=path, line=item.line, reason="not a comment")
        for remark in zendesk_beside.told(kind, item):
            ticket = remark.ticket or number
            if not ticket or not desk_folder.has_ticket(ticket, path, folder, zendesk_beside.ids):
                yield Skip(path=path, line=remark.line, reason=reason)
    what = "comments or events" if zendesk_kinds.holds_remarks(path) else "names"
    if cut := zendesk_cut.notice(path, count, folder, what=what):
        yield cut
    elif not zendesk_kinds.holds_remarks(path) and not zendesk_beside.has_tickets(folder):
        yield Notice(
            path=path,
            code="companion",
            message="names and lists only, and no tickets beside them",
            hint="put the tickets into the same folder",
        )


SOURCE = ZendeskJson()
