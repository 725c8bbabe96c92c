"""Show what a bundle holds, put one back, and give one a timestamp later."""

import contextlib
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kb.archive import bag, restoring, sealing
from kb.archive.store import RECORDS
from kb.config import Settings
from kb.errors import ConfigError, InputError, RefusedError
from kb.flows.archive import archive_of
from kb.flows.proving import check_known, trust_of
from kb.flows.turn import writing
from kb.io import timestamps
from kb.io.cells import told_cell
from kb.io.files import read_text, write_if_changed
from kb.io.git import Repository
from kb.model.bundle import Bundle
from kb.model.progress import Progress, Silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """
    A bundle with its files, (path, bytes, SHA-256), what it follows, and its own description.

    `records` are the tables that say what was left out, kept unredacted and linked to, by file name, heads first.
    """

    bundle: Bundle
    files: tuple[tuple[str, int, str], ...]
    follows: tuple[str, ...]
    description: tuple[tuple[str, str], ...]
    records: Mapping[str, tuple[tuple[str, ...], ...]]


def show(settings: Settings, name: str) -> Contents:
    """Say what a bundle holds, as it says itself; nothing is proved by that."""
    with Repository.open(settings.root) as repository:
        archive = archive_of(settings, repository)
        known = {bundle.name: bundle for bundle in archive.list()}
    check_known([name], tuple(known))
    place = archive.folder / name
    follows: tuple[str, ...] = ()
    with contextlib.suppress(ValueError):
        follows = tuple(before for before, _ in sealing.read(place).previous)
    try:
        listed = bag.read_manifest(place).entries
    except InputError as error:
        raise InputError(
            error.problem, path=error.path, line=error.line, hint=f"kb archive restore {name} --in-place"
        ) from error
    return Contents(
        bundle=known[name],
        files=tuple((path, _size(place / path), digest) for path, digest in listed),
        follows=follows,
        description=bag.description(place),
        records={name: rows for name in RECORDS if (rows := _rows(place / name))},
    )


def _rows(path: Path) -> tuple[tuple[str, ...], ...]:
    if not path.is_file():
        return ()
    table = csv.reader(io.StringIO(read_text(path), newline=""))
    return tuple(tuple(map(told_cell, row)) for row in table)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """Where a bundle was put, and which files of it; `aside` is where what stood in its place is now."""

    folder: Path
    files: tuple[str, ...] = ()
    aside: Path | None = None
    changed: bool = True


def restore(
    settings: Settings,
    name: str,
    paths: Sequence[str] = (),
    *,
    to: Path | None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Restored:
    """Bring a bundle out of Git, below a folder or, when none is named, back to where it stands."""
    if to is None and paths:
        raise ConfigError(
            "a bundle is put back whole or not at all", hint="leave the paths out, or name --to DIR"
        )
    bar = progress or Silent()
    with Repository.open(settings.root) as repository:
        archive = archive_of(settings, repository)
        check_known([name], sorted(tag.removeprefix("archive/") for tag in archive.tags()))
        if to is not None:
            folder, files = restoring.restore_to(archive, name, paths, to, dry_run=dry_run, progress=bar)
            return Restored(folder=folder, files=files)
        place = archive.folder / name
        with writing(settings, f"archive restore {name}", dry_run=dry_run):
            changed, aside = restoring.restore_in_place(archive, name, dry_run=dry_run, progress=bar)
        return Restored(folder=place, aside=aside, changed=changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamping:
    """What was done: a question written to `file`, or a timestamp kept there; `proven` when an authority vouches for `at`."""

    file: Path
    at: datetime | None = None
    proven: bool = False
    changed: bool = True


def write_query(settings: Settings, name: str, file: Path, *, dry_run: bool = False) -> Stamping:
    """Write the question that an authority is to be asked about a bundle's seal."""
    _, content = _sealed(settings, name)
    told = timestamps.query(content)
    if file.exists() and file.read_bytes() != told:
        raise RefusedError("is there already, and is not written over", path=file, hint="name another file")
    return Stamping(file=file, changed=False if dry_run else write_if_changed(file, told))


def stamp(settings: Settings, name: str, *, reply: Path | None = None, dry_run: bool = False) -> Stamping:
    """
    Keep an authority's answer about a bundle's seal, asked for now or given as a file, in a commit of its own.

    It stands beside the bundles: what a bundle's folder holds is what its commit holds, and never changes.
    """
    file, content = _sealed(settings, name)
    with (
        writing(settings, f"archive stamp {name}", dry_run=dry_run),
        Repository.open(settings.root) as repository,
    ):
        repository.check_ready()
        archive = archive_of(settings, repository)
        trust = trust_of(settings, archive)
        if reply is None and not settings.archive.timestamp_url:
            raise ConfigError(
                "no time-stamping authority is configured",
                hint="set archive.timestamp_url, or exchange files: --query FILE, then --reply FILE",
            )
        if repository.holds(file):
            raise RefusedError(
                "there is a later timestamp already", path=file, hint=f"kb archive verify {name}"
            )
        answer = _read(reply) if reply else timestamps.ask(settings.archive.timestamp_url, content)
        try:
            proven = bool(trust.authorities)
            at = (
                timestamps.prove(content, answer, trust.authorities)
                if proven
                else timestamps.claimed(content, answer)
            )
        except ValueError as error:
            raise InputError(
                f"the timestamp {error}", path=reply, hint="ask again: kb archive stamp NAME --query FILE"
            ) from error
        if at is None:
            raise ConfigError(
                "nothing here can read a timestamp", hint="pip install 'hypercare-kb[timestamp]'"
            )
        if not dry_run:
            write_if_changed(file, answer)
            repository.commit_only(file, f"Keep a timestamp of {name}\n\nKb-Bundle: {name}")
    return Stamping(file=file, at=at, proven=proven, changed=not dry_run)


def _sealed(settings: Settings, name: str) -> tuple[Path, bytes]:
    """Give where a bundle's later timestamp stands, and the seal it is of, which must be the one its tag names."""
    with Repository.open(settings.root) as repository:
        archive = archive_of(settings, repository)
        known = {bundle.name: bundle for bundle in archive.list()}
        check_known([name], tuple(known))
        if damage := archive.verify(name):
            raise RefusedError(
                f"the bundle {name} is not what was archived: {damage[0]}", hint=f"kb archive verify {name}"
            )
        place = archive.folder / name
        try:
            return archive.stamps / f"{name}.tsr", sealing.read(place).render()
        except ValueError as error:
            raise InputError("has no seal that could be stamped", path=place) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path, hint="check the name") from error
