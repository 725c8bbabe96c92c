"""Hides people: those of the record in every form of their names, and strangers where letters name them."""

import re
from collections.abc import Iterator

from kb.config import RedactSettings
from kb.redact.base import Known
from kb.redact.greetings import letters, mentions
from kb.redact.names import Style, house_names, record_names
from kb.redact.spans import RuleRedactor, Span
from kb.redact.view import View

_GREETED = re.compile(
    r"(?:^|[^\w])(?:hi|hello|hey|dear|thanks|thank you|regards|cheers|best|morning|cc|mr|mrs|ms|dr)"
    r"[,.]?\s{1,3}\Z"
)


def redactor(settings: RedactSettings) -> RuleRedactor:
    """Make the redactor of people."""

    def find(seen: View, known: Known) -> Iterator[Span]:
        names = record_names(known.people)
        yield from mentions(seen, names)
        yield from _certain(list(names.find(seen)), seen)
        yield from letters(seen, names)
        if known.extra:
            yield from (span for span, _ in house_names(known.extra).find(seen))

    return RuleRedactor("people", find, allow=settings.allow)


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
