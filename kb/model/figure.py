"""A figure a report shows, with its definition, its query and the rows behind it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

Cell = str | int | float | bool | date | datetime | None
"""What a row behind a figure may hold."""


def plain(cell: Cell) -> Cell:
    """Give a cell as programs read it: a moment says that it is UTC."""
    return f"{cell.isoformat()}Z" if isinstance(cell, datetime) else cell


WHOLE = "all"
"""The period that stands for all days asked for."""


_PHASES = ("before", "hypercare", "transition", "steady")


class By(StrEnum):
    """What one period is: an ISO week, a month, a quarter, or a phase of the go-live."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    PHASE = "phase"


class Unit(StrEnum):
    """What a value counts."""

    SHARE = "share"  # of 1
    HOURS = "hours"
    DAYS = "days"
    INCIDENTS = "incidents"
    PAIRS = "pairs"
    SEARCHES = "searches"

    @property
    def is_count(self) -> bool:
        """Whether it counts things, so that none of them is 0."""
        return self in (Unit.INCIDENTS, Unit.PAIRS, Unit.SEARCHES)

    def told(self, value: float | None) -> str:
        """Write a value as people read it; – where it is unknown."""
        if value is None:
            return "–"
        if self is Unit.SHARE:
            return f"{value:.0%}"
        return f"{value:,.0f}" if self.is_count else f"{value:,.1f} {self.value[0]}"

    def change(self, before: float | None, now: float | None) -> str:
        """Write what changed between two values as they are told, shares in points of a hundred; – where either is unknown."""
        if before is None or now is None:
            return "–"
        moved = self._rounded(now) - self._rounded(before)
        if self is Unit.SHARE:
            return f"{moved:+.0f} points"
        return f"{moved:+,.0f}" if self.is_count else f"{moved:+,.1f} {self.value[0]}"

    def _rounded(self, value: float) -> float:
        if self is Unit.SHARE:
            return float(f"{value:.0%}".rstrip("%"))
        return float(f"{value:.0f}" if self.is_count else f"{value:.1f}")


def in_time(period: str) -> tuple[int, str]:
    """Give what periods of one kind sort by."""
    return (_PHASES.index(period), "") if period in _PHASES else (0, period)


def before(period: str) -> str:
    """Name the period before one, which may hold nothing; "" where there is none before it."""
    if period in _PHASES:
        return ("", *_PHASES)[_PHASES.index(period)]
    year, _, rest = period.partition("-")
    try:
        if rest.startswith("W"):
            day = date.fromisocalendar(int(year), int(rest[1:]), 1) - timedelta(days=7)
            return "{}-W{:02}".format(*day.isocalendar()[:2])
        if rest.startswith("Q"):
            years, quarter = divmod(int(year) * 4 + int(rest[1:]) - 2, 4)
            return f"{years:04}-Q{quarter + 1}"
        years, month = divmod(int(year) * 12 + int(rest) - 2, 12)
    except (ValueError, OverflowError):
        return ""
    return f"{years:04}-{month + 1:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """
    One value of a figure: for a period (`2026-W36`, or `all`) and a part ("" for all parts together).

    `n` is how many rows it was made from. A count of none is 0; a share or a time of none is None, which is
    unknown and not nothing.
    """

    period: str
    part: str
    value: float | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """
    One measure over one knowledge base.

    `about` says what it belongs with, `asks` defines it, `cannot_know` says what it leaves open anywhere, `remarks` what is left open here. `parts` says
    what a part is, `reads` names the tables, `query` is the SQL. Without points it could not be taken at all.
    `rows` are what it was made from, under `columns`; empty unless they were asked for.
    """

    name: str
    about: str
    title: str
    unit: Unit
    asks: str
    cannot_know: str
    parts: str
    reads: tuple[str, ...]
    query: str
    points: tuple[Point, ...] = ()
    remarks: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()

    def at(self, period: str = WHOLE, part: str = "") -> Point:
        """Give the point of a period and a part; where there is none, what nothing amounts to."""
        found = (point for point in self.points if (point.period, point.part) == (period, part))
        nothing = 0.0 if self.points and self.unit.is_count else None
        return next(found, Point(period=period, part=part, value=nothing, n=0))

    def periods(self) -> tuple[str, ...]:
        """Name the periods that have a value, the earliest first; none for what is as it stands today."""
        found = {point.period for point in self.points} - {WHOLE}
        return tuple(sorted(found, key=in_time))

    def parts_of(self, period: str = WHOLE) -> tuple[Point, ...]:
        """Give a period's points by part, in the order of their names."""
        return tuple(point for point in self.points if point.period == period and point.part)
