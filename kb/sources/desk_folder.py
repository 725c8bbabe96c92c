"""
The files beside an export that may belong to it: which are looked at, and which carry a ticket's number.

A desk's API gives comments, names and lists apart from the tickets, so people save them as files side by side.
"""

import os
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.io.json_items import signature

LOOKED_AT = 200
"""How many files of a folder are opened to find out what they hold."""

_DIGITS = re.compile(r"\d{1,30}")


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """What the names of a folder's files tell; made once for the same names, so that it is its own identity."""

    count: int
    looked_at: tuple[Path, ...]
    by_number: Mapping[str, tuple[Path, ...]]


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder at one moment; equal while names and looked-at files stay, so that what they hold can be kept."""

    layout: _Layout
    state: tuple[tuple[int, int], ...]

    @property
    def looked_at(self) -> tuple[Path, ...]:
        """The files to open: those without a number in their name first, since the others are found by it."""
        return self.layout.looked_at

    @property
    def is_whole(self) -> bool:
        """Whether all files are looked at."""
        return self.layout.count <= LOOKED_AT

    def numbered(self, number: str) -> tuple[Path, ...]:
        """Give the files whose name has exactly this one number, as `comments-123.json` for 123."""
        return self.layout.by_number.get(number, ())


def beside(path: Path) -> Folder:
    """Look at the folder a file stands in; hidden files and links count for nothing."""
    try:
        with os.scandir(path.parent) as entries:
            names = sorted(
                entry.name
                for entry in entries
                if not entry.name.startswith(".") and entry.is_file(follow_symlinks=False)
            )
    except OSError:
        names = []  # the file itself can still be read
    layout = _layout(path.parent, tuple(names))
    return Folder(layout, tuple(state(file) for file in layout.looked_at))


def has_ticket(ticket: str, path: Path, folder: Folder, ids: Callable[[Path], Collection[str]]) -> bool:
    """
    Whether the ticket that a remark in `path` names stands in a file beside, and finds it there.

    `ids` gives the numbers of a file's tickets, none for a file without tickets.
    """
    if ticket in tickets(folder, ids) and (path in folder.looked_at or number(path) == ticket):
        return True
    return number(path) == ticket and any(ticket in ids(other) for other in folder.numbered(ticket))


@lru_cache(maxsize=8)
def tickets(folder: Folder, ids: Callable[[Path], Collection[str]]) -> frozenset[str]:
    """Give the numbers of all tickets in the files that are looked at."""
    return frozenset(ticket for path in folder.looked_at for ticket in ids(path))


def state(path: Path) -> tuple[int, int]:
    """Give size and time of change, by which what a file holds can be kept."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns


def number(path: Path) -> str:
    """Give the only number in a file's name, "" when there is none or more than one."""
    return _number(path.name)


def _number(name: str) -> str:
    found = _DIGITS.findall(name.partition(".")[0])
    return found[0].lstrip("0") if len(found) == 1 else ""


@lru_cache(maxsize=4)
def _layout(folder: Path, names: tuple[str, ...]) -> _Layout:
    order = sorted((bool(_DIGITS.search(name)), name) for name in names)
    by_number: dict[str, list[Path]] = {}
    for name in names:
        if found := _number(name):
            by_number.setdefault(found, []).append(folder / name)
    return _Layout(
        len(names),
        tuple(folder / name for _, name in order[:LOOKED_AT]),
        {found: tuple(paths) for found, paths in by_number.items()},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """
    How one kind of object shows itself in a file, by the names it has.

    `under` are the members it stands in; `bare` says that it may also stand alone, or in a list without a name.
    All of `needs` must be there, at least `least` of `marks`, and none of `refused`.
    """

    under: tuple[str, ...]
    needs: frozenset[str]
    marks: frozenset[str] = frozenset()
    least: int = 0
    refused: frozenset[str] = frozenset()
    bare: bool = False

    def places(self, path: Path) -> tuple[str, ...]:
        """Give the prefixes of key paths under which such objects stand, "" and "[]." for bare ones."""
        found = signature(path)
        prefixes = ["", "[]."] if self.bare else []
        for name in self.under:
            prefixes += [f"{name}[].", f"{name}.", f"[].{name}[].", f"[].{name}."]
        return tuple(prefix for prefix in prefixes if self._fits(prefix, found))

    def _fits(self, prefix: str, found: frozenset[str]) -> bool:
        return (
            all(f"{prefix}{name}" in found for name in self.needs)
            and sum(f"{prefix}{name}" in found for name in self.marks) >= self.least
            and not any(f"{prefix}{name}" in found for name in self.refused)
        )
