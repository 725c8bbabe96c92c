"""Find what solved an incident: the passages that say so, without chatter."""

import re
from dataclasses import dataclass
from datetime import datetime

from kb.drafting.boilerplate import says_nothing
from kb.drafting.noise import header
from kb.drafting.quoting import worth_quoting
from kb.drafting.remarks import solving
from kb.drafting.telling import Telling, telling
from kb.model.incident import EntryKind, RedactedIncident, ResolutionKind
from kb.model.receipt import Passage, PassageKind, passages

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
        unsolved = kind in (ResolutionKind.NONE, ResolutionKind.WONT_FIX)
        if self.field == "description" or (unsolved and _AROUND.search(self.text)):
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
        return _described(incident)
    return Answer(incident, "entry", told.entry.kind, told.entry.at, told.passages, told.confirmed)


def _described(incident: RedactedIncident) -> Answer | None:
    """Give the workaround that the description has under a heading of its own."""
    kept: list[Passage] = []
    inside = False
    for passage in passages(incident.description):
        if passage.kind is not PassageKind.CODE and (name := header(passage.text)):
            inside = name.startswith("workaround")
        if inside:
            kept.append(passage)
    said = worth_quoting(kept)
    if not any(telling(each.text) is Telling.INSTRUCTION for each in said):
        return None
    return Answer(incident, "description", EntryKind.PUBLIC, incident.opened_at, said, sure=False)


def is_cause(text: str) -> bool:
    """Whether a sentence tells why."""
    return telling(text) is Telling.CAUSE
