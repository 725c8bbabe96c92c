"""Front-matter fields with their types; a wrong one is an error with path, line and what would be right."""

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from kb.errors import InputError
from kb.io import frontmatter
from kb.model.incident import IncidentRef
from kb.model.prose import clean

_Choice = TypeVar("_Choice", bound=StrEnum)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Fields:
    """The fields of one file, or of one mapping in it; `where` leads there from the top."""

    def __init__(
        self, values: Mapping[str, Any], text: str, *, path: str, where: tuple[str | int, ...] = ()
    ) -> None:
        self.values = values
        self.path = path
        self._text = text
        self._where = where

    @classmethod
    def read(cls, text: str, *, path: str) -> tuple["Fields", str]:
        """Read a file's fields and its body; line ends become Unix', leading empty lines go."""
        values, body = frontmatter.parse(text, path=path)
        return cls(values, text, path=path), re.sub(r"\A(?:[ \t]*\n)+", "", body.replace("\r\n", "\n"))

    def fail(self, problem: str, *where: str | int, hint: str | None = None) -> InputError:
        """Make the error for a field, with its line."""
        line = frontmatter.line_of(self._text, *self._where, *where)
        return InputError(problem, path=self.path, line=line, hint=hint)

    def text(self, name: str, default: str = "") -> str:
        """Read a text of one line."""
        value = self.values.get(name, "")
        return self._one(value, name) or default

    def required(self, name: str) -> str:
        """Read a text that must be there."""
        value = self.text(name)
        if not value:
            raise self.fail(f"{name} is missing", name, hint=f"add a line `{name}: …` to the front matter")
        return value

    def matching(self, name: str, pattern: str, example: str) -> str:
        """Read a text that must have a form, or be absent."""
        value = self.text(name)
        if value and not re.fullmatch(pattern, value):
            raise self.fail(f"{name} is {value!r}", name, hint=f"write it as {example}")
        return value

    def choice(self, name: str, kind: type[_Choice], default: _Choice | None = None) -> _Choice:
        """Read one of a few values; without a default it must be there."""
        value = self.text(name) if default is not None else self.required(name)
        if not value and default is not None:
            return default
        try:
            return kind(value)
        except ValueError as error:
            allowed = [member.value for member in kind]
            raise self.fail(
                f"{name} is {value!r}, not one of {', '.join(allowed)}",
                name,
                hint=f"did you mean {closest(value, allowed)}?" if closest(value, allowed) else None,
            ) from error

    def texts(self, name: str) -> tuple[str, ...]:
        """Read a list of texts, each once; a single text is a list of one."""
        return tuple(dict.fromkeys(value for _, value in self._listed(name)))

    def date(self, name: str) -> date | None:
        """Read a date, None when absent."""
        value = self.text(name)
        if not value:
            return None
        try:
            return date.fromisoformat(value if _DATE.fullmatch(value) else "")
        except ValueError as error:
            raise self.fail(
                f"{name} is {value!r}, not a date", name, hint="write year-month-day, as 2026-11-02"
            ) from error

    def moment(self, name: str) -> datetime | None:
        """Read a point in time that names its zone; given in UTC, None when absent."""
        value = self.text(name)
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise ValueError("no zone")
            return moment.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise self.fail(
                f"{name} is {value!r}, not a point in time with its zone",
                name,
                hint="write it as 2026-11-02T08:30:00Z",
            ) from error

    def ref(self, name: str) -> IncidentRef:
        """Read one incident's reference; it must be there."""
        return self._ref(self.required(name), name)

    def refs(self, name: str) -> tuple[IncidentRef, ...]:
        """Read a list of incidents' references, sorted, each once."""
        return tuple(sorted({self._ref(value, name, *at) for at, value in self._listed(name)}))

    def mapping(self, name: str) -> "Fields":
        """Read a mapping, an empty one when absent."""
        value = self.values.get(name) or {}
        if not isinstance(value, dict):
            raise self.fail(f"{name} is not a mapping", name, hint=f"write `{name}:` and its fields below")
        return Fields(value, self._text, path=self.path, where=(*self._where, name))

    def mappings(self, name: str) -> tuple["Fields", ...]:
        """Read a list of mappings, an empty one when absent."""
        listed = self.values.get(name) or []
        if not isinstance(listed, list):
            raise self.fail(f"{name} is not a list", name, hint=f"write `{name}:` and below `- {{…}}` lines")
        for number, value in enumerate(listed):
            if not isinstance(value, dict):
                raise self.fail(f"item {number + 1} of {name} is not a mapping", name, number)
        where = (*self._where, name)
        return tuple(
            Fields(value, self._text, path=self.path, where=(*where, number))
            for number, value in enumerate(listed)
        )

    def _listed(self, name: str) -> list[tuple[tuple[int, ...], str]]:
        value = self.values.get(name) or []
        if isinstance(value, str):
            return [((), self._one(value, name))]
        if isinstance(value, dict):
            raise self.fail(f"{name} is not a list", name, hint="write one `- …` line for each")
        read = [((number,), self._one(item, name, number)) for number, item in enumerate(value)]
        return [(at, item) for at, item in read if item]

    def _one(self, value: Any, *where: str | int) -> str:
        if not isinstance(value, str):
            raise self.fail(f"{where[0]} is not a text", *where, hint="write it on one line, in quotes")
        known = value.isascii() and value.isprintable()
        return " ".join((value if known else clean(value)).split())

    def _ref(self, value: str, *where: str | int) -> IncidentRef:
        try:
            return IncidentRef.parse(value)
        except ValueError as error:
            raise self.fail(
                f"{where[0]} holds {value!r}, not an incident",
                *where,
                hint="write system:key, as servicenow:INC0012345",
            ) from error


def closest(value: str, allowed: Iterable[str]) -> str:
    """Find what was probably meant, "" when nothing is near."""
    return next(iter(difflib.get_close_matches(value.casefold(), list(allowed), n=1)), "")
