"""List the files of log folders by what may be done with each; what cannot be archived is named with its reason."""

import os
import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.archive import kinds
from kb.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Which suffixes are kept as they are besides text, and how many bytes one file and all may have."""

    opaque: frozenset[str] = frozenset()
    largest: int = 50_000_000
    total: int = 4_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file, and its path in the bundle as it would be without redaction."""

    path: Path
    name: str
    size: int

    @property
    def suffix(self) -> str:
        """Its suffix in small letters."""
        return self.path.suffix.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A file or folder that is left out; its name is for showing only: what no terminal can print is replaced."""

    path: Path
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What was found, by name: texts, files that are kept as they are, and those left out."""

    texts: tuple[Found, ...]
    opaque: tuple[Found, ...]
    refused: tuple[Refused, ...]


def collect(
    paths: Sequence[Path], policy: Policy, *, below: str = "", taken: set[str] | None = None
) -> Survey:
    """
    Look at every file below some folders, and at those that are named, following no links and entering no hidden folder.

    One folder alone gives the names below it; of several, and of files, each has its own name in front. A file that
    is reached twice counts once; a name that is `taken` is numbered. `below` is a folder put in front of all names.
    Raise InputError for a path that is not there.
    """
    taken = set() if taken is None else taken
    texts: list[Found] = []
    opaque: list[Found] = []
    refused: list[Refused] = []
    seen: set[Path] = set()
    for path, name in _named(paths):
        real = path.absolute()
        if real in seen:
            continue
        seen.add(real)
        name = free(f"{below}{name}", taken)
        shown = name.encode("utf-8", "replace").decode()
        reason = "its name is not UTF-8" if shown != name else _reason(path, policy)
        if reason:
            refused.append(Refused(path=path, name=shown, reason=reason))
        else:
            suffix = path.suffix.lower()
            found = Found(path=path, name=name, size=path.stat().st_size)
            (texts if suffix in kinds.TEXT else opaque).append(found)
    return Survey(
        texts=tuple(sorted(texts, key=_by_name)),
        opaque=tuple(sorted(opaque, key=_by_name)),
        refused=tuple(sorted(refused, key=_by_name)),
    )


def free(name: str, taken: set[str]) -> str:
    """Number a name that another file has already, and take it; case does not count."""
    stem, suffix = posixpath.splitext(name)
    number, found = 1, name
    while found.casefold() in taken:
        number += 1
        found = f"{stem} {number}{suffix}"
    taken.add(found.casefold())
    return found


def _by_name(found: Found | Refused) -> str:
    return found.name


def _named(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    for root in paths:
        if not root.exists() and not root.is_symlink():
            raise InputError("no such file or folder", path=root, hint="name what holds the logs")
        if not root.is_dir():
            yield root, root.name
            continue
        yield from ((path, name_of(path, root, is_alone=len(paths) == 1)) for path in _everything(root))


def name_of(path: Path, root: Path, *, is_alone: bool) -> str:
    """Name a file or folder by its way from a root that was given: "." for one that was given alone."""
    if not root.is_dir():
        return root.name
    inside = path.relative_to(root)
    return (inside if is_alone else Path(root.resolve().name, inside)).as_posix()


def _everything(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder, followlinks=False):
        closed = [name for name in folders if name.startswith(".") or (Path(where) / name).is_symlink()]
        folders[:] = sorted(set(folders) - set(closed))
        yield from (Path(where) / name for name in (*closed, *names))


def _reason(path: Path, policy: Policy) -> str:
    """Say why a file is left out; "" when it may be kept."""
    if path.is_symlink():
        return "a link"
    if path.name.startswith("."):
        return "a hidden folder" if path.is_dir() else "a hidden file"
    if not path.is_file():
        return "not a plain file"
    suffix = path.suffix.lower()
    try:
        with path.open("rb") as file:
            start = file.read(kinds.HEAD)
        size = path.stat().st_size
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if suffix in kinds.TEXT:
        if is_not := kinds.no_text(start):
            return f"not text: it is {is_not}"
    elif suffix in kinds.OPAQUE:
        if is_not := kinds.mistaken(suffix, start):
            return is_not
        if suffix not in policy.opaque:
            way = "archive.allow does not name it" if policy.opaque else "--with-pictures lets it in"
            return f"{kinds.OPAQUE[suffix].named}, which redaction cannot look into; {way}"
    else:
        return f"not a text file ({kinds.told(start) or suffix or 'no suffix'})"
    return "" if size <= policy.largest else f"larger than {policy.largest // 1_000_000} MB"
