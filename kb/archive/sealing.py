"""A folder's seal: made of everything in it, kept in it, and held against what is in it now."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from kb.errors import StateError
from kb.model.progress import Progress
from kb.model.seal import BLANK, Entry, Kind, Seal, parse

SEAL = "SEAL.json"
SIGNATURE = f"{SEAL}.sig"
TIMESTAMP = f"{SEAL}.tsr"
BESIDE = (SEAL, SIGNATURE, TIMESTAMP)
"""The seal, its signature and its timestamp: they are not part of what is sealed."""


def seal(
    folder: Path,
    *,
    what: str,
    name: str,
    made_on: date,
    previous: Iterable[tuple[str, str]] = (),
    at: str = SEAL,
    certificates: Iterable[str] = (),
) -> Seal:
    """
    List everything in a folder, read piece by piece, but the seal itself, which will stand at `at`.

    `certificates` are files that show the fingerprint; they show `BLANK` now. Raise StateError for a link, or
    anything else that is neither a file nor a folder.
    """
    forms = frozenset(certificates)
    entries = []
    for path, place in _everything(folder, at):
        if place.is_symlink() or not (place.is_dir() or place.is_file()):
            raise StateError("is neither a file nor a folder, and cannot be sealed", path=place)
        entries.append(_entry(path, place, Kind.CERTIFICATE if path in forms else Kind.FILE))
    return Seal(
        what=what, name=name, made_on=made_on, entries=tuple(entries), previous=tuple(sorted(previous))
    )


def read(folder: Path, at: str = SEAL) -> Seal:
    """Read a folder's seal; raise ValueError in plain words when there is none or it is none."""
    try:
        return parse((folder / at).read_bytes())
    except OSError as error:
        raise ValueError(
            "is missing" if isinstance(error, FileNotFoundError) else "cannot be read"
        ) from error


def damage(sealed: Seal, folder: Path, at: str = SEAL, *, progress: Progress | None = None) -> Iterator[str]:
    """Yield one line for each path that is missing, changed, of another kind, or was added since it was sealed."""
    there = dict(_everything(folder, at))
    fingerprint = sealed.fingerprint  # worked out from the whole list: once, not for each entry
    for entry in sorted(sealed.entries):
        if progress:
            progress.advance()
        place = there.pop(entry.path, None)
        if place is None:
            yield f"missing: {entry.path}"
        elif place.is_symlink():
            yield f"a link: {entry.path}"
        elif place.is_dir() is not (entry.kind is Kind.FOLDER):
            yield f"of another kind: {entry.path}"
        else:
            yield from _difference(entry, place, fingerprint)
    yield from (f"added: {path}" for path in there)


def _difference(entry: Entry, place: Path, fingerprint: str) -> Iterator[str]:
    try:
        if _entry(entry.path, place, entry.kind, fingerprint) != entry:
            yield f"changed: {entry.path}"
    except OSError as error:
        yield f"cannot be read: {entry.path} ({error.strerror})"


def _entry(path: str, place: Path, kind: Kind, fingerprint: str = BLANK) -> Entry:
    if place.is_dir():
        return Entry(path=path, kind=Kind.FOLDER)
    if kind is Kind.CERTIFICATE:
        content = place.read_bytes()
        if fingerprint != BLANK:
            # one that shows the blank already was not given out by us
            content = content.replace(BLANK.encode(), b"?").replace(fingerprint.encode(), BLANK.encode())
        return Entry(path=path, kind=kind, sha256=hashlib.sha256(content).hexdigest())
    with place.open("rb") as file:
        return Entry(path=path, kind=kind, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def _everything(folder: Path, at: str) -> list[tuple[str, Path]]:
    """Give each path below a folder with its place, sorted, following no link, but the seal and what belongs to it."""
    beside = {at.removesuffix(SEAL) + name for name in BESIDE}
    found = []
    for where, folders, names in os.walk(folder, followlinks=False):
        for name in (*folders, *names):
            place = Path(where) / name
            path = place.relative_to(folder).as_posix()
            if path not in beside:
                found.append((path, place))
    return sorted(found)
