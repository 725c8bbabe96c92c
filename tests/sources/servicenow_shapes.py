"""The same incidents, written by hand in every shape ServiceNow exports."""

import io
import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.sources.samples import csv_text


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A journal entry as the database keeps it."""

    at: str
    who: str
    user: str
    text: str
    public: bool = False


@dataclass(frozen=True, kw_only=True)
class Told:
    """An incident as the database keeps it; `remarks` oldest first, `files` as (name, sha256, size)."""

    number: str
    short_description: str = "Offer letter is blank"
    description: str = "The offer letter is white."
    state: str = "7"
    caller: str = "Jane Smith"
    resolver: str = "Bob Roy"
    group: str = "HR Recruiting Support"
    item: str = ""
    code: str = "Solution provided"
    notes: str = "Made the template again."
    priority: str = "3"
    impact: str = "2"
    opened: str = "2026-03-06 09:00:00"
    resolved: str = "2026-03-07 10:00:00"
    updated: str = "2026-03-07 10:00:00"
    parent: str = ""
    site: str = ""
    remarks: tuple[Remark, ...] = ()
    files: tuple[tuple[str, str, int], ...] = ()

    @property
    def sys_id(self) -> str:
        return sys_id(self.number)


STATES = {"1": "New", "2": "In Progress", "3": "On Hold", "6": "Resolved", "7": "Closed", "8": "Canceled"}
PRIORITIES = {"1": "1 - Critical", "2": "2 - High", "3": "3 - Moderate", "4": "4 - Low", "5": "5 - Planning"}
SCALE = {"1": "1 - High", "2": "2 - Medium", "3": "3 - Low"}
LABELS = {
    "number": "Number", "short_description": "Short description", "description": "Description", "state": "State",
    "caller_id": "Caller", "resolved_by": "Resolved by", "assignment_group": "Assignment group",
    "cmdb_ci": "Configuration item", "close_code": "Resolution code", "close_notes": "Resolution notes",
    "priority": "Priority", "impact": "Impact", "opened_at": "Opened", "resolved_at": "Resolved",
    "sys_updated_on": "Updated", "parent_incident": "Parent Incident", "u_site": "u_site", "sys_id": "Sys ID",
    "work_notes": "Work notes", "comments": "Additional comments",
}  # fmt: skip


def sys_id(text: str) -> str:
    """Make up the product's own name of something."""
    return text.encode().hex().rjust(32, "0")[-32:]


@dataclass(frozen=True, kw_only=True)
class Zone:
    """How the exporting user writes dates."""

    hours: int = 0
    form: str = "%Y-%m-%d %H:%M:%S"

    def shown(self, stored: str) -> str:
        if not stored:
            return ""
        moment = datetime.strptime(stored, "%Y-%m-%d %H:%M:%S") + timedelta(hours=self.hours)
        return moment.strftime(self.form)


def columns(told: Told, zone: Zone) -> dict[str, tuple[str, str]]:
    """Give each field as (kept, shown)."""

    def journal(*, public: bool) -> str:
        label = "Additional comments" if public else "Work notes"
        return "".join(
            f"{zone.shown(each.at)} - {each.who} ({label})\n{each.text}\n\n"
            for each in reversed(told.remarks)
            if each.public is public
        )

    def reference(shown: str) -> tuple[str, str]:
        return (sys_id(shown) if shown else "", shown)

    def date(stored: str) -> tuple[str, str]:
        return (stored, zone.shown(stored))

    def plain(text: str) -> tuple[str, str]:
        return (text, text)

    return {
        "number": plain(told.number),
        "short_description": plain(told.short_description),
        "description": plain(told.description),
        "state": (told.state, STATES.get(told.state, told.state)),
        "caller_id": reference(told.caller),
        "resolved_by": reference(told.resolver),
        "assignment_group": reference(told.group),
        "cmdb_ci": reference(told.item),
        "close_code": plain(told.code),
        "close_notes": plain(told.notes),
        "priority": (told.priority, PRIORITIES[told.priority]),
        "impact": (told.impact, SCALE[told.impact]),
        "opened_at": date(told.opened),
        "resolved_at": date(told.resolved),
        "sys_updated_on": date(told.updated),
        "parent_incident": reference(told.parent),
        "u_site": plain(told.site),
        "sys_id": plain(told.sys_id),
        "work_notes": ("", journal(public=False)),
        "comments": ("", journal(public=True)),
    }


DATES = ("opened_at", "resolved_at", "sys_updated_on")
REFERENCES = ("caller_id", "resolved_by", "assignment_group", "cmdb_ci", "parent_incident")


def listed(told: Told, zone: Zone) -> dict[str, str]:
    """Give a row of the list: as shown, dates as stored."""
    return {name: kept if name in DATES else shown for name, (kept, shown) in columns(told, zone).items()}


def list_csv(folder: Path, all_: Sequence[Told], *, zone: Zone = Zone(), encoding: str = "cp1252") -> Path:
    """Write the list CSV."""
    path = folder / "incident.csv"
    path.write_bytes(csv_text(tuple(LABELS), *(listed(told, zone) for told in all_)).encode(encoding))
    return path


def labelled_csv(folder: Path, all_: Sequence[Told], *, zone: Zone = Zone()) -> Path:
    """Write the list CSV with labels, as a spreadsheet saves it."""
    path = folder / "labels.csv"
    rows = [{LABELS[name]: text for name, text in listed(told, zone).items()} for told in all_]
    path.write_text(csv_text(tuple(LABELS.values()), *rows, delimiter=";"), encoding="utf-8-sig", newline="")
    return path


def all_columns_csv(folder: Path, all_: Sequence[Told], *, zone: Zone = Zone()) -> Path:
    """Write what a script makes of the Table API's answer: a dict's text in each cell."""
    path = folder / "all.csv"
    rows = [
        {
            name: str({"display_value": shown, "link": f"https://x.example.com/{name}", "value": kept})
            if name in REFERENCES and kept
            else (kept if name in DATES else shown)
            for name, (kept, shown) in columns(told, zone).items()
        }
        for told in all_
    ]
    path.write_text(csv_text(tuple(LABELS), *rows), encoding="utf-8", newline="")
    return path


def xml_incident(told: Told, *, journals: bool = False, zone: Zone = Zone()) -> str:
    """Write an incident's element; `journals` as text in it, as a list's export has them."""
    lines = ['<incident action="INSERT_OR_UPDATE">']
    for name, (kept, shown) in columns(told, zone).items():
        text = shown if journals and name in ("work_notes", "comments") else kept
        mark = f" display_value={quoteattr(shown)}" if name in REFERENCES and kept else ""
        lines.append(f"<{name}{mark}>{escape(text)}</{name}>" if text else f"<{name}/>")
    return "\n".join([*lines, "</incident>"])


def xml_journal(told: Told, each: Remark) -> str:
    """Write a journal entry's element."""
    return (
        f'<sys_journal_field action="INSERT_OR_UPDATE"><element>{"comments" if each.public else "work_notes"}</element>'
        f"<element_id>{told.sys_id}</element_id><name>incident</name><sys_created_by>{each.user}</sys_created_by>"
        f"<sys_created_on>{each.at}</sys_created_on><value>{escape(each.text)}</value></sys_journal_field>"
    )


def xml_file(told: Told, name: str, digest: str, size: int) -> str:
    """Write an attachment's elements: what it is, and two pieces of its content."""
    piece = '<sys_attachment_doc action="INSERT_OR_UPDATE"><data>H4sI</data><sys_attachment display_value="x">1</sys_attachment></sys_attachment_doc>'
    return (
        f'<sys_attachment action="INSERT_OR_UPDATE"><file_name>{escape(name)}</file_name><hash>{digest}</hash>'
        f"<size_bytes>{size}</size_bytes><table_name>incident</table_name>"
        f"<table_sys_id>{told.sys_id}</table_sys_id></sys_attachment>\n{piece}\n{piece}"
    )


def unload(folder: Path, all_: Sequence[Told], *, journals_first: bool = False) -> Path:
    """Write an unload, journals behind or in front."""
    path = folder / "unload.xml"
    incidents = [xml_incident(told) for told in all_]
    unique = {told.number: told for told in all_}.values()
    others = [xml_journal(told, each) for told in unique for each in told.remarks]
    others += [xml_file(told, *each) for told in unique for each in told.files]
    parts = [*others, *incidents] if journals_first else [*incidents, *others]
    text = "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<unload unload_date="2026-03-08 10:00:00">',
            *parts,
            "</unload>",
            "",
        ]
    )
    path.write_text(text, encoding="utf-8")
    return path


def list_xml(folder: Path, all_: Sequence[Told], *, zone: Zone = Zone()) -> Path:
    """Write a list's XML export, journals as text."""
    path = folder / "list.xml"
    parts = [
        xml_incident(told, journals=True, zone=zone).replace(' action="INSERT_OR_UPDATE"', "")
        for told in all_
    ]
    path.write_text(
        "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<xml>", *parts, "</xml>"]), encoding="utf-8"
    )
    return path


def json_record(told: Told, shown_as: str, zone: Zone = Zone()) -> dict[str, Any]:
    """Make a record of the Table API with `sysparm_display_value` false, true or all."""
    out: dict[str, Any] = {}
    for name, (kept, shown) in columns(told, zone).items():
        link = f"https://x.example.com/api/now/table/x/{kept}"
        if shown_as == "all":
            out[name] = {"display_value": shown, "value": kept} | (
                {"link": link} if name in REFERENCES and kept else {}
            )
        elif name in REFERENCES and kept:
            out[name] = {"link": link} | ({"display_value": shown} if shown_as == "true" else {"value": kept})
        else:
            out[name] = shown if shown_as == "true" else kept
    return out


def table_api(folder: Path, all_: Sequence[Told], *, shown_as: str, zone: Zone = Zone()) -> Path:
    """Write the Table API's answer."""
    path = folder / f"result-{shown_as}.json"
    answer = {"result": [json_record(told, shown_as, zone) for told in all_]}
    path.write_text(json.dumps(answer, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def web_service(folder: Path, all_: Sequence[Told], *, displayed: bool = False) -> Path:
    """Write the JSON web service's answer: plain values, references as sys_id or as shown."""
    path = folder / "records.json"
    rows = [
        {name: shown if displayed else kept for name, (kept, shown) in columns(told, Zone()).items()}
        | {"__status": "success"}
        for told in all_
    ]
    path.write_text(json.dumps({"records": rows}, ensure_ascii=False), encoding="utf-8")
    return path


def journal_json(folder: Path, all_: Sequence[Told]) -> Path:
    """Write the answer for `sys_journal_field`."""
    path = folder / "journals.json"
    rows = [
        {
            "sys_created_on": each.at,
            "name": "incident",
            "element_id": told.sys_id,
            "value": each.text,
            "sys_created_by": each.user,
            "element": "comments" if each.public else "work_notes",
        }
        for told in {told.number: told for told in all_}.values()
        for each in told.remarks
    ]
    path.write_text(json.dumps({"result": rows}, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def workbook(folder: Path, all_: Sequence[Told], *, zone: Zone = Zone(), dates: bool = True) -> Path:
    """Write the Excel export: labels, all as shown, dates as cells of their own kind or as text."""
    import openpyxl

    path = folder / "incident.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(LABELS.values()))
    for told in all_:
        cells: list[object] = []
        for name, (kept, shown) in columns(told, zone).items():
            if name in DATES and dates and kept:
                moment = datetime.strptime(kept, "%Y-%m-%d %H:%M:%S") + timedelta(hours=zone.hours)
                cells.append(moment)
            else:
                cells.append(shown)
        sheet.append(cells)
    packed = io.BytesIO()
    book.save(packed)
    with zipfile.ZipFile(packed) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in made.namelist():  # without the time of writing, so that the same sheet is the same file
            data = re.sub(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-03-08T10:00:00Z", made.read(name))
            fixed.writestr(zipfile.ZipInfo(name, (2026, 3, 8, 10, 0, 0)), data)
    return path


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Nine incidents with what makes exports differ."""

    told: tuple[Told, ...] = field(default_factory=lambda: _sample())


def _sample() -> tuple[Told, ...]:
    def talk(day: int, *texts: str) -> tuple[Remark, ...]:
        people = (("Jane Smith", "jsmith"), ("Bob Roy", "broy"), ("Jörg Müller", "jmuller"))
        return tuple(
            Remark(
                at=f"2026-03-{day:02d} {10 + n}:15:0{n}",
                who=people[n % 3][0],
                user=people[n % 3][1],
                text=text,
                public=n % 2 == 0,
            )
            for n, text in enumerate(texts)
        )

    first = Told(
        number="INC0048001",
        remarks=talk(6, "It is blank.\nStill blank.", "Cleared the cache.", "Now it shows."),
        updated="2026-03-06 12:15:02",
        files=(("screen.png", "a" * 64, 2048), ("../../etc/passwd", "", 12)),
    )
    return (
        first,
        Told(
            number="INC0048002",
            short_description="Müller’s façade – 5 €",
            description="Straße fehlt.\n\nZweite Zeile: „Ü“ & <b>.",
            caller="Jörg Müller",
            site="Zürich",
            remarks=talk(20, "Grüße"),
            updated="2026-03-20 10:15:00",
        ),
        Told(number="INC0048003", state="2", code="", notes="", resolved="", resolver="", priority="1"),
        Told(number="INC0048004", code="Duplicate", notes="Duplicate of INC0048001.", parent="INC0048001"),
        Told(number="INC0048005", state="8", code="", notes="", resolved="", item="Workday Recruiting"),
        first,  # the same number can stand in two rows of one export
        Told(number="INC0048007", code="Workaround provided", notes="Use Chrome.", site='Leeds "North", 2'),
        Told(
            number="INC0048008",
            state="6",
            remarks=talk(13, "One, with a comma", 'Two "quoted"', "Three", "Four"),
            updated="2026-03-13 13:15:03",
            caller="Zoë O'Neil",
        ),
        Told(
            number="INC0048009",
            impact="1",
            group="",
            remarks=talk(27, "-- no header\n2026 was a year", "Last"),
            updated="2026-03-27 11:15:01",
        ),
    )
