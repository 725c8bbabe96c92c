"""Which names a bundle and its files may have, on every system it may be unpacked on."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from kb.errors import ConfigError, RefusedError

_BUNDLE = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")


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
    for name, problem in problems(names):
        raise RefusedError(f"cannot be archived: {problem}", path=name, hint="rename it and try again")


def problems(names: Iterable[str], *, received: bool = False) -> Iterator[tuple[str, str]]:
    """
    Yield each name that could leave its folder, or that not every system can store, with the reason.

    Of names that were `received`, hidden ones and those with % pass: they can be written, if not trusted.
    """
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    for name in names:
        problem = _problem(name, received=received)
        if not problem and (twin := seen.get(_folded(name))) is not None:
            problem = "stands twice" if twin == name else f"differs from {twin!r} only in case or accents"
        if problem:
            yield name, problem
        seen[_folded(name)] = name
        folders |= {_folded(parent): name for parent in _parents(name)}
    for folder, inside in folders.items():
        if folder in seen:
            yield seen[folder], f"is a file, and a folder of {inside!r}"


def _folded(name: str) -> str:
    """Reduce to what file systems that ignore case or composition tell apart."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _parents(name: str) -> Iterator[str]:
    parts = name.split("/")[:-1]
    return ("/".join(parts[: end + 1]) for end in range(len(parts)))


def _problem(name: str, *, received: bool) -> str:
    parts = name.split("/")
    if name.startswith("/") or any(part in ("", ".", "..") for part in parts):
        return "its path leaves the bundle"
    if any(c in name for c in '\\:*?"<>|') or any(_is_unstorable(c) for c in name):
        return "its name holds a character that not every system can store"
    if "%" in name and not received:
        return "its name holds %, which BagIt tools do not read alike (RFC 8493 §2.1.3)"
    if any(part.startswith(".") for part in parts) and not received:
        return "it is hidden, as files are that Git takes orders from"
    if any(_RESERVED.fullmatch(part) or part.endswith((".", " ")) for part in parts):
        return "its name is reserved on Windows"
    if any(len(part.encode()) > 200 for part in parts) or len(name.encode()) > 1000:
        return "its name is too long"
    return ""


def _is_unstorable(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")
