"""A Slack export as its files in, its channels, people and messages out; a folder and a zip look the same."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.errors import InputError
from kb.io.files import walk
from kb.io.lines import incremental
from kb.io.zips import open_archive
from kb.model.account import Rejection
from kb.model.incident import Person
from kb.sources.desk_values import JsonObject, line, objects
from kb.sources.people import person

DAY = re.compile(r"(?P<channel>[^/]{1,200})/(?P<day>\d{4}-\d{2}-\d{2})\.json")
DAY_LIMIT = 256 * 1024 * 1024
_LISTS = ("channels.json", "groups.json", "dms.json", "mpims.json", "users.json")
PRIVATE = ("groups.json", "dms.json", "mpims.json")


@dataclass(slots=True, kw_only=True)
class Export:
    """The files of one export by name below its root, and how to read them."""

    path: Path
    names: tuple[str, ...]
    read: Any  # name → bytes
    problems: tuple[Rejection, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)

    def json(self, name: str) -> Any:
        """Read a member; raise InputError when it is no JSON."""
        data = self.read(name)
        try:
            return json.loads(incremental(data).decode(data, final=True))
        except json.JSONDecodeError as error:
            raise InputError(f"broken JSON: {error.msg}", path=self.path, line=error.lineno) from error
        except (ValueError, RecursionError) as error:
            raise InputError("broken JSON: nested too deeply, or an absurd number", path=self.path) from error

    def days(self) -> dict[str, list[str]]:
        """Give the day files of each channel's folder, in order."""
        found: dict[str, list[str]] = {}
        for name in sorted(self.names):
            if match := DAY.fullmatch(name):
                found.setdefault(match["channel"], []).append(name)
        return found


@contextmanager
def opened(path: Path) -> Iterator[Export]:
    """Open a folder or a zip; raise InputError when it cannot be read."""
    if path.is_dir():
        files = {file.relative_to(path).as_posix(): file for file in walk(path)}

        def read(name: str) -> bytes:
            try:
                if files[name].stat().st_size > DAY_LIMIT:
                    raise InputError(f"{name} is larger than 256 MB", path=path)
                return files[name].read_bytes()
            except OSError as error:
                raise InputError(f"{name} cannot be read: {error.strerror}", path=path) from error

        sizes = {name: file.stat().st_size for name, file in files.items()}
        yield Export(path=path, names=tuple(files), read=read, sizes=sizes)
        return
    with open_archive(path) as archive:
        names = [member.name for member in archive.members]
        top = _top(names)
        short = {name.removeprefix(top): name for name in names}
        yield Export(
            path=path,
            names=tuple(short),
            read=lambda name: archive.read(short[name]),
            problems=archive.problems,
            sizes={member.name.removeprefix(top): member.size for member in archive.members},
        )


def is_export(names: set[str]) -> bool:
    """Whether file names are those of an export: people or channels at the root, or folders of days."""
    listed = {"users.json", "channels.json"} & names
    return bool(listed) and any(DAY.fullmatch(name) for name in names)


def _top(names: list[str]) -> str:
    """Find the one folder a zip may wrap everything in."""
    if any(name in _LISTS for name in names):
        return ""
    tops = {name.partition("/")[0] for name in names if "/" in name and not name.startswith("__MACOSX")}
    for top in sorted(tops):
        if any(name.removeprefix(f"{top}/") in _LISTS for name in names):
            return f"{top}/"
    return ""


def people(export: Export) -> dict[str, Person]:
    """Map user ids to people; bots are none."""
    found: dict[str, Person] = {}
    if "users.json" not in export.names:
        return found
    for user in objects(export.json("users.json")):
        profile = user.get("profile") if isinstance(user.get("profile"), dict) else {}
        assert isinstance(profile, dict)
        shown = (
            line(user.get("real_name")) or line(profile.get("real_name")) or line(profile.get("display_name"))
        )
        who = person(
            shown or line(user.get("name")), email=line(profile.get("email")), user=line(user.get("name"))
        )
        if who and not user.get("is_bot"):
            found[line(user.get("id"))] = who
    return found


def channels(export: Export) -> tuple[dict[str, str], set[str]]:
    """Map channel ids to names, and name the folders that hold private conversations."""
    names: dict[str, str] = {}
    private: set[str] = set()
    for file in ("channels.json", *PRIVATE):
        if file not in export.names:
            continue
        for item in objects(export.json(file)):
            number, shown = line(item.get("id")), line(item.get("name"))
            if shown:
                names[number] = shown
            if file in PRIVATE:
                private |= {number, shown}
    return names, private - {""}


def digest(message: JsonObject) -> str:
    """Digest a message as the export has it."""
    return hashlib.sha256(json.dumps(message, sort_keys=True).encode(errors="replace")).hexdigest()
