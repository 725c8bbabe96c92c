"""
Labelled HR tickets: believable texts whose personal data and secrets are marked.

`tickets.jsonl` holds one ticket a line; its texts carry marks, `{{email|jane@example.com}}`, which the
reader strips. `<+>` cuts a token in two, so that no file holds one whole. Kinds are the names of figures:
`person` is known from the record, `stranger` stands after a greeting, in a signature or a mention,
`untold` is a name nothing points to, `any` may be hidden or not. `clean.jsonl` holds tickets in which
nothing is to be hidden. Half of each is `held-out`: rules are not to be fitted to it.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.model.incident import Entry, EntryKind, Incident, IncidentRef, Person, Status

TUNING, HELD_OUT = "tuning", "held-out"
ANY = "any"
NAMES = ("person", "stranger", "untold")
EMPLOYEE = r"\b(?:NW-\d{6}|CAND-\d{5})\b"
"""The identifiers the invented project declares."""
SHOWN = ("hr-support@larkfield.example", "noreply@larkfield.example")
"""The mailboxes it allows."""

_HERE = Path(__file__).parent
_MARK = re.compile(r"\{\{([a-z ]+)\|(.*?)\}\}", re.DOTALL)
_CUT = "<+>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What must be hidden; offsets into the document's text, as in a slice."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """
    A ticket without marks.

    `fields` are summary, description, resolution and the remarks, in that order; `text` is the fields
    with a line feed between them. `group` names the kind of secret, or how the ticket came to be.
    """

    id: str
    part: str
    fields: tuple[str, ...]
    labels: tuple[Label, ...] = ()
    people: tuple[Person, ...] = ()
    authors: tuple[str, ...] = ()
    region: str = "GB"
    group: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.fields)

    def quote(self, label: Label) -> str:
        return self.text[label.start : label.end]

    def incident(self) -> Incident:
        """Make the record a source would have read."""
        summary, description, resolution, *remarks = self.fields
        names = [person.name for person in self.people]
        return Incident(
            ref=IncidentRef("labelled", self.id),
            summary=summary,
            description=description,
            resolution=resolution,
            status=Status.CLOSED,
            reporter=names[0] if names else "",
            resolver=names[1] if len(names) > 1 else "",
            entries=tuple(
                Entry(at=None, author=author, kind=EntryKind.PUBLIC, text=text)
                for author, text in zip(self.authors, remarks, strict=True)
            ),
            people=self.people,
        )


@cache
def tickets() -> tuple[Document, ...]:
    """Read the labelled tickets."""
    return tuple(_documents("tickets.jsonl"))


@cache
def clean() -> tuple[Document, ...]:
    """Read the tickets that must stay as they are."""
    return tuple(_documents("clean.jsonl"))


def marked(fields: Iterable[str]) -> tuple[tuple[str, ...], tuple[Label, ...]]:
    """Strip the marks; give the fields and the labels, with offsets into the fields joined by a line feed."""
    texts: list[str] = []
    labels: list[Label] = []
    place = 0
    for field in fields:
        text, found = _strip(field)
        labels += [Label(start=place + one.start, end=place + one.end, kind=one.kind) for one in found]
        texts.append(text)
        place += len(text) + 1
    return tuple(texts), tuple(labels)


def _strip(field: str) -> tuple[str, list[Label]]:
    out, labels, last = "", [], 0
    for mark in _MARK.finditer(field):
        out += field[last : mark.start()]
        value = mark[2].replace(_CUT, "")
        labels.append(Label(start=len(out), end=len(out) + len(value), kind=mark[1]))
        out += value
        last = mark.end()
    return out + field[last:], labels


def _documents(name: str) -> Iterator[Document]:
    for line in (_HERE / name).read_text("utf-8").splitlines():
        row = json.loads(line)
        remarks = row["remarks"]
        fields, labels = marked(
            (row["summary"], row["description"], row["resolution"], *(text for _, text in remarks))
        )
        yield Document(
            id=row["id"],
            part=row["part"],
            fields=fields,
            labels=labels,
            people=tuple(Person(**person) for person in row["people"]),
            authors=tuple(author for author, _ in remarks),
            region=row["region"],
            group=row.get("made", ""),
        )
