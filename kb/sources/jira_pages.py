"""The pages of one search side by side in a folder: whether what follows a page is there."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

NEAR = 100
"""How many files before and behind a page, by name, are looked at for the one that follows it."""

_DIGITS = re.compile(r"(\d{1,30})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """
    What a file says of its place in the whole answer.

    `start` and `total` count issues, None where it counts none; `goes_on` says that more pages follow, or that none
    does, None where it says neither.
    """

    start: int | None = None
    total: int | None = None
    goes_on: bool | None = None


def missing(path: Path, page: Page, count: int, read: Callable[[Path], Page | None]) -> str:
    """
    Say what is missing of an answer behind a page that holds `count` issues, "" when nothing is.

    A page that counts is followed by the one that starts where it ends, so each page answers for the next one
    only. One that does not count (a token leads on) is followed by any page that says it is the last: which pages
    lie between cannot be told. `read` gives the page a file holds, None for a file of another kind.
    """
    end = (page.start or 0) + count
    if page.total is not None and end < page.total:
        follows = any(other.start == end for other in _beside(path, read))
        return "" if follows else f"{count:,} issues of {page.total:,}"
    if page.total is None and page.goes_on:
        follows = any(other.total is None and other.goes_on is False for other in _beside(path, read))
        return "" if follows else f"{count:,} issues, and more pages follow"
    return ""


def _beside(path: Path, read: Callable[[Path], Page | None]) -> list[Page]:
    """Read the pages next to a file, nearest names only; hidden files and links are none."""
    try:
        with os.scandir(path.parent) as entries:
            found = [
                entry.name
                for entry in entries
                if not entry.name.startswith(".") and entry.is_file(follow_symlinks=False)
            ]
    except OSError:
        return []  # the file itself can still be read
    names = sorted({*found, path.name}, key=_by_number)
    at = names.index(path.name)
    near = [*names[max(0, at - NEAR) : at], *names[at + 1 : at + 1 + NEAR]]
    return [page for name in near if (page := read(path.with_name(name))) is not None]


def _by_number(name: str) -> tuple[list[tuple[int, str]], str]:
    """Sort `page-2` before `page-10`."""
    parts = ((int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(name))
    return list(parts), name
