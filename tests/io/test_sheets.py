"""Workbooks come out as the rows a CSV would have."""

from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from kb.errors import InputError
from kb.io import sheets
from kb.io.table import Row
from kb.model.account import Rejection, Skip


def book(path: Path, *rows: list[object], sheet: str = "Page 1") -> Path:
    made = openpyxl.Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def test_cells_are_texts(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        ["Number", "Opened", "Open?", "Took", "Share"],
        ["INC1", datetime(2026, 3, 1, 9, 30), True, timedelta(minutes=2), 1.0],
        ["INC2", None, False, 7, 1.5],
    )

    assert sheets.header(path) == ("Number", "Opened", "Open?", "Took", "Share")
    assert [row.cells for row in sheets.rows(path)] == [
        ["INC1", "2026-03-01 09:30:00", "true", "120", "1"],
        ["INC2", "", "false", "7", "1.5"],
    ]


def test_titles_above_the_header_and_blank_rows_are_understood(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        ["Incidents of March"],
        [],
        ["Number", "State"],
        ["INC1", "New"],
        [],
        ["INC2", "New"],
    )

    found = list(sheets.rows(path))

    assert [type(item) for item in found] == [Row, Skip, Row]
    assert [item.line for item in found] == [4, 5, 6]


def test_a_row_that_is_too_wide_is_rejected(tmp_path):
    path = book(tmp_path / "a.xlsx", ["Number", "State"], ["INC1", "New", "what?"])

    (found,) = sheets.rows(path)

    assert found == Rejection(path=path, line=2, reason="3 cells where the header has 2")


def test_the_first_sheet_with_a_table_counts(tmp_path):
    made = openpyxl.Workbook()
    made.create_sheet("Data").append(["Number", "State"])
    made.save(tmp_path / "a.xlsx")

    assert sheets.peek(tmp_path / "a.xlsx") == ("Number", "State")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no", b"hello"])
def test_what_is_no_workbook_is_a_clear_error(tmp_path, data):
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)

    assert not sheets.is_sheet(path)
    assert sheets.peek(path) == ()
    with pytest.raises(InputError):
        list(sheets.rows(path))


def test_damage_inside_is_a_clear_error(tmp_path):
    path = book(tmp_path / "a.xlsx", ["Number", "State"], ["INC1", "New"])
    whole = path.read_bytes()
    for at in range(40, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:at] + b"\0\xff\0" + whole[at + 3 :])
        try:
            list(sheets.rows(path))
        except InputError as error:
            assert error.path == path
