"""Our own rules on the labelled sets, as a project would have set them up."""

from collections.abc import Iterable, Iterator
from functools import cache

from kb.config import RedactSettings
from kb.redact import patterns, people, secrets
from kb.redact.base import Redactor
from tests.bench.redaction.hidden import Hidden, hidden
from tests.redact.labelled import EMPLOYEE, SHOWN, Document


@cache
def redactors(region: str) -> tuple[Redactor, ...]:
    """Make the three built-in redactors, in the order a harvest runs them."""
    settings = RedactSettings(allow=SHOWN, patterns=(EMPLOYEE,), phone_region=region)
    return secrets.redactor(settings), patterns.redactor(settings), people.redactor(settings)


def judged(documents: Iterable[Document]) -> Iterator[tuple[Document, list[Hidden]]]:
    """Pair each document with what our rules hide in it."""
    for document in documents:
        yield document, hidden(document, redactors(document.region))
