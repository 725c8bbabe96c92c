"""ServiceNow's JSON: the web service's `records`, the Table API's `result`, journals in files beside them."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io import json_items
from kb.io.lines import decode
from kb.model.account import CUT, Notice, Rejection, Skip
from kb.model.incident import RawPointer
from kb.model.prose import clean
from kb.sources import journal
from kb.sources import servicenow_fields as fields
from kb.sources import servicenow_record as record
from kb.sources.base import Reading
from kb.sources.servicenow_beside import Gathered, is_attachment, is_journal
from kb.sources.servicenow_cut import Watch

SURVEYED = 500
"""How many records are kept before the first is given, to learn how journals write dates."""

NEIGHBOURS = 200
"""How many files of the folder are looked at for journals."""

_UNDER = ("records", "result")
_INCIDENT = (("number", "short_description", "state"), ("number", "short_description", "sys_id"))
_JOURNAL = ("element", "element_id", "value")
_ATTACHMENT = ("table_sys_id", "file_name")


class ServiceNowJson:
    """
    Reads incidents as the JSON web service and the Table API give them, whatever `sysparm_display_value` was.

    What is held in memory is the records looked at in advance, and all journal records of the folder.
    """

    name = "servicenow-json"
    product = "ServiceNow"
    reads = "web service or Table API JSON, with sys_journal_field answers beside it"
    how_to_export = (
        "Save the answer of /api/now/table/incident?sysparm_display_value=all&sysparm_limit=5000 as a file, and that of "
        "/api/now/table/sys_journal_field?sysparm_query=name=incident beside it in the same folder."
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether its objects have the fields of an incident, of a journal entry or of an attachment."""
        return path.is_file() and (_holds_incidents(path) or _holds_companions(path))

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what an answer of ServiceNow has."""
        return 'ServiceNow JSON is "result" or "records" with number, short_description and state or sys_id'

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:  # noqa: ARG002
        """Yield one record an incident; a journal entry yields something only when its incident is nowhere."""
        gathered = _gather(path)
        watch = Watch(path)
        yield from watch.over(_incidents(path, gathered))
        if problem := _stopped(path):
            yield Notice(
                path=path,
                code=CUT,
                message=f"ServiceNow broke off: {problem}",
                hint="ask for fewer records at a time (sysparm_limit, sysparm_offset) and put all answers into one folder",
            )


def _holds_incidents(path: Path) -> bool:
    return any(json_items.looks_like(path, wanted, under=_UNDER) for wanted in _INCIDENT)


def _holds_companions(path: Path) -> bool:
    return any(json_items.looks_like(path, wanted, under=_UNDER) for wanted in (_JOURNAL, _ATTACHMENT))


def _gather(path: Path) -> Gathered:
    """Collect the companions an incident of this file may have, and the incidents its own companions may have."""
    own = _holds_companions(path)
    near = [file for file in _neighbours(path) if _holds_companions(file) or (own and _holds_incidents(file))]
    try:
        states = [(file, file.stat()) for file in sorted([*near, *([path] if own else [])])]
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error
    return _read(tuple((file, state.st_mtime_ns, state.st_size) for file, state in states))


@lru_cache(maxsize=1)  # the pages of one answer share their journals
def _read(files: tuple[tuple[Path, int, int], ...]) -> Gathered:
    gathered = Gathered()
    for file, _, _ in files:
        try:
            for item in json_items.items(file, under=_UNDER):
                if isinstance(item.value, dict) and not item.problem:
                    _note(item.value, gathered)
        except InputError:
            continue  # it says so itself when it is read
    return gathered


def _note(value: Mapping[str, Any], gathered: Gathered) -> None:
    if is_journal(value) or is_attachment(value):
        gathered.take(_stored(value))
    elif sys_id := fields.stored(value.get("sys_id")):
        gathered.incidents.add(sys_id)


def _stored(value: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): fields.stored(found) for name, found in value.items()}


def _neighbours(path: Path) -> list[Path]:
    try:
        files = sorted(file for file in path.parent.iterdir() if file.is_file() and file != path)
    except OSError:
        return []
    return list(islice((file for file in files if not file.is_symlink()), NEIGHBOURS))


def _incidents(path: Path, gathered: Gathered) -> Iterator[Reading]:
    items = json_items.items(path, under=_UNDER)
    first = list(islice(items, SURVEYED))
    layout = record.surveyed(_clue(item) for item in first)
    for item in chain(first, items):
        raw = RawPointer(path=path, line=item.line, sha256=item.sha256)
        if item.problem:
            yield Rejection(path=path, line=item.line, reason=item.problem)
        elif not isinstance(item.value, dict):
            yield Skip(path=path, line=item.line, reason="not a record")
        elif is_journal(item.value) or is_attachment(item.value):
            if reason := gathered.left_over(_stored(item.value)):
                yield Skip(path=path, line=item.line, reason=reason)
        elif "number" not in item.value and not item.under:
            yield Skip(path=path, line=item.line, reason="not a record")
        else:
            beside = gathered.of(fields.stored(item.value.get("sys_id")).strip())
            displayed = fields.is_displayed(item.value)
            yield record.incident(_values(item.value), raw, layout, beside=beside, displayed=displayed)


def _clue(item: json_items.Item) -> journal.Clue | None:
    if item.problem or not isinstance(item.value, dict):
        return None
    return record.clue(_values(item.value), displayed=fields.is_displayed(item.value))


def _values(value: Mapping[str, Any]) -> dict[str, str]:
    """Give the fields that say something, as text."""
    found = ((clean(name), fields.of_json(each)) for name, each in value.items())
    return {name: text for name, text in found if text and not text.isspace()}


def _stopped(path: Path) -> str:
    """Give the error that the Table API writes behind what it had time for; "" when there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 4096))
            tail = decode(file.read())
    except OSError:
        return ""
    if '"failure"' not in tail or '"error"' not in tail:
        return ""
    error = json_items.envelope(path, under=_UNDER).get("error")
    message = error.get("message") if isinstance(error, dict) else error
    return str(message)[:200] if error else ""


SOURCE = ServiceNowJson()
