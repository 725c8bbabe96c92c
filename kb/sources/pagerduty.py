"""PagerDuty's incidents, with notes and log entries inside or beside."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io import json_items
from kb.model.account import CUT, Notice, Rejection, Skip
from kb.sources import desk_folder, pagerduty_incident
from kb.sources.base import Reading, Record
from kb.sources.desk_folder import Folder
from kb.sources.desk_values import JsonObject, child, ident, number, objects
from kb.sources.json_records import held, made

UNDER = ("incidents", "incident")
BESIDE = ("notes", "log_entries")

_WORD = re.compile(r"[A-Za-z0-9]{1,64}")
_ORPHAN = "note without its incident"


class PagerDuty:
    """Reads incidents as PagerDuty's REST API gives them."""

    name = "pagerduty-json"
    product = "PagerDuty"
    reads = "incidents as JSON, notes and log entries inside or beside"
    how_to_export = (
        "Save /incidents?since=…&until=…&statuses[]=resolved&limit=100&offset=0 page by page (until more is false), "
        "and /incidents/ID/notes as notes-ID.json beside, as files of one folder."
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether it holds incidents, notes or log entries of PagerDuty."""
        return path.is_file() and (_incidents(path) or _notes(path))

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what an incident has."""
        return 'a PagerDuty incident has "incident_number", "urgency", "service" and "escalation_policy"'

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:  # noqa: ARG002
        """
        Yield one record an incident, with the notes of the folder.

        Notes in files of their own are held in memory; one whose incident is not in the folder is skipped when its
        own file is read.
        """
        folder = desk_folder.beside(path)
        if not _incidents(path) and _notes(path):
            yield from _orphans(path, folder)
            return
        around = _around(path)
        aside = [each for name in BESIDE for each in objects(around.get(name))]
        # notes beside the only incident of a file are its own
        alone = any(not _named(each) for each in aside) and _count(path) == 1
        known = _companions(folder)
        count, keys = 0, set[str]()
        for item in json_items.items(path, under=UNDER):
            count += 1
            key = ident(child(item.value, "id"))
            keys.add(key)
            own = [each for each in aside if (_named(each) or (alone and key)) == key]
            yield _record(item, path, [*own, *known.get(key, ()), *_direct(path, key, folder)])
        for each in aside:
            if (_named(each) or not alone) and _named(each) not in keys - {""}:
                yield Skip(path=path, line=0, reason=_ORPHAN)
        if around.get("more") is True and not _goes_on(path, count, around, folder):
            total = number(around.get("total"))
            message = (
                f"{count:,} incidents of {total:,}"
                if total
                else f"{count:,} incidents, and more pages follow"
            )
            yield Notice(
                path=path,
                code=CUT,
                message=message,
                hint="fetch the next pages too (offset), into the same folder",
            )


def _record(item: json_items.Item, path: Path, beside: Sequence[JsonObject]) -> Record:
    return made(item, path, lambda value, raw: pagerduty_incident.incident(value, raw, beside))


def _around(path: Path) -> Mapping[str, Any]:
    """Give what stands beside the list of incidents: how many there are, and sometimes their notes."""
    found = json_items.signature(path)
    return json_items.envelope(path, under=UNDER) if found & set(UNDER) else {}


def _count(path: Path) -> int:
    return sum(1 for _ in json_items.items(path, under=UNDER))


def _goes_on(path: Path, count: int, around: Mapping[str, Any], folder: Folder) -> bool:
    """Whether the page that follows is in the folder too."""
    start, limit = number(around.get("offset")), number(around.get("limit")) or count
    for file in folder.looked_at:
        if file != path and _incidents(file):
            try:
                other = _around(file)
            except InputError:
                continue
            is_next = start is not None and number(other.get("offset")) == start + limit
            if is_next or (start is None and other.get("more") is False):
                return True
    return False


@lru_cache(maxsize=2)
def _companions(folder: Folder) -> dict[str, list[JsonObject]]:
    """Gather notes by the incident they name, and by each word of their file's name where they name none."""
    found: dict[str, list[JsonObject]] = {}
    for file in folder.looked_at:
        if _notes(file):
            for each in held(file, under=BESIDE):
                for key in [own] if (own := _named(each)) else _words(file):
                    found.setdefault(key, []).append(each)
    return found


def _named(value: JsonObject) -> str:
    """Give the incident that a log entry names; a note names none."""
    return ident(child(value, "incident", "id"))


def _words(file: Path) -> set[str]:
    return set(_WORD.findall(file.stem))


def _direct(path: Path, key: str, folder: Folder) -> Iterator[JsonObject]:
    """Yield the notes of the incident's own files, where a folder has too many to look at all."""
    for file in _own_files(path, key) if key and not folder.is_whole else ():
        if file not in folder.looked_at and file.is_file() and not file.is_symlink() and _notes(file):
            yield from (each for each in held(file, under=BESIDE) if _named(each) in ("", key))


def _own_files(path: Path, key: str) -> tuple[Path, ...]:
    return path.parent / f"notes-{key}.json", path.parent / f"log_entries-{key}.json"


@lru_cache(maxsize=2)
def _keys(folder: Folder) -> frozenset[str]:
    """Name the incidents of a folder."""
    found: set[str] = set()
    for file in folder.looked_at:
        if _incidents(file):
            try:
                found |= {ident(child(item.value, "id")) for item in json_items.items(file, under=UNDER)}
            except InputError:
                continue
    return frozenset(found - {""})


def _orphans(path: Path, folder: Folder) -> Iterator[Record]:
    """Account for the notes of a file that no incident of the folder claims."""
    reason = _ORPHAN if folder.is_whole else f"{_ORPHAN} among the first {desk_folder.LOOKED_AT} files"
    is_seen = path in folder.looked_at
    for item in json_items.items(path, under=BESIDE):
        if item.problem or not isinstance(item.value, dict):
            yield Rejection(path=path, line=item.line, reason=item.problem or "not an object")
            continue
        named = _named(item.value)
        keys = ({named} if named else _words(path)) & _keys(folder)
        if not keys or not (is_seen or any(path in _own_files(path, key) for key in keys)):
            yield Skip(path=path, line=item.line, reason=reason)


def _incidents(path: Path) -> bool:
    return any(
        json_items.looks_like(path, ("incident_number", "status", own), under=UNDER)
        for own in ("urgency", "escalation_policy", "incident_key")
    )


def _notes(path: Path) -> bool:
    notes = json_items.looks_like(path, ("content", "created_at", "user.summary"), under=("notes",))
    log = json_items.looks_like(path, ("type", "created_at", "agent", "channel"), under=("log_entries",))
    return (notes or log) and not _incidents(path)


SOURCE = PagerDuty()
