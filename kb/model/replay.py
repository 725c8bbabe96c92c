"""One incident asked again of the knowledge base as it stood when the incident was opened."""

from dataclasses import dataclass
from datetime import datetime

from kb.model.article import Audience
from kb.model.incident import IncidentRef

TOP = 3
"""Among how many hits an article must be to count as found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked, when and for whom; `article` is the one that answers it today, "" for none that does."""

    ref: IncidentRef
    words: str
    at: datetime
    audience: Audience
    article: str = ""
    resolved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    What one audience would have found: whether the right article existed for it, and its rank, 0 when not among ten.

    `instead` is the id of what came first where that was no right answer, `instead_title` its title.
    """

    existed: bool = False
    rank: int = 0
    instead: str = ""
    instead_title: str = ""

    @property
    def is_found(self) -> bool:
        """Whether the right article is among the first three."""
        return 0 < self.rank <= TOP


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What came of one: the commit that was asked, "" where there was none yet; for whoever asked, and for support."""

    asked: Asked
    commit: str = ""
    own: Found = Found()
    team: Found = Found()
