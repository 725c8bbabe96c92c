"""ServiceNow's Excel export: labels as headers, dates as the exporter sees them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io import sheets, table
from kb.model.account import CUT, Notice, Rejection, Skip
from kb.sources import servicenow_fields as fields
from kb.sources import servicenow_words as words
from kb.sources.base import Reading
from kb.sources.servicenow_csv import incidents
from kb.sources.servicenow_cut import NOTE, Watch

LONGEST = 32_767
"""How many characters Excel keeps of a cell."""

_LIMIT = re.compile(r"\b(?:limit|exceed|truncat|maximum|too many)", re.IGNORECASE)


class ServiceNowXlsx:
    """
    Reads a ServiceNow list saved as Excel; dates are in a zone that the file does not name.

    What is held in memory is the rows looked at in advance and the workbook's table of texts.
    """

    name = "servicenow-xlsx"
    product = "ServiceNow"
    reads = "incident list as Excel, labels or field names"
    how_to_export = (
        "In ServiceNow open the incident list with the columns you need, right-click a column header and choose "
        "Export > Excel (.xlsx). CSV is better: Excel's dates are in your own time zone, which the file does not name."
    )
    has_companions = False

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - its header says all
        """Whether the first table has the columns every incident list must have."""
        return path.is_file() and set(words.REQUIRED) <= set(fields.columns(sheets.peek(path)))

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name the columns that are missing."""
        found = fields.columns(sheets.peek(path))
        missing = [name for name in words.REQUIRED if name not in found]
        return f"a ServiceNow workbook needs the columns {', '.join(words.REQUIRED)}; missing: {', '.join(missing)}"

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:
        """Yield one record a row, as from the CSV; times are taken for UTC and marked as assumed."""
        header = fields.columns(sheets.header(path))
        if not set(words.REQUIRED) <= set(header):
            raise InputError(
                self.explain(path, settings),
                path=path,
                line=1,
                hint="add the columns to the list, export again",
            )
        rows = _Rows(path, header.index("number"))
        yield from Watch(path, width=len(header)).over(incidents(path, header, iter(rows), displayed=True))
        if rows.cut:
            yield Notice(
                path=path,
                code=CUT,
                message=f"{rows.cut:,} cells are as long as Excel allows ({LONGEST:,} characters), so their ends are missing",
                hint="export these incidents as CSV or JSON",
            )


class _Rows:
    """The sheet's rows with Excel's own marks taken out; counts the cells that it cut."""

    def __init__(self, path: Path, key: int) -> None:
        self.path = path
        self.key = key
        self.cut = 0

    def __iter__(self) -> Iterator[table.Row | Rejection | Skip]:
        for row in sheets.rows(self.path):
            if not isinstance(row, table.Row):
                yield row
            elif self._is_note(row):
                yield Skip(path=self.path, line=row.line, reason=NOTE)
            else:
                self.cut += sum(len(cell) == LONGEST for cell in row.cells)
                yield replace(row, cells=[_plain(cell) for cell in row.cells])

    def _is_note(self, row: table.Row) -> bool:
        """Whether a row is no incident but one sentence on a limit."""
        filled = [cell for cell in row.cells if cell.strip()]
        return len(filled) == 1 and " " in filled[0].strip() and _LIMIT.search(filled[0], 0, 500) is not None


def _plain(cell: str) -> str:
    """Write line ends as line ends: Excel keeps a carriage return as `_x000D_`."""
    return cell.replace("_x000D_\n", "\n").replace("_x000D_", "\n") if "_x000D_" in cell else cell


SOURCE = ServiceNowXlsx()
