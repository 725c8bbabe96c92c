"""A lesson as its register or post-mortem told it, before redaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from kb.model.incident import IncidentRef, Person


class Section(StrEnum):
    """The headings every lesson of ours has, in their order."""

    EVENT = "Event"
    EFFECT = "Effect"
    CAUSE = "Cause"
    EARLY_WARNING = "Early warning"
    LESSON = "Lesson"
    RECOMMENDATION = "Recommendation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One piece of text as Markdown, under the heading its author gave it; `section` is where it belongs, if anywhere."""

    heading: str
    text: str
    section: Section | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    One lesson as it was found.

    May hold personal data and secrets: keep it in memory, never on disk. `register` is the name of its file,
    `folder` that of the folder around a post-mortem, `key` the register's own number.
    """

    path: Path
    line: int
    register: str
    title: str
    folder: str = ""
    key: str = ""
    parts: tuple[Part, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    topics: tuple[str, ...] = ()
    status: str = ""
    scope: str = ""
    phase: str = ""
    owner: str = ""
    observed_on: date | None = None
    due: date | None = None
    evidence: tuple[IncidentRef, ...] = ()
    people: tuple[Person, ...] = ()

    def texts(self) -> tuple[str, ...]:
        """Give every text people wrote, in an order `with_texts` knows."""
        return (
            *(
                self.title,
                self.folder,
                self.register,
                self.key,
                self.status,
                self.scope,
                self.phase,
                self.owner,
            ),
            *self.topics,
            *(text for part in self.parts for text in (part.heading, part.text)),
            *(text for fact in self.facts for text in fact),
        )

    def with_texts(self, texts: Sequence[str]) -> "Found":
        """Put texts, as `texts` gives them, in place of the old ones; the people are dropped."""
        rest: Iterator[str] = iter(texts)
        title, folder, register, key, status, scope, phase, owner = (next(rest) for _ in range(8))
        return replace(
            self,
            title=title,
            folder=folder,
            register=register,
            key=key,
            status=status,
            scope=scope,
            phase=phase,
            owner=owner,
            topics=tuple([next(rest) for _ in self.topics]),
            parts=tuple(
                [Part(heading=next(rest), text=next(rest), section=part.section) for part in self.parts]
            ),
            facts=tuple([(next(rest), next(rest)) for _ in self.facts]),
            people=(),
        )
