"""What is indexed, what is asked and what is found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from kb.model.article import Audience

Span = tuple[int, int]
"""Where a marked piece of a text begins and ends, in characters."""

FACETS = ("product", "type", "confidence", "language")
"""What an answer can be narrowed by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """
    One page as search sees it; `fields` maps a field name of `kb.search.documents.WEIGHTS` to its text.

    `url` is relative to the site's root, as `troubleshooting/vpn-drops-kb-02eca943/`.
    `summary` is what a result card shows below the title: the symptom, not boilerplate.
    `type` is what readers filter by: an article's type, else the kind. `changed` is when it was last confirmed,
    reviewed or made. `language` is an ISO 639-1 code.
    """

    id: str
    title: str
    url: str
    kind: str  # article | guide | lesson | page | bundle | incident
    audience: Audience
    confidence: str = ""
    evidence: int = 0
    summary: str = ""
    type: str = ""
    language: str = "en"
    products: tuple[str, ...] = ()
    changed: date | None = None
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What hits must be; an empty set lets everything pass, several values of one facet are alternatives."""

    product: frozenset[str] = frozenset()
    type: frozenset[str] = frozenset()
    confidence: frozenset[str] = frozenset()
    language: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether anything is narrowed."""
        return bool(self.product or self.type or self.confidence or self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked: any text, how many hits from which on, what they must be, and whether to say why."""

    text: str
    limit: int = 10
    offset: int = 0
    filters: Filters = Filters()
    explain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """
    Why one word of a query counts for a hit: what was asked, what stands there, and how the two are alike.

    `how` is `exact`, `form`, `part`, `begins`, `mistyped`, `joined`, `split` or `synonym`; `fields` name where it
    stands, the weightiest first; `share` is its part of the score before bonuses, 0 to 1.
    """

    asked: str
    found: str
    how: str
    fields: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """
    A document found: `score` is comparable within one answer only; `matched` are the query's words it holds.

    `snippet` is the passage that answers best; the marks say where words of the query stand in it and in the
    title. `why` is filled on demand.
    """

    id: str
    title: str
    url: str
    kind: str
    confidence: str
    score: float
    snippet: str = ""
    matched: tuple[str, ...] = ()
    type: str = ""
    language: str = "en"
    products: tuple[str, ...] = ()
    title_marks: tuple[Span, ...] = ()
    snippet_marks: tuple[Span, ...] = ()
    why: tuple[Reason, ...] = ()
    bonuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    What a query found, best first, from `offset` on.

    `found` counts all documents that hold a word of it, `facets` maps each of FACETS to (value, number of those),
    most frequent first, where a facet's own filter does not count. `corrected` maps a mistyped word to the one that
    was looked up. `closest` are the pages most used, where nothing was found.
    """

    query: str
    hits: tuple[Hit, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    found: int = 0
    offset: int = 0
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=lambda: MappingProxyType({}))
    closest: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What is offered while somebody types: a title or a known wording, and the page it leads to."""

    text: str
    url: str
    id: str
