"""Where a go-live stands on a day: hypercare, transition, or usual support."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kb.config import PhaseSettings
from kb.site.shelf import Shelf
from kb.site.words import day, link

CONTACT = "contact.md"


class Phase(StrEnum):
    """ITIL calls the first one early-life support."""

    HYPERCARE = "hypercare"
    TRANSITION = "transition"
    STEADY = "steady"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One day within a phase: the `number`th of `days`; 0 days when nobody has said when it ends."""

    phase: Phase
    number: int
    days: int
    last: date | None


def stage(phases: PhaseSettings, today: date) -> Stage | None:
    """Say where `today` stands; None before the first phase, and where there are none."""
    begins = [
        (phase, date.fromisoformat(first)) for phase in Phase if (first := getattr(phases, phase.value))
    ]
    for place, (phase, first) in reversed(list(enumerate(begins))):
        if first <= today:
            after = begins[place + 1][1] if place + 1 < len(begins) else None
            return Stage(
                phase=phase,
                number=(today - first).days + 1,
                days=(after - first).days if after else 0,
                last=after - timedelta(days=1) if after else None,
            )
    return None


def told(shelf: Shelf, *, source: str) -> str:
    """Tell readers in one line; usual support is no news."""
    now = stage(shelf.phases, shelf.today)
    if now is None or now.phase is Phase.STEADY:
        return ""
    until = f"Until {day(now.last)}" if now.last else "For now"
    if now.phase is Phase.HYPERCARE:
        name = f"Hypercare day {now.number:,}" + (f" of {now.days:,}" if now.days else "")
        text = f"{until} more people than usual are there to help."
    else:
        name, text = "Transition", f"{until} hypercare hands over to usual support."
    call = f" {link('Whom to call', CONTACT, source=source)}" if source != CONTACT else ""
    return f'<div class="kb-phase"></div>\n\n**{name}.** {text}{call}'
