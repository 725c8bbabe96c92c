"""
What an export gave when it was last read, redacted, so that an unchanged one need not be read again.

Derived and rebuildable: losing it costs time only. `rules` names everything but the export that the outcome
depends on (settings, people, code); readings made under other rules are deleted, since their redaction may
have been a worse one. An export's own name may be somebody's, so only its digest is kept.
"""

import gzip
import json
import os
import shutil
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import StateError
from kb.io.hidden_names import Names, hidden
from kb.ledger import jsonl
from kb.model.account import Notice, Rejection, Skip
from kb.model.incident import RawPointer, RedactedIncident

LIMIT = 1024**3
"""How many bytes of readings are kept; the ones used longest ago go first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one export gave; `redactions` counts placeholders by kind."""

    incidents: tuple[tuple[RedactedIncident, RawPointer | None], ...] = ()
    skipped: tuple[Skip, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    notices: tuple[Notice, ...] = ()
    redactions: Mapping[str, int] | None = None

    @property
    def records(self) -> int:
        """How many records the export held."""
        return len(self.incidents) + len(self.skipped) + len(self.rejected)


class Readings:
    """The readings below one folder, made under one set of rules."""

    def __init__(self, folder: Path, rules: str) -> None:
        self._root = folder
        self._folder = folder / rules[:24]

    def get(self, key: str, export: Path) -> Reading | None:
        """Give what is kept of an export under a key; None when there is nothing, or nothing that can be trusted."""
        path = self._path(key)
        try:
            with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
                found = _parse(lines, Names.below([export]))
            path.touch()
        except (
            OSError,
            EOFError,
            zlib.error,
            UnicodeDecodeError,
            ValueError,
            KeyError,
            TypeError,
            RecursionError,
        ):
            return None
        return found

    def put(self, key: str, reading: Reading) -> None:
        """Keep a reading; whole or not at all, but not at the price of a flush to the disk, since it can be made again."""
        path = self._path(key)
        partial = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as file, gzip.GzipFile("", "wb", 1, file, mtime=0) as packed:
                packed.writelines(f"{line}\n".encode() for line in _render(reading))
            partial.replace(path)
        except OSError as error:
            raise StateError(
                f"cannot be written: {error.strerror}", path=path, hint="check the disk and its permissions"
            ) from error

    def prune(self) -> None:
        """Delete what other rules made, and the oldest beyond the limit; raise StateError when the disk says no."""
        try:
            for other in self._root.glob("*"):
                if other != self._folder:
                    shutil.rmtree(other) if other.is_dir() and not other.is_symlink() else other.unlink()
            kept = 0
            files = [(path.stat(), path) for path in self._folder.glob("*.gz")]
            for status, path in sorted(files, key=lambda pair: (-pair[0].st_mtime_ns, pair[1])):
                kept += status.st_size
                if kept > LIMIT:
                    path.unlink()
        except OSError as error:
            raise StateError(f"cannot be tidied: {error.strerror}", path=self._root) from error

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.jsonl.gz"


def _render(reading: Reading) -> Iterator[str]:
    head = {
        "incidents": len(reading.incidents),
        "skipped": [[hidden(s.path), s.line, s.reason] for s in reading.skipped],
        "rejected": [[hidden(r.path), r.line, r.reason] for r in reading.rejected],
        "notices": [[hidden(n.path), n.code, n.message, n.hint] for n in reading.notices],
        "redactions": dict(reading.redactions or {}),
    }
    yield json.dumps(head)
    for incident, pointer in reading.incidents:
        where = [hidden(pointer.path), pointer.line] if pointer else []
        yield f"{json.dumps(where)}\t{jsonl.render(incident)}"


def _parse(lines: Iterator[str], names: Names) -> Reading:
    head: dict[str, Any] = json.loads(next(lines, ""))
    incidents = []
    for line in lines:
        where, _, record = line.partition("\t")
        place = json.loads(where)
        pointer = RawPointer(path=names[place[0]], line=place[1]) if place else None
        incidents.append((jsonl.parse(record), pointer))
    if len(incidents) != head["incidents"]:
        raise ValueError("cut short")
    return Reading(
        incidents=tuple(incidents),
        skipped=tuple(Skip(path=names[p], line=line, reason=reason) for p, line, reason in head["skipped"]),
        rejected=tuple(Rejection(path=names[p], line=line, reason=r) for p, line, r in head["rejected"]),
        notices=tuple(Notice(path=names[p], code=c, message=m, hint=h) for p, c, m, h in head["notices"]),
        redactions=head["redactions"],
    )
