"""GLPI's CSV: what a search of tickets shows, under the labels of the user's language."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io import stamps, table
from kb.model.incident import Person, RawPointer
from kb.model.prose import digest
from kb.sources import glpi_words as words
from kb.sources.base import Reading
from kb.sources.glpi_record import Hanging, people_of, record

SURVEYED = 2000
"""How many rows are looked at before the first is read, to learn how the file writes dates."""
_DATES = ("opened_at", "updated_at", "resolved_at", "closed_at")


class GlpiCsv:
    """Reads the CSV of a search of tickets, in the languages of `glpi_words`."""

    name = "glpi-csv"
    product = "GLPI"
    reads = "CSV of a ticket search, labels in English, French, German, Spanish, Portuguese or Italian"
    how_to_export = (
        "In Assistance > Tickets show the columns you need (ID, title, status, opening date, requester, technician, "
        "description, solution), then choose All pages in CSV."
    )
    has_companions = False

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - its header says all
        """Whether the header has GLPI's labels of id, title and status, and of an actor or both dates."""
        return _delimiter(path) is not None

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name the columns that are needed."""
        return (
            "a GLPI CSV needs the columns ID, Title and Status, and Requester - Requester, Assigned to - Technician, "
            "or Opening date and Last update"
        )

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:
        """Yield one record a row; columns of no role are kept under `extra`."""
        delimiter = _delimiter(path)
        if delimiter is None:
            table.header(path)  # says so when there is nothing at all
            raise InputError(
                self.explain(path, settings), path=path, line=1, hint="show the columns, export again"
            )
        shown = table.header(path, delimiter=delimiter)
        roles = [words.role(name) for name in shown]
        found = table.rows(path, key=roles.index("key"), seed=("1", "1 234"), delimiter=delimiter)
        first = list(islice(found, SURVEYED))
        month_first = _month_first(roles, [row for row in first if isinstance(row, table.Row)])
        for row in chain(first, found):
            if not isinstance(row, table.Row):
                yield row
                continue
            raw = RawPointer(path=path, line=row.line, sha256=digest("\0".join(row.cells)))
            values, extra, people = _sorted(shown, roles, row.cells)
            yield record(values, raw, extra=extra, hanging=Hanging(people=people), month_first=month_first)


def _sorted(
    shown: Sequence[str], roles: Sequence[str], cells: Sequence[str]
) -> tuple[dict[str, str], list[tuple[str, str]], list[Person]]:
    """Give the cells by role, those of no role, and the people among the latter."""
    values: dict[str, str] = {}
    extra: list[tuple[str, str]] = []
    people: list[Person] = []
    for name, role, cell in zip(shown, roles, cells, strict=True):
        if not cell.strip():
            continue
        if role == "remarks":  # follow-ups and tasks have a column each
            values[role] = f"{values[role]}$$##$${cell}" if role in values else cell
        elif role and role != "type" and role not in values:
            values[role] = cell
        else:
            extra.append(
                ("type" if role == "type" else name or "unnamed column", cell.replace("$$##$$", "\n"))
            )
            if role in ("reporter", "resolver") or words.is_of_people(name):
                people += people_of(cell)
    return values, extra, people


def _month_first(roles: Sequence[str], rows: Sequence[table.Row]) -> bool:
    wrong = {False: 0, True: 0}
    for row in rows:
        for role, cell in zip(roles, row.cells, strict=True):
            if role in _DATES and stamps.is_ambiguous(cell):
                for reading in wrong:
                    wrong[reading] += stamps.parse(cell, month_first=reading) is None
    return wrong[True] < wrong[False]


def _delimiter(path: Path) -> str | None:
    for delimiter in (";", ",", "\t"):
        if words.is_telling(table.peek(path, delimiter=delimiter)):
            return delimiter
    return None


SOURCE = GlpiCsv()
