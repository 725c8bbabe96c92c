"""What a finished text still holds that should have been hidden."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from kb.redact.base import Known, Redactor, kind_of
from kb.redact.spans import Span

_GUESSING = "people"
"""Names in a finished text were left there by people: only what has a shape of its own is reported."""


@runtime_checkable
class Finder(Protocol):
    """A redactor that can also say where."""

    def spans(self, text: str, known: Known) -> tuple[Span, ...]:
        """List what would be hidden, in order, with offsets into the text."""


def leftovers(text: str, redactors: Sequence[Redactor]) -> tuple[tuple[int, str], ...]:
    """List what the redactors of shapes and secrets would still hide, as (1-based line, kind), sorted."""
    found: list[tuple[int, str]] = []
    known = Known()
    for redactor in redactors:
        if redactor.name == _GUESSING:
            continue
        if isinstance(redactor, Finder):
            line, place = 1, 0
            for span in redactor.spans(text, known):
                line += text.count("\n", place, span.start)
                place = span.start
                found.append((line, kind_of(span.placeholder)))
        else:
            for number, content in enumerate(text.split("\n"), start=1):
                for kind, count in redactor.redact(content, known).counts:
                    found += [(number, kind)] * count
    return tuple(sorted(found))
