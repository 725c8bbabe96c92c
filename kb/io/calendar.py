"""The one door to icalendar: an appointment as a file that every calendar takes (RFC 5545)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

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
