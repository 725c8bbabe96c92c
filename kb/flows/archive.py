"""Archive the logs of a period, and list what is archived."""

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
from kb.archive.notary import Notary
from kb.archive.store import Archive
from kb.config import Settings
from kb.errors import InputError, StateError
from kb.flows.harvest import known_people
from kb.flows.logs import SafeLogs, Wanted
from kb.flows.plain import Known, safe_text
from kb.flows.raw import refuse_raw
from kb.flows.turn import writing
from kb.io.git import Repository
from kb.model.bundle import Bundle, Correction
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
    told: tuple[str, ...] = ()
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
    correction: Correction | None = None,
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
    return keep(
        wanted,
        name,
        settings,
        redactors,
        sources,
        today,
        correction=correction,
        dry_run=dry_run,
        progress=progress,
    )


def keep(
    wanted: Wanted,
    name: str,
    settings: Settings,
    redactors: Sequence[Redactor],
    sources: Mapping[str, Source],
    today: date,
    *,
    correction: Correction | None = None,
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
        archive = archive_of(settings, repository, notary_of(settings, repository))
        with _scratch(settings, name, is_new=archive.is_new(name) and not dry_run) as scratch:
            bundle, changed = archive.add(
                name,
                _or_refuse(logs, scratch, wanted.paths[0]),
                archived_on=today,
                redactions=logs.redactions,
                correction=safe_correction(correction, redactors, settings),
                records=logs.records,
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
        read=logs.size,
        unredacted=tuple(each for each, _ in logs.unredacted),
        links=len(logs.links.found) + logs.links.more,
        answered=sum(1 for kept in logs.links.kept.values() if kept),
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
