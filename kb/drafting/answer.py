"""Find what solved an incident: the passages that say so, without chatter."""

import re
from dataclasses import dataclass
from datetime import datetime

from kb.drafting.boilerplate import says_nothing
from kb.drafting.quoting import worth_quoting
from kb.drafting.remarks import solving
from kb.drafting.telling import Telling, telling
from kb.model.incident import EntryKind, RedactedIncident, ResolutionKind
from kb.model.receipt import Passage, passages

_AROUND = re.compile(r"\bwork(?:ing)?[- ]?arounds?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What solved one incident: the passages worth quoting, and where they stand.

    `sure` says that somebody wrote it down as the answer, or confirmed it; it was not picked from talk.
    """

    incident: RedactedIncident
    field: str
    kind: EntryKind
    at: datetime | None
    passages: tuple[Passage, ...]
    sure: bool = True

    @property
    def text(self) -> str:
        """All passages as one text, to compare answers by."""
        return "\n".join(passage.text for passage in self.passages)

    @property
    def resolution_kind(self) -> ResolutionKind:
        """What ended the incident; where its system does not say, what the answer calls itself."""
        kind = self.incident.resolution_kind
        if kind in (ResolutionKind.NONE, ResolutionKind.WONT_FIX) and _AROUND.search(self.text):
            return ResolutionKind.WORKAROUND
        return kind


def find(incident: RedactedIncident, boilerplate: tuple[str, ...] = ()) -> Answer | None:
    """Give the answer of a resolved incident, or None when nobody wrote one down."""
    if incident.resolution_kind is ResolutionKind.DUPLICATE:
        return None
    if not says_nothing(incident.resolution, boilerplate):
        kept = worth_quoting(passages(incident.resolution))
        if kept:
            at = incident.resolved_at or incident.closed_at or incident.updated_at
            return Answer(incident, "resolution", EntryKind.PUBLIC, at, kept)
    told = solving(incident, boilerplate)
    if told is None:
        return None
    return Answer(incident, "entry", told.entry.kind, told.entry.at, told.passages, told.confirmed)


def is_cause(text: str) -> bool:
    """Whether a sentence tells why."""
    return telling(text) is Telling.CAUSE
