"""
Folders built aside, sealed, and switched to by one atomic write.

    <folder>/CURRENT                the name of the generation readers open
    <folder>/gen-<digest12>/        what was made of one set of documents, with `seal.json`

A reader sees the old generation or the new one; a crash leaves the old one and some rubbish, which the
next writer removes.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Container, Iterator
from pathlib import Path

from kb.errors import KbError, StateError
from kb.io.files import read_text, write_if_changed

HINT = "make it again with: kb build"

CURRENT = "CURRENT"
_SEAL = "seal.json"
_LOCK = ".lock"
_LOOKS = 3
_NAME = re.compile(r"gen-[0-9a-f]{12}")
_ASIDE = re.compile(r"\.building-(\d+)-\w+")


def name_of(digest: str) -> str:
    """Name the generation of what has this digest."""
    return f"gen-{digest[:12]}"


def current(folder: Path) -> Path:
    """Give the folder readers open; raise StateError when there is none."""
    for _ in range(_LOOKS):
        with contextlib.suppress(StateError):
            return _named(folder)  # else a writer may have switched twice between our two looks
    return _named(folder)


def _named(folder: Path) -> Path:
    pointer = folder / CURRENT
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


def build(folder: Path, name: str, maker: str, fill: Callable[[Path], None]) -> bool:
    """Make a generation current, filling a folder aside unless it is there; return whether anything changed."""
    if _is_whole(folder / name, maker):
        with contextlib.suppress(StateError):
            if current(folder).name == name:
                return False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):  # asked behind the lock: another writer may just be pruning it
            there = _is_whole(folder / name, maker)
            if there:
                _switch(folder, name)
        if not there:
            _fill_aside(folder, name, maker, fill)
    except OSError as error:
        raise StateError(
            f"the search index cannot be written: {error.strerror}",
            path=folder,
            hint="check the disk and its permissions",
        ) from error
    return True


def _fill_aside(folder: Path, name: str, maker: str, fill: Callable[[Path], None]) -> None:
    aside = Path(tempfile.mkdtemp(dir=folder, prefix=f".building-{os.getpid()}-"))
    try:
        fill(aside)
        _seal(folder, aside, maker)
        with _locked(folder):  # or another writer would remove it before it is current
            if not _is_whole(folder / name, maker):
                shutil.rmtree(folder / name, ignore_errors=True)
                aside.rename(folder / name)
                _sync(folder)
            _switch(folder, name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / _LOCK).open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed, or its process dies
        yield


def _switch(folder: Path, name: str) -> None:
    write_if_changed(folder / CURRENT, f"{name}\n")
    _prune(folder, {name})  # a page that was narrowed must not live on in the generation before


def _is_whole(generation: Path, maker: str) -> bool:
    try:
        check(generation, maker)
    except StateError:
        return False
    return True


def _seal(folder: Path, generation: Path, maker: str) -> None:
    known = _taken_over(folder, generation)  # synced and sealed before
    files = known | _digests(generation, but=known)
    for name in files.keys() - known.keys():
        _sync(generation / name)
    seal = json.dumps({"maker": maker, "files": files}, sort_keys=True)
    write_if_changed(generation / _SEAL, seal)  # last: a generation without a seal is unfinished


def _taken_over(folder: Path, generation: Path) -> dict[str, str]:
    """Give the digests of files that are the very ones of the current generation."""
    try:
        old = current(folder)
        sealed = dict(json.loads(read_text(old / _SEAL))["files"])
        return {
            path.name: sealed[path.name]
            for path in generation.iterdir()
            if path.name in sealed and path.samefile(old / path.name)
        }
    except (KbError, OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _digests(generation: Path, but: Container[str] = ()) -> dict[str, str]:
    digests = {}
    for path in sorted(generation.iterdir()):
        if path.name != _SEAL and path.name not in but:
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
