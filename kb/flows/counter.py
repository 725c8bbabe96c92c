"""What the counter asks of one index: answers, suggestions, and whether a question found none."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from kb.config import Settings
from kb.errors import StateError
from kb.flows.index import index
from kb.model.article import Audience
from kb.model.search import Answer, Request, Suggestion
from kb.search.analysis import chunks
from kb.search.base import Store
from kb.search.gaps import unanswered
from kb.search.suggestions import Suggestions


class Searchable(Protocol):
    """An index that can also be looked into; safe to share between threads."""

    # Answer best first; raise StateError without a readable index.
    def search(self, request: Request) -> Answer: ...

    # Open one state of it for reading; `with` closes it. Raise StateError without a readable index.
    def opened(self) -> AbstractContextManager[Store]: ...

    # Name the state that is answered from: another name whenever an answer may be another one.
    def state(self) -> str: ...


class Counter:
    """One index behind the counter; `heard` is told each question that is not narrowed, and whether it was answered."""

    def __init__(self, index: Searchable, *, heard: Callable[[str, bool], None] | None = None) -> None:
        self._index = index
        self._heard = heard
        self._suggestions: tuple[str, Suggestions] | None = None
        self._making = threading.Lock()

    def state(self) -> str:
        """Name the state that is answered from."""
        return self._index.state()

    def search(self, request: Request) -> Answer:
        """Answer a request."""
        answer = self._index.search(request)
        if self._heard and not request.filters and not request.offset:
            self._heard(request.text, not self._is_gap(answer))
        return answer

    def suggest(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """Offer titles and wordings that begin so, then the pages that answer best so far."""
        offered = list(self._known().beginning_with(typed, limit))
        if len(offered) < limit:
            ids = {each.id for each in offered}
            hits = self._index.search(Request(text=typed, limit=limit + len(offered))).hits
            offered += [
                Suggestion(text=hit.title, url=hit.url, id=hit.id)
                for hit in hits
                if hit.id not in ids and hit.kind != "incident"
            ]
        return tuple(offered[:limit])

    def _known(self) -> Suggestions:
        """Give the suggestions of the present state, read once for all."""
        state = self._index.state()
        known = self._suggestions
        if known and known[0] == state:
            return known[1]
        with self._making:
            known = self._suggestions
            if known and known[0] == state:
                return known[1]
            with self._index.opened() as store:
                made = Suggestions(store)
            self._suggestions = (state, made)
            return made

    def _is_gap(self, answer: Answer) -> bool:
        if answer.hits and len(answer.hits[0].matched) >= len(chunks(answer.query)):
            return False  # most searches: the first page holds every word
        try:
            with self._index.opened() as store:
                return unanswered(answer.query, store)
        except StateError:
            return False  # it was answered a moment ago; the index has moved on


class _Kept:
    """The Whoosh index of one audience, as it stands on disk at each question."""

    def __init__(self, settings: Settings, audience: Audience) -> None:
        self._index = index(settings, audience)

    def search(self, request: Request) -> Answer:
        return self._index.search(request)

    def opened(self) -> AbstractContextManager[Store]:
        return self._index.opened()

    def state(self) -> str:
        return self._index.state()


def index_of(settings: Settings, audience: Audience) -> Searchable:
    """Name the index of one audience; it may not be there yet."""
    return _Kept(settings, audience)
