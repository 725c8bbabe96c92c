"""What is indexed, what is asked and what is found."""

from dataclasses import dataclass, field

from kb.model.article import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """
    One page as search sees it; `fields` maps a field name of `kb.search.documents.WEIGHTS` to its text.

    `url` is relative to the site's root, as `troubleshooting/vpn-drops-kb-02eca943/`.
    `summary` is what a result card shows below the title: the symptom, not boilerplate.
    """

    id: str
    title: str
    url: str
    kind: str  # article | guide | lesson | page
    audience: Audience
    confidence: str = ""
    evidence: int = 0
    summary: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A document found: `score` is comparable within one answer only; `matched` are the query's words it holds."""

    id: str
    title: str
    url: str
    kind: str
    confidence: str
    score: float
    snippet: str = ""
    matched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a query found, best first; `corrected` maps a mistyped word to the one that was looked up."""

    query: str
    hits: tuple[Hit, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
