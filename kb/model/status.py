"""How things stand, as stakeholders are told: one word with its reason, counts, problems, and when they hear more."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Rag(StrEnum):
    """The word everybody looks at first; never a colour alone."""

    RED = "Red"
    AMBER = "Amber"
    GREEN = "Green"
    UNKNOWN = "Not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem that came up lately, how often, and what to do about it; `page` is its article's, by source path."""

    title: str
    incidents: int
    what_to_do: str
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StakeholderStatus:
    """
    The status of one day, with no incident in it and no article that its readers may not see.

    `day` is the last one that the ledger knows of, `lately` says over which days problems are counted.
    """

    project: str
    rag: Rag
    reason: str
    day: date
    made_at: datetime
    next_update: datetime
    counts: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...]
    lately: str
    cannot_know: tuple[str, ...] = ()
    contact: str = ""

    @property
    def title(self) -> str:
        """The line it is known by."""
        return f"{self.project}: {self.rag.value}, {self.day.isoformat()}"
