"""The one door to icalendar: appointments and reminders as a file that every calendar takes (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from kb.model.prose import digest, one_line


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
    made = icalendar.Calendar()
    made.add("prodid", "-//hypercare-kb//kb report training//EN")
    made.add("version", "2.0")
    made.add_component(event)
    return bytes(made.to_ical())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Something that is due on a day; `key` tells it from all others, so that a calendar takes it once."""

    key: str
    title: str
    text: str
    on: date


def reminders(told: Iterable[Reminder], *, made_on: date, by: str) -> bytes:
    """Write things that are due as whole days that take nobody's time; the same ones give the same bytes."""
    import icalendar

    made = icalendar.Calendar()
    made.add("prodid", f"-//hypercare-kb//{by}//EN")
    made.add("version", "2.0")
    for each in told:
        event = icalendar.Event()
        event.add("uid", f"{digest(each.key)[:32]}@hypercare-kb")
        event.add("dtstamp", datetime.combine(made_on, time(), UTC))
        event.add("dtstart", each.on)
        event.add("dtend", each.on + timedelta(days=1))
        event.add("summary", one_line(each.title))
        event.add("description", one_line(each.text))
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())
