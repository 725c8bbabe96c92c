"""Archive the logs of a period, and list what is archived."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.archive.notary import Notary
from kb.archive.store import Archive
from kb.config import Settings
from kb.errors import InputError
from kb.flows.harvest import known_people
from kb.flows.logs import redact_logs
from kb.flows.plain import Known, safe_text
from kb.flows.raw import refuse_raw
from kb.io.git import Repository
from kb.model.bundle import Bundle, Correction
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
    told: tuple[str, ...] = ()


def add(
    folder: Path,
    *,
    name: str,
    settings: Settings,
    redactors: Sequence[Redactor],
    sources: Mapping[str, Source],
    today: date,
    correction: Correction | None = None,
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
    with Repository.open(settings.root) as repository:
        archive = archive_of(settings, repository, notary_of(settings, repository))
        bundle, changed = archive.add(
            name,
            logs.files,
            archived_on=today,
            redactions=logs.redactions,
            correction=safe_correction(correction, redactors, settings),
            dry_run=dry_run,
        )
        told = [*archive.notary.told]
        if changed and not repository.branch():
            told.append(
                f"on no branch: only the tag keeps the commit; to keep it on one: git branch NAME {bundle.commit[:12]}"
            )
    return ArchiveReport(
        bundle=bundle,
        changed=changed,
        refused=tuple(logs.refused),
        redactions=dict(sorted(logs.redactions.items())),
        dry_run=dry_run,
        told=tuple(told),
    )


def safe_correction(
    correction: Correction | None, redactors: Sequence[Redactor], settings: Settings
) -> Correction | None:
    """Redact why one bundle supersedes another: it is kept for good."""
    if correction is None:
        return None
    known = Known(listed=known_people(settings))
    because, _ = safe_text("--because", correction.because, redactors, known)
    return Correction(old=correction.old, because=because)


def bundles(settings: Settings) -> tuple[Bundle, ...]:
    """List what is archived; nothing where there is no archive, or no Git to prove it."""
    repository = Repository.find(settings.root)
    if repository is None:
        return ()
    with repository:
        return archive_of(settings, repository).list()


def archive_of(settings: Settings, repository: Repository, notary: Notary | None = None) -> Archive:
    """Give the archive; what it adds is signed and stamped by the notary, if any."""
    return Archive(settings.bundles, repository, workshop=settings.derived / "tmp", notary=notary)


def notary_of(settings: Settings, repository: Repository) -> Notary:
    """Take the keys and the authority that are configured here, else in Git."""
    chosen = settings.archive.signing_key
    ssh = repository.ssh_key()
    own_program = repository.setting("gpg.ssh.program")
    return Notary(
        key=_placed(chosen, settings.root) if chosen else ssh,
        tag_key=ssh if repository.signs_tags() and not own_program else "",
        signer=repository.author(),
        authority=settings.archive.timestamp_url,
    )


def _placed(key: str, root: Path) -> str:
    """Take a path as from the workspace; a key's own words stay as they are."""
    return (
        key
        if " " in key and key.startswith(("key::", "ssh-", "ecdsa-", "sk-"))
        else str(root / Path(key).expanduser())
    )
