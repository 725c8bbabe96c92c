"""When an article is to be looked at again: a date and an interval in words, as `90 days`."""

import calendar
import re
from datetime import date, timedelta

INTERVAL = r"[1-9]\d{0,3} (?:day|week|month|year)s?"
DEFAULT = "90 days"

_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}


def due(last: date | None, interval: str) -> date | None:
    """Add an interval to a date; None without either, or when the interval cannot be read."""
    if last is None or not re.fullmatch(INTERVAL, interval):
        return None
    number, unit = int(interval.split()[0]), interval.split()[1].removesuffix("s")
    try:
        if unit in _DAYS:
            return last + timedelta(days=number * _DAYS[unit])
        years, month = divmod(last.month - 1 + number * _MONTHS[unit], 12)
        year = last.year + years
        day = min(last.day, calendar.monthrange(year, month + 1)[1])
        return date(year, month + 1, day)
    except (OverflowError, ValueError):  # beyond the year 9999
        return None
