"""Any CSV, Excel, JSON or JSON Lines export whose columns the settings declare."""

from collections.abc import Iterator
from pathlib import Path

from kb.config import HarvestSettings, MapSettings
from kb.errors import ConfigError, InputError
from kb.io import json_items, sheets, table
from kb.model.account import Rejection
from kb.model.incident import RawPointer
from kb.model.prose import clean, digest
from kb.sources.base import Reading
from kb.sources.flatten import flat
from kb.sources.mapped_record import COLUMNS, Mapping


class Mapped:
    """Reads a table or list by the first `[[harvest.map]]` whose columns it has."""

    name = "map"
    product = "any other tool"
    reads = "a CSV, Excel, JSON or JSON Lines file whose columns kb.toml names"
    how_to_export = (
        "Export the list with a header row, or as JSON, then say in kb.toml which column is which: [[harvest.map]] "
        "with name, key, summary and status, and any of description, resolution, reporter, opened_at, …; "
        "kb sources map FILE writes a proposal."
    )
    has_companions = False

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:
        """Whether the header, or the first objects, have all columns of one map."""
        return path.is_file() and _choose(path, settings) is not None

    def explain(self, path: Path, settings: HarvestSettings) -> str:
        """Name the columns each map misses."""
        if not settings.map:
            return "no other table is declared"
        return "; ".join(
            f"[[harvest.map]] {m.name!r} misses: {', '.join(_missing(path, m))}" for m in settings.map
        )

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:
        """Yield one record a row or object; columns nobody mapped are kept under `extra`."""
        if not settings.map:
            raise ConfigError(
                "no table is declared in the settings",
                hint="add [[harvest.map]] with name, key, summary and status; kb sources map FILE proposes one",
            )
        chosen = _choose(path, settings)
        if chosen is None:
            if not sheets.is_sheet(path) and not json_items.signature(path):
                table.header(path)  # says so when there is nothing at all
            raise InputError(
                self.explain(path, settings),
                path=path,
                line=1,
                hint="correct the names in kb.toml, or export again",
            )
        yield from _objects(path, chosen) if json_items.signature(path) else _rows(path, chosen)


def columns(path: Path, declared: MapSettings) -> tuple[str, ...]:
    """Give the names a map may use: the header of a table, the key paths of JSON."""
    if sheets.is_sheet(path):
        return sheets.peek(path)
    if found := json_items.signature(path):
        before = f"{declared.items}[]." if declared.items else "[]."
        listed = tuple(sorted(name.removeprefix(before) for name in found if name.startswith(before)))
        return listed or (() if declared.items else tuple(sorted(found)))
    return table.peek(path, delimiter=declared.delimiter, encoding=declared.encoding)


def _choose(path: Path, settings: HarvestSettings) -> MapSettings | None:
    return next((declared for declared in settings.map if not _missing(path, declared)), None)


def _missing(path: Path, declared: MapSettings) -> list[str]:
    found = {name.casefold() for name in columns(path, declared)}
    wanted = [clean(getattr(declared, column)) for column in COLUMNS]
    wanted += [clean(name) for name in declared.people]
    if json_items.signature(path):  # an object may leave out what it has no value for
        wanted = [clean(name) for name in (declared.key, declared.summary, declared.status)]
    return [name for name in wanted if name and name.casefold() not in found]


def _rows(path: Path, declared: MapSettings) -> Iterator[Reading]:
    if sheets.is_sheet(path):
        header, source = sheets.header(path), sheets.rows(path)
    else:
        header = table.header(path, delimiter=declared.delimiter, encoding=declared.encoding)
        key = [name.casefold() for name in header].index(clean(declared.key).casefold())
        source = table.rows(path, key=key, delimiter=declared.delimiter, encoding=declared.encoding)
    mapping = Mapping.of(declared)
    for row in source:
        if not isinstance(row, table.Row):
            yield row
            continue
        pairs = [(name or "unnamed column", cell) for name, cell in zip(header, row.cells, strict=True)]
        text = "\0".join(row.cells)
        yield mapping.record(pairs, RawPointer(path=path, line=row.line, sha256=digest(text)))


def _objects(path: Path, declared: MapSettings) -> Iterator[Reading]:
    mapping = Mapping.of(declared)
    for item in json_items.items(path, under=(declared.items,) if declared.items else ()):
        if item.problem:
            yield Rejection(path=path, line=item.line, reason=item.problem)
        elif not isinstance(item.value, dict):
            yield Rejection(path=path, line=item.line, reason="not an object")
        else:
            raw = RawPointer(path=path, line=item.line, sha256=item.sha256)
            yield mapping.record(list(flat(item.value)), raw)


SOURCE = Mapped()
