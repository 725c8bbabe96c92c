"""Archive the logs of a period, list what is archived, and prove that it is unchanged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.archive.store import Archive
from kb.config import Settings
from kb.errors import ConfigError, InputError
from kb.flows.logs import redact_logs
from kb.flows.raw import refuse_raw
from kb.flows.turn import writing
from kb.io.git import Repository
from kb.model.bundle import Bundle
from kb.model.progress import Progress, Silent
from kb.redact.base import Redactor
from kb.sources.base import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveReport:
    """What was archived; `refused` are files left out, with the reason for each."""

    bundle: Bundle
    changed: bool
    refused: tuple[tuple[str, str], ...]
    redactions: Mapping[str, int]
    dry_run: bool


def add(
    folder: Path,
    *,
    name: str,
    settings: Settings,
    redactors: Sequence[Redactor],
    sources: Mapping[str, Source],
    today: date,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ArchiveReport:
    """Redact the logs of a folder and keep them as one bundle: files, then one commit, then a tag."""
    progress = progress or Silent()
    refuse_raw([folder], settings.root)
    logs = redact_logs(folder, settings, redactors, sources, progress)
    if not logs.files:
        why = f": {logs.refused[0][0]} {logs.refused[0][1]}" if logs.refused else ""
        raise InputError(
            f"holds no log that can be archived{why}",
            path=folder,
            hint="exports that a harvest reads, and text files: .md .txt .log .csv .json .eml",
        )
    progress.start("archiving")
    with (
        writing(settings, f"archive add {name}", dry_run=dry_run),
        Repository.open(settings.root) as repository,
    ):
        archive = _archive(settings, repository)
        bundle, changed = archive.add(
            name, logs.files, archived_on=today, redactions=logs.redactions, dry_run=dry_run
        )
    return ArchiveReport(
        bundle=bundle,
        changed=changed,
        refused=tuple(logs.refused),
        redactions=dict(sorted(logs.redactions.items())),
        dry_run=dry_run,
    )


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
