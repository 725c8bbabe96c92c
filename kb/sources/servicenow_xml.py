"""ServiceNow's XML: an unload with journals and attachments as records of their own, or a list's XML export."""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import islice
from pathlib import Path

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io.lines import head, incremental
from kb.model.account import CUT, Notice, Rejection, Skip
from kb.model.incident import RawPointer
from kb.sources import journal
from kb.sources import servicenow_fields as values
from kb.sources import servicenow_record as record
from kb.sources.base import Reading
from kb.sources.servicenow_beside import Gathered, is_attachment, is_journal
from kb.sources.servicenow_cut import Watch
from kb.sources.servicenow_unload import BrokenPartError, Part, fields, parts

SURVEYED = 500
"""How many incidents are parsed in advance, to learn how journals within them write dates."""

NEIGHBOURS = 200
"""How many files of the folder are looked at for journals."""

_ROOT = re.compile(r"<(unload|xml)(?=[\s>])")
_FIRST = re.compile(r"<([A-Za-z_][\w.\-]{0,100})(?=[\s/>])")
_UNLOADED = re.compile(r"<unload[^<>]{0,500}\bunload_date=")
_INCIDENT = re.compile(r"<incident(?=[\s/>])")
_COMPANION = re.compile(r"<(?:sys_journal_field|sys_attachment)(?=[\s/>])")
_SYS_ID = re.compile(r"<sys_id(?:\s[^<>]{0,200})?>\s{0,20}([0-9a-f]{32})\s{0,20}</sys_id>")


class ServiceNowXml:
    """
    Reads the XML of ServiceNow, cut into records before anything is parsed.

    The file is read twice: journals may stand before or behind their incident. They are kept in memory, as are the
    sys_ids of the incidents; of the rest one record at a time.
    """

    name = "servicenow-xml"
    product = "ServiceNow"
    reads = "XML unload with journals and attachments, or a list's XML export"
    how_to_export = (
        "In ServiceNow right-click a column header of the incident list and choose Export > XML. For the journals do "
        "the same with the list of sys_journal_field (Name is incident), and put both files into one folder."
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether it begins like an unload, or like a list of incidents or of their journals."""
        return path.is_file() and _kind(path) != ""

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what an XML file of ServiceNow has."""
        return "a ServiceNow XML file has <incident> records below <unload> or <xml>"

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:  # noqa: ARG002
        """Yield one record an incident; what belongs to one yields something only when that is nowhere."""
        gathered, layout = _survey(path)
        for file in _neighbours(path):
            try:
                _gather(gathered, parts(file))
            except InputError:
                continue  # it will say so itself
        yield from Watch(path).over(_records(path, gathered, layout))


def _kind(path: Path) -> str:
    """Say what the beginning of a file holds: incidents, companions only, or nothing of ours."""
    start = head(path)
    text = incremental(start).decode(start)
    if not text.lstrip("\ufeff \t\r\n\0").startswith("<"):
        return ""
    first, root = _FIRST.search(text), _ROOT.search(text)
    if not first or not root or first.start() != root.start():
        return ""
    if _INCIDENT.search(text):
        return "incidents"
    if _COMPANION.search(text):
        return "companions"
    return "other" if _UNLOADED.search(text) else ""


def _neighbours(path: Path) -> list[Path]:
    """Find the files that may hold what belongs to this one: journals beside incidents, and the other way."""
    wanted = "incidents" if _kind(path) == "companions" else "companions"
    try:
        files = sorted(file for file in path.parent.iterdir() if file.is_file() and file != path)
    except OSError:
        return []
    near = islice((file for file in files if not file.is_symlink()), NEIGHBOURS)
    return [file for file in near if _kind(file) == wanted]


def _survey(path: Path) -> tuple[Gathered, journal.Layout]:
    """Read the file once for what must be known before its first incident is given."""
    gathered = Gathered()
    clues: list[journal.Clue | None] = []

    def looked(part: Part) -> Part:
        if part.table == "incident" and not part.problem and len(clues) < SURVEYED:
            try:
                clues.append(record.clue(_shown(fields(part))))
            except BrokenPartError:
                clues.append(None)
        return part

    _gather(gathered, map(looked, parts(path)))
    return gathered, record.surveyed(clues)


def _gather(gathered: Gathered, found: Iterator[Part]) -> None:
    for part in found:
        if part.table == "incident":
            if match := _SYS_ID.search(part.text):
                gathered.incidents.add(match[1])
        elif part.table in ("sys_journal_field", "sys_attachment") and not part.problem:
            try:
                gathered.take(_kept(fields(part)))
            except BrokenPartError:
                continue  # named when the records are given


def _records(path: Path, gathered: Gathered, layout: journal.Layout) -> Iterator[Reading]:
    for part in parts(path):
        if part.problem and not part.table:
            yield Notice(
                path=path, code=CUT, message=f"{part.problem}, so records are missing", hint="export it again"
            )
        elif part.problem:
            yield Rejection(path=path, line=part.line, reason=part.problem)
        elif part.table == "sys_attachment_doc":
            yield Skip(path=path, line=part.line, reason="piece of an attachment's content")
        elif part.table not in ("incident", "sys_journal_field", "sys_attachment"):
            yield Skip(path=path, line=part.line, reason=record.OTHER_TABLE)
        else:
            try:
                found = fields(part)
            except BrokenPartError as error:
                yield Rejection(path=path, line=part.line, reason=str(error))
                continue
            yield from _record(part, found, RawPointer(path=path, line=part.line), gathered, layout)


def _record(
    part: Part,
    found: Mapping[str, tuple[str, str]],
    raw: RawPointer,
    gathered: Gathered,
    layout: journal.Layout,
) -> Iterator[Reading]:
    kept = _kept(found)
    if part.table == "incident":
        raw = RawPointer(
            path=raw.path, line=raw.line, sha256=sha256(part.text.encode(errors="replace")).hexdigest()
        )
        yield record.incident(_shown(found), raw, layout, beside=gathered.of(kept.get("sys_id", "").strip()))
    elif not (is_journal(kept) or is_attachment(kept)):
        yield Skip(path=raw.path, line=raw.line, reason="journal entry or attachment that says nothing")
    elif reason := gathered.left_over(kept):
        yield Skip(path=raw.path, line=raw.line, reason=reason)


def _shown(found: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    return {name: values.chosen(shown, kept) for name, (shown, kept) in found.items()}


def _kept(found: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    return {name: kept or shown for name, (shown, kept) in found.items()}


SOURCE = ServiceNowXml()
