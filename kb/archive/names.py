"""Which names a bundle and its files may have, on every system it may be unpacked on."""

import re
from collections.abc import Iterable

from kb.errors import ConfigError, RefusedError

_BUNDLE = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


def check_bundle(name: str) -> None:
    """Raise ConfigError unless the name can be a folder and a tag everywhere."""
    if (
        not _BUNDLE.fullmatch(name)
        or ".." in name
        or name.endswith((".", ".lock"))
        or _RESERVED.fullmatch(name)
    ):
        raise ConfigError(
            f"{name!r} cannot be a bundle's name",
            hint="use a–z, 0–9, hyphens and dots, as 2026-08-payroll-week1",
        )


def check_files(names: Iterable[str]) -> None:
    """Raise RefusedError for a name that could leave the bundle, or that not every system can store."""
    seen: dict[str, str] = {}
    for name in names:
        problem = _problem(name)
        twin = seen.setdefault(name.casefold(), name)
        if not problem and twin != name:
            problem = f"differs from {twin!r} only in case"
        if problem:
            raise RefusedError(f"cannot be archived: {problem}", path=name, hint="rename it and try again")


def _problem(name: str) -> str:
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "" in parts:
        return "its path leaves the bundle"
    if any(c in name for c in '\\:*?"<>|') or any(ord(c) < 32 or ord(c) == 127 for c in name):
        return "its name holds a character that not every system can store"
    if any(_RESERVED.fullmatch(part) or part.endswith((".", " ")) for part in parts):
        return "its name is reserved on Windows"
    return ""
