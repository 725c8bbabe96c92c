"""Folders that are made aside, and take the place of an old one whole."""

import ctypes
import os
import shutil
import tempfile
from pathlib import Path

from kb.errors import RefusedError, StateError


def staged(out: Path) -> Path:
    """Make an empty folder beside `out` that is to take its place, and that nobody else can read until then; raise StateError when the disk says no."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".new", dir=out.parent))
    except OSError as error:
        raise StateError(f"cannot be written: {error.strerror}", path=out.parent) from error
    return staging


def swap(staging: Path, out: Path) -> None:
    """
    Put a new folder in the old one's place; raise StateError where the disk says no, with the old one as it was.

    In one step where the system can exchange two folders; elsewhere readers miss it for the time between two renames.
    """
    aside = staging.with_suffix(".old")
    try:
        staging.chmod(0o755)  # a web server may run as somebody else
        if not out.exists():
            staging.rename(out)
            return
        if _exchange(staging, out):
            staging.rename(aside)
        else:
            out.rename(aside)
            try:
                staging.rename(out)
            except OSError:
                aside.rename(out)
                raise
    except OSError as error:
        raise StateError(f"the new folder cannot be put in place: {error.strerror}", path=out) from error
    shutil.rmtree(aside, ignore_errors=True)


def settle(folder: Path) -> None:
    """
    Wait until a folder and all that was written below it is on disk; raise OSError when it cannot be.

    One call for the whole file system where there is one (Linux), for 20,000 files take minutes one by one.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            syncfs = ctypes.CDLL(None, use_errno=True).syncfs
        except (AttributeError, OSError):
            syncfs = None
        if syncfs is not None:
            if syncfs(handle):
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
            return
    finally:
        os.close(handle)
    for where, _, names in os.walk(folder):
        for path in (*(os.path.join(where, name) for name in names), where):  # noqa: PTH118 - os.walk's own
            each = os.open(path, os.O_RDONLY)
            try:
                os.fsync(each)
            finally:
                os.close(each)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step (Linux 3.15 and its usual file systems); False where that is not known."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    here, swap = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    done: int = renameat2(here, os.fsencode(one), here, os.fsencode(other), swap)
    return done == 0


def refuse_foreign(folder: Path, *, name: str, mark: str, what: str, option: str) -> None:
    """Raise RefusedError for a folder that is there and was not made by us: ours has a file that begins with a mark."""
    told = folder / name
    is_ours = told.is_file() and told.read_bytes().startswith(mark.encode())
    is_empty = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if folder.is_symlink() or not (is_ours or is_empty):
        raise RefusedError(
            f"is no {what}, and stays as it is", path=folder, hint=f"name another folder after {option}"
        )
