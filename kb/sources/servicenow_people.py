"""Everybody a ServiceNow record names, with every form it tells of them."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from kb.model.incident import Entry, Person
from kb.model.prose import clean
from kb.sources import servicenow_words as words
from kb.sources.people import person
from kb.sources.servicenow_fields import is_sys_id

_ROLES = tuple(
    (role, f"{role}.name", f"{role}.email", f"{role}.user_name")
    for role in (*words.REPORTER, *words.RESOLVER, *words.DISPLAY_NAMES)
)


def people(
    values: Mapping[str, str], entries: Iterable[Entry], others: Iterable[str] = ()
) -> tuple[Person, ...]:
    """
    Give each once: roles first, then user names, lists and authors.

    A column beside the reference, as `caller_id.email`, adds a form; `others` are names of users found elsewhere.
    """
    found: dict[Person, None] = {}
    for role, name, email, user in _ROLES:
        shown = values.get(role) or values.get(name)
        if shown or email in values or user in values:
            _add(found, _role(shown or "", values.get(email, ""), values.get(user, "")))
    for role in words.USER_NAMES:
        if role in values:
            _add(found, _user(values[role]))
    for role in words.PEOPLE_LISTS:
        if role in values:
            for part in line(values[role]).split(","):
                _add(found, _role(part, "", ""))
    for author in dict.fromkeys([entry.author for entry in entries if entry.author]):
        _add(found, _author(author))
    for other in others:
        _add(found, _user(other))
    return tuple(found)


def _add(found: dict[Person, None], somebody: Person | None) -> None:
    if somebody is not None:
        found[somebody] = None


def line(text: str) -> str:
    """Give a text as one clean line."""
    return " ".join(clean(text).split())


@lru_cache(maxsize=4096)
def _role(shown: str, email: str, user: str) -> Person | None:
    name = line(shown)
    return person("" if is_sys_id(name) else name, email=line(email), user=line(user))


@lru_cache(maxsize=4096)
def _user(text: str) -> Person | None:
    name = line(text)
    if is_sys_id(name):
        return None
    return person(name) if "@" in name or " " in name else person("", user=name)


@lru_cache(maxsize=4096)
def _author(name: str) -> Person | None:
    return person(name)
