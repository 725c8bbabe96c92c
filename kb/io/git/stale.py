"""Locks that a killed Git of ours left in a repository: found, and removed once no Git is at work there."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

_PROCESSES = Path("/proc")
_COARSE = 2.0  # seconds by which some file systems round


def found(git_dirs: tuple[Path, ...], since: float) -> tuple[Path, ...]:
    """List the locks that were made since a second."""
    return tuple(path for folder in git_dirs for path in _locks(folder) if _is_since(path, since))


def remove(git_dirs: tuple[Path, ...], root: Path, since: float) -> None:
    """Remove the locks made since a second, unless a Git may be at work in the repository."""
    left = found(git_dirs, since)
    if left and not _is_git_at_work((root, *git_dirs)):
        for path in left:
            with contextlib.suppress(OSError):
                path.unlink()


def _locks(folder: Path) -> Iterator[Path]:
    yield from folder.glob("*.lock")
    yield from (folder / "refs").rglob("*.lock")


def _is_since(path: Path, since: float) -> bool:
    try:
        return path.lstat().st_mtime >= since - _COARSE
    except FileNotFoundError:
        return False


def _is_git_at_work(places: tuple[Path, ...]) -> bool:
    """Whether a program called git stands in one of these folders; True where nobody can tell."""
    try:
        return any(_stands(process, places) for process in _PROCESSES.iterdir() if process.name.isdecimal())
    except OSError:
        return True


def _stands(process: Path, places: tuple[Path, ...]) -> bool:
    try:
        name = (process / "comm").read_text(errors="replace").strip()
        if name != "git" and not name.startswith("git-"):
            return False
        where = (process / "cwd").readlink()
    except (FileNotFoundError, ProcessLookupError):
        return False  # it has ended meanwhile
    except OSError:
        return True  # somebody else's
    return any(where.is_relative_to(place) for place in places)
