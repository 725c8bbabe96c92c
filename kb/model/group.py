"""Incidents one article would answer."""

from dataclasses import dataclass

from kb.model.incident import RedactedIncident


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentGroup:
    """
    Incidents one article would answer, sorted by reference, and why they stand together, in words.

    `article_id` names the article whose evidence some of them are already, None when there is none. The reason
    of a group that has one is "": the article itself says what they have in common.
    """

    incidents: tuple[RedactedIncident, ...]
    article_id: str | None = None
    reason: str = ""
