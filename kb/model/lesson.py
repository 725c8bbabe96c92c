"""A lesson: what to do next time, blameless."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb.model.article import Audience
from kb.model.incident import IncidentRef
from kb.model.prose import day


class LessonStatus(StrEnum):
    """How far a lesson has come; it is learned only once its action is applied (PRINCE2)."""

    OBSERVED = "observed"
    VALIDATED = "validated"
    ACTION_AGREED = "action-agreed"
    APPLIED = "applied"
    EFFECTIVE = "effective"
    RECURRED = "recurred"

    @property
    def is_done(self) -> bool:
        """Whether the action was taken, and nothing came back since."""
        return self in (LessonStatus.APPLIED, LessonStatus.EFFECTIVE)


WATCHED = (LessonStatus.APPLIED, LessonStatus.EFFECTIVE, LessonStatus.RECURRED)
"""The states in which something was done, so that it can come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """What an incident must say for its lesson to have recurred; empty, it finds nothing."""

    codes: tuple[str, ...] = ()  # error codes and names of integrations, as `INT-331`
    components: tuple[str, ...] = ()  # products, as the incidents' environment or category names them
    phrases: tuple[str, ...] = ()  # words that stand beside each other
    likeness: float = 0.0  # how like the evidence it must be, from 0 to 1; 0 asks for none

    @property
    def is_empty(self) -> bool:
        """Whether it can find nothing."""
        return not (self.codes or self.phrases or self.likeness)


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
    applied_on: date | None = None  # what matches from the next day on is a recurrence
    detector: Detector = Detector()
    recurrences: tuple[IncidentRef, ...] = ()  # what matched after it was applied
    source: str = ""  # the register and its own number, or the file, it was imported from
    source_sha256: str = ""  # of the redacted text it was imported from
    imported: str = ""  # the SHA-256 of the file as an import wrote it, without this line
    body: str = ""

    @property
    def is_watched(self) -> bool:
        """Whether it is looked for after the day it was applied on: whoever says that something was done is told."""
        return self.status in WATCHED and self.applied_on is not None and not self.detector.is_empty

    def is_overdue(self, today: date) -> bool:
        """Whether its action is past due and not yet applied."""
        return self.due is not None and self.due < today and not self.status.is_done

    def until(self, today: date) -> str:
        """Say until when its action is due, or since when it is late; "" where nobody said."""
        if self.due is None:
            return ""
        return f"{'overdue since' if self.is_overdue(today) else 'due on'} {day(self.due)}"
