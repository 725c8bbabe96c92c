"""What is offered while somebody types: titles and known wordings that begin so."""

import heapq
from bisect import bisect_left
from typing import NamedTuple

from kb.model.search import Suggestion
from kb.model.signal import same
from kb.search.base import Store

LONGEST = 120  # characters of a wording that is offered


class _Entry(NamedTuple):
    key: str
    level: int
    is_title: bool
    suggestion: Suggestion


class Suggestions:
    """The titles and wordings of one state of an index; safe to share between threads, as nothing changes."""

    def __init__(self, store: Store) -> None:
        """Read every page of a store once."""
        entries: set[_Entry] = set()
        table = store.table
        for number in table.numbers:
            if table.row(number).type == "incident":
                continue
            stored = store.stored(number)
            wordings = (text for field, text in stored.texts if field == "also_asked_as")
            for text in (stored.title, *wordings):
                if text.strip() and len(text) <= LONGEST:
                    said = Suggestion(text=text, url=stored.url, id=table.name(number))
                    entries.add(_Entry(same(text), table.levels[number], text == stored.title, said))
        self._entries = sorted(entries, key=lambda entry: (entry.key, entry.suggestion.id))
        self._keys = [entry.key for entry in self._entries]

    def beginning_with(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """Give what begins so, one for a page and its title if that does; the most proven pages first."""
        begins = same(typed)
        if not begins:
            return ()
        first = bisect_left(self._keys, begins)
        last = bisect_left(self._keys, begins + "\U0010ffff", lo=first)
        best: dict[str, _Entry] = {}
        for entry in self._entries[first:last]:
            known = best.get(entry.suggestion.id)
            if known is None or (entry.is_title, -len(entry.key)) > (known.is_title, -len(known.key)):
                best[entry.suggestion.id] = entry
        chosen = heapq.nsmallest(limit, best.values(), key=lambda entry: (-entry.level, entry.key))
        return tuple(entry.suggestion for entry in chosen)
