"""A Slack export as its files in, its channels and its days out; a folder and a zip look the same."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import InputError
from kb.io.files import walk
from kb.io.lines import incremental
from kb.io.zips import open_archive
from kb.model.account import Rejection
from kb.sources.desk_values import JsonObject, line, objects

DAY = re.compile(r"(?P<channel>[^/]{1,200})/(?P<day>\d{4}-\d{2}-\d{2})\.json")
PRIVATE = ("groups.json", "dms.json", "mpims.json")

_DAY_LIMIT = 256 * 1024 * 1024
_LISTS = ("channels.json", "groups.json", "dms.json", "mpims.json", "users.json")
_DIRECT = re.compile(r"D[A-Z0-9]{6,20}|mpdm-.{1,200}", re.DOTALL)
"""How folders of direct messages are called; the names of the second kind are people's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One conversation of the export: its folder, what people call it, and whether it is everybody's."""

    folder: str
    name: str
    private: bool
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """The files of one export by name below its root, and how to read them."""

    path: Path
    names: frozenset[str]
    read: Callable[[str], bytes]
    problems: tuple[Rejection, ...] = ()

    def json(self, name: str) -> Any:
        """Read a member; raise InputError when it is no JSON."""
        data = self.read(name)
        try:
            return json.loads(incremental(data).decode(data, final=True))
        except json.JSONDecodeError as error:
            raise InputError(f"broken JSON: {error.msg}", path=self.path, line=error.lineno) from error
        except (ValueError, RecursionError) as error:
            raise InputError("broken JSON: nested too deeply, or an absurd number", path=self.path) from error

    def list(self, name: str) -> tuple[JsonObject, ...]:
        """Read one of the lists at the root; nothing when the export has none. Raise InputError when it is no list."""
        if name not in self.names:
            return ()
        try:
            found = self.json(name)
        except InputError as error:
            raise InputError(f"{name}: {error.problem}", path=self.path, hint="export it again") from error
        return tuple(objects(found))

    def rejection(self, name: str, reason: str, line: int = 0) -> Rejection:
        """Name a member that cannot be used: by itself in a folder, with its line in an archive."""
        if self.path.is_dir():
            return Rejection(path=self.path / name, line=line, reason=reason)
        where = f"{name}:{line}" if line else name
        return Rejection(path=self.path, line=0, reason=f"{where}: {reason}")


@contextmanager
def opened(path: Path) -> Iterator[Export]:
    """Open a folder or a zip; raise InputError when it cannot be read."""
    if path.is_dir():
        files = {file.relative_to(path).as_posix(): file for file in walk(path)}

        def read(name: str) -> bytes:
            try:
                if files[name].stat().st_size > _DAY_LIMIT:
                    raise InputError("is larger than 256 MB", path=path)
                return files[name].read_bytes()
            except OSError as error:
                raise InputError(f"cannot be read: {error.strerror}", path=path) from error

        yield Export(path=path, names=frozenset(files), read=read)
        return
    with open_archive(path) as archive:
        names = [member.name for member in archive.members]
        top = _top(names)
        short = {name.removeprefix(top): name for name in names if name.startswith(top)}
        yield Export(
            path=path,
            names=frozenset(short),
            read=lambda name: archive.read(short[name]),
            problems=archive.problems,
        )


def is_export(names: Iterable[str]) -> bool:
    """Whether file names are those of an export: people or channels at the root, or folders of days."""
    held = frozenset(names)
    return not held.isdisjoint(("users.json", "channels.json")) and any(DAY.fullmatch(name) for name in held)


def _top(names: list[str]) -> str:
    """Find the one folder a zip may wrap everything in."""
    if any(name in _LISTS for name in names):
        return ""
    tops = {name.partition("/")[0] for name in names if "/" in name and not name.startswith("__MACOSX")}
    for top in sorted(tops):
        if any(name.removeprefix(f"{top}/") in _LISTS for name in names):
            return f"{top}/"
    return ""


def channels(export: Export) -> tuple[dict[str, str], tuple[Channel, ...]]:
    """
    Map the ids of channels to names, and give the conversations that have days, by folder.

    Folders are called by name, by id of direct messages, and by id throughout where an archiver wrote them.
    """
    names: dict[str, str] = {}
    private: set[str] = set()
    for file in ("channels.json", *PRIVATE):
        for item in export.list(file):
            ident, shown = line(item.get("id")), line(item.get("name"))
            if ident and shown:
                names[ident] = shown
            if file in PRIVATE or any(item.get(flag) is True for flag in ("is_private", "is_im", "is_mpim")):
                private |= {ident, shown}
    days: dict[str, list[str]] = {}
    for name in sorted(export.names):
        if match := DAY.fullmatch(name):
            days.setdefault(match["channel"], []).append(name)
    found = tuple(
        Channel(
            folder=folder,
            name=line(names.get(folder, folder)),
            private=folder in private or bool(_DIRECT.fullmatch(folder)),
            days=tuple(held),
        )
        for folder, held in days.items()
    )
    return {ident: shown for ident, shown in names.items() if ident not in private}, found


def digest(message: JsonObject) -> str:
    """Digest a message as the export has it."""
    return hashlib.sha256(json.dumps(message, sort_keys=True).encode(errors="replace")).hexdigest()
