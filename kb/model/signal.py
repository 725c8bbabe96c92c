"""What readers tell: searches that found no answer, and whether a page helped."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kb.model.article import Audience
from kb.model.incident import RedactedText
from kb.model.prose import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One search that found no answer, at a minute; who searched is not known."""

    query: RedactedText
    audience: Audience
    at: datetime
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """All searches that asked the same and found no answer; `query` is the latest way it was written."""

    query: str
    times: int
    last: date
    audiences: tuple[Audience, ...]


def same(query: str) -> str:
    """Give the form by which two queries are the same: case, accents and blanks do not count."""
    return fold(" ".join(query.split()))


class Reason(StrEnum):
    """Why a page did not help, as its reader may choose it."""

    STEPS = "steps"
    UNSOLVED = "unsolved"
    OUTDATED = "outdated"
    OTHER = "other"


REASONS = {
    Reason.STEPS: "I cannot follow the steps",
    Reason.UNSOLVED: "It did not solve it",
    Reason.OUTDATED: "It is out of date",
    Reason.OTHER: "I looked for something else",
}
"""What the page offers, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """
    What one reader says of one article, at a minute; a later vote of the same reader takes its place.

    `reader` is a keyed digest that leads to nobody. `until` is the day it was made for where the reader keeps no
    cookie; once that is over, the digest goes.
    """

    article: str
    audience: Audience
    reader: str
    at: datetime
    helped: bool
    reason: Reason | None = None
    words: RedactedText | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A vote as it is kept, under an id of its own; `answer` is what was done about it, "" while nothing was."""

    id: str
    article: str
    audience: Audience
    helped: bool
    reason: Reason | None
    words: str
    day: date
    answer: str = ""
    answered: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it says what was missing, and nobody has answered yet."""
        return not self.helped and bool(self.reason or self.words) and self.answered is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """All votes on one article."""

    article: str
    helped: int
    not_helped: int
    open: int
    last: date
