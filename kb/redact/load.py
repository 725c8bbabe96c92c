"""The redactors that are installed, and the list of people a project may keep."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

from kb import registry
from kb.config import RedactSettings
from kb.errors import ConfigError, InputError
from kb.io.files import read_text
from kb.model.incident import Person
from kb.redact import masked
from kb.redact.base import Redactor

GROUP = "kb.redactors"
_FIRST = ("secrets", "patterns", "people")
"""The order that keeps most: a password that holds an address is a password, an address that holds a name an address."""

_COLUMNS = ("name", "email", "user")


class Redactors(tuple[Redactor, ...]):
    """All redactors under some settings; another process is sent the settings and makes its own."""

    settings: RedactSettings

    def __reduce__(self) -> tuple[Callable[[RedactSettings], "Redactors"], tuple[RedactSettings]]:
        """Pickle as a recipe, for compiled rules and guests need not be things that can be sent."""
        return load_redactors, (self.settings,)


def load_redactors(settings: RedactSettings) -> Redactors:
    """Make every redactor: secrets, patterns, people, masked names, the model's if one is set, then guests by name."""
    factories = registry.load_all(GROUP)
    missing = [name for name in _FIRST if name not in factories]
    if missing:
        raise ConfigError(
            f"the redactor {missing[0]!r} is not installed", hint="pip install --force-reinstall hypercare-kb"
        )
    guests = sorted(set(factories) - set(_FIRST))
    made = Redactors(
        (
            *(_make(name, factories[name], settings) for name in _FIRST),
            masked.redactor(settings),
            *_recogniser(settings),
            *(_make(name, factories[name], settings) for name in guests),
        )
    )
    made.settings = settings
    return made


def _recogniser(settings: RedactSettings) -> Iterator[Redactor]:
    if settings.model:
        from kb.redact import recogniser  # it needs spaCy, which is not installed by default

        yield recogniser.redactor(settings)


def _make(name: str, factory: object, settings: RedactSettings) -> Redactor:
    try:
        made: Redactor = factory(settings)  # type: ignore[operator]
        _ = made.redact, made.name  # a guest without them fails here, not at its first text
    except ConfigError:
        raise
    except Exception as error:  # a guest may fail in any way
        raise ConfigError(
            f"the redactor {name!r} cannot be made: {error}", hint="update it, or uninstall it"
        ) from error
    return made


def read_people(path: Path) -> tuple[Person, ...]:
    """Read a CSV with the header `name,email,user`; raise InputError naming the line that cannot be read."""
    text = read_text(path).removeprefix("\ufeff")
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    people: list[Person] = []
    columns: list[str] | None = None
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            cells = [cell.strip() for cell in row]
            if columns is None:
                columns = _header(cells, path, rows.line_num)
            else:
                people.append(_person(columns, cells, path, rows.line_num))
    except csv.Error as error:
        raise InputError(f"not CSV: {error}", path=path, line=rows.line_num) from error
    if columns is None:
        raise InputError("empty", path=path, hint="its first line must be: name,email,user")
    return tuple(dict.fromkeys(people))


def _header(cells: list[str], path: Path, line: int) -> list[str]:
    columns = [cell.casefold() for cell in cells]
    wrong = [column for column in columns if column not in _COLUMNS]
    if wrong or "name" not in columns or len(set(columns)) != len(columns):
        problem = f"unknown column {wrong[0]!r}" if wrong else "each of name, email, user once, name always"
        raise InputError(problem, path=path, line=line, hint="its first line must be: name,email,user")
    return columns


def _person(columns: list[str], cells: list[str], path: Path, line: int) -> Person:
    if len(cells) != len(columns):
        raise InputError(f"{len(cells)} cells where the header has {len(columns)}", path=path, line=line)
    values = dict(zip(columns, cells, strict=True))
    if not values["name"]:
        raise InputError("no name", path=path, line=line, hint="fill in the name or delete the line")
    return Person(name=values["name"], email=values.get("email", ""), user=values.get("user", ""))
