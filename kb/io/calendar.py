"""The one door to icalendar: an appointment as a file that every calendar takes (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from kb.model.prose import digest, one_line

if TYPE_CHECKING:
    from icalendar import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """
    When something takes place, without anybody invited.

    `begins` without a zone is that time wherever one is; one with a zone is kept in UTC. `made_at` is when it was
    written down.
    """

    title: str
    text: str
    begins: datetime
    minutes: int
    made_at: datetime


def rendered(told: Appointment) -> bytes:
    """Write it; the same appointment gives the same bytes, and so the same entry in whoever's calendar."""
    import icalendar

    begins = told.begins.astimezone(UTC) if told.begins.tzinfo else told.begins
    event = icalendar.Event()
    event.add("uid", f"{digest(f'{told.title} {begins.isoformat()}')[:32]}@hypercare-kb")
    event.add("dtstamp", told.made_at.astimezone(UTC))
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(minutes=told.minutes))
    event.add("summary", one_line(told.title))
    event.add("description", "\n".join(map(one_line, told.text.split("\n"))))
    return _calendar("kb report training", [event])


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day by which something is to be done; `id` tells it from all others, whatever day it moves to."""

    id: str
    title: str
    text: str
    day: date


def deadlines(told: Iterable[Deadline], *, made_on: date, made_by: str) -> bytes:
    """Write days without a time that keep nobody busy; one that a calendar has already is replaced."""
    import icalendar

    events = []
    for each in told:
        event = icalendar.Event()
        event.add("uid", f"{each.id}@hypercare-kb")
        event.add("dtstamp", datetime.combine(made_on, time(), UTC))
        event.add("dtstart", each.day)
        event.add("dtend", each.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("summary", one_line(each.title))
        event.add("description", "\n".join(map(one_line, each.text.split("\n"))))
        events.append(event)
    return _calendar(made_by, events)


def _calendar(made_by: str, events: "Iterable[Event]") -> bytes:
    import icalendar

    made = icalendar.Calendar()
    made.add("prodid", f"-//hypercare-kb//{made_by}//EN")
    made.add("version", "2.0")
    for event in events:
        made.add_component(event)
    return bytes(made.to_ical())
