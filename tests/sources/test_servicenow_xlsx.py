"""ServiceNow's Excel export."""

import openpyxl
import pytest

from kb.errors import InputError
from kb.model.account import CUT, Notice
from kb.model.incident import Incident
from kb.sources.servicenow_xlsx import SOURCE
from tests.sources import servicenow_shapes as shapes
from tests.sources.samples import SETTINGS, records, refused
from tests.sources.servicenow_shapes import Told


def sheet(folder, *rows):
    path = folder / "incident.xlsx"
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


HEADER = ("Number", "Short description", "State", "Work notes")


def test_times_are_marked_since_the_file_names_no_zone(tmp_path):
    (incident,) = records(SOURCE, shapes.workbook(tmp_path, [Told(number="INC1")]))

    assert incident.zone_assumed
    assert incident.raw.line == 2


def test_carriage_returns_as_excel_keeps_them_are_line_ends(tmp_path):
    note = "2026-03-06 10:00:00 - Bob Roy (Work notes)_x000D_\nLooked._x000D_\nTwice."

    (incident,) = records(SOURCE, sheet(tmp_path, HEADER, ("INC1", "Blank", "Closed", note)))

    assert [entry.text for entry in incident.entries] == ["Looked.\nTwice."]


def test_cells_as_long_as_excel_allows_are_told(tmp_path):
    found = records(SOURCE, sheet(tmp_path, HEADER, ("INC1", "Blank", "Closed", "x" * 32_767)))

    assert isinstance(found[0], Incident)
    assert [record.code for record in found[1:]] == [CUT]
    assert "1 cells are as long as Excel allows" in found[1].message


def test_the_products_own_note_in_the_last_row_is_no_incident(tmp_path):
    note = "The export limit of 500000 cells was exceeded."

    found = records(
        SOURCE, sheet(tmp_path, HEADER, ("INC1", "Blank", "Closed", ""), (note, None, None, None))
    )

    assert [type(record) for record in found[:1]] == [Incident]
    assert [record.code for record in found if isinstance(record, Notice)] == [CUT]
    assert refused(found) == [(3, "ServiceNow's own note on a limit")]


def test_a_row_without_a_number_is_rejected(tmp_path):
    found = records(
        SOURCE, sheet(tmp_path, HEADER, ("INC1", "Blank", "Closed", ""), ("", "Blank", "New", ""))
    )

    assert refused(found) == [(3, "no number")]


def test_missing_columns_are_named_when_the_source_was_forced(tmp_path):
    path = sheet(tmp_path, ("Number", "State"), ("INC1", "New"))

    assert not SOURCE.sniff(path, SETTINGS)
    with pytest.raises(InputError, match="missing: short_description"):
        records(SOURCE, path)
