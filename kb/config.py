"""Settings of a workspace, from `kb.toml` or `[tool.kb]` in `pyproject.toml`, as one frozen value."""

import difflib
import re
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from kb.errors import ConfigError
from kb.model.article import Audience
from kb.model.review import INTERVAL

FILE = "kb.toml"

_PHASES = ("hypercare", "transition", "steady")

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")

_T = TypeVar("_T")


def _setting(default: Any, text: str) -> Any:
    """Declare one setting with the words the manual prints."""
    return field(default=default, metadata={"text": text})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSettings:
    """What the knowledge base is called and whom to call when it has no answer."""

    name: str = _setting("Knowledge base", "Name of the knowledge base; the site's title.")
    description: str = _setting("", "One sentence on what it is for; shown on the first page.")
    contact: str = _setting("", "Whom to call when no article helps; one line of Markdown.")
    audience: Audience = _setting(
        Audience.SUPPORT, "For whom `kb build`, `kb search` and `kb serve` work when not told."
    )
    language: str = _setting(
        "en", "The language of pages that name none, as `en` or `de`; search cuts their words by it."
    )
    url: str = _setting(
        "",
        "Where readers find the site, as `https://kb.example/{audience}/`; `{audience}` stands for each audience's "
        "name. When empty, `sitemap.xml`, `opensearch.xml`, canonical addresses and the addresses in JSON feeds "
        "are left out; those in Atom feeds, `api/pages.json` and `llms.txt` are relative.",
    )
    edit: str = _setting(
        "",
        "Where an article is edited, for the team: an address with `{path}`, as `https://git.example/hr/kb/edit/main/{path}`.",
    )
    report: str = _setting(
        "",
        "Where any reader reports a mistake: an address with `{title}` or `{id}`, as `https://git.example/hr/kb/issues/new?title={title}`.",
    )

    def address(self, audience: Audience) -> str:
        """Give the address of one audience's site, with a slash at its end; "" when it is not set."""
        url = self.url.replace("{audience}", audience.value)
        return url if not url or url.endswith("/") else f"{url}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseSettings:
    """The days on which a go-live's phases begin; what comes first on the first page depends on them."""

    hypercare: str = _setting("", "First day of hypercare, as `2026-08-24`; empty when there are no phases.")
    transition: str = _setting("", "First day of the transition to usual support.")
    steady: str = _setting("", "First day of usual support.")
    owners: tuple[str, ...] = _setting(
        (),
        'Who takes over articles from whom with `kb phase move`, as `["HR Hypercare=HR Service Desk"]`; `*` on the left '
        "stands for every other owner, and for none.",
    )
    review_in: tuple[str, ...] = _setting(
        (),
        'After how long an article is looked at again, by phase, as `["hypercare=30 days", "steady=6 months"]`; '
        "`90 days` where none is told. An article's own interval stays.",
    )

    @property
    def handover(self) -> Mapping[str, str]:
        """Map each owner, in small letters, to the one who takes over."""
        return {old.casefold(): new for old, new in map(_pair, self.owners)}

    @property
    def intervals(self) -> Mapping[str, str]:
        """Map each phase's name to its review interval."""
        return dict(map(_pair, self.review_in))


def _pair(told: str) -> tuple[str, str]:
    left, _, right = told.partition("=")
    return " ".join(left.split()), " ".join(right.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSettings:
    """
    How to read one kind of table or list of the project's own: CSV, Excel, JSON or JSON Lines.

    Columns are named by their headers; in JSON by the path of names, as `fields.reporter.mail`.
    """

    name: str = _setting("", "The source system's name, the first half of each incident's reference.")
    delimiter: str = _setting(",", "The character between two cells of a CSV.")
    encoding: str = _setting("utf-8", "A CSV's encoding; a byte order mark always wins.")
    items: str = _setting(
        "", "In JSON, the name of the list; empty when the file is the list, or has a line each."
    )
    key: str = _setting("", "Column with the incident's own number. Required.")
    summary: str = _setting("", "Column with the one-line summary. Required.")
    status: str = _setting("", "Column with the status. Required.")
    description: str = _setting("", "Column with the requestor's description.")
    resolution: str = _setting("", "Column with what restored service.")
    notes: str = _setting("", "Column with remarks; kept as one internal entry.")
    reporter: str = _setting("", "Column with the requestor; redacted, and used to redact.")
    resolver: str = _setting("", "Column with who resolved it; redacted, and used to redact.")
    people: tuple[str, ...] = _setting((), "Other columns that hold people; used to redact.")
    opened_at: str = _setting("", "Column with the date it was opened.")
    resolved_at: str = _setting("", "Column with the date it was resolved.")
    updated_at: str = _setting("", "Column with the date of its last change; of two versions the later wins.")
    category: str = _setting("", "Column with the category.")
    priority: str = _setting("", "Column with the priority; its first digit from 1 to 5 counts.")
    group: str = _setting("", "Column with the assignment group.")
    environment: str = _setting("", "Column with the product or component.")
    date_format: str = _setting("", "How dates are written, in strptime's letters; ISO 8601 when empty.")
    zone: str = _setting("UTC", "The time zone of dates that name none, as `Europe/Berlin`.")
    open: tuple[str, ...] = _setting(
        ("new", "open", "in progress", "on hold", "pending"), "Values of the status column that mean open."
    )
    resolved: tuple[str, ...] = _setting(
        ("resolved", "closed", "done", "solved"), "Values that mean resolved."
    )
    cancelled: tuple[str, ...] = _setting(
        ("cancelled", "canceled", "rejected"), "Values that mean cancelled."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings:
    """When a conversation counts as an incident, and as solved."""

    min_replies: int = _setting(1, "How many messages of others a thread needs.")
    solved_reactions: tuple[str, ...] = _setting(
        (
            "white_check_mark",
            "heavy_check_mark",
            "ballot_box_with_check",
            "check",
            "checkmark",
            "check_mark",
            "done",
            "solved",
            "resolved",
            "fixed",
            "✅",
            "✔️",
            "☑️",
        ),
        "Reactions that mark a thread, or the reply that helped, as solved.",
    )
    solved_words: tuple[str, ...] = _setting(
        (), "Words that say it is solved, besides the built-in ones; whole words, case does not matter."
    )
    include_private: bool = _setting(
        False, "Whether direct messages and private channels are read; their owners should know."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestSettings:
    """How incidents become articles."""

    min_incidents: int = _setting(2, "How many incidents a group needs before it is drafted.")
    likeness: float = _setting(
        0.0, "How like two incidents must be to share an article, from 0 to 1; 0 takes the built-in value."
    )
    boilerplate: tuple[str, ...] = _setting(
        (), "Close notes that say nothing, besides the built-in list; whole text, case does not matter."
    )
    owner: str = _setting(
        "", "The group that owns new drafts; the incidents' own assignment group when empty."
    )
    workers: int = _setting(0, "How many processes redact a large harvest; 0 is one for each core.")
    chat: ChatSettings = ChatSettings()
    map: tuple[MapSettings, ...] = _setting((), "Other tables and lists, one `[[harvest.map]]` table each.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactSettings:
    """What is hidden before anything is written."""

    allow: tuple[str, ...] = _setting(
        (), "Words and addresses that may be shown, as product names and support mailboxes."
    )
    deny: tuple[str, ...] = _setting((), "Words that are always hidden; case does not matter.")
    patterns: tuple[str, ...] = _setting(
        (), "Regular expressions of this project's own identifiers, as `TB-\\d{6}`."
    )
    phone_region: str = _setting("GB", "The country of phone numbers written without one, as an ISO code.")
    people: str = _setting(
        "", "A CSV of names to hide (`name,email,user`), relative to the workspace; Git must ignore it."
    )
    model: str = _setting(
        "", "A spaCy pipeline that finds more names, by its package or its absolute path; empty for none."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings:
    """What `kb check` looks at."""

    exclude: tuple[str, ...] = _setting(
        (),
        "Files in which nothing personal is looked for, as `tests/*`, from the workspace; `*` takes `/` too.",
    )
    off: tuple[str, ...] = _setting(
        (), "Rules that are not held, as `KB116`; those that protect people stay."
    )
    errors: tuple[str, ...] = _setting(
        (), "Rules whose findings are errors here, though warnings by default."
    )
    warnings: tuple[str, ...] = _setting(
        (), "Rules whose findings are warnings here; those that protect people stay errors."
    )


class SynonymLists(StrEnum):
    """Whose synonyms search knows."""

    ALL = "all"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettings:
    """How search finds pages, and what keeps the index behind `kb search` and `kb serve`."""

    engine: str = _setting(
        "whoosh",
        "Which engine keeps the index: `whoosh`, or `tantivy` past about 20,000 pages (`pip install 'hypercare-kb[tantivy]'`).",
    )
    synonyms: SynonymLists = _setting(
        SynonymLists.ALL,
        "Whether general abbreviations count beside `content/_search/synonyms.yml`, or that file's groups alone.",
    )
    meaning: str = _setting(
        "",
        "What understands questions besides their words: `wordllama`, `minilm`, or a guest's name; empty for words alone.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesSettings:
    """How commands change articles."""

    commit: bool = _setting(
        True, "Whether a command that changes an article commits it, where the workspace is in Git."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeSettings:
    """What `kb serve` allows."""

    cors: tuple[str, ...] = _setting(
        (),
        'Other sites whose pages may ask the search API, each whole, as `"https://intranet.example"`; none by default.',
    )
    hosts: tuple[str, ...] = _setting(
        (),
        'Names the server answers to besides those of this machine and its address, as `"help.example.com"`.',
    )
    metrics: bool = _setting(
        False, "Whether `/metrics` answers other machines as well; if not, only this one itself."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalsSettings:
    """What `kb serve` keeps of what readers tell."""

    url: str = _setting(
        "sqlite:///.kb/signals.db",
        "Where searches without an answer and votes are kept, redacted: a file of SQLite, from the workspace, "
        "or `postgresql+psycopg://db.example/signals`. Empty keeps none.",
    )
    per_minute: int = _setting(
        60, "How many searches without an answer are kept a minute; the others are only counted."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackSettings:
    """How readers say whether an article helped; `mail` and `issue_url` are for sites without `kb serve`."""

    mail: str = _setting(
        "",
        "Who gets what readers write by mail, as `hr-help@tarnbridge.example`; redaction lets it stand. Empty for nobody.",
    )
    issue_url: str = _setting(
        "",
        "The form that readers fill in, as `https://git.example/kb/issues/new?title={title}&description={page}`; "
        "`{title}`, `{id}` and `{page}` are filled in.",
    )
    per_minute: int = _setting(60, "How many votes `kb serve` takes a minute from all readers together.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSettings:
    """What reports count as late, and where `--send` sends them; nothing is sent without it."""

    aged_days: tuple[int, ...] = _setting(
        (1, 2, 5, 10, 20),
        "After how many days an open incident counts as open too long, by priority from 1 to 5; without one it counts as 3.",
    )
    draft_days: int = _setting(
        14, "After how many days a draft that nobody validated counts as waiting too long."
    )
    workaround_days: int = _setting(
        30, "After how many days an article that only works around its problem counts as a gap."
    )
    team_to: tuple[str, ...] = _setting(
        (),
        "Where `kb report --send` sends what names incidents (all but `status`): `env:NAME` of a variable or "
        "`file:PATH` of a file outside Git with an address a line, or a mail address without credentials as "
        "`mailto://SERVER:25?from=SENDER&to=RECIPIENT`.",
    )
    status_to: tuple[str, ...] = _setting(
        (), "Where `kb report status --send` goes, written as `report.team_to`; it names no incident."
    )
    status_audience: Audience = _setting(
        Audience.USERS, "Whose articles the status may name; problems with other articles are only counted."
    )
    next_update_hours: int = _setting(24, "How many hours after a status the next one is promised.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaySettings:
    """Whose search `kb replay` asks an incident with."""

    asked_by: tuple[str, ...] = _setting(
        (),
        "Systems whose incidents others than users open, each with the audience that searches, as `jira=support`; "
        "all other incidents are asked for users.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of one workspace; `root` is its folder, absolute."""

    root: Path
    project: ProjectSettings = ProjectSettings()
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
}


def find_root(start: Path) -> Path:
    """Walk up from a folder to the workspace that holds it; raise ConfigError when there is none."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / FILE).is_file() or _tool_table(folder / "pyproject.toml") is not None:
            return folder
    raise ConfigError(
        f"{start} is not in a workspace: no {FILE} here or above",
        hint="make one with: kb init my-kb",
    )


def load(root: Path) -> Settings:
    """Read the settings; raise ConfigError naming the file and the setting for anything unknown or mistyped."""
    path = root / FILE
    if path.is_file():
        table = _parse(path)
    else:
        path = root / "pyproject.toml"
        table = _tool_table(path) or {}
    unknown = sorted(set(table) - set(SECTIONS))
    if unknown:
        raise _unknown(unknown[0], SECTIONS, path)
    sections = {name: _build(cls, table.get(name, {}), name, path) for name, cls in SECTIONS.items()}
    settings = Settings(root=root.resolve(), **sections)
    _validate(settings, path)
    if settings.feedback.mail and settings.feedback.mail not in settings.redact.allow:
        # it stands below each article, so it is no secret
        allow = (*settings.redact.allow, settings.feedback.mail)
        return replace(settings, redact=replace(settings.redact, allow=allow))
    return settings


_FILLED_ADDRESS = re.compile(
    r"(?:https?://[^\s<>\"'\\{}/]+(?:[^\s<>\"'\\{}]|\{(?:path|title|id)\})*"
    r"|mailto:(?:[^\s<>\"'\\{}]|\{(?:path|title|id)\})+)"
)
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?|https?://\[[0-9a-f:]+\](?::[0-9]{1,5})?")

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+")


_ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~%@-]*)*")


def _validate(settings: Settings, path: Path) -> None:
    address = settings.project.address(Audience.PUBLIC)
    if address and not _ADDRESS.fullmatch(address):
        raise ConfigError(
            f"project.url is {settings.project.url!r}, which is no address of a site",
            path=path,
            hint='write scheme, host and path, and nothing behind them: "https://kb.example/help/"',
        )
    if not _LANGUAGE.fullmatch(settings.project.language):
        raise ConfigError(
            f"project.language is {settings.project.language!r}", path=path, hint='write a tag, as "de"'
        )
    for name in ("edit", "report"):
        address = getattr(settings.project, name)
        if address and not _FILLED_ADDRESS.fullmatch(address):
            raise ConfigError(
                f"project.{name} is {address!r}, which is no address of the web or a mailbox",
                path=path,
                hint="write https://… or mailto:…, with {path}, {title} or {id} where they belong",
            )
    _validate_phases(settings.phases, path)
    for origin in settings.serve.cors:
        if not _ORIGIN.fullmatch(origin):
            raise ConfigError(
                f"serve.cors holds {origin!r}, which is no origin",
                path=path,
                hint='write scheme and host in small letters, without a path: "https://intranet.example"',
            )
    for host in settings.serve.hosts:
        if not _HOST.fullmatch(host):
            raise ConfigError(
                f"serve.hosts holds {host!r}, which is no name",
                path=path,
                hint='write each name alone, without scheme and port: "help.example.com"',
            )
    if settings.signals.per_minute < 0:
        raise ConfigError("signals.per_minute must be 0 or more", path=path)
    _validate_feedback(settings.feedback, path)
    _validate_report(settings.report, path)
    for asker in settings.replay.asked_by:
        system, _, audience = asker.partition("=")
        if not system or audience not in list(Audience):
            raise ConfigError(
                f"replay.asked_by holds {asker!r}, which is no system and its audience",
                path=path,
                hint='write each as "jira=support"',
            )
    if settings.harvest.min_incidents < 1:
        raise ConfigError("harvest.min_incidents must be 1 or more", path=path)
    if not 0 <= settings.harvest.likeness <= 1:
        raise ConfigError("harvest.likeness must lie between 0 and 1", path=path)
    for number, each in enumerate(settings.harvest.map, start=1):
        for required in ("name", "key", "summary", "status"):
            if not getattr(each, required):
                raise ConfigError(
                    f"harvest.map number {number} has no {required}", path=path, hint=f'add {required} = "…"'
                )
        if not each.name.replace("-", "").isalnum():
            raise ConfigError(
                f"harvest.map name {each.name!r} may hold letters, digits and hyphens only", path=path
            )


_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")
_FORM = re.compile(r"https?://[^\s<>\"'{}]+")


def _validate_feedback(feedback: FeedbackSettings, path: Path) -> None:
    if feedback.mail and not _MAIL.fullmatch(feedback.mail):
        raise ConfigError(
            f"feedback.mail is {feedback.mail!r}, which is no address",
            path=path,
            hint='write one plain address: "help@example.org"',
        )
    bare = re.sub(r"\{(?:title|id|page)\}", "", feedback.issue_url)
    if feedback.issue_url and not _FORM.fullmatch(bare):
        raise ConfigError(
            f"feedback.issue_url is {feedback.issue_url!r}, which is no address of a form",
            path=path,
            hint='write it whole, with {title}, {id} or {page} where they go: "https://git.example/new?title={title}"',
        )
    if feedback.per_minute < 0:
        raise ConfigError("feedback.per_minute must be 0 or more", path=path)


_SECRET_PART = re.compile(r"[?&](?:pass|pgp|template|cto)=", re.IGNORECASE)


def _validate_report(report: ReportSettings, path: Path) -> None:
    if len(report.aged_days) != 5 or min(report.aged_days) < 0 or report.draft_days < 0:
        raise ConfigError(
            "report.aged_days and report.draft_days must be days",
            path=path,
            hint="write five numbers of 0 or more, one a priority: aged_days = [1, 2, 5, 10, 20]",
        )
    if report.workaround_days < 0:
        raise ConfigError("report.workaround_days must be 0 or more", path=path)
    if report.next_update_hours < 1:
        raise ConfigError("report.next_update_hours must be 1 or more", path=path)
    for name in ("team_to", "status_to"):
        for number, told in enumerate(getattr(report, name), start=1):
            scheme, _, rest = told.partition(":")
            bare = scheme in ("mailto", "mailtos") and "@" not in rest.partition("?")[0]
            if not rest or not (scheme in ("env", "file") or (bare and not _SECRET_PART.search(rest))):
                # the address itself is not repeated: it may be the secret
                raise ConfigError(
                    f"report.{name} number {number} may hold a secret, and this file is in Git",
                    path=path,
                    hint='put the address into a variable or a file outside Git, and write "env:NAME" or "file:PATH"',
                )


def _validate_phases(phases: PhaseSettings, path: Path) -> None:
    before = date.min
    for name in _PHASES:
        told = getattr(phases, name)
        if not told:
            continue
        try:
            first = date.fromisoformat(told)
        except ValueError as error:
            raise ConfigError(
                f"phases.{name} is {told!r}, not a date", path=path, hint="write it as 2026-08-24"
            ) from error
        if first <= before:
            raise ConfigError(
                f"phases.{name} is not after the phase before it",
                path=path,
                hint="order them: hypercare, transition, steady",
            )
        before = first
    _validate_owners(phases, path)
    for told in phases.review_in:
        name, interval = _pair(told)
        if name not in _PHASES or not re.fullmatch(INTERVAL, interval):
            raise ConfigError(
                f"phases.review_in holds {told!r}",
                path=path,
                hint='write phase and interval: "hypercare=30 days"',
            )


def _validate_owners(phases: PhaseSettings, path: Path) -> None:
    pairs = [_pair(told) for told in phases.owners]
    for told, (old, new) in zip(phases.owners, pairs, strict=True):
        if not old or not new or new == "*":
            raise ConfigError(
                f"phases.owners holds {told!r}", path=path, hint='write who hands over and to whom: "Old=New"'
            )
    olds = [old.casefold() for old, _ in pairs]
    if twice := {old for old in olds if olds.count(old) > 1}:
        raise ConfigError(f"phases.owners names {min(twice)!r} twice on the left", path=path)
    # moving twice must not move on: who takes over hands over to nobody in the same settings
    if again := {new.casefold() for _, new in pairs} & {*olds}:
        raise ConfigError(
            f"phases.owners has {min(again)!r} on both sides",
            path=path,
            hint="name the last one in the row for both",
        )


def _tool_table(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {}).get("kb")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError):
        return None  # somebody else's file, or not ours to judge
    return table if isinstance(table, dict) else None


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not TOML: {error}", path=path) from error
    except UnicodeDecodeError as error:
        raise ConfigError("not UTF-8", path=path, hint="save the file as UTF-8") from error


def _build(cls: type[_T], table: Any, where: str, path: Path) -> _T:
    if not isinstance(table, dict):
        raise ConfigError(f"{where} must be a table", path=path, hint=f"write [{where}]")
    assert is_dataclass(cls)
    known: dict[str, Field[Any]] = {item.name: item for item in fields(cls)}
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise _unknown(f"{where}.{unknown[0]}", {f"{where}.{name}": None for name in known}, path)
    kinds = typing.get_type_hints(cls)
    values = {name: _value(kinds[name], value, f"{where}.{name}", path) for name, value in table.items()}
    assert all(item.default is not MISSING for item in known.values())
    return cls(**values)


def _value(kind: Any, value: Any, where: str, path: Path) -> Any:
    origin = typing.get_origin(kind)
    if origin is tuple:
        inner = typing.get_args(kind)[0]
        if not isinstance(value, list):
            raise ConfigError(f"{where} must be a list", path=path)
        if is_dataclass(inner):
            return tuple(_build(inner, item, where, path) for item in value)  # type: ignore[arg-type]
        return tuple(_value(inner, item, where, path) for item in value)
    assert not isinstance(kind, types.UnionType)
    if is_dataclass(kind):
        return _build(kind, value, where, path)  # type: ignore[arg-type]
    if issubclass(kind, StrEnum):
        try:
            return kind(value)
        except ValueError as error:
            choices = ", ".join(member.value for member in kind)
            raise ConfigError(f"{where} is {value!r}, not one of {choices}", path=path) from error
    if kind is str and type(value) is date:
        return value.isoformat()  # TOML knows dates without quotes
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        names = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
        raise ConfigError(f"{where} must be {names[kind]}", path=path)
    return value


def _unknown(name: str, known: Any, path: Path) -> ConfigError:
    close = difflib.get_close_matches(name, list(known), n=1)
    hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(known)}"
    return ConfigError(f"unknown setting {name}", path=path, hint=hint)
