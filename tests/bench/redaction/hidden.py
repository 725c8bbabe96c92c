"""Where our redactors put placeholders, as stretches of the original text."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kb.redact.base import PLACEHOLDER, Known, Redaction, Redactor, kind_of
from kb.redact.incident import redact_incident
from kb.redact.spans import RuleRedactor
from tests.redact.labelled import Document

_ROUNDS = 8
"""How often a redactor made of rules looks again at its own answer, at most."""


class Hidden(NamedTuple):
    """A stretch of a document's text that is hidden, and as what; offsets as in a slice."""

    start: int
    end: int
    kind: str


def hidden(document: Document, redactors: Sequence[Redactor]) -> list[Hidden]:
    """Redact the document's record as a harvest would, and list what was hidden in its texts."""
    log = _Log()
    redact_incident(document.incident(), [_Recorder(redactor, log) for redactor in redactors])
    return sorted(_placed(document, log))


class _Trace:
    """One text on its way: what it has become, and where each of its characters stood."""

    def __init__(self, text: str) -> None:
        self.original = self.text = text
        self.places = [(place, place + 1) for place in range(len(text))]
        self.hidden: list[Hidden] = []
        self.keep()

    def keep(self) -> None:
        """Remember the present state, for `back`."""
        self._kept = self.text, list(self.places), list(self.hidden)

    def back(self) -> None:
        self.text, self.places, self.hidden = self._kept

    def put(self, start: int, end: int, placeholder: str) -> None:
        """Note that a stretch of the present text becomes a placeholder; stretches come from the right."""
        if start == end:
            return
        place = self.places[start][0], self.places[end - 1][1]
        self.hidden.append(Hidden(*place, kind_of(placeholder)))
        self.places[start:end] = [place] * len(placeholder)
        self.text = self.text[:start] + placeholder + self.text[end:]


class _Log:
    def __init__(self) -> None:
        self.traces: dict[str, _Trace] = {}
        self._latest: _Trace | None = None

    def of(self, text: str) -> _Trace:
        """Find the trace that has become `text`, or begin one."""
        if self._latest is None or self._latest.text != text:
            self._latest = self.traces.setdefault(text, _Trace(text))
            if self._latest.text != text:  # the same text once more
                self._latest = self.traces[text] = _Trace(text)
        return self._latest


class _Recorder:
    """A redactor that is watched."""

    def __init__(self, inner: Redactor, log: _Log) -> None:
        self.name = inner.name
        self._inner = inner
        self._log = log

    def redact(self, text: str, known: Known) -> Redaction:
        answer = self._inner.redact(text, known)
        trace = self._log.of(text)
        if answer.text != text and not (self._has_told(trace, known) and trace.text == answer.text):
            if trace.text != text:
                trace.back()
            for start, end, placeholder in reversed(list(_changes(text, answer.text))):
                trace.put(start, end, placeholder)
            assert trace.text == answer.text
        return answer

    def _has_told(self, trace: _Trace, known: Known) -> bool:
        """Follow a redactor made of rules, which says where it finds what; a guest only gives its answer."""
        if not isinstance(self._inner, RuleRedactor):
            return False
        trace.keep()
        for _ in range(_ROUNDS):
            spans = self._inner.spans(trace.text, known)
            ends = [0, *(span.end for span in spans)]
            for span, last in reversed(list(zip(spans, ends, strict=False))):
                if span.start >= last:
                    trace.put(*span)
        return True


def _changes(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """
    Find which stretches of `before` became which placeholders of `after`.

    What stands between two placeholders is looked for as early as it may stand; where that leads nowhere,
    a pattern of the whole text decides.
    """
    pieces = PLACEHOLDER.split(after)
    placeholders = PLACEHOLDER.findall(after)
    shape = "(.+?)".join(re.escape(piece) for piece in pieces)
    found = re.fullmatch(shape, before, re.DOTALL)
    assert found is not None, "the answer is not the text with placeholders"
    for number, placeholder in enumerate(placeholders, 1):
        if found[number] != placeholder:
            yield found.start(number), found.end(number), placeholder


def _placed(document: Document, log: _Log) -> Iterator[Hidden]:
    """Bring what was hidden in a record's texts, joined or one by one, to the document's text."""
    joined = next((trace for text, trace in log.traces.items() if _holds(text, document.fields)), None)
    start = look = 0
    for field in document.fields:
        trace, offset = log.traces.get(field), 0
        if trace is None and joined is not None:
            offset = joined.original.index(field, look)
            look = offset + len(field)
            trace = joined
        if trace is not None:
            for one in trace.hidden:
                if offset <= one.start and one.end <= offset + len(field):
                    yield Hidden(one.start - offset + start, one.end - offset + start, one.kind)
        start += len(field) + 1


def _holds(text: str, fields: Sequence[str]) -> bool:
    place = 0
    for field in fields:
        place = text.find(field, place)
        if place < 0:
            return False
        place += len(field)
    return True
