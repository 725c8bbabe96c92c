"""The command-center log: entries redacted and appended to a day's file, and a day closed into a bundle."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from kb.archive.daily import LogEntry, LogKind, heading, is_role, lines_of, parse, tally
from kb.archive.proof import TAG
from kb.config import Settings
from kb.errors import ConfigError, InputError, RefusedError
from kb.flows.archive import ArchiveReport, keep
from kb.flows.harvest import known_people
from kb.flows.logs import Wanted
from kb.flows.plain import Known, safe_text
from kb.flows.turn import committing, writing
from kb.io.files import read_text, write_if_changed
from kb.io.git import Repository
from kb.io.git_failures import NO_IDENTITY
from kb.model.progress import Progress
from kb.redact.base import Redactor
from kb.sources.base import Source

_BUNDLE = "log-"
_ADD = "log add"
_DONE = "it stands there already: the same command before was stopped after it had written it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody wants to say, unredacted: one entry a line of `text`. `at` is `09:10`, with a day in front or not."""

    text: str
    kind: LogKind = LogKind.NOTE
    by: str = ""
    at: str = ""
    owner: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogDay:
    """A day of the log as it stands: open in its file, or closed in a bundle."""

    day: date
    entries: tuple[LogEntry, ...]
    bundle: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """Count its entries by kind."""
        return tally(self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogReport:
    """What was written on which day, with the commit that holds it, and what to know of it."""

    day: date
    path: Path
    entries: tuple[LogEntry, ...]
    commit: str = ""
    remarks: tuple[str, ...] = ()


def log_file(settings: Settings, day: date) -> Path:
    """Name the file of an open day."""
    return settings.root / "archive" / "log" / f"{day}.md"


def bundle_of(day: date) -> str:
    """Name the bundle of a closed day."""
    return f"{_BUNDLE}{day}"


def moment(told: str, settings: Settings, now: datetime) -> tuple[date, time]:
    """Read when an entry is from, in the time zone of the project; now when it is not told."""
    here = now.astimezone(ZoneInfo(settings.archive.log_zone))
    try:
        if not told:
            return here.date(), here.time().replace(second=0, microsecond=0, tzinfo=None)
        if len(told) <= 5:
            return here.date(), time.fromisoformat(told)
        at = datetime.fromisoformat(told)
    except ValueError as error:
        raise ConfigError(f"{told!r} is no time", hint="write 09:10, or 2026-11-23T09:10") from error
    at = at.astimezone(here.tzinfo) if at.tzinfo else at
    return at.date(), at.time().replace(second=0, microsecond=0, tzinfo=None)


def add(
    told: Told,
    *,
    settings: Settings,
    redactors: Sequence[Redactor],
    now: datetime,
    dry_run: bool = False,
) -> LogReport:
    """
    Redact entries and append them to their day, all or none; commit that file where the settings want it.

    Raise RefusedError for a day that is closed, and where a person stands in the place of a role.
    """
    day, at = moment(told.at, settings, now)
    texts = lines_of(told.text)
    if not texts:
        raise InputError("says nothing", path="the entry", hint='kb log add "what happened"')
    if (told.owner or told.due) and told.kind is not LogKind.ACTION:
        raise ConfigError("only an action has an owner and a day it is due", hint="add --kind action")
    known = Known(listed=known_people(settings))
    by, owner = (
        _role(each, settings, redactors, known) for each in (told.by or settings.archive.log_by, told.owner)
    )
    entries = tuple(
        LogEntry(
            at=at,
            kind=told.kind,
            by=by,
            text=lines_of(safe_text("the entry", text, redactors, known)[0])[0],
            owner=owner,
            due=told.due,
        )
        for text in texts
    )
    path = log_file(settings, day)
    if dry_run:
        _refuse_closed(settings, day)
        return LogReport(day=day, path=path, entries=entries)
    with writing(settings, _ADD) as cut:
        _refuse_closed(settings, day)
        with _committing(settings) as (repository, remarks):
            before = read_text(path) if path.exists() else heading(day, settings.archive.log_zone)
            if cut == _ADD and _ends_so(path, entries):
                return LogReport(day=day, path=path, entries=entries, remarks=(_DONE,))
            end = "" if before.endswith("\n") else "\n"
            after = before + end + "".join(each.render() for each in entries)
            message = _message(day, entries)
            with committing(settings, message, [path], {path: after}) if repository else nullcontext():
                write_if_changed(path, after)
                commit = repository.commit_paths([path], message) if repository else ""
    return LogReport(day=day, path=path, entries=entries, commit=commit, remarks=remarks)


def _ends_so(path: Path, entries: Sequence[LogEntry]) -> bool:
    """Whether a log ends with these entries, whatever the minute: one that was killed had written them."""
    last = _read(path)[-len(entries) :]
    return tuple(replace(each, at=entries[0].at) for each in last) == tuple(entries)


def days(settings: Settings) -> tuple[LogDay, ...]:
    """Give every day there is, open or closed, the oldest first."""
    found = {}
    for path in sorted(settings.bundles.glob(f"{_BUNDLE}*")) if settings.bundles.is_dir() else ():
        if day := _day(path.name.removeprefix(_BUNDLE)):
            found[day] = LogDay(day=day, entries=_read(path / "data" / f"{day}.md"), bundle=path.name)
    folder = log_file(settings, date.min).parent
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
        if (day := _day(path.stem)) and day not in found:
            found[day] = LogDay(day=day, entries=_read(path))
    return tuple(found[day] for day in sorted(found))


def close(
    day: date,
    *,
    settings: Settings,
    redactors: Sequence[Redactor],
    sources: Mapping[str, Source],
    today: date,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ArchiveReport | None:
    """
    Archive a day as a bundle, then take its file away; None when that was done before.

    The same command after a crash finishes what is missing.
    """
    path = log_file(settings, day)
    with writing(settings, "log close", dry_run=dry_run):
        if not path.exists():
            if is_closed(settings, day):
                return None
            raise InputError("has no entry", path=f"the log of {day}", hint="kb log list")
        _read(path)
        report = keep(
            Wanted(paths=(path,)),
            bundle_of(day),
            settings,
            redactors,
            sources,
            today,
            dry_run=dry_run,
            progress=progress,
        )
        if not dry_run:
            with _committing(settings) as (repository, _):
                message = f"Close the log of {day}\n\nKb-Bundle: {bundle_of(day)}"
                with committing(settings, message, [path], {path: None}) if repository else nullcontext():
                    path.unlink()
                    if repository:
                        repository.commit_paths([path], message)
    return report


def _role(told: str, settings: Settings, redactors: Sequence[Redactor], known: Known) -> str:
    """Give a role as it is; raise RefusedError for a person, whose name has no place in an archive."""
    role = " ".join(told.split())
    if not role:
        return ""
    hint = 'write a role or a team: --by "payroll"'
    if not is_role(role):
        raise ConfigError(f"{role!r} cannot stand before an entry", hint=hint)
    is_person = str(safe_text("the role", role, redactors, known)[0]) != role
    repository = Repository.find(settings.root)
    if repository and not is_person:
        with repository:
            is_person = role.casefold() == repository.author_name().casefold()
    if is_person:
        raise RefusedError("names a person, and the log keeps roles", path="--by or --owner", hint=hint)
    return role


def is_closed(settings: Settings, day: date) -> bool:
    """Whether a day is a bundle, here or on another branch whose tags are here."""
    name = bundle_of(day)
    if (settings.bundles / name).exists():
        return True
    repository = Repository.find(settings.root)
    if repository is None:
        return False
    with repository:
        return TAG + name in repository.tags(TAG + name)


def _refuse_closed(settings: Settings, day: date) -> None:
    if is_closed(settings, day):
        name = bundle_of(day)
        raise RefusedError(
            f"the log of {day} is closed; a bundle never changes",
            path=settings.bundles / name,
            hint=f"write it into today's log, or correct the bundle: kb archive add FILE --bundle {name}-2 --supersedes {name}",
        )


@contextmanager
def _committing(settings: Settings) -> Iterator[tuple[Repository | None, tuple[str, ...]]]:
    """Give the repository where what is written now is to be committed, after making sure that it can be."""
    repository = Repository.find(settings.root) if settings.articles.commit else None
    if repository is None:
        yield None, ()
        return
    with repository:
        if not repository.has_identity():
            yield None, (f"not committed, because Git does not know who you are: {NO_IDENTITY}",)
            return
        repository.check_ready()
        yield repository, ()


def _message(day: date, entries: Sequence[LogEntry]) -> str:
    said = entries[0].kind if len(entries) == 1 else f"{len(entries)} entries"
    return f"Log of {day}: {said}\n\nKb-Log: {day}"


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None


def _read(path: Path) -> tuple[LogEntry, ...]:
    return parse(read_text(path), str(path)) if path.exists() else ()
