"""The redacted incidents on disk, one file a month, and how new ones join them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kb.errors import InputError, StateError
from kb.io.files import read_text, write_if_changed
from kb.ledger.jsonl import parse, render
from kb.model.account import Skip
from kb.model.incident import IncidentRef, RawPointer, RedactedIncident, Status

_NEVER = datetime.min.replace(tzinfo=UTC)
_ADVANCE = (Status.OPEN, Status.CANCELLED, Status.MERGED, Status.RESOLVED, Status.CLOSED)
_MONTH = re.compile(r"\d{4}-\d{2}|undated")
_PLACEHOLDER = re.compile(r"\[[a-z][a-z ]*(?: [A-Z]{1,3})?\]")

Months = Mapping[str, Mapping[IncidentRef, RedactedIncident]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """
    What the ledger will hold, sorted by reference, and how it came about.

    created + updated + unchanged + skipped = the records that were offered. `replaced` holds the updated ones
    as they were.
    """

    incidents: Mapping[IncidentRef, RedactedIncident]
    replaced: Mapping[IncidentRef, RedactedIncident]
    created: int
    updated: int
    unchanged: int
    skipped: tuple[Skip, ...]


class Ledger:
    """The folder `archive/incidents/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self) -> dict[IncidentRef, RedactedIncident]:
        """
        Read all incidents, sorted by reference; raise InputError naming the line that cannot be read.

        One that stands in two places, as after merging two branches or a harvest that was killed, counts
        once: the law of `merge` chooses.
        """
        return _together(self._months())

    def _months(self) -> dict[str, dict[IncidentRef, RedactedIncident]]:
        months: dict[str, dict[IncidentRef, RedactedIncident]] = {}
        for path in self._files():
            month = months.setdefault(path.stem, {})
            for incident in _read(path):
                _keep(month, incident)
        return months

    def _files(self) -> Iterator[Path]:
        for path in sorted(self.folder.glob("*.jsonl")):
            if path.name.startswith("."):
                continue
            if not _MONTH.fullmatch(path.stem):
                raise InputError(
                    "is not a file of the ledger, which are named YYYY-MM.jsonl",
                    path=path,
                    hint="move it out of this folder",
                )
            yield path

    def merge(self, offered: Iterable[tuple[RedactedIncident, RawPointer | None]]) -> Merge:
        """
        Work out what the ledger becomes, without writing.

        Of several records with one reference, in one batch or against the ledger, the one wins that was
        updated last; then the one whose status is furthest (open, cancelled, merged, resolved, closed);
        then the one with more hidden in it, so that a better redaction replaces a worse one; then the one
        whose line sorts last. So the order in which exports come does not matter.

        The losers of one batch are skipped as repeated. A winner is created where the ledger has no such
        reference, updated where it beats the ledger's record, and unchanged where it equals it or loses.
        """
        before = self.load()
        best: dict[IncidentRef, tuple[RedactedIncident, RawPointer | None]] = {}
        skipped: list[Skip] = []
        for incident, pointer in offered:
            rival = best.get(incident.ref)
            if rival is None:
                best[incident.ref] = (incident, pointer)
            elif beats(incident, rival[0]):
                best[incident.ref] = (incident, pointer)
                skipped.append(_repeated(rival[1]))
            else:
                skipped.append(_repeated(pointer))

        after = dict(before)
        created = updated = unchanged = 0
        replaced: dict[IncidentRef, RedactedIncident] = {}
        for ref, (incident, _) in best.items():
            old = before.get(ref)
            if old is not None and not beats(incident, old):
                unchanged += 1
                continue
            after[ref] = _bare(incident)
            if old is None:
                created += 1
            else:
                updated += 1
                replaced[ref] = old
        return Merge(
            incidents=dict(sorted(after.items())),
            replaced=replaced,
            created=created,
            updated=updated,
            unchanged=unchanged,
            skipped=tuple(sorted(skipped, key=lambda skip: (str(skip.path), skip.line))),
        )

    def save(self, merge: Merge) -> int:
        """Write the months that changed; return how many files did."""
        return sum(self._write(path, text) for path, text in self.steps(merge))

    def steps(self, merge: Merge) -> Iterator[tuple[Path, str]]:
        """
        Yield what to write, file by file, "" for a file to remove; after each step no incident is missing.

        One that moves to another month stands in both until all files are written.
        """
        before = self._months()
        after: defaultdict[str, dict[IncidentRef, RedactedIncident]] = defaultdict(dict)
        for ref, incident in merge.incidents.items():
            after[_month(incident)][ref] = incident
        leaving = {
            month: gone
            for month, held in before.items()
            if (gone := {ref: held[ref] for ref in held if ref not in after.get(month, {})})
        }
        for month in sorted(after):
            if leaving and not after[month].keys() <= before.get(month, {}).keys():
                yield self.folder / f"{month}.jsonl", _text(leaving.get(month, {}) | after[month])
        for month in sorted(before.keys() | after.keys()):
            yield self.folder / f"{month}.jsonl", _text(after.get(month, {}))

    def _write(self, path: Path, text: str) -> bool:
        if text:
            return write_if_changed(path, text)
        try:
            path.unlink()
        except OSError as error:
            raise StateError(f"cannot be removed: {error.strerror}", path=path) from error
        return True


def beats(one: RedactedIncident, other: RedactedIncident) -> bool:
    """Whether a record replaces another with its reference; see `Ledger.merge` for the law."""
    early, late = _rank(one), _rank(other)
    if early != late:
        return early > late
    if one == other:
        return False
    mine, yours = render(one), render(other)
    return mine != yours and (_hidden(mine), mine) > (_hidden(yours), yours)


def _rank(incident: RedactedIncident) -> tuple[datetime, int]:
    return (incident.updated_at or _NEVER, _ADVANCE.index(incident.status))


def _hidden(line: str) -> int:
    return len(_PLACEHOLDER.findall(line))


def _bare(incident: RedactedIncident) -> RedactedIncident:
    """Take off what is never written, so that what was merged equals what is read back."""
    if not incident.people and incident.raw is None:
        return incident
    return RedactedIncident(replace(incident, people=(), raw=None))


def _together(months: Months) -> dict[IncidentRef, RedactedIncident]:
    found: dict[IncidentRef, RedactedIncident] = {}
    for month in months.values():
        for incident in month.values():
            _keep(found, incident)
    return dict(sorted(found.items()))


def _keep(found: dict[IncidentRef, RedactedIncident], incident: RedactedIncident) -> None:
    old = found.get(incident.ref)
    if old is None or beats(incident, old):
        found[incident.ref] = incident


def _read(path: Path) -> Iterator[RedactedIncident]:
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield parse(line)
        except ValueError as error:
            torn = line.startswith(("<<<<<<<", "=======", ">>>>>>>"))
            raise InputError(
                "a merge left its marks" if torn else f"not a line of the ledger: {error}",
                path=path,
                line=number,
                hint="keep the lines of both sides and delete the marks"
                if torn
                else f"git diff -- {path}; to undo: git checkout -- {path}",
            ) from error


def _text(incidents: Mapping[IncidentRef, RedactedIncident]) -> str:
    return "".join(f"{render(incidents[ref])}\n" for ref in sorted(incidents))


def _month(incident: RedactedIncident) -> str:
    return incident.opened_at.astimezone(UTC).isoformat()[:7] if incident.opened_at else "undated"


def _repeated(pointer: RawPointer | None) -> Skip:
    return Skip(
        path=pointer.path if pointer else Path(),
        line=pointer.line if pointer else 0,
        reason="repeated number",
    )
