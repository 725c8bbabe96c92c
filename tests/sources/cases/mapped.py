"""A table of a tool nobody knows, by a declared map."""

import json
from pathlib import Path

import openpyxl

from kb.sources.mapped import SOURCE
from tests.sources import samples
from tests.sources.contract import Case, escaped, quoted

KEYS = ("T-1", "T-2", "T-3")


def write_json(folder: Path, keys: list[str]) -> Path:
    path = folder / "tickets.json"
    path.write_text(json.dumps([samples.a_ticket(key) for key in keys], indent=1))
    return path


def write_xlsx(folder: Path, keys: list[str]) -> Path:
    book = openpyxl.Workbook()
    book.active.append(list(samples.MAP_HEADER))
    for key in keys:
        ticket = samples.a_ticket(key)
        book.active.append([ticket.get(name, "") for name in samples.MAP_HEADER])
    book.save(folder / "tickets.xlsx")
    return folder / "tickets.xlsx"


CASES = [
    Case(
        source=SOURCE,
        write=lambda folder, keys: samples.helpdesk(folder, *(samples.a_ticket(key) for key in keys)),
        keys=KEYS,
        words="The tray says so.",
        escape=quoted,
    ),
    Case(
        source=SOURCE, write=write_json, keys=KEYS, name="map-json", words="The tray says so.", escape=escaped
    ),
    Case(source=SOURCE, write=write_xlsx, keys=KEYS, name="map-xlsx", is_text=False),
]
