"""A lesson: what to do next time, blameless."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb.model.article import Audience
from kb.model.incident import IncidentRef


class LessonStatus(StrEnum):
    """How far a lesson has come; it is learned only once its action is applied (PRINCE2)."""

    OBSERVED = "observed"
    VALIDATED = "validated"
    ACTION_AGREED = "action-agreed"
    APPLIED = "applied"
    EFFECTIVE = "effective"
    RECURRED = "recurred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One lesson; `body` is its Markdown with Event, Effect, Cause, Early warning, Lesson, Recommendation."""

    id: str
    path: str
    title: str
    status: LessonStatus
    phase: str = ""
    scope: str = "project"
    topics: tuple[str, ...] = ()
    observed_on: date | None = None
    audience: Audience = Audience.INTERNAL
    evidence: tuple[IncidentRef, ...] = ()
    owner: str = ""
    due: date | None = None
    source: str = ""  # the register and its own number, or the file, it was imported from
    source_sha256: str = ""  # of the redacted text it was imported from
    imported: str = ""  # the SHA-256 of the file as an import wrote it, without this line
    body: str = ""

    def is_overdue(self, today: date) -> bool:
        """Whether its action is past due and not yet applied."""
        done = self.status in (LessonStatus.APPLIED, LessonStatus.EFFECTIVE)
        return self.due is not None and self.due < today and not done
