"""A report as a value: what to do next, the figures behind it, and what it cannot know; no rendering."""

import shlex
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kb.model.figure import Cell, Figure, Unit
from kb.model.prose import day, one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A text that leads to a page of the site, by its source path (`faq/vpn.md`); without one it is a text only."""

    text: str
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing of a list: what, and the page it is on; why, where else to look, and what to type."""

    text: str
    page: str = ""
    why: str = ""
    links: tuple[Link, ...] = ()
    command: tuple[str, ...] = ()

    @property
    def typed(self) -> str:
        """What to type, on one line."""
        return one_line(shlex.join(self.command))


class Kind(StrEnum):
    """How a table is drawn: values by period, values by part, or how several parts went over the periods."""

    COLUMNS = "columns"
    BARS = "bars"
    LINES = "lines"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """How the table beside it is drawn: its first column against the columns named; `says` is the same in words."""

    kind: Kind
    columns: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table; `measure` names what defines it where rows have measures of their own."""

    cells: tuple[Cell, ...]
    unit: Unit | None = None
    measure: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    Rows under columns; None is not known, and not nothing.

    `measure` names what defines its figures, `unit` what they count, but in the columns that are `bare`. A chart is
    always made from a table, and stands beside it.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    unit: Unit | None = None
    measure: str = ""
    bare: tuple[str, ...] = ()
    chart: Chart | None = None

    def told(self, row: Row) -> tuple[str, ...]:
        """Write the cells of a row as people read them."""
        unit = row.unit or self.unit
        return tuple(
            shown(cell, None if column in self.bare else unit)
            for column, cell in zip(self.columns, row.cells, strict=True)
        )

    def is_number(self, column: int) -> bool:
        """Whether a column holds numbers, which stand to the right."""
        cells = [row.cells[column] for row in self.rows if row.cells[column] is not None]
        return bool(cells) and all(type(cell) in (int, float) for cell in cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What belongs together: words, then a list, then tables; `empty` says what it means that there is neither."""

    title: str
    words: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    tables: tuple[Table, ...] = ()
    empty: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it has neither a list nor a table."""
        return not (self.items or any(table.rows for table in self.tables))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    What is told of some days, both included, on the day `made_on`.

    `next` says in one paragraph what to do, `agenda` is the same as a list. `figures` define what tables name as their
    measures. `readers` says who may have it.
    """

    name: str
    title: str
    since: date
    until: date
    made_on: date
    next: str
    agenda: tuple[Item, ...] = ()
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    cannot_know: tuple[str, ...] = ()
    readers: str = "For the team only: it names incidents."

    @property
    def days(self) -> str:
        """Which days it tells of, and when it was made."""
        told = day(self.until)
        if self.since != self.until:
            told = f"{day(self.since)} to {told}"
        return told if self.made_on == self.until else f"{told}, made on {day(self.made_on)}"


def shown(cell: Cell, unit: Unit | None = None) -> str:
    """Write one cell as people read it, – where it is unknown; a unit belongs to numbers only."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if cell is None or (unit is not None and isinstance(cell, (int, float))):
        return (unit or Unit.INCIDENTS).told(cell)
    return f"{cell:,}" if isinstance(cell, (int, float)) else str(cell)
