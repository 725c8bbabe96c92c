"""
Folders built aside, sealed, and switched to by one atomic write.

    <folder>/CURRENT                the name of the generation readers open
    <folder>/gen-<digest12>/        what was made of one set of documents, with `seal.json`

A reader sees the old generation or the new one; a crash leaves the old one and some rubbish, which the
next writer removes.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from kb.errors import KbError, StateError
from kb.io.files import read_text, write_if_changed

KEPT = 2
HINT = "make it again with: kb build"

_CURRENT = "CURRENT"
_SEAL = "seal.json"
_NAME = re.compile(r"gen-[0-9a-f]{12}")
_ASIDE = re.compile(r"\.building-(\d+)-\w+")


def name_of(digest: str) -> str:
    """Name the generation of what has this digest."""
    return f"gen-{digest[:12]}"


def current(folder: Path) -> Path:
    """Give the folder readers open; raise StateError when there is none."""
    pointer = folder / _CURRENT
    if not pointer.is_file():
        raise StateError("there is no search index", path=folder, hint=HINT)
    try:
        name = read_text(pointer).strip()
    except KbError as error:
        raise StateError("the search index's CURRENT cannot be read", path=pointer, hint=HINT) from error
    if not _NAME.fullmatch(name) or not (folder / name).is_dir():
        raise StateError("the search index's CURRENT names no generation", path=pointer, hint=HINT)
    return folder / name


def check(generation: Path, maker: str) -> None:
    """Raise StateError unless every file is what was sealed, by the same maker (versions of what wrote it)."""
    try:
        seal = json.loads(read_text(generation / _SEAL))
        made_by, files = str(seal["maker"]), dict(seal["files"])
    except (KbError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StateError("the search index is unfinished or broken", path=generation, hint=HINT) from error
    if made_by != maker:
        raise StateError(
            f"the search index was made by another version ({made_by}; this is {maker})",
            path=generation,
            hint=HINT,
        )
    try:
        there = _digests(generation)
    except OSError as error:
        raise StateError(
            f"the search index cannot be read: {error.strerror}", path=generation, hint=HINT
        ) from error
    for name in sorted(files.keys() | there.keys()):
        if files.get(name) != there.get(name):
            raise StateError("the search index was changed or damaged", path=generation / name, hint=HINT)


def build(folder: Path, name: str, maker: str, fill: Callable[[Path], None]) -> None:
    """Fill a folder aside, seal it, switch to it, and remove all but the last two."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(dir=folder, prefix=f".building-{os.getpid()}-"))
        try:
            fill(aside)
            _seal(aside, maker)
            _put(aside, folder / name, maker)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        switch(folder, name)
    except OSError as error:
        raise StateError(
            f"the search index cannot be written: {error.strerror}",
            path=folder,
            hint="check the disk and its permissions",
        ) from error


def switch(folder: Path, name: str) -> None:
    """Let readers open this generation, then remove what nobody will open again."""
    before = None
    with contextlib.suppress(StateError):
        before = current(folder).name
    write_if_changed(folder / _CURRENT, f"{name}\n")
    _prune(folder, {name, before} if before != name else {name, *_newest(folder, name)})


def _newest(folder: Path, but: str) -> list[str]:
    others = [path for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.name != but]
    return [path.name for path in sorted(others, key=lambda path: path.stat().st_mtime_ns)[-(KEPT - 1) :]]


def _put(aside: Path, place: Path, maker: str) -> None:
    if place.exists():
        with contextlib.suppress(StateError):
            check(place, maker)
            return  # another writer was first, or it was kept from before
        shutil.rmtree(place)
    with contextlib.suppress(FileExistsError):
        aside.rename(place)
        _sync(place.parent)


def _seal(generation: Path, maker: str) -> None:
    files = _digests(generation)
    for name in files:
        _sync(generation / name)
    seal = json.dumps({"maker": maker, "files": files}, sort_keys=True)
    write_if_changed(generation / _SEAL, seal)  # last: a generation without a seal is unfinished


def _digests(generation: Path) -> dict[str, str]:
    digests = {}
    for path in sorted(generation.iterdir()):
        if path.name != _SEAL:
            with path.open("rb") as file:
                digests[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return digests


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _prune(folder: Path, kept: set[str | None]) -> None:
    for path in folder.iterdir():
        aside = _ASIDE.fullmatch(path.name)
        if (_NAME.fullmatch(path.name) and path.name not in kept) or (aside and not _lives(int(aside[1]))):
            shutil.rmtree(path, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
