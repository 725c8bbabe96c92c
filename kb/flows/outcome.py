"""
What a harvest did, and a memory of it.

A harvest is a function of its exports, the settings, the code, the ledger, the articles and the lessons. When all of them are as
the last harvest left them, there is nothing to do, and what would be reported is known.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kb.errors import StateError
from kb.flows.recurring import Recurrence
from kb.io.files import walk
from kb.io.hidden_names import Names, hidden
from kb.model.account import Account, Notice, Rejection, Skip
from kb.model.article import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What one export held: `records` read, of which `skipped` and `rejected` are no incidents."""

    path: Path
    source: str
    records: int
    skipped: int
    rejected: int
    known: bool  # unchanged since the last harvest, so that it was not read again


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestReport:
    """
    What a harvest did. `account` holds the records' sum; the rest is about articles.

    `not_drafted` says in words why resolved or open incidents led to no article, with their number.
    """

    exports: tuple[ExportReport, ...]
    unread: tuple[Path, ...]  # files of a folder that no source reads
    notices: tuple[Notice, ...]
    account: Account
    redactions: Mapping[str, int]
    resolved: int
    boilerplate: int  # resolved incidents whose close note says nothing
    groups: int
    created: tuple[Article, ...]
    grown: tuple[Article, ...]
    unchanged: int
    not_drafted: Mapping[str, int]
    dry_run: bool
    flagged: tuple[Article, ...] = ()  # those that an incident of this harvest casts doubt on
    recurred: tuple[Recurrence, ...] = ()  # lessons that came back, with what is news
    broken: tuple[Rejection, ...] = ()  # lessons that cannot be read or changed


def again(report: HarvestReport) -> HarvestReport:
    """Give what the same harvest reports when nothing has changed since."""
    account = report.account
    return replace(
        report,
        exports=tuple(replace(each, known=True) for each in report.exports),
        account=replace(
            account, created=0, updated=0, unchanged=account.created + account.updated + account.unchanged
        ),
        created=(),
        grown=(),
        unchanged=report.unchanged + len(report.created) + len(report.grown),
        flagged=(),
        recurred=(),
    )


def state(inputs: Iterable[str], *folders: Path) -> str:
    """Digest the inputs' names and every file below some folders."""
    digest = hashlib.sha256(repr(sorted(inputs)).encode(errors="replace"))
    for folder in folders:
        for file in walk(folder):
            digest.update(f"{file}\0".encode(errors="replace"))
            try:
                digest.update(hashlib.sha256(file.read_bytes()).digest())
            except OSError as error:
                raise StateError(f"cannot be read: {error.strerror}", path=file) from error
    return digest.hexdigest()


def recall(path: Path, key: str, exports: Iterable[Path]) -> HarvestReport | None:
    """Give the report that is remembered for a state; None when there is none that can be trusted."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return _parse(found["report"], Names.below(exports)) if found["state"] == key else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def remember(path: Path, key: str, report: HarvestReport) -> None:
    """Keep the report for a state, in place of the one before; it can be made again, so nothing is flushed."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps({"state": key, "report": _plain(report)}), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise StateError(
            f"cannot be written: {error.strerror}", path=path, hint="check the disk and its permissions"
        ) from error


def _plain(report: HarvestReport) -> dict[str, Any]:
    account = report.account
    return {
        "exports": [[hidden(e.path), e.source, e.records, e.skipped, e.rejected] for e in report.exports],
        "unread": [hidden(path) for path in report.unread],
        "notices": [[hidden(n.path), n.code, n.message, n.hint] for n in report.notices],
        "unchanged_records": account.unchanged,
        "skipped": [[hidden(s.path), s.line, s.reason] for s in account.skipped],
        "rejected": [[hidden(r.path), r.line, r.reason] for r in account.rejected],
        "redactions": dict(report.redactions),
        "resolved": report.resolved,
        "boilerplate": report.boilerplate,
        "groups": report.groups,
        "unchanged": report.unchanged,
        "not_drafted": dict(report.not_drafted),
        "broken": [[str(b.path), b.line, b.reason] for b in report.broken],
    }


def _parse(found: Mapping[str, Any], names: Names) -> HarvestReport:
    return HarvestReport(
        exports=tuple(
            ExportReport(
                path=names[path],
                source=source,
                records=records,
                skipped=skipped,
                rejected=rejected,
                known=True,
            )
            for path, source, records, skipped, rejected in found["exports"]
        ),
        unread=tuple(names[path] for path in found["unread"]),
        notices=tuple(Notice(path=names[p], code=c, message=m, hint=h) for p, c, m, h in found["notices"]),
        account=Account(
            unchanged=found["unchanged_records"],
            skipped=tuple(Skip(path=names[p], line=line, reason=r) for p, line, r in found["skipped"]),
            rejected=tuple(Rejection(path=names[p], line=line, reason=r) for p, line, r in found["rejected"]),
        ),
        redactions=found["redactions"],
        resolved=found["resolved"],
        boilerplate=found["boilerplate"],
        groups=found["groups"],
        created=(),
        grown=(),
        unchanged=found["unchanged"],
        not_drafted=found["not_drafted"],
        dry_run=False,
        broken=tuple(Rejection(path=Path(p), line=line, reason=r) for p, line, r in found["broken"]),
    )
