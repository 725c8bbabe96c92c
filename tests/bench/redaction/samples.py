"""Two corpora of others: sentences somebody else labelled, and real issues with the people they name."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kb.config import HarvestSettings
from kb.model.incident import Incident, Person
from kb.redact.incident import redact_incident
from kb.sources import jira_json
from tests.bench.redaction.ours import redactors
from tests.bench.redaction.score import Share
from tests.redact.labelled import ANY, Document, Label

_SCOPE = {
    "PERSON": "person",
    "PHONE_NUMBER": "phone",
    "CREDIT_CARD": "card",
    "US_SSN": "national id",
    "IP_ADDRESS": "ip",
    "EMAIL_ADDRESS": "email",
}
"""
What of its labels we promise to hide. The others may be hidden or not: addresses stand there in pieces
(`77058`, `nan`), a licence number has no checksum, and towns, firms, titles and dates name nobody.
"""


def folder() -> Path | None:
    """Tell where the samples are, if `KB_SAMPLES` says."""
    name = os.environ.get("KB_SAMPLES")
    return Path(name) if name else None


def sentences(samples: Path, *, told: bool) -> list[Document]:
    """
    Read the sentences of `pii-presidio-small`.

    `told` puts the people they name into the record, as a ticket has them; else nothing points to them.
    """
    rows = json.loads((samples / "pii-presidio-small/tests/data/generated_small.json").read_text("utf-8"))
    return [_sentence(number, row, told=told) for number, row in enumerate(rows)]


def _sentence(number: int, row: dict[str, object], *, told: bool) -> Document:
    text, labels, people = str(row["full_text"]), [], []
    spans: list[dict[str, object]] = row["spans"]  # type: ignore[assignment]
    for span in spans:
        kind = _SCOPE.get(str(span["entity_type"]), ANY)
        start, end = int(str(span["start_position"])), int(str(span["end_position"]))
        value = str(span["entity_value"])
        if text[start:end] != value:  # one label is off by its title
            start = text.find(value)
            end = start + len(value)
        if kind == "person":
            people.append(Person(name=value))
            kind = "person" if told else "untold"
        labels.append(Label(start=start + 1, end=end + 1, kind=kind))  # after the empty summary
    return Document(
        id=f"P{number:03d}",
        part="",
        fields=("", text, ""),
        labels=tuple(labels),
        people=tuple(people) if told else (),
        region="US",
    )


def issues(samples: Path) -> Iterator[Incident]:
    """Read the real issues."""
    for file in sorted((samples / "jira-tidev-mod-daemon").rglob("*.json")):
        if file.name != "project.json":
            for record in jira_json.SOURCE.read(file, HarvestSettings()):
                if isinstance(record, Incident):
                    yield record


def search(incident: Incident) -> tuple[Share, list[str]]:
    """
    Count the people of a record in its texts by plain search, before and after it is redacted.

    Looked for are whole display names, user names and mail addresses. The misses are real names:
    they are for the screen of who looks, and for no file.
    """
    safe, _ = redact_incident(incident, redactors("US"))
    total = left = 0
    misses = []
    before, after = _texts(incident), _texts(replace(safe, people=()))
    for form in sorted({form for person in _people(incident) for form in _forms(person)}):
        shape = re.compile(rf"(?<![\w@.-]){re.escape(form)}(?![\w@-]|\.\w)", re.IGNORECASE)
        there = len(shape.findall(before))
        if not there:
            continue
        stays = len(shape.findall(after))
        total += there
        left += stays
        misses += [form] * stays
    return Share(total - left, total), misses


def _people(incident: Incident) -> Iterator[Person]:
    yield from incident.people
    for name in (incident.reporter, incident.resolver, *(entry.author for entry in incident.entries)):
        yield Person(name=name)


def _forms(person: Person) -> Iterator[str]:
    yield from (form for form in (person.name, person.user, person.email) if len(form.strip()) > 1)


def _texts(incident: Incident) -> str:
    return "\n".join(
        (
            incident.summary,
            incident.description,
            incident.resolution,
            *(entry.text for entry in incident.entries),
            *(value for _, value in incident.extra),
            *(attachment.name for attachment in incident.attachments),
        )
    )
