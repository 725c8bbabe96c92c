"""
What some folders held over time: commits in, the files of each moment out.

A moment's `at` never runs backwards: where a committer's clock was behind, the commit counts as made when the one
before it was. Only what Git holds along the first parent is told; files that are links are left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.io.git import Repository

_FILES = frozenset({"100644", "100755"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """
    One commit that changed something: when it counts as made, and when its own clock said.

    `changes` maps a path, from the folder that was asked for, to its blob, "" for a file that went.
    """

    commit: str
    at: datetime
    told: datetime
    changes: Mapping[str, str]

    @property
    def is_behind(self) -> bool:
        """Whether its clock was behind that of a commit before it."""
        return self.told < self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The moments, oldest first; `is_cut` where the clone is shallow, so that the first moment may hold older files."""

    moments: tuple[Moment, ...] = ()
    is_cut: bool = False

    def files(self) -> Iterator[tuple[Moment, Mapping[str, str]]]:
        """Give each moment with all files it had, path → blob."""
        held: dict[str, str] = {}
        for moment in self.moments:
            held = {path: blob for path, blob in {**held, **moment.changes}.items() if blob}
            yield moment, held


def history(repository: Repository, root: Path, folders: Sequence[Path]) -> History:
    """Read what the folders below a root held over time; paths are told from the root."""
    prefix = root.resolve().relative_to(repository.root).as_posix()
    prefix = "" if prefix == "." else f"{prefix}/"
    moments: list[Moment] = []
    at = datetime.min.replace(tzinfo=UTC)
    for head, changes in _records(repository.changes(folders)):
        commit, _, second = head.partition("\x02")
        told = datetime.fromtimestamp(int(second), UTC)
        at = max(at, told)
        own = {path.removeprefix(prefix): blob for path, blob in changes.items()}
        moments.append(Moment(commit=commit, at=at, told=told, changes=own))
    return History(moments=tuple(moments), is_cut=repository.is_shallow())


def _records(raw: str) -> Iterator[tuple[str, dict[str, str]]]:
    r"""Read `\x01…`, then `:100644 100644 OLD NEW M` and a path by turns, all ended by NUL; a path may hold any other character."""
    head = ""
    changes: dict[str, str] = {}
    parts = iter(raw.split("\x00"))
    for part in parts:
        told = part.lstrip("\n")
        if told.startswith(":"):
            _, mode, _, blob, _ = told.split(" ")
            changes[next(parts)] = blob if mode in _FILES else ""
            continue
        if head:
            yield head, changes
        head, changes = told.removeprefix("\x01"), {}
    if head:
        yield head, changes
