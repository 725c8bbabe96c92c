"""What readers tell without saying it: searches that found no answer."""

from dataclasses import dataclass
from datetime import date, datetime

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
