"""GLPI's REST JSON: tickets by list or one by one, or a search by the numbers of its columns; the rest beside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kb.config import HarvestSettings
from kb.io import json_items
from kb.model.account import CUT, Notice, Rejection, Skip
from kb.model.incident import Entry, EntryKind, Person, RawPointer
from kb.sources import desk_folder, glpi_words
from kb.sources.base import Reading, Record
from kb.sources.desk_values import JsonObject, child, elements, ident, line, moment, number, unplaced
from kb.sources.flatten import leaf
from kb.sources.glpi_record import people_of, prose, record
from kb.sources.people import person

UNDER = ("data",)

_NAMES = {
    "id": "key", "name": "summary", "content": "description", "status": "status", "priority": "priority", "date": "opened_at",
    "solvedate": "resolved_at", "closedate": "closed_at", "date_mod": "updated_at", "itilcategories_id": "category",
}  # fmt: skip
_PLACED = {
    *_NAMES, "links", "users_id_recipient", "users_id_lastupdater", "is_deleted", "type", "entities_id", "date_creation",
    "_followups", "_solutions", "_tasks", "actiontime", "global_validation", "validation_percent", "waiting_duration",
    "sla_waiting_duration", "ola_waiting_duration", "close_delay_stat", "solve_delay_stat", "takeintoaccount_delay_stat",
}  # fmt: skip
_TYPES = {"1": "incident", "2": "request"}


class GlpiJson:
    """Reads tickets as GLPI's REST API gives them, follow-ups, tasks and solutions beside."""

    name = "glpi-json"
    product = "GLPI"
    reads = "REST JSON: lists of tickets, one, or a search; follow-ups, tasks and solutions beside"
    how_to_export = (
        "Save /apirest.php/Ticket?expand_dropdowns=true&range=0-9999, /apirest.php/ITILFollowup?range=0-9999 and "
        "/apirest.php/ITILSolution?range=0-9999 as files of one folder."
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether it holds tickets, a search of them, or what hangs on tickets."""
        return path.is_file() and (_tickets(path) or _search(path) or _remarks(path))

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what a ticket has."""
        return 'a GLPI ticket has "name", "content", "status", "itilcategories_id" and "date_mod"'

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:  # noqa: ARG002
        """
        Yield one record a ticket, with the follow-ups, tasks and solutions of the folder.

        These are held in memory; one whose ticket is not in the folder is skipped when its own file is read.
        """
        if _remarks(path) and not _tickets(path):
            yield from _orphans(path)
            return
        beside = _beside(path)
        count = 0
        for item in json_items.items(path, under=UNDER):
            count += 1
            yield _record(item, path, beside)
        around = json_items.envelope(path, under=UNDER) if _search(path) else {}
        total = number(around.get("totalcount"))
        pages = any(file != path and _search(file) for file in desk_folder.beside(path).looked_at)
        if total is not None and total > count and not pages:
            yield Notice(
                path=path,
                code=CUT,
                message=f"{count:,} tickets of {total:,}",
                hint="ask for a wider range, as range=0-9999",
            )


@dataclass(slots=True)
class _Beside:
    """What hangs on tickets, by the ticket's id."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    solutions: dict[str, list[Entry]] = field(default_factory=dict)
    people: dict[str, list[Person]] = field(default_factory=dict)

    def learn(self, value: JsonObject) -> None:
        if line(value.get("itemtype")) not in ("", "Ticket"):
            return  # a problem or a change may have the same number
        key = _ticket_of(value)
        author = _who(value.get("users_id"))
        words = prose(value["content"]) if isinstance(value.get("content"), str) else ""
        who = person(author) if " " in author or "@" in author else person("", user=author)
        if who:
            self.people.setdefault(key, []).append(who)
        if not words:
            return
        is_solution = "solutiontypes_id" in value
        private = value.get("is_private")
        public = is_solution or private in (0, False, "0")
        at = moment(value.get("date_creation")) or moment(value.get("date"))
        entry = Entry(
            at=at, author=author, kind=EntryKind.PUBLIC if public else EntryKind.INTERNAL, text=words
        )
        (self.solutions if is_solution else self.entries).setdefault(key, []).append(entry)


def _record(item: json_items.Item, path: Path, beside: _Beside) -> Record:
    if item.problem or not isinstance(item.value, dict):
        return Rejection(path=path, line=item.line, reason=item.problem or "not an object")
    value = item.value
    raw = RawPointer(path=path, line=item.line, sha256=item.sha256)
    try:
        if "2" in value and "name" not in value:
            return record(*_found(value, raw))
        return _ticket(value, raw, beside)
    except RecursionError:
        return Rejection(path=path, line=item.line, reason="nested too deeply")


def _found(value: JsonObject, raw: RawPointer) -> tuple[Mapping[str, str], RawPointer]:
    """Name the columns of a search, which come by number; several values of one are a list."""
    values = {}
    for option, found in value.items():
        role = glpi_words.OPTIONS.get(option)
        if role:
            shown = (
                "\n".join(leaf(each) for each in elements(found)) if isinstance(found, list) else leaf(found)
            )
            values[role] = shown
    values.pop("kind", None)
    return values, raw


def _ticket(value: JsonObject, raw: RawPointer, beside: _Beside) -> Record:
    if value.get("is_deleted") in (1, True, "1"):
        return Skip(path=raw.path, line=raw.line, reason="deleted")
    inside = _Beside()
    for name in ("_followups", "_solutions", "_tasks"):
        for each in elements(value.get(name)):
            if isinstance(each, dict):
                inside.learn({"items_id": value.get("id"), **each})
    key = ident(value.get("id"))
    values = {
        role: leaf(value.get(name))
        for name, role in _NAMES.items()
        if not isinstance(value.get(name), dict | list)
    }
    if values.get("category", "").isdigit():
        values["category"] = ""
    values["reporter"] = _who(value.get("users_id_recipient"))
    extra = [("type", _TYPES.get(line(value.get("type")), line(value.get("type"))))]
    extra += [pair for pair in unplaced(value, _PLACED) if pair[1] != "0"]
    people = [*inside.people.get(key, []), *beside.people.get(key, [])]
    people += people_of(_who(value.get("users_id_lastupdater")))
    return record(
        values,
        raw,
        extra=extra,
        entries=[*inside.entries.get(key, []), *beside.entries.get(key, [])],
        solutions=[*inside.solutions.get(key, []), *beside.solutions.get(key, [])],
        people=people,
    )


def _who(value: object) -> str:
    """Give somebody's name when the export names them (expand_dropdowns), else their id."""
    shown = line(value)
    return "" if shown in ("", "0") else shown


def _ticket_of(value: JsonObject) -> str:
    return ident(value.get("items_id")) or ident(value.get("tickets_id"))


def _beside(path: Path) -> _Beside:
    found = _Beside()
    for file in desk_folder.beside(path).looked_at:
        if file != path and _remarks(file):
            for item in json_items.items(file):
                if isinstance(item.value, dict) and not item.problem:
                    found.learn(item.value)
    return found


def _orphans(path: Path) -> Iterator[Record]:
    tickets: set[str] = set()
    for file in desk_folder.beside(path).looked_at:
        if file != path and _tickets(file):
            tickets |= {ident(child(item.value, "id")) for item in json_items.items(file, under=UNDER)}
    for item in json_items.items(path):
        if item.problem or not isinstance(item.value, dict):
            yield Rejection(path=path, line=item.line, reason=item.problem or "not an object")
        elif line(item.value.get("itemtype")) not in ("", "Ticket"):
            yield Skip(path=path, line=item.line, reason="remark of something else than a ticket")
        elif _ticket_of(item.value) not in tickets:
            yield Skip(path=path, line=item.line, reason="remark without its ticket")


def _tickets(path: Path) -> bool:
    return json_items.looks_like(
        path, ("name", "content", "status", "itilcategories_id", "date_mod"), under=UNDER
    )


def _search(path: Path) -> bool:
    return {"totalcount", "count", "data", "data[].2", "data[].1"} <= json_items.signature(path)


def _remarks(path: Path) -> bool:
    return any(
        json_items.looks_like(path, ("content", *own))
        for own in (("items_id", "itemtype", "users_id"), ("tickets_id", "users_id", "is_private"))
    )


SOURCE = GlpiJson()
