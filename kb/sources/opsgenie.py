"""Opsgenie's alerts and incidents, with notes and log lines inside or beside."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io import json_items
from kb.model.account import CUT, Notice, Rejection, Skip
from kb.sources import desk_folder, opsgenie_alert
from kb.sources.base import Reading, Record
from kb.sources.desk_folder import Folder
from kb.sources.desk_values import JsonObject, child, ident, line
from kb.sources.json_records import held, made
from kb.sources.opsgenie_alert import when

__all__ = ["SOURCE", "when"]

UNDER = ("data",)

_OFFSET = re.compile(r"[?&]offset=(\d{1,9})(?:&|$)")
_LIMIT = re.compile(r"[?&]limit=(\d{1,9})(?:&|$)")


class Opsgenie:
    """Reads alerts and incidents as Opsgenie's REST API gives them."""

    name = "opsgenie-json"
    product = "Opsgenie"
    reads = "alerts and incidents as JSON, notes inside or beside"
    how_to_export = (
        "Save /v2/alerts?limit=100&offset=0 page by page, each /v2/alerts/ID for its description, and "
        "/v2/alerts/ID/notes as notes-ID.json, as files of one folder."
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether it holds alerts, incidents, notes or log lines of Opsgenie."""
        return path.is_file() and (_alerts(path) or _notes(path))

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what an alert has."""
        return 'an Opsgenie alert has "tinyId", "message", "status" and "createdAt"'

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:  # noqa: ARG002
        """
        Yield one record an alert or incident, with the notes of the folder.

        Notes in files of their own are held in memory; one whose alert is not in the folder is skipped when its
        own file is read.
        """
        folder = desk_folder.beside(path)
        if not _alerts(path) and _notes(path):
            yield from _orphans(path, folder)
            return
        known = _companions(folder)
        count = 0
        for item in json_items.items(path, under=UNDER):
            count += 1
            key = ident(child(item.value, "id"))
            yield _record(item, path, [*_of(key, known), *_direct(path, key, folder)])
        if (ahead := _next(path)) and not _goes_on(path, ahead, folder):
            yield Notice(
                path=path,
                code=CUT,
                message=f"{count:,} alerts, and more pages follow",
                hint="fetch what paging.next names too, into the same folder",
            )


def _record(item: json_items.Item, path: Path, beside: Sequence[JsonObject]) -> Record:
    return made(item, path, lambda value, raw: opsgenie_alert.incident(value, raw, beside))


def _next(path: Path) -> str:
    """Give the address of the page that follows, "" behind the last."""
    found = json_items.signature(path)
    around: Mapping[str, Any] = json_items.envelope(path, under=UNDER) if "data" in found else {}
    return line(child(around, "paging", "next"))


def _goes_on(path: Path, ahead: str, folder: Folder) -> bool:
    """
    Whether the page that follows is in the folder too.

    A page does not tell where it begins, but where the next one does; only the last has none.
    """
    others: list[str] = []
    for file in folder.looked_at:
        if file != path and "data[].message" in json_items.signature(file) and _alerts(file):
            try:
                others.append(_next(file))
            except InputError:
                continue
    offset, limit = _OFFSET.search(ahead), _LIMIT.search(ahead)
    if not offset:
        return "" in others
    begins = [int(found[1]) for each in others if (found := _OFFSET.search(each))]
    follows = (
        int(offset[1]) + int(limit[1]) in begins if limit else any(each > int(offset[1]) for each in begins)
    )
    return follows or ("" in others and all(each <= int(offset[1]) for each in begins))


@lru_cache(maxsize=2)
def _companions(folder: Folder) -> dict[str, list[JsonObject]]:
    """Gather notes by the alert they name, or by the name of their file."""
    found: dict[str, list[JsonObject]] = {}
    for file in folder.looked_at:
        if _notes(file):
            for each in held(file, under=UNDER):
                found.setdefault(_place(each, file), []).append(each)
    return found


def _place(value: JsonObject, file: Path) -> str:
    """Give the alert a note belongs to; the API does not say, so the file's name has to."""
    return ident(value.get("alertId")) or file.stem


def _of(key: str, known: Mapping[str, Sequence[JsonObject]]) -> Iterator[JsonObject]:
    for place, told in known.items() if key else ():
        if _is_of(key, place):
            yield from told


def _is_of(key: str, place: str) -> bool:
    """Whether a file's name has the id, alone or beside other words, as `notes-ID` or `ID_notes`."""
    before, found, after = place.partition(key)
    return bool(found) and not before[-1:].isalnum() and not (after[:1].isalnum() or re.match(r"-\d", after))


def _direct(path: Path, key: str, folder: Folder) -> Iterator[JsonObject]:
    """Yield the notes of the alert's own files, where a folder has too many to look at all."""
    for file in _own_files(path, key) if key and not folder.is_whole else ():
        if file not in folder.looked_at and file.is_file() and not file.is_symlink() and _notes(file):
            yield from (each for each in held(file, under=UNDER) if ident(each.get("alertId")) in ("", key))


def _own_files(path: Path, key: str) -> tuple[Path, ...]:
    return path.parent / f"notes-{key}.json", path.parent / f"logs-{key}.json"


@lru_cache(maxsize=2)
def _keys(folder: Folder) -> frozenset[str]:
    """Name the alerts of a folder."""
    found: set[str] = set()
    for file in folder.looked_at:
        if _alerts(file):
            try:
                found |= {ident(child(item.value, "id")) for item in json_items.items(file, under=UNDER)}
            except InputError:
                continue
    return frozenset(found - {""})


def _orphans(path: Path, folder: Folder) -> Iterator[Record]:
    """Account for the notes of a file that no alert of the folder claims."""
    apart = "" if folder.is_whole else f" among the first {desk_folder.LOOKED_AT} files"
    by_name = {key for key in _keys(folder) if _is_of(key, path.stem)}
    is_seen = path in folder.looked_at
    for item in json_items.items(path, under=UNDER):
        if item.problem or not isinstance(item.value, dict):
            yield Rejection(path=path, line=item.line, reason=item.problem or "not an object")
            continue
        named = ident(item.value.get("alertId"))
        keys = {named} & _keys(folder) if named else by_name
        if not keys or not (is_seen or any(path in _own_files(path, key) for key in keys)):
            what = "note" if line(item.value.get("note")) else "log line"
            yield Skip(path=path, line=item.line, reason=f"{what} without its alert{apart}")


def _alerts(path: Path) -> bool:
    return any(
        json_items.looks_like(path, ("message", "status", "createdAt", own), under=UNDER)
        for own in ("tinyId", "impactedServices", "responders")
    )


def _notes(path: Path) -> bool:
    return not _alerts(path) and (
        json_items.looks_like(path, ("note", "owner", "createdAt"), under=UNDER)
        or json_items.looks_like(path, ("log", "owner", "createdAt", "offset"), under=UNDER)
    )


SOURCE = Opsgenie()
