"""ServiceNow's list CSV: one row an incident, journals as text."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io import table
from kb.model.account import Rejection, Skip
from kb.model.incident import RawPointer
from kb.model.prose import digest
from kb.sources import servicenow_fields as fields
from kb.sources import servicenow_record as record
from kb.sources import servicenow_words as words
from kb.sources.base import Reading
from kb.sources.servicenow_cut import Watch

SURVEYED = 5000
"""How many rows are looked at before the first is given, to learn how the file writes dates."""

SURVEYED_TEXT = 16 * 1024 * 1024
"""How much of them is kept meanwhile, in characters."""


class ServiceNowCsv:
    """
    Reads the CSV of a ServiceNow incident list, with field names or labels as headers, in either encoding.

    What is held in memory is the rows looked at in advance, then one record.
    """

    name = "servicenow-csv"
    product = "ServiceNow"
    reads = "incident list as CSV, field names or labels; all columns with references as text"
    how_to_export = (
        "In ServiceNow open the incident list with the columns you need (number, short description, state, "
        "description, resolution notes and code, caller, assigned to, work notes, comments, dates), "
        "then right-click a column header and choose Export > CSV."
    )
    has_companions = False

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - its header says all
        """Whether the header has the columns every incident list must have."""
        return _delimiter(path) is not None

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name the columns that are missing."""
        found = fields.columns(table.peek(path))
        missing = [name for name in words.REQUIRED if name not in found]
        return f"a ServiceNow list CSV needs the columns {', '.join(words.REQUIRED)}; missing: {', '.join(missing)}"

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:
        """Yield one record a row; columns nobody mapped are kept under `extra`."""
        delimiter = _delimiter(path)
        if delimiter is None:
            table.header(path)  # says so when there is nothing at all
            raise InputError(
                self.explain(path, settings),
                path=path,
                line=1,
                hint="add the columns to the list, export again",
            )
        header = fields.columns(table.header(path, delimiter=delimiter))
        rows = table.rows(path, key=header.index("number"), seed=("INC1",), delimiter=delimiter)
        yield from Watch(path).over(incidents(path, header, rows))


def _delimiter(path: Path) -> str | None:
    """Find what stands between the cells: the comma of the product, or what a spreadsheet made of it."""
    for delimiter in (",", ";", "\t"):
        if set(words.REQUIRED) <= set(fields.columns(table.peek(path, delimiter=delimiter))):
            return delimiter
    return None


def incidents(
    path: Path,
    header: Sequence[str],
    rows: Iterator[table.Row | Rejection | Skip],
    *,
    displayed: bool = False,
) -> Iterator[Reading]:
    """Yield what each row of a table becomes; the first ones are kept until the layout of dates is decided."""
    first = [
        (row, fields.of_row(header, row.cells) if isinstance(row, table.Row) else {}) for row in _first(rows)
    ]
    layout = record.surveyed(record.clue(values, displayed=displayed) for _, values in first)
    rest = ((row, fields.of_row(header, row.cells) if isinstance(row, table.Row) else {}) for row in rows)
    for row, values in chain(first, rest):
        if isinstance(row, table.Row):
            raw = RawPointer(path=path, line=row.line, sha256=digest("\0".join(row.cells)))
            yield record.incident(values, raw, layout, displayed=displayed)
        else:
            yield row


def _first(rows: Iterator[table.Row | Rejection | Skip]) -> Iterator[table.Row | Rejection | Skip]:
    size = 0
    for count, row in enumerate(rows, start=1):
        yield row
        if isinstance(row, table.Row):
            size += sum(map(len, row.cells))
        if count >= SURVEYED or size > SURVEYED_TEXT:
            return


SOURCE = ServiceNowCsv()
