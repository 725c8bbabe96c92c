"""Any CSV export whose columns the settings declare."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from kb.config import CsvSettings, HarvestSettings
from kb.errors import ConfigError, InputError
from kb.io import stamps, table
from kb.model.account import Rejection
from kb.model.incident import Incident, IncidentRef, RawPointer, ResolutionKind, Status
from kb.model.prose import clean
from kb.sources.base import Reading, Record
from kb.sources.people import person

_COLUMNS = (
    "key", "summary", "status", "description", "resolution", "reporter", "resolver", "opened_at", "resolved_at",
    "category", "priority", "group", "environment",
)  # fmt: skip
_NO_DATE = {"", "-", "--", "n/a", "na", "none", "null", "nat", "nan"}


class GenericCsv:
    """Reads a CSV by the first `[[harvest.csv]]` map whose columns it has."""

    name = "csv"
    product = "any CSV"
    reads = "a CSV whose columns kb.toml declares"
    how_to_export = (
        "Export the list as CSV with a header row, then say in kb.toml which column is which: [[harvest.csv]] with "
        "name, key, summary and status, and any of description, resolution, reporter, resolver, opened_at, …"
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:
        """Whether the header has all columns of one map."""
        return _choose(path, settings) is not None

    def explain(self, path: Path, settings: HarvestSettings) -> str:
        """Name the columns each map misses."""
        if not settings.csv:
            return "no other CSV is declared"
        return "; ".join(
            f"[[harvest.csv]] {m.name!r} misses: {', '.join(_missing(path, m))}" for m in settings.csv
        )

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:
        """Yield one record a row; columns nobody mapped are kept under `extra`."""
        if not settings.csv:
            raise ConfigError(
                "no CSV is declared in the settings",
                hint="add [[harvest.csv]] with name, key, summary and status",
            )
        chosen = _choose(path, settings)
        if chosen is None:
            table.header(path)  # says so when there is nothing at all
            raise InputError(
                self.explain(path, settings),
                path=path,
                line=1,
                hint="correct the names in kb.toml, or export again",
            )
        reader = _Reader.of(chosen, path)
        for row in reader.rows():
            yield reader.incident(row) if isinstance(row, table.Row) else row


def _choose(path: Path, settings: HarvestSettings) -> CsvSettings | None:
    return next((declared for declared in settings.csv if not _missing(path, declared)), None)


def _missing(path: Path, declared: CsvSettings) -> list[str]:
    header = table.peek(path, delimiter=declared.delimiter, encoding=declared.encoding)
    found = {name.casefold() for name in header}
    wanted = [clean(getattr(declared, column)) for column in _COLUMNS]
    return [name for name in wanted if name and name.casefold() not in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """One map laid over one file's header: `places` gives each mapped column's index."""

    declared: CsvSettings
    path: Path
    header: tuple[str, ...]
    places: dict[str, int]
    statuses: dict[str, Status]
    zone: tzinfo

    @classmethod
    def of(cls, declared: CsvSettings, path: Path) -> "_Reader":
        header = table.header(path, delimiter=declared.delimiter, encoding=declared.encoding)
        folded = [name.casefold() for name in header]
        places = {c: folded.index(clean(n).casefold()) for c in _COLUMNS if (n := getattr(declared, c))}
        kinds = ((Status.OPEN, declared.open), (Status.RESOLVED, declared.resolved))
        statuses = {
            clean(value).casefold(): status
            for status, values in (*kinds, (Status.CANCELLED, declared.cancelled))
            for value in values
        }
        return cls(
            declared=declared,
            path=path,
            header=header,
            places=places,
            statuses=statuses,
            zone=_zone(declared.zone),
        )

    def rows(self) -> Iterator[table.Row | Record]:
        return table.rows(
            self.path,
            key=self.places["key"],
            delimiter=self.declared.delimiter,
            encoding=self.declared.encoding,
        )

    def incident(self, row: table.Row) -> Record:
        text = {column: clean(row.cells[place]) for column, place in self.places.items()}
        line = {column: " ".join(value.split()) for column, value in text.items()}
        description = text.get("description", "")
        summary = line["summary"] or " ".join(description.partition("\n")[0].split())
        status = self.statuses.get(line["status"].casefold())
        if not line["key"]:
            return self._reject(row, f"no {self.declared.key}")
        if not summary:
            return self._reject(row, f"{line['key']} has no {self.declared.summary}")
        if status is None:
            return self._reject(
                row,
                f"unknown status {line['status'][:80]!r}: add it to open, resolved or cancelled of "
                f"[[harvest.csv]] {self.declared.name!r}",
            )
        dates: dict[str, datetime | None] = {}
        assumed = False
        for column in ("opened_at", "resolved_at"):
            value = line.get(column, "")
            dates[column], naive = self._date(value)
            assumed = assumed or naive
            if dates[column] is None and value.lower() not in _NO_DATE:
                layout = self.declared.date_format or "ISO 8601"
                return self._reject(
                    row,
                    f"{getattr(self.declared, column)} {value[:80]!r} is no date as {layout}: "
                    f"see date_format of [[harvest.csv]] {self.declared.name!r}",
                )
        resolution = text.get("resolution", "")
        solved = status is Status.RESOLVED and bool(resolution)
        digit = re.search(r"[1-5]", line.get("priority", ""))
        people = (person(line.get(column, "")) for column in ("reporter", "resolver"))
        return Incident(
            ref=IncidentRef(self.declared.name, line["key"]),
            summary=summary,
            description=description,
            status=status,
            status_raw=line["status"],
            resolution=resolution,
            resolution_kind=ResolutionKind.FIX if solved else ResolutionKind.NONE,
            environment=(line["environment"],) if line.get("environment") else (),
            category=line.get("category", ""),
            priority=int(digit[0]) if digit else None,
            group=line.get("group", ""),
            reporter=line.get("reporter", ""),
            resolver=line.get("resolver", ""),
            opened_at=dates["opened_at"],
            resolved_at=dates["resolved_at"],
            zone_assumed=assumed,
            extra=self._extra(row.cells),
            people=tuple(dict.fromkeys(somebody for somebody in people if somebody)),
            raw=RawPointer(path=self.path, line=row.line),
        )

    def _date(self, value: str) -> tuple[datetime | None, bool]:
        if not self.declared.date_format:
            return stamps.iso(value, self.zone)
        try:
            return stamps.in_utc(datetime.strptime(value, self.declared.date_format), self.zone)
        except (ValueError, OverflowError, re.error):
            return None, False

    def _extra(self, cells: Sequence[str]) -> tuple[tuple[str, str], ...]:
        mapped = set(self.places.values())
        named = zip(self.header, cells, strict=True)
        rest = ((name, clean(cell)) for place, (name, cell) in enumerate(named) if place not in mapped)
        return tuple((name or "unnamed column", text) for name, text in rest if text)

    def _reject(self, row: table.Row, reason: str) -> Rejection:
        return Rejection(path=self.path, line=row.line, reason=reason)


def _zone(name: str) -> tzinfo:
    if name.upper() in ("", "UTC", "Z"):
        return UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(
            f"unknown time zone {name!r}", hint='zone = "Europe/Berlin" in [[harvest.csv]]'
        ) from error


SOURCE = GenericCsv()
