"""A figure a report shows, with its definition, its query and the rows behind it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Cell = str | int | float | bool | date | datetime | None
"""What a row behind a figure may hold."""

WHOLE = "all"
"""The period that stands for all days asked for."""


class By(StrEnum):
    """What one period is: an ISO week, a month, a quarter, or a phase of the go-live."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    PHASE = "phase"


class Unit(StrEnum):
    """What a value counts."""

    SHARE = "share"  # of 1
    INCIDENTS = "incidents"
    HOURS = "hours"
    DAYS = "days"
    PAIRS = "pairs"
    SEARCHES = "searches"
    RECORDS = "records"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """
    One value of a figure: for a period (`2026-W36`, or `all`) and a part ("" for all parts together).

    `n` is how many rows it was made from; where there are none, `value` is None: that is not known, and not nothing.
    """

    period: str
    part: str
    value: float | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """
    One measure over one knowledge base.

    `asks` defines it, `cannot_know` says what it leaves open, `parts` what a part is, `query` is the SQL that made
    it. `rows` are what it was made from, under `columns`; empty unless they were asked for.
    """

    name: str
    title: str
    unit: Unit
    asks: str
    cannot_know: str
    parts: str
    query: str
    points: tuple[Point, ...]
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()

    def at(self, period: str = WHOLE, part: str = "") -> Point:
        """Give the point of a period and a part; one that was made from nothing where there is none."""
        found = (point for point in self.points if (point.period, point.part) == (period, part))
        return next(found, Point(period=period, part=part, value=None, n=0))

    def periods(self) -> tuple[str, ...]:
        """Name the periods that have a value, the earliest first."""
        return tuple(dict.fromkeys(point.period for point in self.points if point.period != WHOLE))
