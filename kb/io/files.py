"""Read text safely; write whole or not at all, and only what differs."""

import contextlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from kb.errors import InputError, RefusedError, StateError


def read_text(path: Path) -> str:
    """Read UTF-8 text, keeping its line ends; raise InputError when it cannot be read or is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise InputError(
            f"not UTF-8: byte 0x{error.object[error.start]:02x}",
            path=path,
            line=line,
            hint="save the file as UTF-8",
        ) from error
    except FileNotFoundError as error:
        raise InputError("no such file", path=path, hint="check the name, or list the folder") from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error


def write_if_changed(path: Path, content: bytes | str, *, mode: int = 0o644) -> bool:
    """
    Write the file whole (temporary file, fsync, rename), or leave it alone when it already holds this.

    Return whether it changed. Folders are made. Raise StateError when the disk says no.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name[:40]}.{os.getpid()}.", suffix=".tmp"
        )
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(mode)
            os.replace(temporary, path)  # noqa: PTH105 - the atomic one, by its own name
        except BaseException:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise StateError(
            f"cannot be written: {error.strerror}", path=path, hint="check the disk and its permissions"
        ) from error
    return True


def write_made(
    path: Path, text: str, *, is_ours: Callable[[str], bool], what: str, option: str, dry_run: bool = False
) -> bool:
    """
    Write a file that a command makes anew each time it is asked, and tell whether it changed.

    Raise RefusedError where a file stands that is not of the kind, on a dry run as well: it is somebody's own.
    """
    if path.exists():
        try:
            old = read_text(path)
        except InputError:
            old = "\0"
        if old and not is_ours(old):
            raise RefusedError(
                f"is no {what}, and stays as it is", path=path, hint=f"name another file after {option}"
            )
    return False if dry_run else write_if_changed(path, text)


_TEMPORARY = re.compile(r"\..+\.(\d+)(?:\.[a-z0-9_]{8})?\.tmp")


def sweep(folder: Path, *, deep: bool = True) -> None:
    """Remove the temporary files that a killed one of ours left in a folder, and below; one whose maker lives stays."""
    for place, folders, names in os.walk(folder, followlinks=False):
        if not deep:
            folders.clear()
        for name in names:
            match = _TEMPORARY.fullmatch(name)
            if match and not is_alive(int(match[1])):
                with contextlib.suppress(OSError):
                    (Path(place) / name).unlink()


def is_alive(pid: int) -> bool:
    """Whether a process of this machine runs, whoever started it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def sync_folder(folder: Path) -> None:
    """Make the rename itself last (POSIX; elsewhere folders cannot be opened)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def walk(root: Path, pattern: str = "*") -> Iterator[Path]:
    """Yield the files below a folder, sorted, without following links or entering hidden folders."""
    if not root.is_dir():
        return
    for folder, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            if path.match(pattern) and not path.is_symlink() and not name.startswith("."):
                yield path
