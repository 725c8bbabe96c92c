"""A knowledge article in the KCS form, with a receipt for each drafted statement."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kb.model.incident import EntryKind, IncidentRef


class Confidence(StrEnum):
    """How far we trust an article (KCS v6, technique 5.2)."""

    WIP = "wip"  # no resolution yet
    NOT_VALIDATED = "not-validated"  # resolved once; where a harvested draft starts
    VALIDATED = "validated"
    ARCHIVED = "archived"  # not offered by search; links still work


class Audience(StrEnum):
    """Who may read, from the narrowest to the widest: internal < support < users < public."""

    INTERNAL = "internal"
    SUPPORT = "support"
    USERS = "users"
    PUBLIC = "public"

    @property
    def width(self) -> int:
        """0 for the narrowest."""
        return list(Audience).index(self)

    def may_read(self, page: "Audience") -> bool:
        """
        Whether readers of this audience may see a page made for `page`.

        The one predicate for pages, search, feeds and packs: internal readers see all,
        public readers only what is public.
        """
        return page.width >= self.width


class Governance(StrEnum):
    """Who may change an article (KCS v6): whoever uses it, or its owner only."""

    EXPERIENCE = "experience"
    COMPLIANCE = "compliance"


class ArticleType(StrEnum):
    """What kind of answer it is; chosen from the resolution's kind."""

    FAQ = "faq"
    HOW_TO = "howto"
    TROUBLESHOOTING = "troubleshooting"
    KNOWN_ERROR = "known-error"

    @property
    def folder(self) -> str:
        """The folder below `content/` its pages stand in."""
        return "faq" if self in (ArticleType.FAQ, ArticleType.HOW_TO) else "troubleshooting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """
    Where a drafted statement comes from; the body refers to it as `[^label]`.

    `field` is `summary`, `description`, `resolution` or `entry` of the ledger record named by `ref`;
    `at` is when it was written; `sha256` is the digest of the quoted passage as UTF-8, after redaction.
    """

    label: str
    ref: IncidentRef
    field: str
    kind: EntryKind
    at: datetime | None
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """A statement that a person wrote and no incident says: the digest of its text, and since when it is known."""

    sha256: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """
    One article. `body` is the Markdown below the front matter: sections Issue, Environment, Cause, Resolution.

    `path` is relative to `content/`, with forward slashes. `evidence` are the incidents it answered
    (KCS: reuse), sorted. `also_asked_as` are requestors' wordings. `names_kept` are words that look like
    people's names and that somebody allowed to stand, sorted. `redactions` counts what was hidden in the
    incidents it was made from, as (kind, count), sorted. `aliases` are ids and paths it answered to before:
    links to them lead here. `supersedes` are ids of articles it replaces, `duplicate_of` the id of the one
    that took its place. `flagged` are reasons to look at it again, one sentence each, each naming its incident.
    `own_words` are statements people added. `language` is a tag as `de` or `pt-BR`, "" for the base's own.
    """

    id: str
    path: str
    title: str
    type: ArticleType
    confidence: Confidence
    audience: Audience = Audience.INTERNAL
    governance: Governance = Governance.EXPERIENCE
    owner: str = ""
    environment: tuple[str, ...] = ()
    error_codes: tuple[str, ...] = ()
    also_asked_as: tuple[str, ...] = ()
    evidence: tuple[IncidentRef, ...] = ()
    first_seen: date | None = None
    last_seen: date | None = None
    created: date | None = None
    last_reviewed_on: date | None = None
    review_in: str = ""
    names_kept: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    duplicate_of: str = ""
    flagged: tuple[str, ...] = ()
    own_words: tuple[OwnWords, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = ""
    redactions: tuple[tuple[str, int], ...] = ()
    receipts: tuple[Receipt, ...] = ()
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A hand-written page (guides, manual, home): its text is people's and is only read."""

    path: str
    title: str
    audience: Audience = Audience.INTERNAL
    owner: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something `kb check` found: `path:line: CODE message`; `severity` is `error` or `warning`."""

    path: str
    line: int
    code: str
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.code} {self.message}"
