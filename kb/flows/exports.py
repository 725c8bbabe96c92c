"""Paths in, exports out: who reads what, and what nobody reads."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io.files import walk
from kb.sources.base import ReadsFolders, Source
from kb.sources.recognise import recognise, sniffs


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One file, or one folder that is read as a whole, and its source."""

    path: Path
    source: Source


def find(
    paths: Sequence[Path],
    settings: HarvestSettings,
    sources: Mapping[str, Source],
    *,
    forced: str | None = None,
) -> tuple[tuple[Export, ...], tuple[Path, ...]]:
    """
    Give the exports among the paths, each once, and the files of folders that no source reads.

    A folder that a source reads as a whole (a chat's, a mailbox) is one export; in any other each file is looked
    at. Raise InputError for a path that was named and holds nothing that can be read.
    """
    chosen: dict[Path, Export] = {}
    unread: list[Path] = []
    for path in paths:
        if forced or not path.is_dir():
            source = recognise(path, settings, sources, forced=forced)
            chosen.setdefault(path, Export(path=path, source=source))
            continue
        found, rest = _inside(path, settings, sources)
        if not found:
            recognise(path, settings, sources)  # says what was looked for
            raise InputError("no file in it is an export that can be read", path=path, hint="kb sources")
        for export in found:
            chosen.setdefault(export.path, export)
        unread += rest
    return tuple(chosen.values()), tuple(dict.fromkeys(unread))


def _inside(
    folder: Path, settings: HarvestSettings, sources: Mapping[str, Source]
) -> tuple[list[Export], list[Path]]:
    chosen: list[Export] = []
    unread: list[Path] = []
    taken: set[Path] = set()
    for place in (folder, *_folders(folder)):
        if place in taken:
            continue
        for source in sources.values():
            if isinstance(source, ReadsFolders) and sniffs(source, place, settings):
                chosen.append(Export(path=place, source=source))
                taken.update(source.claims(place, settings))
                taken.update(below for below in _folders(place) if _all_taken(below, taken))
    for file in walk(folder):
        if file in taken:
            continue
        try:
            chosen.append(Export(path=file, source=recognise(file, settings, sources)))
        except InputError:
            unread.append(file)
    return sorted(chosen, key=lambda export: export.path), unread


def _folders(folder: Path) -> Iterator[Path]:
    return iter(
        sorted({parent for file in walk(folder) for parent in file.parents if folder in parent.parents})
    )


def _all_taken(folder: Path, taken: set[Path]) -> bool:
    return all(file in taken for file in walk(folder))


def digests(exports: Sequence[Export]) -> Iterator[str]:
    """
    Digest all that reading each export may look at: its bytes, and its neighbours' state where they may be companions.

    Neighbours count by name, size and time of change, so that a folder of a thousand files stays quick.
    """
    folders: dict[Path, str] = {}
    for export in exports:
        path = export.path
        digest = hashlib.sha256(f"{export.source.name}\0{path}\0".encode(errors="replace"))
        try:
            for file in walk(path) if path.is_dir() else [path]:
                with file.open("rb") as stream:
                    whole = hashlib.file_digest(stream, "sha256").hexdigest()
                digest.update(f"{file}\0{whole}\0".encode(errors="replace"))
            if not path.is_dir() and getattr(export.source, "has_companions", True):
                if path.parent not in folders:
                    folders[path.parent] = _state(path.parent)
                digest.update(folders[path.parent].encode())
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", path=path) from error
        yield digest.hexdigest()


def fingerprint(paths: Sequence[Path]) -> str:
    """
    Digest all that a harvest of some paths may look at, before anything is recognised.

    Every file's bytes count; beside a file that was named, its neighbours' state. "" when something cannot be read.
    """
    digest = hashlib.sha256()
    try:
        for path in paths:
            digest.update(f"{path}\0".encode(errors="replace"))
            for file in walk(path) if path.is_dir() else [path]:
                with file.open("rb") as stream:
                    whole = hashlib.file_digest(stream, "sha256").hexdigest()
                digest.update(f"{file}\0{whole}\0".encode(errors="replace"))
            if not path.is_dir():
                digest.update(_state(path.parent).encode())
    except OSError:
        return ""
    return digest.hexdigest()


def _state(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        if not file.is_file():
            continue  # no companion; and a workspace beside the exports changes all the time
        status = file.stat()
        digest.update(f"{file.name}\0{status.st_size}\0{status.st_mtime_ns}\0".encode(errors="replace"))
    return digest.hexdigest()
