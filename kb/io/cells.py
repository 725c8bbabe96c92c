"""Rows as CSV text that other programs load and no spreadsheet calculates."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = re.compile("'*[=+\\-@\t\r\n\0＝＋－＠]")  # the wide ones are calculated as well


def as_csv(columns: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """Write RFC 4180; a cell that a spreadsheet would calculate gets an apostrophe first."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([inert_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def inert_cell(value: str) -> str:
    """Give a cell that no spreadsheet calculates."""
    return f"'{value}" if _FORMULA.match(value) else value


def told_cell(cell: str) -> str:
    """Give what an inert cell holds."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
