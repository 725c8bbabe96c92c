"""What the next project should do in a phase: things to tick off; no rendering."""

from dataclasses import dataclass

from kb.model.article import Audience
from kb.model.lesson import LessonStatus
from kb.model.prose import count


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing to do, and why; `seen` counts the incidents behind it, `again` those after it was applied."""

    lesson: str
    todo: str
    why: str
    scope: str
    status: LessonStatus
    seen: int
    again: int

    @property
    def is_wide(self) -> bool:
        """Whether it concerns more than the project it comes from."""
        return self.scope.casefold() != "project"

    @property
    def standing(self) -> str:
        """Say whom it is for, how sure it is, and how often it was needed."""
        told = [
            self.scope,
            self.status.value.replace("-", " "),
            f"seen in {count(self.seen, 'incident')}" if self.seen else "",
            f"came back in {count(self.again, 'incident')}" if self.again else "",
        ]
        return " · ".join(each for each in told if each)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """The lines of one topic of one phase; what concerns more than one project first."""

    phase: str
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """What to do in a phase, or in all of them where `phase` is ""; for one audience."""

    project: str
    phase: str
    audience: Audience
    topics: tuple[Topic, ...]

    @property
    def title(self) -> str:
        """What stands above it."""
        return f"Checklist for {self.phase}" if self.phase else "Checklist for all phases"

    @property
    def intro(self) -> str:
        """Say where it comes from, and how to read it."""
        if not self.topics:
            return f"{self.project} has no lesson for it that {self.audience.value} may read."
        return (
            f"{count(len(self.lines), 'lesson')} of {self.project}. What concerns more than one project comes first, "
            "then what came back most often."
        )

    @property
    def lines(self) -> tuple[Line, ...]:
        """Give all lines."""
        return tuple(line for topic in self.topics for line in topic.lines)
