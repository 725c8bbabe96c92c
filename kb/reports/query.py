"""The one door to DuckDB: tables in a folder in, what each measure's SQL makes of them out."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import ConfigError, StateError
from kb.model.figure import Cell, Figure, Point, Unit

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLES = Path(__file__).parent / "tables.sql"
MEASURES = Path(__file__).parent / "measures"
ABOUT = ("incidents", "knowledge", "readers", "lessons")
"""What measures are about, in the order they are shown."""

_HEAD = re.compile(r"^-- (about|title|unit|asks|cannot know|parts|reads): (.+)$", re.MULTILINE)
_SEALED: dict[str, str | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,  # a name in SQL never means a variable of Python
    "temp_directory": "",  # nothing is written, not even what does not fit into memory
}


@cache
def catalogue() -> Mapping[str, Figure]:
    """Give every measure there is, by name and without points: what belongs together stands together."""
    found = map(_read, MEASURES.glob("*.sql"))
    return {each.name: each for each in sorted(found, key=lambda each: (ABOUT.index(each.about), each.name))}


def _read(path: Path) -> Figure:
    text = path.read_text(encoding="utf-8")
    head = dict(_HEAD.findall(text))
    return Figure(
        name=path.stem,
        about=head["about"],
        title=head["title"],
        unit=Unit(head["unit"]),
        asks=head["asks"],
        cannot_know=head["cannot know"],
        parts=head["parts"],
        reads=tuple(head["reads"].split(", ")),
        query=text,
        points=(),
    )


def chosen(names: Sequence[str]) -> tuple[Figure, ...]:
    """Give the measures of these names, or all; raise ConfigError for a name that none has."""
    known = catalogue()
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else "see all with: kb measures"
            raise ConfigError(f"no measure {name!r}", hint=hint)
    return tuple(known[name] for name in dict.fromkeys(names) or known)


def figures(folder: Path, measures: Sequence[Figure], *, rows: bool = False) -> tuple[Figure, ...]:
    """Fill measures from the tables in a folder, with the rows behind them where asked; raise StateError where a table is missing."""
    with _opened(folder) as connection:
        return tuple(_filled(connection, measure, rows=rows) for measure in measures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The one row that a query gives, and the rows behind it under their columns."""

    told: tuple[Cell, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def answers(folder: Path, queries: Sequence[str]) -> tuple[Answer, ...]:
    """Ask the tables in a folder; each query makes `rows_behind` and gives one row. Raise StateError where a table is missing."""
    found = []
    with _opened(folder) as connection:
        for query in queries:
            (told,) = connection.execute(query).fetchall()
            columns, rows = _behind(connection)
            found.append(Answer(told=told, columns=columns, rows=rows))
    return tuple(found)


@contextmanager
def _opened(folder: Path) -> "Iterator[DuckDBPyConnection]":
    import duckdb

    connection = duckdb.connect(":memory:", config=_SEALED)
    try:
        connection.execute(_located(TABLES.read_text(encoding="utf-8"), folder))
        connection.execute("SET enable_external_access = false; SET lock_configuration = true")
        yield connection
    except duckdb.IOException as error:
        raise StateError(f"the tables cannot be read: {error}", path=folder) from error
    finally:
        connection.close()


def _located(sql: str, folder: Path) -> str:
    """Put the folder before each file's name, with what a pattern or a text would mean made plain."""
    plain = re.sub(r"([*?\[])", r"[\1]", folder.resolve().as_posix()).replace("'", "''")
    return sql.replace("read_json('", f"read_json('{plain}/")


def _filled(connection: "DuckDBPyConnection", measure: Figure, *, rows: bool) -> Figure:
    points = tuple(
        Point(period=period, part=part, value=None if value is None else float(value), n=n)
        for period, part, value, n in connection.execute(measure.query).fetchall()
    )
    if not rows:
        return replace(measure, points=points)
    columns, behind = _behind(connection)
    return replace(measure, points=points, columns=columns, rows=behind)


def _behind(connection: "DuckDBPyConnection") -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    behind = connection.execute("SELECT * FROM rows_behind ORDER BY ALL")
    return tuple(each[0] for each in behind.description), tuple(behind.fetchall())
