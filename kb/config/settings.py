"""What can be set, section by section, each setting with the words the manual prints."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from kb.config.harvest import HarvestSettings
from kb.config.keeping import ArchiveSettings, HandoverSettings
from kb.config.setting import setting
from kb.model.article import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSettings:
    """What the knowledge base is called and whom to call when it has no answer."""

    name: str = setting("Knowledge base", "Name of the knowledge base; the site's title.")
    description: str = setting("", "One sentence on what it is for; shown on the first page.")
    contact: str = setting("", "Whom to call when no article helps; one line of Markdown.")
    audience: Audience = setting(
        Audience.SUPPORT, "For whom `kb build`, `kb search` and `kb serve` work when not told."
    )
    language: str = setting(
        "en", "The language of pages that name none, as `en` or `de`; search cuts their words by it."
    )
    url: str = setting(
        "",
        "Where readers find the site, as `https://kb.example/{audience}/`; `{audience}` stands for each audience's "
        "name. When empty, `sitemap.xml`, `opensearch.xml`, canonical addresses and the addresses in JSON feeds "
        "are left out; those in Atom feeds, `api/pages.json` and `llms.txt` are relative.",
    )
    edit: str = setting(
        "",
        "Where an article is edited, for the team: an address with `{path}`, as `https://git.example/hr/kb/edit/main/{path}`.",
    )
    report: str = setting(
        "",
        "Where any reader reports a mistake: an address with `{title}` or `{id}`, as `https://git.example/hr/kb/issues/new?title={title}`.",
    )

    def address(self, audience: Audience) -> str:
        """Give the address of one audience's site, with a slash at its end; "" when it is not set."""
        url = self.url.replace("{audience}", audience.value)
        return url if not url or url.endswith("/") else f"{url}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookSettings:
    """How the site looks."""

    logo: str = setting(
        "", "A picture in the workspace for the top of each page, as `brand/logo.svg`: SVG or PNG."
    )
    favicon: str = setting("", "A picture for the browser's tab, SVG or PNG; the logo when empty.")
    colour: str = setting(
        "",
        "The colour of links and marks, as `#17635f`; where texts in it would be hard to read, a darker shade is "
        "taken, and a lighter one in the dark.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseSettings:
    """The days on which a go-live's phases begin; what comes first on the first page depends on them."""

    hypercare: str = setting("", "First day of hypercare, as `2026-08-24`; empty when there are no phases.")
    transition: str = setting("", "First day of the transition to usual support.")
    steady: str = setting("", "First day of usual support.")
    owners: tuple[str, ...] = setting(
        (),
        'Who takes over articles from whom with `kb phase move`, as `["HR Hypercare=HR Service Desk"]`; `*` on the left '
        "stands for every other owner, and for none.",
    )
    review_in: tuple[str, ...] = setting(
        (),
        'After how long an article is looked at again, by phase, as `["hypercare=30 days", "steady=6 months"]`; '
        "`90 days` where none is told. An article's own interval stays.",
    )

    @property
    def handover(self) -> Mapping[str, str]:
        """Map each owner, in small letters, to the one who takes over."""
        return {old.casefold(): new for old, new in map(pair, self.owners)}

    @property
    def intervals(self) -> Mapping[str, str]:
        """Map each phase's name to its review interval."""
        return dict(map(pair, self.review_in))


def pair(told: str) -> tuple[str, str]:
    """Cut `left=right`, each without blanks around it."""
    left, _, right = told.partition("=")
    return " ".join(left.split()), " ".join(right.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactSettings:
    """What is hidden before anything is written."""

    allow: tuple[str, ...] = setting(
        (), "Words and addresses that may be shown, as product names and support mailboxes."
    )
    deny: tuple[str, ...] = setting((), "Words that are always hidden; case does not matter.")
    patterns: tuple[str, ...] = setting(
        (), "Regular expressions of this project's own identifiers, as `TB-\\d{6}`."
    )
    phone_region: str = setting("GB", "The country of phone numbers written without one, as an ISO code.")
    people: str = setting(
        "", "A CSV of names to hide (`name,email,user`), relative to the workspace; Git must ignore it."
    )
    model: str = setting(
        "", "A spaCy pipeline that finds more names, by its package or its absolute path; empty for none."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings:
    """What `kb check` looks at."""

    exclude: tuple[str, ...] = setting(
        (),
        "Files in which nothing personal is looked for, as `tests/*`, from the workspace; `*` takes `/` too.",
    )
    off: tuple[str, ...] = setting((), "Rules that are not held, as `KB116`; those that protect people stay.")
    errors: tuple[str, ...] = setting((), "Rules whose findings are errors here, though warnings by default.")
    warnings: tuple[str, ...] = setting(
        (), "Rules whose findings are warnings here; those that protect people stay errors."
    )


class SynonymLists(StrEnum):
    """Whose synonyms search knows."""

    ALL = "all"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettings:
    """How search finds pages, and what keeps the index behind `kb search` and `kb serve`."""

    engine: str = setting(
        "whoosh",
        "Which engine keeps the index: `whoosh`, or `tantivy` past about 20,000 pages (`pip install 'hypercare-kb[tantivy]'`).",
    )
    synonyms: SynonymLists = setting(
        SynonymLists.ALL,
        "Whether general abbreviations count beside `content/_search/synonyms.yml`, or that file's groups alone.",
    )
    meaning: str = setting(
        "",
        "What understands questions besides their words: `wordllama`, `minilm`, or a guest's name; empty for words alone.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesSettings:
    """How commands change articles."""

    commit: bool = setting(
        True, "Whether a command that changes an article commits it, where the workspace is in Git."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeSettings:
    """What `kb serve` allows."""

    cors: tuple[str, ...] = setting(
        (),
        'Other sites whose pages may ask the search API, each whole, as `"https://intranet.example"`; none by default.',
    )
    hosts: tuple[str, ...] = setting(
        (),
        'Names the server answers to besides those of this machine and its address, as `"help.example.com"`.',
    )
    metrics: bool = setting(
        False, "Whether `/metrics` answers other machines as well; if not, only this one itself."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalsSettings:
    """What `kb serve` keeps of what readers tell."""

    url: str = setting(
        "sqlite:///.kb/signals.db",
        "Where searches without an answer and votes are kept, redacted: a file of SQLite, from the workspace, "
        "or `postgresql+psycopg://db.example/signals`. Empty keeps none.",
    )
    per_minute: int = setting(
        60, "How many searches without an answer are kept a minute; the others are only counted."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackSettings:
    """How readers say whether an article helped; `mail` and `issue_url` are for sites without `kb serve`."""

    mail: str = setting(
        "",
        "Who gets what readers write by mail, as `hr-help@tarnbridge.example`; redaction lets it stand. Empty for nobody.",
    )
    issue_url: str = setting(
        "",
        "The form that readers fill in, as `https://git.example/kb/issues/new?title={title}&description={page}`; "
        "`{title}`, `{id}` and `{page}` are filled in.",
    )
    per_minute: int = setting(60, "How many votes `kb serve` takes a minute from all readers together.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSettings:
    """What reports count as late, and where `--send` sends them; nothing is sent without it."""

    aged_days: tuple[int, ...] = setting(
        (1, 2, 5, 10, 20),
        "After how many days an open incident counts as open too long, by priority from 1 to 5; without one it counts as 3.",
    )
    draft_days: int = setting(
        14, "After how many days a draft that nobody validated counts as waiting too long."
    )
    workaround_days: int = setting(
        30, "After how many days an article that only works around its problem counts as a gap."
    )
    team_to: tuple[str, ...] = setting(
        (),
        "Where `kb report --send` sends what names incidents (all but `status`): `env:NAME` of a variable or "
        "`file:PATH` of a file outside Git with an address a line, or a mail address without credentials as "
        "`mailto://SERVER:25?from=SENDER&to=RECIPIENT`.",
    )
    status_to: tuple[str, ...] = setting(
        (), "Where `kb report status --send` goes, written as `report.team_to`; it names no incident."
    )
    status_audience: Audience = setting(
        Audience.USERS, "Whose articles the status may name; problems with other articles are only counted."
    )
    next_update_hours: int = setting(24, "How many hours after a status the next one is promised.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaySettings:
    """Whose search `kb replay` asks an incident with."""

    asked_by: tuple[str, ...] = setting(
        (),
        "Systems whose incidents others than users open, each with the audience that searches, as `jira=support`; "
        "all other incidents are asked for users.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of one workspace; `root` is its folder, absolute."""

    root: Path
    project: ProjectSettings = ProjectSettings()
    look: LookSettings = LookSettings()
    phases: PhaseSettings = PhaseSettings()
    harvest: HarvestSettings = HarvestSettings()
    redact: RedactSettings = RedactSettings()
    check: CheckSettings = CheckSettings()
    articles: ArticlesSettings = ArticlesSettings()
    search: SearchSettings = SearchSettings()
    serve: ServeSettings = ServeSettings()
    signals: SignalsSettings = SignalsSettings()
    feedback: FeedbackSettings = FeedbackSettings()
    report: ReportSettings = ReportSettings()
    replay: ReplaySettings = ReplaySettings()
    archive: ArchiveSettings = ArchiveSettings()
    handover: HandoverSettings = HandoverSettings()

    @property
    def content(self) -> Path:
        """Where articles and guides stand."""
        return self.root / "content"

    @property
    def lessons(self) -> Path:
        """Where lessons stand."""
        return self.root / "lessons"

    @property
    def incidents(self) -> Path:
        """Where the ledger stands."""
        return self.root / "archive" / "incidents"

    @property
    def bundles(self) -> Path:
        """Where archived logs stand."""
        return self.root / "archive" / "bundles"

    @property
    def derived(self) -> Path:
        """What can be deleted and comes back with `kb build`."""
        return self.root / ".kb"

    def site(self, audience: Audience) -> Path:
        """Where one audience's built site stands."""
        return self.root / "site" / audience.value


SECTIONS: dict[str, type[Any]] = {
    "project": ProjectSettings,
    "look": LookSettings,
    "phases": PhaseSettings,
    "harvest": HarvestSettings,
    "redact": RedactSettings,
    "check": CheckSettings,
    "articles": ArticlesSettings,
    "search": SearchSettings,
    "serve": ServeSettings,
    "signals": SignalsSettings,
    "feedback": FeedbackSettings,
    "report": ReportSettings,
    "replay": ReplaySettings,
    "archive": ArchiveSettings,
    "handover": HandoverSettings,
}
