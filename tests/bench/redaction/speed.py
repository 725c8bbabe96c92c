"""How many incidents of 1.5 kB a second go through the redactors, on one core."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from statistics import mean, median

import kb
from kb.config import HarvestSettings
from kb.model.incident import Entry, EntryKind, Incident
from kb.redact.base import Redactor
from kb.redact.incident import redact_incident
from kb.sources import jira_json, servicenow_csv
from kb.sources.base import Source
from tests.bench.redaction.ours import redactors
from tests.redact.labelled import clean, tickets

SIZE = 1500
"""The mean size of an incident's texts in bytes."""
REMARK = 340
"""The mean size of a remark in bytes, as in a large public Jira."""
_SPREAD = (0.4, 0.7, 0.9, 1.1, 1.3, 1.6)
_ROUNDS = 7
_FOLDER = Path(kb.__file__).parent / "sample" / "exports"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Incidents a second, the best and the middle round."""

    best: float
    median: float


def corpus() -> list[Incident]:
    """
    Bring labelled tickets, clean ones and the sample project's incidents to a mean of 1.5 kB.

    What is short gets remarks made of other clean tickets and of the sample; what is long is left out.
    """
    sample = [*_sample()]
    filling = cycle(
        [
            *(text.text.strip() for text in clean()),
            *(one.description for one in sample if one.description),
            *(entry.text for one in sample for entry in one.entries),
        ]
    )
    sizes = cycle(SIZE * share for share in _SPREAD)
    filled = []
    for one in (
        *(ticket.incident() for ticket in tickets()),
        *(text.incident() for text in clean()),
        *sample,
    ):
        wanted = next(sizes)
        missing = wanted - size(one)
        if missing < -SIZE / 2:
            continue
        more = []
        while missing > 0:
            text = next(filling)
            while len(text.encode()) < min(REMARK, missing):
                text += f"\n{next(filling)}"
            text = text[: max(40, int(missing))]
            missing -= len(text.encode()) + 1
            more.append(Entry(at=None, author=one.resolver, kind=EntryKind.INTERNAL, text=text))
        filled.append(replace(one, entries=(*one.entries, *more)))
    return filled


def size(incident: Incident) -> int:
    """Count the bytes of an incident's texts."""
    texts = (
        incident.summary,
        incident.description,
        incident.resolution,
        *(entry.text for entry in incident.entries),
        *(value for _, value in incident.extra),
    )
    return sum(len(text.encode()) for text in texts)


def speeds() -> tuple[str, dict[str, Speed]]:
    """Time the redactors, alone and together; the words say on what."""
    incidents = corpus()
    secrets, patterns, people = redactors("GB")
    measured = {
        "shapes and known people": (patterns, people),
        "secrets, shapes and known people": (secrets, patterns, people),
        "secrets alone": (secrets,),
        "shapes alone": (patterns,),
        "known people alone": (people,),
    }
    about = f"{len(incidents)} incidents of {mean(size(one) for one in incidents):,.0f} bytes on average"
    return about, {name: _speed(incidents, chosen) for name, chosen in measured.items()}


def _speed(incidents: Sequence[Incident], chosen: Sequence[Redactor]) -> Speed:
    rates = []
    for _ in range(_ROUNDS):
        begun = time.process_time()  # of this process alone: others may share the core
        for one in incidents:
            redact_incident(one, chosen)
        rates.append(len(incidents) / (time.process_time() - begun))
    return Speed(best=max(rates), median=median(rates))


def _sample() -> Iterator[Incident]:
    yield from _read(servicenow_csv.SOURCE, _FOLDER / "servicenow-incidents.csv")
    for file in sorted((_FOLDER / "jira").glob("*.json")):
        yield from _read(jira_json.SOURCE, file)


def _read(source: Source, file: Path) -> Iterator[Incident]:
    for record in source.read(file, HarvestSettings()):
        if isinstance(record, Incident):
            yield record
