"""Hides people: those of the record in every form of their names, and strangers where letters name them."""

import re
from collections.abc import Iterable, Iterator

from kb.config import RedactSettings
from kb.redact.base import Known
from kb.redact.forms import Style
from kb.redact.greetings import letters, mentions
from kb.redact.names import house_names, record_names
from kb.redact.spans import RuleRedactor, Span
from kb.redact.view import View
from kb.redact.words import NO_NAME_AFTER

_GREETED = re.compile(
    r"(?:^|[^\w])(?:hi|hello|hey|dear|thanks|thank you|regards|cheers|best|morning|cc|mr|mrs|ms|dr)"
    r"[,.]?\s{1,3}\Z"
)
_LAST_WORD = re.compile(r"\b([a-z]{2,19}) \Z")
_ACTS = re.compile(
    r"'s\b| (?:said|says|confirmed|confirms|asked|called|told|mentioned|reported|replied|wrote|tried|checked|thinks|wants|knows)\b"
)


def redactor(settings: RedactSettings) -> RuleRedactor:
    """Make the redactor of people."""

    def find(seen: View, known: Known) -> Iterator[Span]:
        names = record_names(known.people)
        yield from mentions(seen, names)
        yield from _joined(_certain(list(names.find(seen)), seen), seen)
        yield from letters(seen, names, known.strangers)
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
        if beside or _reads_as_name(seen, span):
            yield span


def _joined(spans: Iterable[Span], seen: View) -> Iterator[Span]:
    """Read "Carmen Lopez" as one person, even when the record calls her Maria del Carmen Lopez Garcia."""
    last: Span | None = None
    for span in spans:
        if last and span.placeholder == last.placeholder and seen.text[last.end : span.start] == " ":
            last = Span(last.start, span.end, span.placeholder)
            continue
        if last:
            yield last
        last = span
    if last:
        yield last


_SPOKEN_TO = re.compile(
    r", (?:i|you|we|can|could|please|thanks|thank|sorry|it|this|that|have|did|do|would|will|is|are)\b",
    re.IGNORECASE,
)
_LINE_BEGINS = re.compile(r"(?:\A|[\n\x02])[ \t>|]{0,4}\Z")
_SENTENCE_ENDS = re.compile(r"(?:[.!?…)\]] |[\n\x02][-–~ ]{0,3}|\A)\Z")
_LINE_ENDS = re.compile(r"[ \t.]{0,2}(?:\Z|[\n\x02])")


def _reads_as_name(seen: View, span: Span) -> bool:
    """Tell "asked Grant to", "Grant's" and "Grant confirmed" from "click Grant" and "in May"."""
    near = max(0, span.start - 6)
    if _LINE_ENDS.match(seen.text, span.end) and _SENTENCE_ENDS.search(seen.text, near, span.start):
        return True  # signed with the first name alone
    if _LINE_BEGINS.search(seen.text, near, span.start) and _SPOKEN_TO.match(seen.text, span.end):
        return True
    before = seen.text[max(0, span.start - 20) : span.start]
    if _GREETED.search(before.lower()) or _ACTS.match(seen.text, span.end):
        return True
    word = _LAST_WORD.search(before)
    return (
        word is not None
        and word.group(1) not in NO_NAME_AFTER
        and not seen.text[span.end + 1 : span.end + 2].isupper()
        and span.end - span.start > 2
    )


def _is_gap(between: str, start: int, end: int) -> bool:
    return 0 <= end - start <= 2 and start >= 0 and not between.strip(" ,/&")
