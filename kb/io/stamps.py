"""Dates as people and products write them in, UTC out."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

_STAMP = re.compile(
    r"(?P<a>\d{1,4})(?P<sep>[-/.])(?P<b>\d{1,2}|\d{1,2}[月월]|[^\W\d_]{3,9})\.?[-/.](?P<c>\d{1,4})"
    r"(?:[ T](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?:[ \u00a0\u202f]?(?P<half>[AaPp])(?:\.[ \u00a0\u202f]?)?[Mm]\.?|[ \u00a0\u202f]?(?P<noon>上午|下午|午前|午後|오전|오후))?)?"
)
# Months as they are shortened in European languages and Turkish; of two that begin alike the longer one decides.
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan ene gen sty led янв oca",
            "feb fév fev lut úno фев şub",
            "mar mär mrz mrt már bře мар mars",
            "apr abr avr kwi dub ápr апр nis",
            "may mai mag mei maj máj kvě май мая",
            "jun giu juin cze čvn jún июн haz",
            "jul lug juil lip čvc júl июл tem",
            "aug ago aoû sie srp авг ağu",
            "sep set wrz zář sze сен eyl",
            "oct okt ott out paź říj окт eki",
            "nov lis ноя kas",
            "dec dez déc dic des gru pro дек ara",
        ),
        start=1,
    )
    for word in words.split()
}

_AFTERNOON = ("下午", "午後", "오후")


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
    hour = int(match["hour"] or 0)
    if match["half"] or match["noon"]:
        hour = hour % 12 + (12 if match["half"] in ("p", "P") or match["noon"] in _AFTERNOON else 0)
    try:
        return datetime(
            int(year) + (2000 if len(year) <= 2 else 0),
            month_number(month),
            int(day),
            hour,
            int(match["minute"] or 0),
            int(match["second"] or 0),
            tzinfo=UTC,
        )
    except ValueError:
        return None


def month_number(word: str) -> int:
    """Give the number of a month written as a number, by name or shortened; 0 when it is none."""
    if word[:1].isdigit():
        digits = word.rstrip("月월")
        return int(digits) if digits.isdecimal() else 0
    word = word.lower()
    return _MONTHS.get(word[:4]) or _MONTHS.get(word[:3], 0)


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
