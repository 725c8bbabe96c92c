"""Articles that may answer a ticket, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kb.model.article import Article
from kb.model.incident import IncidentRef


class Like(NamedTuple):
    """The incident most like a ticket."""

    ref: IncidentRef
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One article as it is compared: its own text, its incidents together, and each of them, term → weight."""

    id: str
    text: Mapping[str, float]
    together: Mapping[str, float]
    incidents: Mapping[IncidentRef, Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """
    An article that may answer: `score` from 0 to 1, comparable between tickets.

    `words` are the ticket's own that speak for it, the strongest first, `codes` the error codes both name.
    `like` is the incident most like the ticket, None for readers who must not see incidents.
    """

    article: Article
    score: float
    words: tuple[str, ...]
    codes: tuple[str, ...]
    like: Like | None = None
