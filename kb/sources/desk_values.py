"""What the JSON of service desks says of people, dates and ids in, our own words for them out."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any

from kb.io import stamps
from kb.model.incident import Attachment, Entry, Person
from kb.model.prose import clean
from kb.sources.flatten import flat, leaf
from kb.sources.html import is_html, to_markdown
from kb.sources.people import person

JsonObject = Mapping[str, Any]

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_BLANK = re.compile(r"[\W_]+")
_LONGEST_ADDRESS = 500
_BEFORE = datetime(1, 1, 1, tzinfo=UTC)  # undated remarks come first


class UnusableError(ValueError):
    """The object is a ticket, but not one that can be read; the message says why."""


def child(value: object, *names: str) -> Any:
    """Go down by names; None as soon as there is nothing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def elements(value: object) -> list[Any]:
    """Give the elements of a list; none for anything else."""
    return value if isinstance(value, list) else []


def objects(value: object) -> list[JsonObject]:
    """Give the objects of a list; none for anything else."""
    return [item for item in elements(value) if isinstance(item, dict)]


def text(value: object) -> str:
    """Give a plain value as clean text; a list or an object is none."""
    return "" if isinstance(value, dict | list) else clean(leaf(value))


def line(value: object) -> str:
    """Give a plain value as one clean line."""
    return " ".join(text(value).split())


def number(value: object) -> int | None:
    """Give a number of things; None for anything else."""
    return value if type(value) is int and 0 <= value < 10**12 else None


def moment(value: object) -> datetime | None:
    """Read a date of ISO 8601, or seconds since 1970, as UTC."""
    if isinstance(value, str):
        return stamps.iso(value)[0]
    return datetime.fromtimestamp(value, UTC) if type(value) is int and 0 < value < 10**11 else None


def prose(value: object) -> str:
    """Give text cleaned, HTML as Markdown."""
    if not isinstance(value, str):
        return ""
    return clean(to_markdown(value)) if is_html(value) else clean(value)


def ident(value: object) -> str:
    """Give the id of a record as text; empty for what cannot be one."""
    if type(value) is int:
        return str(value) if 0 < value < 10**24 else ""
    text = value.strip() if isinstance(value, str) else ""
    return text if _ID.fullmatch(text) and text not in ("0", ".", "..") else ""


def is_naive(values: Iterable[object]) -> bool:
    """Whether one of the dates does not tell its zone."""
    return any(stamps.iso(value)[1] for value in values if isinstance(value, str))


def essence(text: str) -> str:
    """Give the letters and digits only, to tell whether two texts say the same."""
    return _BLANK.sub("", text)


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Sort by time, what has no date in front; at the same time the order of the file stays."""
    return tuple(sorted(entries, key=lambda entry: entry.at or _BEFORE))


def addressed(value: object) -> Iterator[Person | None]:
    """Name those of one address (`Jane Smith <jane@example.com>`), or of a list of them."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str) and "@" in each and len(each) <= _LONGEST_ADDRESS:
            try:
                name, address = parseaddr(clean(each))
            except RecursionError:  # brackets in brackets in brackets
                name, address = "", ""
            yield person(line(name), email=line(address)) if address else person(line(each))
        elif isinstance(each, dict):
            yield somebody(each)


def somebody(value: object) -> Person | None:
    """Make a person of an object with a name or an address; None when it has neither."""
    name, email = line(child(value, "name")), line(child(value, "email")) or line(child(value, "address"))
    return person("" if name == email else name, email=email)


def shown(who: Person | None) -> str:
    """Give what somebody is called."""
    return (who.name or who.email or who.user) if who else ""


def attachments(value: object) -> Iterator[Attachment]:
    """Name the files that hang on a record, each by the last part of its name."""
    for each in objects(value):
        name = line(each.get("file_name")) or line(each.get("name"))
        last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
        size = each.get("size") if "size" in each else each.get("file_size")
        yield Attachment(name=last if last.strip(".") else "unnamed", size=number(size))


def unplaced(value: JsonObject, placed: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield what has no place of its own as (path of names, text); false and empty values say nothing."""
    rest = {name: found for name, found in value.items() if name not in placed}
    for name, text in flat(rest):
        if text != "false" and (cleaned := clean(text)):
            yield line(name) or "unnamed field", cleaned


def unread(dates: Iterable[tuple[str, object]]) -> Iterator[tuple[str, str]]:
    """Yield the dates that say something nobody can read."""
    for name, value in dates:
        if moment(value) is None and (said := text(value)):
            yield name, said
