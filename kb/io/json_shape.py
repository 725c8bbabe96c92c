"""What the beginning of a JSON file looks like, without trusting it to be whole or well formed."""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from kb.io.lines import head, incremental

DEPTH = 4
"""How many names deep a key path is recorded."""

_MARK = re.compile(r'"((?:[^"\\]|\\.)*)"|[{}\[\]:,]')


def signature(path: Path) -> frozenset[str]:
    """
    Give the key paths seen in the file's first 256 kB.

    `tickets[].via.channel` in an object, `[].number` in a list or in values one after the other,
    `fields.summary` in a single object. Empty for what does not begin like JSON.
    """
    try:
        status = path.stat()
    except OSError:
        return frozenset()
    return _signature(path, status.st_mtime_ns, status.st_size)


def looks_like(path: Path, wanted: Iterable[str], *, under: Iterable[str] = ()) -> bool:
    """Whether all wanted key paths stand in one object: the outer one, a list's element, or one below `under`."""
    found = signature(path)
    wanted = tuple(wanted)
    prefixes = ["", "[]."]
    for name in under:
        prefixes += [f"{name}[].", f"{name}.", f"[].{name}[].", f"[].{name}."]
    return any(all(f"{prefix}{each}" in found for each in wanted) for prefix in prefixes)


@lru_cache(maxsize=256)
def _signature(path: Path, _modified: int, _size: int) -> frozenset[str]:
    data = head(path)
    text = incremental(data).decode(data).lstrip(" \t\r\n")
    if not text.startswith(("{", "[")):
        return frozenset()
    walk = _Walk()
    for found in _MARK.finditer(text):
        walk.take(found[0], found[1])
    return frozenset(f"[].{name}" for name in walk.found) if walk.outer > 1 else frozenset(walk.found)


class _Walk:
    """Follows the brackets; `names` is the path of each open one, `key` the name a value is waiting for."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self.outer = 0
        self.names: list[str] = []
        self.lists: list[bool] = []
        self.key = ""
        self.last: str | None = None

    def take(self, mark: str, string: str | None) -> None:
        if string is not None:
            self.last = string
        elif mark == ":":
            if self.lists and len(self.lists) <= 2 * DEPTH and not self.lists[-1] and self.last is not None:
                self.key = f"{self.names[-1]}.{self.last}" if self.names[-1] else self.last
                if self.key.count(".") < DEPTH:
                    self.found.add(self.key)
            self.last = None
        elif mark in "{[":
            self.open(is_list=mark == "[")
        elif mark in "}]":
            if self.lists:
                self.lists.pop()
                self.names.pop()
            self.key = ""

    def open(self, *, is_list: bool) -> None:
        if not self.lists:
            self.outer += 1
            name = ""
        elif len(self.lists) > 2 * DEPTH:
            name = ""  # nothing down there is recorded
        elif self.lists[-1]:
            name = f"{self.names[-1]}"
        else:
            name = self.key
        self.lists.append(is_list)
        self.names.append(f"{name}[]" if is_list else name)
        self.key = ""
