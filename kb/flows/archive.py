"""Archive the logs of a period, list what is archived, and prove that it is unchanged."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.archive.bag import Part
from kb.archive.collect import Policy
from kb.archive.names import check_bundle
from kb.archive.store import Archive
from kb.config import Settings
from kb.errors import ConfigError, InputError, StateError
from kb.flows.logs import SafeLogs, Wanted
from kb.flows.raw import refuse_raw
from kb.flows.turn import writing
from kb.io.git import Repository
from kb.model.bundle import Bundle
from kb.model.progress import Progress, Silent
from kb.redact.base import Redactor
from kb.sources.base import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveReport:
    """
    What was archived: of `read` files `refused` were left out, with the reason for each, and `unredacted` kept as they are.

    `links` counts what the texts link to, `answered` those whose target was kept.
    """

    bundle: Bundle
    changed: bool
    refused: tuple[tuple[str, str], ...]
    redactions: Mapping[str, int]
    dry_run: bool
    read: int = 0
    unredacted: tuple[str, ...] = ()
    links: int = 0
    answered: int = 0


def add(
    paths: Sequence[Path],
    *,
    name: str,
    settings: Settings,
    redactors: Sequence[Redactor],
    sources: Mapping[str, Source],
    today: date,
    linked: Sequence[tuple[str, Path]] = (),
    with_pictures: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ArchiveReport:
    """
    Redact logs and keep them as one bundle: files, then one commit, then a tag.

    `linked` are files that links in the logs lead to; `with_pictures` keeps what `archive.allow` names as it is.
    """
    refuse_raw([*paths, *(path for _, path in linked)], settings.root)
    archived = settings.archive
    policy = Policy(
        opaque=frozenset(archived.allow if with_pictures else ()),
        largest=archived.largest_mb * 1_000_000,
        total=archived.total_mb * 1_000_000,
    )
    wanted = Wanted(paths=tuple(paths), linked=tuple(linked), policy=policy)
    return keep(wanted, name, settings, redactors, sources, today, dry_run=dry_run, progress=progress)


def keep(
    wanted: Wanted,
    name: str,
    settings: Settings,
    redactors: Sequence[Redactor],
    sources: Mapping[str, Source],
    today: date,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ArchiveReport:
    """Keep files as a bundle, wherever they lie."""
    check_bundle(name)
    logs = SafeLogs(wanted, settings, redactors, sources, progress or Silent())
    with (
        writing(settings, f"archive add {name}", dry_run=dry_run),
        Repository.open(settings.root) as repository,
    ):
        archive = _archive(settings, repository)
        with _scratch(settings, name, is_new=archive.is_new(name) and not dry_run) as scratch:
            bundle, changed = archive.add(
                name,
                _or_refuse(logs, scratch, wanted.paths[0]),
                archived_on=today,
                redactions=logs.redactions,
                records=logs.records,
                dry_run=dry_run,
            )
    return ArchiveReport(
        bundle=bundle,
        changed=changed,
        refused=tuple(logs.refused),
        redactions=dict(sorted(logs.redactions.items())),
        dry_run=dry_run,
        read=logs.size,
        unredacted=tuple(each for each, _ in logs.unredacted),
        links=len(logs.links.found) + logs.links.more,
        answered=sum(1 for kept in logs.links.kept.values() if kept),
    )


def _or_refuse(logs: SafeLogs, scratch: Path | None, path: Path) -> Iterator[tuple[str, Part]]:
    count = 0
    for each in logs.files(scratch):
        count += 1
        yield each
    if not count:
        why = f": {logs.refused[0][0]} {logs.refused[0][1]}" if logs.refused else ""
        raise InputError(
            f"holds no log that can be archived{why}",
            path=path,
            hint="exports that a harvest reads, and text files: .md .txt .log .csv .json .eml",
        )


@contextlib.contextmanager
def _scratch(settings: Settings, name: str, *, is_new: bool) -> Iterator[Path | None]:
    """Give a folder for what is redacted, on the disk of the bundle; None where nothing is written."""
    if not is_new:
        yield None
        return
    workshop = settings.derived / "tmp"
    try:
        workshop.mkdir(parents=True, exist_ok=True)
        for left in workshop.glob(f"{name}+parts@*"):
            shutil.rmtree(left, ignore_errors=True)  # by one that was killed
        made = tempfile.TemporaryDirectory(prefix=f"{name}+parts@", dir=workshop)
    except OSError as error:
        raise StateError(
            f"cannot be written: {error.strerror}",
            path=workshop,
            hint="check the disk and its permissions",
        ) from error
    with made as scratch:
        yield Path(scratch)


def bundles(settings: Settings) -> tuple[Bundle, ...]:
    """List what is archived; nothing where there is no archive, or no Git to prove it."""
    repository = Repository.find(settings.root)
    if repository is None:
        return ()
    with repository:
        return _archive(settings, repository).list()


def verify(
    settings: Settings, names: Sequence[str] = (), progress: Progress | None = None
) -> dict[str, tuple[str, ...]]:
    """Check bundles against their manifest, their commit and their tag; map each name to what is wrong with it."""
    progress = progress or Silent()
    with Repository.open(settings.root) as repository:
        archive = _archive(settings, repository)
        known = [bundle.name for bundle in archive.list()]
        for name in names:
            if name not in known:
                raise ConfigError(
                    f"no bundle named {name!r}", hint=f"archived: {', '.join(known) or 'nothing yet'}"
                )
        chosen = list(names) or known
        progress.start("verifying", len(chosen))
        damage = {}
        for name in chosen:
            damage[name] = archive.verify(name)
            progress.advance()
        return damage


def _archive(settings: Settings, repository: Repository) -> Archive:
    return Archive(settings.bundles, repository, workshop=settings.derived / "tmp")
