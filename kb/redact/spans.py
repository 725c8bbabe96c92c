"""Stretches of text to hide: found by rules, united where they overlap, replaced in one go."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from kb.redact.base import MARK, Known, Redaction, kind_of
from kb.redact.view import BLANK, View, fold, view

_ROUNDS = 6
_WIDER = 4  # more rounds, in which all that is glued to a find goes with it
_GLUED = re.compile(r"[^\s\[\]]*")
_PIECE = re.compile(rf"[^{BLANK}]+")


class Span(NamedTuple):
    """What to hide, and behind which placeholder; offsets as in a slice."""

    start: int
    end: int
    placeholder: str


Finder = Callable[[View, Known], Iterable[Span]]
"""Names what must be hidden in a view; where two spans overlap, the first one's placeholder stands."""


class RuleRedactor:
    """A redactor made of one finder; what lies within an allowed word or address is left alone."""

    def __init__(self, name: str, find: Finder, *, allow: Iterable[str] = (), by_part: bool = True) -> None:
        """`by_part` says that what is found between two marks does not depend on what stands beyond them."""
        self.name = name
        self._find = find
        self._allow = Words(allow)
        self._by_part = by_part
        self._clean: tuple[str, Known] | None = None  # the last text of which nothing was left to hide

    def spans(self, text: str, known: Known) -> tuple[Span, ...]:
        """List what would be hidden, in order, with offsets into the text as given."""
        if not text:
            return ()
        known_clean = self._clean[0] if self._clean and self._clean[1] is known else None
        return self._spans(text, known, known_clean)

    def _spans(self, text: str, known: Known, before: str | None) -> tuple[Span, ...]:
        """Read the parts that are not as `before`, which is done with; read all where one of them holds something."""
        changed = text if before is None or not self._by_part else _changed(before, text)
        spans = self._read(changed, known) if changed else ()
        if spans and len(changed) < len(text):
            spans = self._read(text, known)
        if not spans:
            self._clean = text, known
        return spans

    def _read(self, text: str, known: Known) -> tuple[Span, ...]:
        seen = view(text)
        found = [piece for span in self._find(seen, known) for piece in _pieces(span, seen)]
        if found and (allowed := self._allow.find(seen)):
            found = _not_allowed(found, allowed)
        return tuple(Span(*seen.place(s.start, s.end), s.placeholder) for s in _unite(found))

    def redact(self, text: str, known: Known) -> Redaction:
        """
        Hide what the finder names, until it names nothing more.

        A chain of finds each of which shows only when the one before it is hidden (`AKIA…AKIA…`) goes as
        a whole after some rounds, so that no text can keep a redactor from its end.
        """
        counts: Counter[str] = Counter()
        spans = self.spans(text, known)
        for turn in range(_ROUNDS + _WIDER):
            if not spans:
                break
            if turn >= _ROUNDS:
                spans = tuple(_unite(_with_what_is_glued(spans, text)))
            counts.update(kind_of(span.placeholder) for span in spans)
            before, text = text, _replace(text, spans)
            spans = self._spans(text, known, before)
        return Redaction(text=text, counts=tuple(sorted(counts.items())))


class Words:
    """Declared words, found whole, whatever their case and accents."""

    def __init__(self, words: Iterable[str]) -> None:
        folded = {fold(word).strip() for word in words} - {""}
        self._lower = sorted(word.lower() for word in folded)
        shape = "|".join(re.escape(word) for word in sorted(folded, key=lambda word: (-len(word), word)))
        self._pattern = re.compile(rf"(?<!\w)(?:{shape})(?!\w)", re.IGNORECASE)

    def find(self, seen: View) -> list[tuple[int, int]]:
        """List where they stand."""
        if not any(word in seen.lower for word in self._lower):
            return []
        return [found.span() for found in self._pattern.finditer(seen.text)]


def _changed(before: str, text: str) -> str:
    """Give the parts between marks that are not what they were; all of it where the parts are others."""
    if before == text:
        return ""
    was, now = before.split(MARK), text.split(MARK)
    if len(was) != len(now):
        return text
    return MARK.join(part for part, known in zip(now, was, strict=True) if part != known)


def _pieces(span: Span, seen: View) -> Iterator[Span]:
    """Cut a span around placeholders that are already there, and trim blanks."""
    text = seen.text[span.start : span.end]
    if BLANK not in text and not text[:1].isspace() and not text[-1:].isspace():
        yield span
        return
    for found in _PIECE.finditer(text):
        piece = found.group()
        if core := piece.strip():
            start = span.start + found.start() + len(piece) - len(piece.lstrip())
            yield Span(start, start + len(core), span.placeholder)


def _not_allowed(spans: list[Span], allowed: list[tuple[int, int]]) -> list[Span]:
    # a password that holds a product's name is still a password: only what lies *within* is left alone
    starts = [start for start, _ in allowed]

    def is_allowed(span: Span) -> bool:
        place = bisect_right(starts, span.start) - 1
        return place >= 0 and span.end <= allowed[place][1]

    return [span for span in spans if not is_allowed(span)]


def _unite(spans: list[Span]) -> Iterator[Span]:
    """Merge what overlaps, so that no part of anything found is left over."""
    order = sorted(range(len(spans)), key=lambda rank: (spans[rank].start, rank))
    if not order:
        return
    best, (start, end, _) = order[0], spans[order[0]]
    for rank in order[1:]:
        span = spans[rank]
        if span.start < end:
            best, end = min(best, rank), max(end, span.end)
        else:
            yield Span(start, end, spans[best].placeholder)
            best, start, end = rank, span.start, span.end
    yield Span(start, end, spans[best].placeholder)


def _with_what_is_glued(spans: Iterable[Span], text: str) -> list[Span]:
    backwards = text[::-1]
    wider: list[Span] = []
    for span in spans:
        if wider and span.end <= wider[-1].end:  # one run is walked once, however much is found in it
            continue
        before = _GLUED.match(backwards, len(text) - span.start)
        after = _GLUED.match(text, span.end)
        assert before is not None and after is not None  # it matches nothing, too
        wider.append(Span(len(text) - before.end(), after.end(), span.placeholder))
    return wider


def _replace(text: str, spans: Iterable[Span]) -> str:
    out: list[str] = []
    last = 0
    for span in spans:
        if span.start < last:  # one character folded into several, cut between two spans
            continue
        out += (text[last : span.start], span.placeholder)
        last = span.end
    return "".join((*out, text[last:]))
