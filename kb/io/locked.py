"""One at a time: whoever holds the lock on a file goes on, the others wait."""

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from kb.errors import StateError


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock; the system lets go of it when the process ends, however it ends."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError as error:
        raise StateError(f"cannot be written: {error.strerror}", path=path) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
