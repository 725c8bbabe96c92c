"""A zip archive in, the bytes of single members out; nothing is ever unpacked onto the disk."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kb.errors import InputError
from kb.model.account import Rejection

MEMBERS = 200_000
"""The most members an archive may have."""

MEMBER_LIMIT = 256 * 1024 * 1024
"""The largest member that is read, in bytes."""

TOTAL_LIMIT = 10 * 1024**3
"""The most an archive may unpack to, in bytes."""

RATIO = 100
"""How many times larger than the archive its content may be; a chat packs about ten to one."""

_SMALL = 1024 * 1024  # below this a ratio says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file of the archive; `size` is what its directory claims, in bytes."""

    name: str
    size: int


class Archive:
    """An open archive: the members that may be read, and those that may not with the reason."""

    def __init__(self, path: Path, opened: zipfile.ZipFile) -> None:
        self.path = path
        self._opened = opened
        self._spent = 0
        self._allowed = max(path.stat().st_size * RATIO, _SMALL)
        members: list[Member] = []
        problems: list[Rejection] = []
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in opened.infolist():
            if info.filename.endswith("/"):
                continue  # a folder
            reason = _unsafe(info) or ("stands twice in the archive" if info.filename in self._infos else "")
            if reason:
                problems.append(Rejection(path=path, line=0, reason=f"{_shown(info.filename)}: {reason}"))
                continue
            self._infos[info.filename] = info
            members.append(Member(name=info.filename, size=info.file_size))
        self.members = tuple(members)
        self.problems = tuple(problems)

    def read(self, name: str) -> bytes:
        """
        Give a member's bytes; raise InputError when it is broken, too large, or more than the archive may hold.

        The sizes in the directory are a claim, so what is really unpacked is counted.
        """
        info = self._infos.get(name)
        if info is None:
            raise InputError(f"no member {_shown(name)}", path=self.path)
        limit = min(MEMBER_LIMIT, TOTAL_LIMIT - self._spent, self._allowed - self._spent)
        if limit <= 0:
            raise self._bomb()
        try:
            with self._opened.open(info) as member:
                data = member.read(limit + 1)
        except (
            zipfile.BadZipFile,
            OSError,
            EOFError,
            RuntimeError,
            NotImplementedError,
            ValueError,
            zlib.error,
        ) as error:
            raise InputError(
                f"{_shown(name)} cannot be unpacked: {error}", path=self.path, hint="export it again"
            ) from error
        if len(data) > limit:
            raise self._bomb()
        self._spent += len(data)
        return data

    def _bomb(self) -> InputError:
        return InputError(
            f"unpacks to more than {RATIO} times its size, or to more than {MEMBER_LIMIT // 1024**2} MB a file",
            path=self.path,
            hint="if you trust it, unpack it yourself and name the folder",
        )


def is_zip(path: Path) -> bool:
    """Whether a file begins like a zip archive."""
    try:
        with path.open("rb") as file:
            return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")
    except OSError:
        return False


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a zip; raise InputError when it is none or has too many members."""
    try:
        opened = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise InputError(
            f"not a zip archive that can be read: {error}", path=path, hint="export it again"
        ) from error
    with opened:
        if len(opened.infolist()) > MEMBERS:
            raise InputError(f"more than {MEMBERS:,} members", path=path, hint="unpack it yourself")
        yield Archive(path, opened)


def _unsafe(info: zipfile.ZipInfo) -> str:
    name = info.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not name:
        return "has no name"
    if name.startswith(("/", "\\")) or ".." in parts or (len(name) > 1 and name[1] == ":") or "\0" in name:
        return "its name leads out of the archive"
    if info.flag_bits & 0x1:
        return "is encrypted"
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is no regular file"
    if info.file_size > MEMBER_LIMIT:
        return f"is larger than {MEMBER_LIMIT // 1024**2} MB"
    return ""


def _shown(name: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in name[:200])
