"""The columns of a lessons register, by any of their names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.lessons.found import Section
from kb.lessons.words import (
    DATE,
    DUE,
    INCIDENTS,
    OWNER,
    PEOPLE,
    PHASE,
    SCOPE,
    STATUS,
    TITLE,
    TOPICS,
    exact,
    plain,
)

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|_|(?<=[a-z])(?=\d)")
_KEYS = (
    "lesson id",
    "lesson number",
    "lesson no",
    "lesson ref",
    "lesson reference",
    "id",
    "unique id",
    "identifier",
    "number",
    "no",
    "ref",
    "reference",
    "reference number",
    "key",
    "item",
    "sr no",
    "s no",
    "log number",
    "entry",
)
_BY = re.compile(r"(?:submitter|author|logged by|contributor)(?: \d{1,2})?")
_TELLING = frozenset({Section.EFFECT, Section.CAUSE, Section.EARLY_WARNING, Section.RECOMMENDATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column says what, by index; `sections` in the order of the file."""

    heads: tuple[str, ...]
    key: int | None
    title: int | None
    sections: tuple[tuple[int, Section], ...]
    dates: tuple[int, ...]  # the best first
    topics: tuple[int, ...]
    people: tuple[int, ...]
    owner: int | None
    due: int | None
    status: int | None
    scope: int | None
    phase: int | None
    incidents: int | None

    @property
    def is_register(self) -> bool:
        """Whether these are the columns of lessons and not, say, of incidents."""
        kinds = {section for _, section in self.sections}
        if Section.LESSON in kinds:
            return len(kinds) > 1 or self.title is not None or self.key is not None
        told = self.title is not None or Section.EVENT in kinds
        return told and len(kinds & _TELLING) > 1

    @property
    def score(self) -> int:
        """How many columns are understood."""
        single = (self.key, self.title, self.owner, self.due, self.status, self.scope, self.phase)
        return (
            sum(each is not None for each in single) + len(self.sections) + len(self.dates) + len(self.topics)
        )


def words(head: str) -> str:
    """Fold a column's name: `drivingEvent`, `Driving_Event` and `Driving Event` are one."""
    return plain(" ".join(_CAMEL.sub(" ", head).split()))


def columns(heads: Sequence[str]) -> Columns:
    """Place each column; what has no place is kept under its own name."""
    names = [words(head) for head in heads]

    def one(known: Sequence[str] | frozenset[str]) -> int | None:
        wanted = known if isinstance(known, tuple) else [name for name in names if name in known]
        return next((names.index(name) for name in wanted if name in names), None)

    key = one(_KEYS)
    if key is None:
        key = next((at for at, head in enumerate(heads) if head.strip() in ("#", "Nr", "Nr.", "№")), None)
    title = one(TITLE)
    sections = []
    for at, name in enumerate(names):
        section = exact(name)
        if section is None and name in ("description event", "lesson abstract", "lesson learned text"):
            section = Section.EVENT
        if section is not None and at != title and name not in INCIDENTS:
            sections.append((at, section))
    found_dates = [names.index(name) for name in DATE if name in names]
    return Columns(
        heads=tuple(heads),
        key=key,
        title=title,
        sections=tuple(sections),
        dates=tuple(found_dates),
        topics=tuple(at for at, name in enumerate(names) if name in TOPICS),
        people=tuple(at for at, name in enumerate(names) if name in PEOPLE or _BY.fullmatch(name)),
        owner=one(OWNER),
        due=one(DUE),
        status=one(STATUS),
        scope=one(SCOPE),
        phase=one(PHASE),
        incidents=one(INCIDENTS),
    )
