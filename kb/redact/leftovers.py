"""What a finished text still holds that should have been hidden."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from kb.errors import RefusedError
from kb.model.incident import Person
from kb.redact.base import Known, Redactor, kind_of
from kb.redact.masked import house
from kb.redact.spans import Span

_GUESSING = ("people", "masked", "recogniser")
"""Names in a finished text were left there by people: only what has a shape of its own is reported."""


@runtime_checkable
class Finder(Protocol):
    """A redactor that can also say where."""

    def spans(self, text: str, known: Known) -> tuple[Span, ...]:
        """List what would be hidden, in order, with offsets into the text."""


def leftovers(text: str, redactors: Sequence[Redactor]) -> tuple[tuple[int, str], ...]:
    """
    List what the redactors of shapes and secrets would still hide, as (1-based line, kind), sorted.

    Raise RefusedError when one of them fails: a text nobody could look at is not clean.
    """
    found: list[tuple[int, str]] = []
    known = Known()
    for redactor in redactors:
        if redactor.name in _GUESSING:
            continue
        try:
            if isinstance(redactor, Finder):
                found += _lines(text, redactor.spans(text, known))
            else:
                for number, content in enumerate(text.split("\n"), start=1):
                    for kind, count in redactor.redact(content, known).counts:
                        found += [(number, kind)] * count
        except Exception as error:  # a guest may fail in any way
            problem = f"the redactor {redactor.name!r} failed: {type(error).__name__}"
            # the error itself may quote the text, so it does not go on
            raise RefusedError(problem, hint="update or uninstall that redactor") from None
    return tuple(sorted(found))


class HouseNames:
    """The full names in the project's list of people, looked for in finished texts."""

    def __init__(self, people: Sequence[Person], *, allow: Sequence[str] = ()) -> None:
        self._known = Known(extra=tuple(people))
        self._redactor = house(allow) if people else None

    def lines(self, text: str) -> tuple[int, ...]:
        """Give the 1-based lines on which somebody of the list stands, sorted."""
        if self._redactor is None:
            return ()
        return tuple(line for line, _ in _lines(text, self._redactor.spans(text, self._known)))


def _lines(text: str, spans: Sequence[Span]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    line, place = 1, 0
    for span in spans:
        line += text.count("\n", place, span.start)
        place = span.start
        found.append((line, kind_of(span.placeholder)))
    return found
