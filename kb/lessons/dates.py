"""Dates in titles, file names and cells."""

import re
from collections.abc import Iterable
from datetime import date

from kb.io import stamps

_ISO = re.compile(r"(?<!\d)((?:19|20)\d{2})([-_./]?)(\d{2})\2(\d{2})(?!\d)")
_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTH = rf"(?P<month>{_NAMES})[a-z]{{0,6}}\.?"
_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d)"
_SPELLED = (
    re.compile(rf"\b{_MONTH} {{1,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {{1,3}}{_YEAR}", re.IGNORECASE),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.? {{1,3}}(?:of )?{_MONTH},? {{1,3}}{_YEAR}", re.IGNORECASE
    ),
)
_SHORT_YEAR = re.compile(r"(?P<front>.{1,10}[-/.])(?P<year>[7-9]\d)(?P<rest> .{0,20})?")
_ORDER = {name: number for number, name in enumerate(_NAMES.split("|"), start=1)}


def first(text: str, *, limit: int = 20_000) -> date | None:
    """Find the first date that can be read in one way only: `2026-09-14`, `20260914`, `14 September 2026`, `Sept. 14th, 2026`."""
    found: list[tuple[int, date]] = []
    for match in _ISO.finditer(text[:limit]):
        when = _date(match[1], match[3], match[4])
        if when:
            found.append((match.start(), when))
            break
    for pattern in _SPELLED:
        for match in pattern.finditer(text[:limit]):
            when = _date(match["year"], _ORDER[match["month"].lower()], match["day"])
            if when:
                found.append((match.start(), when))
                break
    return min(found)[1] if found else None


def _date(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def month_first(values: Iterable[str]) -> bool | None:
    """Decide for a whole column whether `3/4/2026` is in March; None when nothing tells."""
    for value in values:
        text = value.strip()
        if not stamps.is_ambiguous(text):
            continue
        one, two = (int(number) for number in re.findall(r"\d+", text)[:2])
        if one > 12 >= two:
            return False
        if two > 12 >= one:
            return True
    return None


def read(text: str, order: bool | None) -> date | None:
    """Read a cell, `order` being `month_first` of its column; a year of two digits from 70 on is of the last century."""
    text = text.strip()[:60]
    short = _SHORT_YEAR.fullmatch(text)
    if short:
        text = f"{short['front']}19{short['year']}{short['rest'] or ''}"
    if order is None and stamps.is_ambiguous(text):
        return None
    when = stamps.parse(text, month_first=bool(order))
    if when is None:
        when, _ = stamps.iso(text)
    return when.date() if when else first(text)
