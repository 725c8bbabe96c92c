"""A seal: the list of everything in a folder, in bytes that only that folder has, and the seals before it."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

FORMAT = "kb-seal/1"

BLANK = "-".join(["0000"] * 8)
"""What stands for the fingerprint in a certificate while its digest is taken."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_FIELDS = frozenset({"entries", "format", "made_on", "name", "previous", "what"})


class Kind(StrEnum):
    """What an entry is. A certificate shows the fingerprint, so its digest is taken with `BLANK` in its place."""

    FILE = "file"
    FOLDER = "folder"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Entry:
    """One path below the folder, with `/` between its parts; `sha256` in lower-case hex, "" for a folder."""

    path: str
    kind: Kind
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """
    Everything in the folder `name`, and the seals it follows: (name, SHA-256 of that seal), sorted.

    `what` is `bundle`, `handover` or `originals`. Only `render` makes the bytes of a seal: sorted keys, no blanks,
    ASCII, one line end, so that other bytes which mean the same are another seal, and are told as such.
    """

    what: str
    name: str
    made_on: date
    entries: tuple[Entry, ...]
    previous: tuple[tuple[str, str], ...] = ()

    def render(self) -> bytes:
        """Write the seal's own bytes."""
        told = {
            "format": FORMAT,
            "what": self.what,
            "name": self.name,
            "made_on": self.made_on.isoformat(),
            "previous": [list(each) for each in sorted(self.previous)],
            "entries": [[each.path, each.kind.value, each.sha256] for each in sorted(self.entries)],
        }
        return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode() + b"\n"

    @property
    def digest(self) -> str:
        """The SHA-256 of the seal, which the next one names."""
        return hashlib.sha256(self.render()).hexdigest()

    @property
    def fingerprint(self) -> str:
        """What is sent by mail and printed."""
        return fingerprint(self.digest)


def fingerprint(digest: str) -> str:
    """Shorten a SHA-256 to 128 bits in eight groups of four, which one can read out."""
    head = digest[:32].upper()
    return "-".join(head[at : at + 4] for at in range(0, 32, 4))


def parse(content: bytes) -> Seal:
    """Read a seal; raise ValueError in plain words for anything that `render` does not write."""
    try:
        told = json.loads(content.decode("ascii"))
        seal = _seal(told)
    except (ValueError, RecursionError) as error:
        reason = str(error) if type(error) is ValueError else "it is not JSON in ASCII"
        raise ValueError(f"is not a seal: {reason}") from error
    if seal.render() != content:
        raise ValueError("is not a seal: it is not written the one way a seal is written")
    return seal


def _seal(told: Any) -> Seal:
    if not isinstance(told, Mapping) or told.keys() != _FIELDS or told["format"] != FORMAT:
        raise ValueError(f"it has not the fields of {FORMAT}")
    if not all(isinstance(told[name], str) for name in ("what", "name", "made_on")):
        raise ValueError("what it is, its name and its day are not texts")
    seal = Seal(
        what=told["what"],
        name=told["name"],
        made_on=date.fromisoformat(told["made_on"]),
        entries=tuple(
            Entry(path=path, kind=Kind(kind), sha256=sha256)
            for path, kind, sha256 in _rows(told, "entries", 3)
        ),
        previous=tuple((name, sha256) for name, sha256 in _rows(told, "previous", 2)),
    )
    paths = [each.path for each in seal.entries]
    if len(set(paths)) != len(paths):
        raise ValueError("a path stands twice")
    for each in seal.entries:
        if not _is_below(each.path):
            raise ValueError(f"{each.path!r} leads out of the folder")
        if not (each.sha256 == "" if each.kind is Kind.FOLDER else _DIGEST.fullmatch(each.sha256)):
            raise ValueError(f"{each.path!r} has no SHA-256")
    if not all(_DIGEST.fullmatch(sha256) for _, sha256 in seal.previous):
        raise ValueError("a seal before it has no SHA-256")
    return seal


def _rows(told: Mapping[str, Any], name: str, width: int) -> list[list[str]]:
    rows = told[name]
    if not isinstance(rows, list) or not all(
        isinstance(row, list) and len(row) == width and all(isinstance(cell, str) for cell in row)
        for row in rows
    ):
        raise ValueError(f"{name} is not a list of lists of {width} texts")
    return rows


def _is_below(path: str) -> bool:
    return (
        not path.startswith("/")
        and all(part not in ("", ".", "..") for part in path.split("/"))
        and "\\" not in path
    )
