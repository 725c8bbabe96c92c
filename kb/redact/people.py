"""Hides people: those of the record in every form of their names, and strangers where letters name them."""

import re
from collections.abc import Callable, Iterator

from kb.config import RedactSettings
from kb.model.incident import Person
from kb.redact.base import Known
from kb.redact.greetings import letters, mentions
from kb.redact.names import Names, Style, house_names, record_names
from kb.redact.spans import RuleRedactor, Span
from kb.redact.view import View

_GREETED = re.compile(
    r"(?:^|[^\w])(?:hi|hello|hey|dear|thanks|thank you|regards|cheers|best|morning|cc|mr|mrs|ms|dr)"
    r"[,.]?\s{1,3}\Z"
)


def redactor(settings: RedactSettings) -> RuleRedactor:
    """Make the redactor of people."""
    of_record = _Remembered(record_names)
    of_house = _Remembered(house_names)

    def find(seen: View, known: Known) -> Iterator[Span]:
        names = of_record(known.people)
        yield from mentions(seen, names)
        yield from _certain(list(names.find(seen)), seen)
        yield from letters(seen, names)
        if known.extra:
            yield from (span for span, _ in of_house(known.extra).find(seen))

    return RuleRedactor("people", find, allow=settings.allow)


class _Remembered:
    """Keeps the last answer: a record's texts come one after the other with the same people."""

    def __init__(self, make: Callable[[tuple[Person, ...]], Names]) -> None:
        self._make = make
        self._last: tuple[tuple[Person, ...], Names] | None = None

    def __call__(self, people: tuple[Person, ...]) -> Names:
        last = self._last
        if last is None or (last[0] is not people and last[0] != people):
            self._last = last = people, self._make(people)
        return last[1]


def _certain(found: list[tuple[Span, Style]], seen: View) -> Iterator[Span]:
    """Keep a name that is also a word only beside a greeting or another name."""
    for place, (span, style) in enumerate(found):
        if style is not Style.DOUBTFUL:
            yield span
            continue
        before = found[place - 1][0].end if place else -9
        after = found[place + 1][0].start if place + 1 < len(found) else len(seen.text) + 9
        beside = _is_gap(seen.text[max(before, 0) : span.start], before, span.start) or _is_gap(
            seen.text[span.end : after], span.end, after
        )
        if beside or _GREETED.search(seen.lower, max(0, span.start - 14), span.start):
            yield span


def _is_gap(between: str, start: int, end: int) -> bool:
    return 0 <= end - start <= 2 and start >= 0 and not between.strip(" ,")
