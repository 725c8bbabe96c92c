"""Look for lessons in the ledger: what their detectors find, and what has come back."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kb.drafting.likeness import Vector, codes, terms, vectors, words
from kb.lessons.detector import Field, Reading
from kb.model.incident import RedactedIncident


def field(incidents: Iterable[RedactedIncident]) -> Field:
    """Lay incidents out as drafts are grouped: by the same words, weighed in the same way."""
    return Field(incidents, READING)


def _asked(incidents: Sequence[RedactedIncident]) -> Sequence[Vector]:
    """Weigh what was asked: what comes back has no answer on the day it is opened."""
    return vectors([terms(replace(each, resolution="")) for each in incidents])


READING = Reading(words=words, codes=codes, vectors=_asked)
