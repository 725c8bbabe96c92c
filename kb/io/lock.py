"""
One writer a workspace: a lock that the system lets go by itself when whoever holds it dies.

It is `flock` on a small file. Git's processes that change something hold it too, so one that outlives a killed
`kb` is waited for. In the file the holder says who it is, and whether a Git of its own is at work: what it says
there is gone when it ends well, so the next one knows when to tidy.
"""

import contextlib
import errno
import fcntl
import json
import os
import platform
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from kb.errors import StateError
from kb.io.files import is_alive, write_if_changed

PATIENCE = 10.0
"""Seconds a second writer waits."""

_PAUSE = 0.05
_CHECK = "check the disk and its permissions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who writes; `git` is the second since when a Git of its own was at work, 0 for none."""

    pid: int
    host: str
    since: str
    what: str
    git: float = 0.0

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read what a holder said; None for nothing, or nothing that can be read."""
        try:
            told = json.loads(text.partition("\n")[0])
            return cls(
                pid=int(told["pid"]),
                host=str(told["host"]),
                since=str(told["since"]),
                what=str(told["what"])[:80],
                git=float(told["git"]),
            )
        except (ValueError, KeyError, TypeError, RecursionError):
            return None

    @property
    def is_alive(self) -> bool:
        """Whether it runs on this machine, or may run on another one."""
        return self.host != platform.node() or is_alive(self.pid)

    @property
    def told(self) -> str:
        """Name it for people."""
        return f"kb {self.what}, process {self.pid} on {self.host}, since {self.since}"


@dataclass(slots=True)
class Lock:
    """The lock as it is held; `cut` is a holder before us that did not end well."""

    path: Path
    handle: int
    own: Holder
    cut: Holder | None = None
    depth: int = field(default=1, repr=False)

    def git_begins(self) -> None:
        """Note that a Git of ours is at work, and may leave locks of its own when it is killed."""
        if not self.own.git:
            self._say(replace(self.own, git=time.time()))

    def git_ended(self) -> None:
        """Note that none is, and that none left anything."""
        if self.own.git:
            self._say(replace(self.own, git=0.0))

    @property
    def git_since(self) -> float:
        """Since when a Git may have left locks that are ours to remove: 0 for never, as after one on another machine."""
        return self.own.git

    def _say(self, own: Holder | None) -> None:
        text = (
            f"{json.dumps(asdict(own))}\n" if own else ""
        )  # a line: killed before the cut, what was longer stays behind it
        try:
            os.pwrite(self.handle, text.encode(), 0)
            os.ftruncate(self.handle, len(text))
        except OSError as error:
            raise StateError(f"cannot be written: {error.strerror}", path=self.path, hint=_CHECK) from error
        if own:
            self.own = own


_held: dict[Path, Lock] = {}


def held() -> tuple[Lock, ...]:
    """Give the locks that this process holds."""
    return tuple(_held.values())


@contextlib.contextmanager
def locked(path: Path, what: str, *, patience: float = PATIENCE) -> Iterator[Lock]:
    """
    Hold the lock, waiting a while for another writer; within a lock it is held already.

    Raise StateError that says who holds it, or that the disk says no.
    """
    path = path.absolute()
    lock = _held.get(path)
    if lock:
        yield lock
        return
    lock = _held[path] = _taken(path, what, patience)
    try:
        yield lock
        if not lock.own.git:
            with contextlib.suppress(StateError):  # all is done; the next one looks for nothing to tidy
                lock._say(None)
    finally:
        del _held[path]
        os.close(lock.handle)


def _taken(path: Path, what: str, patience: float) -> Lock:
    until = time.monotonic() + patience
    try:
        handle = _opened(path)
        while not _flock(handle) or not _is_there(path, handle):
            os.close(handle)
            if time.monotonic() > until:
                raise _busy(path)
            time.sleep(_PAUSE)
            handle = _opened(path)
        cut = Holder.parse(os.pread(handle, 4096, 0).decode("utf-8", "replace"))
    except OSError as error:
        hint = "keep the workspace on a disk that has file locks" if error.errno in _NO_LOCKS else _CHECK
        raise StateError(f"cannot be locked: {error.strerror}", path=path, hint=hint) from error
    here = platform.node()
    own = Holder(
        pid=os.getpid(),
        host=here,
        since=datetime.now(UTC).isoformat(timespec="seconds"),
        what=what,
        git=cut.git if cut and cut.host == here else 0.0,
    )
    lock = Lock(path=path, handle=handle, own=own, cut=cut)
    try:
        lock._say(own)
    except StateError:
        os.close(handle)
        raise
    return lock


_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)


def _opened(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    ignored = path.parent / ".gitignore"
    if not ignored.exists():
        write_if_changed(ignored, "*\n")  # whether or not the workspace says so: no lock is ever committed
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)


def _flock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_there(path: Path, handle: int) -> bool:
    """Whether the file is still the one that others will find: `.kb/` may be deleted at any time."""
    try:
        return path.stat().st_ino == os.fstat(handle).st_ino
    except FileNotFoundError:
        return False


def _busy(path: Path) -> StateError:
    try:
        holder = Holder.parse(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        holder = None
    if holder is None:
        return StateError("another kb writes here", path=path, hint="wait until it has ended, and try again")
    if holder.is_alive:
        here = f", or end it: kill {holder.pid}" if holder.host == platform.node() else ""
        return StateError(
            f"another kb writes here: {holder.told}",
            path=path,
            hint=f"wait until it has ended, and try again{here}",
        )
    return StateError(
        f"{holder.told} was stopped, and a git that it started still runs",
        path=path,
        hint="wait until it has ended, and try again; who holds it: fuser -v " + str(path),
    )
