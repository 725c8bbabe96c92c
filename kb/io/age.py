"""The one door to age encryption: what is written to it comes out for its recipients only."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

from kb.errors import ConfigError, StateError


def recipients(told: Sequence[str]) -> tuple[Any, ...]:
    """Read recipients, `age1…` or a line of an SSH public key; raise ConfigError naming the one that is none."""
    library = _library()
    found = []
    for each in told:
        kind = library.ssh if each.startswith("ssh-") else library.x25519
        try:
            found.append(kind.Recipient.from_str(each))
        except library.RecipientError as error:
            raise ConfigError(
                f"{each[:80]!r} is no recipient: {error}",
                hint="name an age key, age1…, or an SSH key, ssh-ed25519 …",
            ) from error
    return tuple(found)


@contextmanager
def encrypting(target: IO[bytes], to: Sequence[Any]) -> Iterator[IO[bytes]]:
    """Give a stream that is encrypted to `target` piece by piece; raise StateError when the disk says no."""
    library = _library()
    reading, writing = os.pipe()
    problems: list[Exception] = []

    def encrypt() -> None:
        try:
            with os.fdopen(reading, "rb") as source:
                library.encrypt_io(source, target, list(to))
        except Exception as error:  # told where it was asked for, below
            problems.append(error)

    worker = threading.Thread(target=encrypt)
    worker.start()
    try:
        with os.fdopen(writing, "wb") as stream:
            yield stream
    except BrokenPipeError:
        if not problems:
            raise
    finally:
        worker.join()
    if problems:
        raise StateError(f"cannot be encrypted: {problems[0]}", hint="check the disk") from problems[0]


def _library() -> Any:
    try:
        import pyrage
    except ImportError as error:
        raise ConfigError(
            "originals are encrypted with pyrage, which is not installed",
            hint="pip install 'hypercare-kb[originals]'",
        ) from error
    return pyrage
