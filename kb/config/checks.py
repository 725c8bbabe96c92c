"""What no setting's type says: addresses, names, days, limits and pictures that can be."""

import re
from datetime import date
from pathlib import Path

from kb.config.keeping import ArchiveSettings, HandoverSettings
from kb.config.settings import FeedbackSettings, PhaseSettings, ReportSettings, Settings, pair
from kb.errors import ConfigError
from kb.model.article import Audience
from kb.model.review import INTERVAL

_PHASES = ("hypercare", "transition", "steady")

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_FILLED_ADDRESS = re.compile(
    r"(?:https?://[^\s<>\"'\\{}/]+(?:[^\s<>\"'\\{}]|\{(?:path|title|id)\})*"
    r"|mailto:(?:[^\s<>\"'\\{}]|\{(?:path|title|id)\})+)"
)
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?|https?://\[[0-9a-f:]+\](?::[0-9]{1,5})?")

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+")


_ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~%@-]*)*")

_TIMESTAMPS = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[^\s#]*)?")


def validate(settings: Settings, path: Path) -> None:
    """Raise ConfigError naming the file and the first setting that cannot be."""
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
    _validate_look(settings, path)
    _validate_phases(settings.phases, path)
    _validate_archive(settings.archive, path)
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
    _validate_handover(settings.handover, path)
    if settings.archive.timestamp_url and not _TIMESTAMPS.fullmatch(settings.archive.timestamp_url):
        raise ConfigError(
            f"archive.timestamp_url is {settings.archive.timestamp_url!r}, which is no address with https",
            path=path,
            hint='write it as "https://tsa.example/tsr"',
        )
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


_OPAQUE = (".png", ".jpg", ".jpeg", ".pdf")


def _validate_archive(archive: ArchiveSettings, path: Path) -> None:
    for suffix in archive.allow:
        if suffix not in _OPAQUE:
            raise ConfigError(
                f"archive.allow holds {suffix!r}, which cannot be kept unredacted",
                path=path,
                hint=f"of {', '.join(_OPAQUE)}",
            )
    if min(archive.largest_mb, archive.total_mb) < 1:
        raise ConfigError("archive.largest_mb and archive.total_mb must be 1 or more", path=path)
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # reads its data when it is imported

    try:
        ZoneInfo(archive.log_zone)
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise ConfigError(
            f"archive.log_zone is {archive.log_zone!r}, which is no time zone",
            path=path,
            hint='write it as "Europe/Berlin"',
        ) from error


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


_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")


def _validate_look(settings: Settings, path: Path) -> None:
    if settings.look.colour and not _COLOUR.fullmatch(settings.look.colour):
        raise ConfigError(
            f"look.colour is {settings.look.colour!r}, which is no colour",
            path=path,
            hint='write it as "#17635f"',
        )
    for name in ("logo", "favicon"):
        told = getattr(settings.look, name)
        if not told:
            continue
        file = (settings.root / told).resolve()
        if file.suffix.lower() not in (".svg", ".png"):
            raise ConfigError(f"look.{name} is {told!r}, neither SVG nor PNG", path=path)
        if not file.is_relative_to(settings.root) or not file.is_file():
            raise ConfigError(
                f"look.{name} is {told!r}, which is no file in the workspace",
                path=path,
                hint=f"write its path from {settings.root}",
            )


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
        name, interval = pair(told)
        if name not in _PHASES or not re.fullmatch(INTERVAL, interval):
            raise ConfigError(
                f"phases.review_in holds {told!r}",
                path=path,
                hint='write phase and interval: "hypercare=30 days"',
            )


def _validate_owners(phases: PhaseSettings, path: Path) -> None:
    pairs = [pair(told) for told in phases.owners]
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


def _validate_handover(handover: HandoverSettings, path: Path) -> None:
    for section, told, required in (
        ("criteria", handover.criteria, ("name",)),
        ("waivers", handover.waivers, ("criterion", "by", "reason")),
        ("training", handover.training, ("team", "on")),
    ):
        for number, each in enumerate(told, start=1):
            for name in required:
                if not getattr(each, name).strip():
                    raise ConfigError(
                        f"handover.{section} number {number} has no {name}",
                        path=path,
                        hint=f'add {name} = "…"',
                    )
            on = getattr(each, "on", "")
            if on and not _is_day(on):
                raise ConfigError(
                    f"handover.{section} number {number} has on = {on!r}, not a date",
                    path=path,
                    hint="write it as 2026-08-24",
                )
    for number, held in enumerate(handover.training, start=1):
        if held.people < 0:
            raise ConfigError(f"handover.training number {number} has fewer than no people", path=path)


def _is_day(told: str) -> bool:
    try:
        return date.fromisoformat(told).isoformat() == told
    except ValueError:
        return False
