"""What a redactor promises, what it is told and what it answers."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from kb.model.incident import Person

KINDS = (
    "address",
    "card",
    "date of birth",
    "email",
    "iban",
    "id",
    "ip",
    "mac",
    "national id",
    "password",
    "person",
    "phone",
    "private key",
    "redacted",
    "secret",
    "token",
    "user",
)
PERSON = "[person]"
MARK = "\x02"
"""Stands between the texts of a record: no blank, no letter, so no rule reaches across; no cleaned text holds one."""
PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(KINDS)}|person [A-Z]{{1,3}})\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """
    Whom the redactors know of.

    `people` stand in the record: their place in it gives each a letter. `extra` come from a
    list of the whole house: only their full names and unmistakable user names count. `strangers`
    are names that a letter greets or ends with in another piece of the same text.
    """

    people: tuple[Person, ...] = ()
    extra: tuple[Person, ...] = ()
    strangers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """A text with placeholders, and how many of each kind were put in."""

    text: str
    counts: tuple[tuple[str, int], ...] = ()


class Redactor(Protocol):
    """Hides one family of things. Register a factory under the `kb.redactors` entry point."""

    @property
    def name(self) -> str:
        """What messages and reports call it."""

    def redact(self, text: str, known: Known) -> Redaction:
        """
        Hide what must be hidden behind placeholders of KINDS and leave every other byte.

        Promises: the same answer for the same input, nothing more to find in its own answer, no
        placeholder touched, time in proportion to the text.
        """


def kind_of(placeholder: str) -> str:
    """Name the kind a placeholder stands for: `[person B]` → `person`."""
    inner = placeholder[1:-1]
    return "person" if inner.startswith("person ") else inner


def tally(texts: Iterable[str]) -> dict[str, int]:
    """Count the placeholders in redacted texts by kind, sorted; anyone can count them again from Git."""
    found = Counter(kind_of(each.group()) for text in texts for each in PLACEHOLDER.finditer(text))
    return dict(sorted(found.items()))


def person(place: int) -> str:
    """Write the placeholder of the record's n-th person, counted from 0: A … Z, AA, AB …"""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"[person {letters}]"
