"""An Excel workbook in, rows of text out; the first sheet that holds a table."""

import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from kb.errors import InputError
from kb.io.table import Row
from kb.io.zips import is_zip, open_archive
from kb.model.account import Rejection, Skip
from kb.model.prose import clean

WIDEST = 2000
"""The most columns that are read."""

SIZE_LIMIT = 1024**3
"""The most a workbook may unpack to, in bytes; a table of text packs about ten to one."""

_TITLES = 20
"""How many rows of titles may stand above the header."""


def is_sheet(path: Path) -> bool:
    """Whether a file is an Excel workbook: a zip with a workbook in it."""
    if not path.is_file() or not is_zip(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        return False


def header(path: Path) -> tuple[str, ...]:
    """Give the header, cleaned: the first row with at least two cells, or the first with one; InputError when none."""
    for _, cells in _found(path):
        return _trimmed(cells)
    raise InputError("empty workbook: there is no header", path=path, hint="export it again")


def peek(path: Path) -> tuple[str, ...]:
    """Give the header when there is one to be had, else nothing; for `sniff`."""
    if not is_sheet(path):
        return ()
    try:
        return header(path)
    except InputError:
        return ()


def rows(path: Path) -> Iterator[Row | Rejection | Skip]:
    """
    Yield each row below the header with as many cells as it, in the sheet's order; `line` is the row's number.

    A row with something beyond the header's last column is rejected. What formulas hold is their last result.
    """
    width = 0
    for number, cells in _found(path):
        if not width:
            width = len(_trimmed(cells))
            continue
        texts = list(cells)
        if not any(text.strip() for text in texts):
            yield Skip(path=path, line=number, reason="blank row")
        elif any(text.strip() for text in texts[width:]):
            yield Rejection(
                path=path, line=number, reason=f"{len(_trimmed(texts))} cells where the header has {width}"
            )
        else:
            yield Row(number, (texts + [""] * width)[:width])


def _found(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the header and what stands below it, trailing blank rows left out."""
    _refuse_bombs(path)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and validations that openpyxl leaves out
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
            try:
                for sheet in book.worksheets:
                    found = False
                    for item in _below(sheet.iter_rows(max_col=WIDEST, values_only=True)):
                        found = True
                        yield item
                    if found:
                        return
            finally:
                book.close()
    except InputError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers do
        raise InputError(
            f"not a workbook that can be read: {type(error).__name__}: {str(error)[:200]}",
            path=path,
            hint="save it again as .xlsx, or as CSV",
        ) from error


def _below(table: Iterable[Sequence[Any]]) -> Iterator[tuple[int, Sequence[str]]]:
    started = False
    blank: list[int] = []
    waiting: tuple[int, Sequence[str]] | None = None
    for number, values in enumerate(table, start=1):
        cells = [_text(value) for value in values]
        filled = sum(1 for cell in cells if cell.strip())
        if started:
            if not filled:
                blank.append(number)
                continue
            yield from ((at, ()) for at in blank)
            blank = []
            yield number, cells
        elif filled > 1:
            started = True
            yield number, cells
        elif filled and waiting is None:
            waiting = (number, cells)
        elif number > _TITLES:
            break
    if not started and waiting is not None:
        yield waiting


def _refuse_bombs(path: Path) -> None:
    with open_archive(path) as archive:
        size = sum(member.size for member in archive.members)
    if size > SIZE_LIMIT or size > 200 * max(path.stat().st_size, 1024 * 1024):
        raise InputError(
            f"unpacks to {size // 1024**2:,} MB", path=path, hint="save it as CSV, or in several parts"
        )


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    found = [clean(cell) for cell in cells]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.replace(microsecond=0).isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(int(value.total_seconds()))
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
