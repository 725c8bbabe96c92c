"""
Which passage of a page answers a query best, and where the query's words stand in it.

Words are known by how they begin, not by their stems, so that a browser without a stemmer marks the same ones.
`engine.js` follows this module to the letter.
"""

import re
from collections.abc import Iterable, Sequence

from kb.model.prose import sentences
from kb.model.search import Document, Span
from kb.search.analysis import cut, places
from kb.search.query import Plan
from kb.search.synonyms import Synonyms
from kb.search.weighing import SYNONYM

SHOWN = ("issue", "also_asked_as", "resolution", "body")
"""Fields whose passages may stand on a result card."""

KEPT = 4_000  # characters of a page's passages that are kept
LENGTH = 220  # characters of a passage on a card
LEAD = 60  # of these, before the first word of the query where a passage is cut
ENDING = 5  # letters by which a word may be longer than its stem

_JOINS = str.maketrans("", "", "-_./\\:@&'")
_CAPTIONS = ("codes", "environment", "headings", "tags", "ids")


def passages(document: Document) -> tuple[tuple[str, str], ...]:
    """Give (field, passage) in the order of the page: sentences and lines, as far as they are kept."""
    found: list[tuple[str, str]] = []
    room = KEPT
    for name in (*SHOWN, *_CAPTIONS):
        for text in _pieces(name, document.fields.get(name, "")):
            room -= len(text)
            if room < 0:
                return tuple(found)
            found.append((name, text))
    return tuple(found)


def _pieces(name: str, text: str) -> Iterable[str]:
    if not text:
        return
    if name in _CAPTIONS:
        yield " ".join(text.split())
        return
    for line in text.split("\n"):
        yield from sentences(line)


class Marker:
    """Finds the words of one query in texts; not for sharing between threads."""

    def __init__(self, asked: Plan, worth: Sequence[float], synonyms: Synonyms) -> None:
        """Take what each word of the plan is worth, in its order."""
        self._worth = worth
        self._exact: dict[str, int] = {}
        self._stems: list[tuple[str, int]] = []
        for place, word in enumerate(asked.words):
            self._exact.setdefault(word.surface, place)
            for term in word.terms:
                if term.term.startswith(SYNONYM):
                    group = term.term.removeprefix(SYNONYM)
                    forms = [w for m in synonyms.members if m.group == group for w in m.words]
                else:
                    self._stems.append((term.term, place))
                    forms = [term.form]
                for form in forms:
                    self._exact.setdefault(form, place)
        self._known: dict[str, int] = {}
        needles = {form.replace(".", "") for form in self._exact} | {stem for stem, _ in self._stems}
        self._needles = sorted(needles, key=len)

    def marks(self, text: str) -> tuple[tuple[Span, int], ...]:
        """Give where words of the query stand in a text, each with the place of the word in the plan."""
        if text.isascii():  # most passages hold no word of the query, which is quicker to see at once
            bare = text.lower().translate(_JOINS)
            if not any(needle in bare for needle in self._needles):
                return ()
        found = []
        for start, end, chunk in places(text):
            place = self._known.get(chunk)
            if place is None:
                place = self._known[chunk] = self._place(chunk)
            if place >= 0:
                found.append(((start, end), place))
        return tuple(found)

    def _place(self, chunk: str) -> int:
        words = cut(chunk)
        for word in words:
            if word in self._exact:
                return self._exact[word]
        for word in words:
            for stem, place in self._stems:
                if len(stem) > 2 and word.startswith(stem) and len(word) - len(stem) <= ENDING:
                    return place
        return -1

    def best(self, summary: str, texts: Sequence[tuple[str, str]]) -> tuple[str, tuple[Span, ...]]:
        """Choose the passage that holds the weightiest words; the summary stays where none holds more."""
        chosen, marks, most = summary, self.marks(summary), -1.0
        for text in (summary, *(text for name, text in texts if name in SHOWN)):
            found = self.marks(text)
            value = sum(self._worth[place] for place in sorted({place for _, place in found}))
            if value > most + 1e-9:
                chosen, marks, most = text, found, value
        return _shortened(chosen, tuple(span for span, _ in marks))


_BLANK = re.compile(r"\s")


def _shortened(text: str, marks: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """Cut a long passage to the part around the first mark, at blanks."""
    if len(text) <= LENGTH:
        return text, marks
    begin = max(0, (marks[0][0] if marks else 0) - LEAD)
    if begin:
        blank = _BLANK.search(text, begin)
        begin = blank.end() if blank and (not marks or blank.end() <= marks[0][0]) else begin
    end = min(len(text), begin + LENGTH)
    if end < len(text):
        blanks = [match.start() for match in _BLANK.finditer(text, begin, end)]
        end = blanks[-1] if blanks and blanks[-1] > begin + LENGTH // 2 else end
    head, tail = "…" if begin else "", "…" if end < len(text) else ""
    shift = len(head) - begin
    inside = tuple((s + shift, e + shift) for s, e in marks if s >= begin and e <= end)
    return head + text[begin:end] + tail, inside
