"""A table or list nobody knows in, a map for `kb.toml` out, with what could not be placed."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from kb.config import MapSettings
from kb.errors import InputError
from kb.io import json_items, sheets, stamps, table
from kb.io.lines import head
from kb.model.prose import clean, fold, slug
from kb.sources.flatten import flat
from kb.sources.mapped import columns

ROWS = 500
"""How many records are looked at."""

_ROLES: Mapping[str, str] = {
    "key": (
        "number|key|id|ticket|ticket id|ticket number|ticket no|ticket nr|case|case number|case id|issue key|issue id|incident|"
        "incident number|incident id|reference|ref|nr|no|nummer|request id|numero|identifiant"
    ),
    "summary": (
        "summary|subject|title|short description|headline|topic|name|issue|betreff|titel|kurzbeschreibung|sujet|titre|"
        "asunto|titulo|oggetto|temat"
    ),
    "status": "status|state|ticket status|issue status|current status|zustand|statut|etat|estado|stato",
    "description": (
        "description|body|details|detail|text|message|problem|problem description|question|beschreibung|descripcion|"
        "descrizione|opis|content"
    ),
    "resolution": (
        "resolution|solution|answer|fix|close notes|resolution notes|resolution description|response|action taken|"
        "workaround|losung|solucion|soluzione|rozwiazanie"
    ),
    "opened_at": (
        "opened|opened at|created|created at|created on|created date|date created|open date|date opened|opened on|"
        "reported|reported at|reported on|logged|date logged|date|erstellt|erstellt am|date d ouverture|fecha"
    ),
    "resolved_at": (
        "resolved|resolved at|resolved on|solved|solved at|closed|closed at|closed on|close date|date closed|"
        "date resolved|completed|completed at|finished|geschlossen|geschlossen am|gelost am"
    ),
    "updated_at": "updated|updated at|updated on|last updated|last update|modified|modified at|changed|last modified|geandert am",
    "reporter": (
        "reporter|requester|requestor|caller|caller name|from|customer|user|raised by|opened by|created by|reported by|"
        "submitter|contact|employee|melder|anforderer|demandeur|solicitante"
    ),
    "resolver": "assignee|assigned to|resolved by|solved by|agent|technician|owner|handler|closed by|bearbeiter|zugewiesen an",
    "priority": "priority|prio|severity|urgency|prioritat|priorite|prioridad",
    "category": "category|type|issue type|ticket type|kind|kategorie|categorie|categoria",
    "group": "group|team|queue|assignment group|assigned group|support group|gruppe|groupe|grupo",
    "environment": (
        "environment|component|product|system|application|app|module|service|configuration item|ci|area|komponente|produkt"
    ),
    "notes": "notes|comments|comment|work notes|remarks|history|kommentar|bemerkung|commentaires|notas",
}  # fmt: skip
"""Role → the names of columns it goes by, the likeliest first; folded, words apart by one blank."""

_PEOPLE = re.compile(
    r"\b(?:mail|email|e mail|by|user|name|person|manager|approver|watchers?|cc|contact|author|owner|requester)\b"
)
_NOT_PEOPLE = re.compile(r"\b(?:product|file|group|team|project|category|system|service|app|component)\b")
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[a-z]{2,}", re.IGNORECASE)

_OPEN = "new open opened in progress on hold pending waiting assigned active reopened todo to do backlog accepted unconfirmed offen neu wartend"
_RESOLVED = (
    "resolved verified closed done solved fixed completed complete finished geschlossen gelost erledigt"
)
_CANCELLED = "cancelled canceled rejected declined withdrawn invalid duplicate abgelehnt storniert"

_FORMATS = (
    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y",
    "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d-%m-%Y",
    "%m-%d-%Y %H:%M:%S", "%m-%d-%Y %H:%M", "%m-%d-%Y", "%m/%d/%Y %I:%M %p", "%d/%m/%Y %I:%M %p",
    "%d/%b/%y %I:%M %p", "%d/%b/%Y %I:%M %p", "%d-%b-%Y %H:%M:%S", "%d %b %Y %H:%M", "%d %b %Y",
    "%b %d, %Y %I:%M %p", "%b %d, %Y", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d",
    "%a, %d %b %Y %H:%M:%S %z", "%m/%d/%y %H:%M", "%d/%m/%y %H:%M", "%m/%d/%y", "%d.%m.%y",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """
    A map, and how sure one can be of it.

    `missing` are required roles without a column, `unplaced` columns without a role (they are kept under `extra`),
    `doubts` sentences a person should read.
    """

    path: Path
    declared: MapSettings
    columns: tuple[str, ...]
    missing: tuple[str, ...]
    unplaced: tuple[str, ...]
    doubts: tuple[str, ...]
    records: int


def propose(path: Path) -> Proposal:
    """Look at the header and the first records; raise InputError when there is no table and no list."""
    if not path.is_file():
        raise InputError("no such file", path=path, hint="check the name")
    blank = _shape(path)
    names = columns(path, blank)
    if len(names) < 2:
        raise InputError(
            "neither a table with a header nor a list of objects",
            path=path,
            hint="kb sources lists what can be read",
        )
    seen = list(islice(_records(path, blank, names), ROWS))
    values = {name: [record[name] for record in seen if record.get(name)] for name in names}
    values = {name: found for name, found in values.items() if found or name in names}
    roles = _place(names, values)
    doubts: list[str] = []
    formats, date_doubts = _date_format(
        [values[roles[r]] for r in ("opened_at", "resolved_at", "updated_at") if r in roles]
    )
    doubts += date_doubts
    statuses, status_doubts = _statuses(values.get(roles.get("status", ""), []))
    doubts += status_doubts
    if key := roles.get("key"):
        doubts += _key_doubts(key, values[key], len(seen))
    people = tuple(n for n in names if n not in roles.values() and _names_people(n, values[n]))
    declared = replace(
        blank,
        name=re.sub("[^a-z0-9]+", "-", slug(path.stem, limit=30)) or "tickets",
        **roles,  # type: ignore[arg-type]
        people=people,
        date_format=formats,
        **statuses,  # type: ignore[arg-type]
    )
    placed = {*roles.values(), *people}
    return Proposal(
        path=path,
        declared=declared,
        columns=names,
        missing=tuple(role for role in ("key", "summary", "status") if role not in roles),
        unplaced=tuple(name for name in names if name not in placed),
        doubts=tuple(doubts),
        records=len(seen),
    )


def people_in(path: Path) -> tuple[str, ...]:
    """Give whatever stands in the columns that look like people's, each once; nothing where there is no table."""
    try:
        declared = (proposal := propose(path)).declared
    except InputError:
        return ()
    columns = {declared.reporter, declared.resolver, *declared.people} - {""}
    found: dict[str, None] = {}
    for record in _records(path, declared, proposal.columns):
        found |= dict.fromkeys(record[column] for column in columns if column in record)
    return tuple(found)


def toml(proposal: Proposal) -> str:
    """Write the map as it goes into `kb.toml`; what is a default is left out."""
    default = MapSettings()
    lines = ["[[harvest.map]]"]
    for name in MapSettings.__dataclass_fields__:
        value = getattr(proposal.declared, name)
        if name in proposal.missing:
            lines.append(f'{name} = ""  # required, and no column looks like it')
        elif value != getattr(default, name):
            shown = json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
            lines.append(f"{name} = {shown}")
    return "\n".join(lines) + "\n"


def _shape(path: Path) -> MapSettings:
    """Find what has to be known before the names can be: the list in JSON, the delimiter and encoding of a CSV."""
    if sheets.is_sheet(path):
        return MapSettings()
    if found := json_items.signature(path):
        if any(name.startswith("[].") for name in found):
            return MapSettings()
        counts: dict[str, int] = {}
        for name in found:
            before, bracket, rest = name.partition("[].")
            if bracket and "." not in before and rest:
                counts[before] = counts.get(before, 0) + 1
        best = max(sorted(counts), key=lambda name: counts[name], default="")
        return MapSettings(items=best)
    text = head(path)
    encoding = "utf-8" if _is_utf8(text) else "cp1252"
    widths = {
        mark: len(table.peek(path, delimiter=mark, encoding=encoding)) for mark in (",", ";", "\t", "|")
    }
    return MapSettings(delimiter=max(widths, key=lambda mark: widths[mark]), encoding=encoding)


def _is_utf8(data: bytes) -> bool:
    try:
        data[: max(0, len(data) - 4)].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end >= len(data) - 8
    return True


def _records(path: Path, shape: MapSettings, names: Sequence[str]) -> Iterator[dict[str, str]]:
    if sheets.is_sheet(path):
        rows = sheets.rows(path)
    elif json_items.signature(path):
        for item in json_items.items(path, under=(shape.items,) if shape.items else ()):
            if isinstance(item.value, dict):
                yield {name: clean(text) for name, text in flat(item.value)}
        return
    else:
        rows = table.rows(path, key=0, delimiter=shape.delimiter, encoding=shape.encoding)
    for row in rows:
        if isinstance(row, table.Row):
            yield {name: clean(cell) for name, cell in zip(names, row.cells, strict=False) if cell.strip()}


def _place(names: Sequence[str], values: Mapping[str, list[str]]) -> dict[str, str]:
    """Give each role the column whose name is likeliest, and whose values do not speak against it."""
    roles: dict[str, str] = {}
    for exact in (True, False):
        for role, words in _ROLES.items():
            if role in roles:
                continue
            best: tuple[int, int, str] | None = None
            for place, name in enumerate(names):
                if name in roles.values():
                    continue
                rank = _rank(name, words.split("|"), exact=exact)
                if rank is None or (best and best[:2] < (rank, place)):
                    continue
                if _fits(role, values[name]):  # last: it may have to read hundreds of dates
                    best = (rank, place, name)
            if best:
                roles[role] = best[2]
    return roles


def _rank(name: str, words: Sequence[str], *, exact: bool) -> int | None:
    bare = _bare(name)
    last = _bare(name.rpartition(".")[2])
    if exact:
        found = [words.index(each) for each in (bare, last) if each in words]
        return min(found, default=None)
    for rank, word in enumerate(words):
        if len(word) > 3 and re.search(rf"\b{re.escape(word)}\b", bare):
            return rank
    return None


def _bare(name: str) -> str:
    spread = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.findall(r"[a-z0-9]+", fold(spread)))


def _fits(role: str, found: Sequence[str]) -> bool:
    if not found:
        return role not in ("key", "summary", "status")
    if role.endswith("_at"):
        dated = sum(1 for text in found if _is_date(text))
        return dated * 10 >= len(found) * 8
    if role in ("reporter", "resolver", "group", "summary"):
        return not all(_is_date(text) for text in found)
    if role == "key":
        return len(set(found)) * 10 >= len(found) * 8 and max(map(len, found)) < 100
    if role == "status":
        return len(set(found)) <= max(12, len(found) // 10)
    return True


def _is_date(text: str) -> bool:
    if len(text) < 6 or text.isdigit():
        return False
    return stamps.iso(text)[0] is not None or any(_reads(text, layout) for layout in _FORMATS)


def _reads(text: str, layout: str) -> bool:
    try:
        datetime.strptime(text, layout)
    except ValueError:
        return False
    return True


def _date_format(found: Sequence[Sequence[str]]) -> tuple[str, list[str]]:
    texts = [text for column in found for text in column][: 2 * ROWS]
    if not texts or all(stamps.iso(text)[0] for text in texts):
        return "", []
    counts = {layout: sum(_reads(text, layout) for text in texts) for layout in _FORMATS}
    best = max(_FORMATS, key=lambda layout: counts[layout])
    doubts = []
    if counts[best] < len(texts):
        doubts.append(f"{len(texts) - counts[best]} of {len(texts)} dates are not written as {best}")
    others = [layout for layout in _FORMATS if layout != best and counts[layout] == counts[best]]
    if others:
        doubts.append(f"dates could be {best} as well as {others[0]}: nothing in the file decides it")
    return best, doubts


def _statuses(found: Sequence[str]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Sort the values of the status column; one nobody knows counts as open, and is named."""
    groups: dict[str, list[str]] = {"open": [], "resolved": [], "cancelled": []}
    unknown: list[str] = []
    for value in dict.fromkeys(" ".join(text.split()).casefold() for text in found):
        words = _bare(value)
        for group, known in (("cancelled", _CANCELLED), ("resolved", _RESOLVED), ("open", _OPEN)):
            if re.search(rf"\b{re.escape(words)}\b", known) or any(w in known.split() for w in words.split()):
                groups[group].append(value)
                break
        else:
            groups["open"].append(value)
            unknown.append(value)
    settings: dict[str, tuple[str, ...]] = {}
    for name, values in groups.items():
        usual: tuple[str, ...] = getattr(MapSettings(), name)
        if more := [value for value in dict.fromkeys(values) if value not in usual]:
            settings[name] = (*usual, *more)
    shown = ", ".join(repr(value[:60]) for value in unknown[:8])
    doubts = [f"unknown status values are taken as open: {shown}"] if unknown else []
    return settings, doubts


def _key_doubts(key: str, found: Sequence[str], records: int) -> list[str]:
    doubts = []
    if len(found) < records:
        doubts.append(f"{records - len(found)} of {records} records have no {key}")
    if len(set(found)) < len(found):
        doubts.append(f"{key} repeats in {len(found) - len(set(found))} of {len(found)} records")
    return doubts


def _names_people(name: str, found: Sequence[str]) -> bool:
    bare = _bare(name)
    if any(_ADDRESS.fullmatch(text) for text in found[:50]):
        return True
    if not _PEOPLE.search(bare) or _NOT_PEOPLE.search(bare):
        return False
    short = [text for text in found[:50] if len(text) < 80 and not text.isdigit() and not _is_date(text)]
    return bool(short) and len(short) * 2 >= len(found[:50])
