"""The redacted incidents on disk, one file a month, and how new ones join them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.errors import InputError, StateError
from kb.io.files import read_text, walk, write_if_changed
from kb.ledger.jsonl import parse, render
from kb.model.account import Skip
from kb.model.incident import IncidentRef, RawPointer, RedactedIncident, Status

_NEVER = datetime.min.replace(tzinfo=UTC)
_ADVANCE = (Status.OPEN, Status.CANCELLED, Status.MERGED, Status.RESOLVED, Status.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """
    What the ledger will hold and how it came about.

    created + updated + unchanged + skipped = the records that were offered.
    """

    incidents: Mapping[IncidentRef, RedactedIncident]
    created: int
    updated: int
    unchanged: int
    skipped: tuple[Skip, ...]


class Ledger:
    """The folder `archive/incidents/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self) -> dict[IncidentRef, RedactedIncident]:
        """Read all incidents, sorted by reference; raise InputError naming the line that cannot be read."""
        found: dict[IncidentRef, RedactedIncident] = {}
        for path in walk(self.folder, "*.jsonl"):
            for number, line in enumerate(read_text(path).split("\n"), start=1):
                if not line:
                    continue
                try:
                    incident = parse(line)
                except ValueError as error:
                    raise InputError(
                        f"not a line of the ledger: {error}",
                        path=path,
                        line=number,
                        hint=f"git checkout -- {path}",
                    ) from error
                if incident.ref in found:
                    raise InputError(f"{incident.ref} stands twice in the ledger", path=path, line=number)
                found[incident.ref] = incident
        return dict(sorted(found.items()))

    def merge(self, offered: Iterable[tuple[RedactedIncident, RawPointer | None]]) -> Merge:
        """
        Work out what the ledger becomes, without writing.

        Of several records with one reference the one that was updated last wins, then the one whose
        status is furthest, then the one whose line sorts last: the order they come in does not matter.
        The losers of one batch are skipped as repeated; a winner that is older than what the ledger
        holds leaves it unchanged.
        """
        before = self.load()
        best: dict[IncidentRef, tuple[RedactedIncident, RawPointer | None]] = {}
        skipped: list[Skip] = []
        for incident, pointer in offered:
            rival = best.get(incident.ref)
            if rival is None:
                best[incident.ref] = (incident, pointer)
                continue
            winner, loser = (
                ((incident, pointer), rival)
                if _rank(incident) > _rank(rival[0])
                else (rival, (incident, pointer))
            )
            best[incident.ref] = winner
            skipped.append(_repeated(loser[1]))

        after = dict(before)
        created = updated = unchanged = 0
        for ref, (incident, _) in best.items():
            old = before.get(ref)
            if old is None:
                created += 1
                after[ref] = incident
            elif old == incident or _rank(incident) <= _rank(old):
                unchanged += 1
            else:
                updated += 1
                after[ref] = incident
        return Merge(
            incidents=dict(sorted(after.items())),
            created=created,
            updated=updated,
            unchanged=unchanged,
            skipped=tuple(sorted(skipped, key=lambda skip: (str(skip.path), skip.line))),
        )

    def save(self, merge: Merge) -> int:
        """Write the months that changed; return how many files did."""
        months: defaultdict[str, list[str]] = defaultdict(list)
        for incident in merge.incidents.values():
            months[_month(incident)].append(render(incident))
        changed = 0
        for month, lines in sorted(months.items()):
            changed += write_if_changed(
                self.folder / f"{month}.jsonl", "".join(f"{line}\n" for line in lines)
            )
        for path in walk(self.folder, "*.jsonl"):
            if path.stem not in months:  # every incident of it has moved to another month
                try:
                    path.unlink()
                except OSError as error:
                    raise StateError(f"cannot be removed: {error.strerror}", path=path) from error
                changed += 1
        return changed


def _month(incident: RedactedIncident) -> str:
    return f"{incident.opened_at.astimezone(UTC):%Y-%m}" if incident.opened_at else "undated"


def _rank(incident: RedactedIncident) -> tuple[datetime, int, str]:
    return (incident.updated_at or _NEVER, _ADVANCE.index(incident.status), render(incident))


def _repeated(pointer: RawPointer | None) -> Skip:
    return Skip(
        path=pointer.path if pointer else Path(),
        line=pointer.line if pointer else 0,
        reason="repeated number",
    )
