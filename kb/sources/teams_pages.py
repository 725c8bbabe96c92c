"""The files of a folder that hold Teams' messages: which threads begin in each, and which replies stand apart."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.errors import InputError
from kb.io import json_items
from kb.sources import desk_folder
from kb.sources.desk_values import JsonObject, child, line

UNDER = ("value",)

_CHUNK = 1024 * 1024
_NEXT = re.compile(rb'"@odata\.nextLink"\s{0,20}:\s{0,20}"')
_ANSWER = re.compile(rb'"@odata\.context"\s{0,20}:')
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Page:
    """What one file holds: the ids of its threads, the channels they are in, and whether more pages follow."""

    path: Path
    roots: frozenset[str]
    channels: frozenset[str]
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """The pages of a folder together."""

    pages: tuple[Page, ...]
    roots: frozenset[str]
    replies: Mapping[str, tuple[tuple[Path, JsonObject], ...]]

    def replies_to(self, root: JsonObject, *, besides: Path) -> Iterator[JsonObject]:
        """Give the replies to a thread that stand in other files."""
        for path, value in self.replies.get(line(root.get("id")), ()):
            if path != besides and channel(value) in ("", channel(root)):
                yield value

    def ends(self, page: Page) -> bool:
        """Whether another file is a last page of the same channel."""
        return any(
            other.path != page.path
            and not other.goes_on
            and other.roots
            and (not page.channels or not page.channels.isdisjoint(other.channels))
            for other in self.pages
        )


def is_ours(path: Path) -> bool:
    """Whether a file holds messages of the Graph API."""
    return json_items.looks_like(
        path, ("messageType", "createdDateTime", "body", "body.contentType"), under=UNDER
    )


def channel(value: JsonObject) -> str:
    """Give the id of the channel a message stands in, "" for a chat."""
    return line(child(value, "channelIdentity", "channelId"))


def scan(path: Path) -> tuple[Page, dict[str, list[JsonObject]]]:
    """Look through a file for the threads that begin in it, and the replies that stand apart, by thread."""
    roots: set[str] = set()
    channels: set[str] = set()
    apart: dict[str, list[JsonObject]] = {}
    for item in json_items.items(path, under=UNDER):
        if item.problem or not isinstance(item.value, dict):
            continue
        if parent := line(item.value.get("replyToId")):
            apart.setdefault(parent, []).append(item.value)
        else:
            roots.add(line(item.value.get("id")))
            channels.add(channel(item.value))
    return Page(path, frozenset(roots), frozenset(channels), _goes_on(path)), apart


@lru_cache(maxsize=1)
def gather(folder: desk_folder.Folder) -> Beside:
    """Scan the pages of a folder, once while the folder stays as it is; a page that cannot be read is none."""
    pages: list[Page] = []
    replies: dict[str, tuple[tuple[Path, JsonObject], ...]] = {}
    for path in folder.looked_at:
        if not is_ours(path):
            continue
        try:
            page, apart = scan(path)
        except InputError:
            continue
        pages.append(page)
        for parent, values in apart.items():
            replies[parent] = replies.get(parent, ()) + tuple((path, value) for value in values)
    return Beside(tuple(pages), frozenset(root for page in pages for root in page.roots), replies)


def _goes_on(path: Path) -> bool:
    """
    Whether the last answer in a file names a next page.

    Several answers may stand in one file; each names what it is about, and all but the last of a whole channel a
    next page.
    """
    following = answers = 0
    try:
        with path.open("rb") as file:
            rest = b""
            while data := file.read(_CHUNK):
                data = rest + data
                ends = len(data) - _LONGEST if len(data) > _LONGEST else 0
                following += sum(match.start() < ends for match in _NEXT.finditer(data))
                answers += sum(match.start() < ends for match in _ANSWER.finditer(data))
                rest = data[ends:]
            following += len(_NEXT.findall(rest))
            answers += len(_ANSWER.findall(rest))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error
    return bool(following) and answers <= following
