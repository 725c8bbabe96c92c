"""The files of the built site as one reader gets them: from one build, whole, and never from outside it."""

import gzip
import hashlib
import mimetypes
import os
import re
import stat
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Any, BinaryIO

from kb.flows.finish import POLICY
from kb.site.policy import Policy

WHOLE = 1024 * 1024
"""Bytes up to which a file is read at once; larger ones are sent piece by piece."""

PIECE = 64 * 1024

KEPT = 32 * 1024 * 1024
"""Bytes of compressed files that are kept to be sent again."""

LEAST = 1000
"""Bytes of the smallest file that is compressed."""

TRIES = 20
WAIT = 0.05
"""Where a system cannot exchange two folders in one step, a site is missing for a moment."""

INERT = "default-src 'none'; frame-ancestors 'none'"
"""The policy of style sheets, pictures and fonts, which run nothing, not even a drawing that is opened by itself."""

_NEVER_CHANGES = re.compile(r"\.[0-9a-f]{8,}\.(?:min\.)?(?:js|css)$")
_SHRINKS = re.compile(r"text/|application/(?:json|javascript|xml|manifest\+json)|image/svg|.*\+(?:xml|json)$")
_TYPES = {".js": "text/javascript", ".md": "text/markdown", ".map": "application/json", ".webmanifest": "application/manifest+json"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of one build, with the policy of the same build."""

    path: str
    content: bytes
    changed: float
    policy: str
    size: int
    rest: BinaryIO | None = None
    """Open where the file is larger than what is read at once; whoever gets it closes it."""

    @property
    def tag(self) -> str:
        """The entity tag; weak, because the content is also sent compressed."""
        told = self.content if self.rest is None else f"{self.path}\0{self.size}\0{self.changed}".encode()
        return f'W/"{hashlib.sha256(told).hexdigest()[:24]}"'

    def pieces(self) -> Iterator[bytes]:
        """Read a large file, and close it."""
        assert self.rest is not None
        with self.rest:
            while piece := self.rest.read(PIECE):
                yield piece

    @property
    def type(self) -> str:
        """The media type, from the name alone."""
        suffix = Path(self.path).suffix.lower()
        kind = _TYPES.get(suffix) or mimetypes.guess_type(self.path)[0] or "application/octet-stream"
        return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind

    @property
    def rules(self) -> str:
        """The policy to send: that of the build with documents, and as much as they need with their parts."""
        if is_document(self.type) and not self.type.startswith("image/"):
            return self.policy
        # a script may be a worker's, which loads others and has no use for hashes
        return Policy().header if self.type.startswith("text/javascript") else INERT

    @property
    def caching(self) -> str:
        """How long it may be kept: for good where its name changes with its content, else asked about each time."""
        return "public, max-age=31536000, immutable" if _NEVER_CHANGES.search(self.path) else "no-cache"

    @property
    def last_modified(self) -> str:
        """When it was built, as HTTP writes it."""
        return formatdate(self.changed, usegmt=True)


def is_document(media: str) -> bool:
    """Whether a browser would show it as a page, rather than as a part of one."""
    return "svg" in media or not media.startswith(("text/css", "text/javascript", "image/", "font/"))


class Site:
    """One audience's built site, as it stands at each request; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._compressed: OrderedDict[str, bytes] = OrderedDict()
        self._held = 0
        self._lock = threading.Lock()

    def file(self, path: str) -> File | None:
        """
        Read a file by its path from the site's root; None where there is none.

        Links are not followed and hidden files are not there. A build that takes the site's place meanwhile
        is read instead, whole.
        """
        parts = path.split("/")
        if any(not _is_name(part) for part in parts):
            return None
        for _ in range(TRIES):
            try:
                root = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
            except FileNotFoundError:
                time.sleep(WAIT)  # between two renames
                continue
            except OSError:
                return None
            try:
                held = os.fstat(root).st_ino
                found = _opened(root, parts)
                policy = _policy(root) if found else ""
                if found and (policy or not self._is_other(held)):
                    return _filled(path, found, policy or Policy().header)
                if found:
                    found.close()  # its build went away between the two: read both from the next one
                elif not self._is_other(held):
                    return None
            finally:
                os.close(root)
        return None

    def is_folder(self, path: str) -> bool:
        """Whether there is a page in a folder of this name."""
        file = self.file(f"{path}/index.html")
        if file and file.rest:
            file.rest.close()
        return file is not None

    def compressed(self, file: File, etag: str) -> bytes | None:
        """Compress a file once for all readers; None where that saves little."""
        if file.rest or file.size < LEAST or not _SHRINKS.match(file.type):
            return None
        with self._lock:
            if (known := self._compressed.get(etag)) is not None:
                self._compressed.move_to_end(etag)
                return known
        made = gzip.compress(file.content, 9, mtime=0)
        with self._lock:
            if etag not in self._compressed:
                self._compressed[etag] = made
                self._held += len(made)
            while self._held > KEPT:
                _, old = self._compressed.popitem(last=False)
                self._held -= len(old)
        return made

    def _is_other(self, held: int) -> bool:
        try:
            return self._folder.stat().st_ino != held
        except OSError:
            return True


def _is_name(part: str) -> bool:
    return bool(part) and not part.startswith(".") and "\0" not in part and "\\" not in part


def _filled(path: str, file: BinaryIO, policy: str) -> File:
    about = os.fstat(file.fileno())
    known: Any = {"path": path, "changed": about.st_mtime, "policy": policy, "size": about.st_size}
    if about.st_size > WHOLE:
        return File(content=b"", rest=file, **known)
    with file:
        return File(content=file.read(), **known)


def _policy(root: int) -> str:
    """Read the policy of the same build; "" where it has none."""
    file = _opened(root, POLICY.split("/"))
    if file is None:
        return ""
    with file:
        return file.read(WHOLE).decode("ascii", "replace").strip()


def _opened(root: int, parts: list[str]) -> BinaryIO | None:
    """Open one name after the other below an open folder, so that nothing leads out of it."""
    folder = os.dup(root)
    try:
        for name in parts[:-1]:
            inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
        handle = os.open(parts[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        if stat.S_ISREG(os.fstat(handle).st_mode):
            return os.fdopen(handle, "rb")
        os.close(handle)
    except (OSError, ValueError):
        pass
    finally:
        os.close(folder)
    return None
