"""Dates as people and products write them in, UTC out."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

_STAMP = re.compile(
    r"(?P<a>\d{1,4})(?P<sep>[-/.])(?P<b>\d{1,2}|[^\W\d_]{3,9})\.?[-/.](?P<c>\d{1,4})"
    r"(?:[ T](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?: ?(?P<half>[AaPp])[Mm])?)?"
)
_MONTHS = {
    "jan": 1, "feb": 2, "fév": 2, "mar": 3, "mär": 3, "mrz": 3, "apr": 4, "avr": 4, "may": 5, "mai": 5,
    "jun": 6, "jul": 7, "aug": 8, "aoû": 8, "ago": 8, "sep": 9, "set": 9, "oct": 10, "okt": 10, "nov": 11,
    "dec": 12, "dez": 12, "déc": 12,
}  # fmt: skip


def iso(text: str, zone: tzinfo = UTC) -> tuple[datetime | None, bool]:
    """Read ISO 8601; give the moment in UTC, None when it is no date, and whether `zone` had to be assumed."""
    try:
        return in_utc(datetime.fromisoformat(text.strip()), zone)
    except (ValueError, OverflowError):
        return None, False


def in_utc(moment: datetime, zone: tzinfo) -> tuple[datetime | None, bool]:
    """Move a moment to UTC, to the second; a naive one is in `zone`. None when that leaves the calendar."""
    assumed = moment.tzinfo is None
    try:
        moment = moment.replace(tzinfo=zone) if assumed else moment
        return moment.astimezone(UTC).replace(microsecond=0), assumed
    except (ValueError, OverflowError):
        return None, False


def parse(text: str, *, month_first: bool = False) -> datetime | None:
    """
    Read a stamp in one of the layouts a user may choose in ServiceNow, as UTC; None when it is no date.

    A year in front, a month by name and dots (always day first) speak for themselves; `month_first` decides the rest.
    """
    match = _STAMP.fullmatch(text.strip())
    if not match:
        return None
    a, b, c = match["a"], match["b"], match["c"]
    if len(a) == 4:
        year, month, day = a, b, c
    elif not b.isdigit():
        day, month, year = a, b, c
    elif month_first and match["sep"] != ".":
        month, day, year = a, b, c
    else:
        day, month, year = a, b, c
    number = int(month) if month.isdigit() else _MONTHS.get(month[:3].lower(), 0)
    hour = int(match["hour"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    try:
        return datetime(
            int(year) + (2000 if len(year) <= 2 else 0),
            number,
            int(day),
            hour,
            int(match["minute"] or 0),
            int(match["second"] or 0),
            tzinfo=UTC,
        )
    except ValueError:
        return None


def is_ambiguous(text: str) -> bool:
    """Whether day and month could be told either way, as in `03/04/2026` (also when one of them is over 12)."""
    match = _STAMP.fullmatch(text.strip())
    return match is not None and len(match["a"]) < 4 and match["b"].isdigit() and match["sep"] != "."


def shifted(moment: datetime, by: timedelta) -> datetime | None:
    """Add a span; None when that leaves the calendar."""
    try:
        return moment + by
    except OverflowError:
        return None
