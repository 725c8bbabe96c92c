"""What somebody should do next in the knowledge base, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.model.incident import IncidentRef


class Need(StrEnum):
    """Why something is on the worklist; between equals the earlier one comes first."""

    RECURRED = "recurred"  # a lesson came back after its action was applied
    FLAGGED = "flagged"  # an incident says that the article is wrong
    DISLIKED = "disliked"  # a reader said why it did not help, and nobody has answered
    NO_ARTICLE = "no-article"  # incidents that no article answers
    GAP = "gap"  # readers searched for it, and found nothing
    NO_RESOLUTION = "no-resolution"  # an article that does not say what to do
    DUPLICATE = "duplicate"  # two articles that look like one
    READY = "ready"  # a draft with an answer, for somebody to validate
    OVERDUE = "overdue"  # the date of its next review is past
    TOO_FEW = "too-few"  # incidents that no article answers, fewer than a draft needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """
    One thing to do. `articles` are ids, the one to keep first; `incidents` what they answered, or nobody did.

    `searches` are those for it without an answer, `votes` those that say why it did not help. `lately` of all were in
    the period looked at. `why` is one
    sentence, `command` what to type.
    """

    need: Need
    title: str
    why: str
    command: tuple[str, ...]
    articles: tuple[str, ...] = ()
    incidents: tuple[IncidentRef, ...] = ()
    searches: int = 0
    votes: int = 0
    lately: int = 0
    owner: str = ""

    @property
    def count(self) -> int:
        """How many incidents, searches and votes ask for it."""
        return len(self.incidents) + self.searches + self.votes


def in_order(work: Sequence[Work]) -> tuple[Work, ...]:
    """
    Sort: what would have answered most incidents, searches and votes lately first, then what answered most ever.

    A lesson that came back is first of all: somebody said that it was done. What came up too seldom for a draft, or was searched for once, is last: the newest of these would hide
    everything that recurs.
    """
    needs = list(Need)
    return tuple(
        sorted(
            work,
            key=lambda each: (
                each.need is not Need.RECURRED,
                _is_seldom(each),
                -each.lately,
                -each.count,
                needs.index(each.need),
                each.articles,
                each.incidents,
                each.title,
            ),
        )
    )


def _is_seldom(work: Work) -> bool:
    return work.need is Need.TOO_FEW or (work.need is Need.GAP and work.searches < 2)
