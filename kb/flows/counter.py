"""What the counter asks of one index: answers, suggestions, and whether a question found none."""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from kb.config import Settings
from kb.errors import StateError
from kb.flows.index import index
from kb.flows.search import search
from kb.model.article import Audience
from kb.model.search import Answer, Request, Suggestion
from kb.search.analysis import tokens
from kb.search.base import Store
from kb.search.gaps import unanswered
from kb.search.suggestions import Suggestions

_LOG = logging.getLogger(__name__)


class Searchable(Protocol):
    """An index that can also be looked into; safe to share between threads."""

    def search(self, request: Request) -> Answer:
        """Answer best first; raise StateError without a readable index."""

    def opened(self) -> AbstractContextManager[Store]:
        """Open one state of it for reading; `with` closes it. Raise StateError without a readable index."""

    def state(self) -> str:
        """Name the state that is answered from, by its content; raise StateError where there is none."""


class Counter:
    """One index behind the counter; `heard` is told each question that is not narrowed, and whether it was answered."""

    def __init__(self, index: Searchable, *, heard: Callable[[str, bool], None] | None = None) -> None:
        self._index = index
        self._heard = heard
        self._suggestions: tuple[str, Suggestions] | None = None
        self._making = threading.Lock()

    def state(self) -> str:
        """Name the state that is answered from; "" where there is none yet."""
        try:
            return self._index.state()
        except StateError:
            return ""

    def search(self, request: Request) -> Answer:
        """Answer a request."""
        answer = self._index.search(request)
        if self._heard and not request.filters and not request.offset:
            self._heard(request.text, not self._is_gap(answer))
        return answer

    def suggest(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """Offer titles and wordings that begin so, then the pages that answer best so far."""
        known = self._known()
        offered = list(known.beginning_with(typed, limit)) if known else []
        if len(offered) < limit:
            ids = {each.id for each in offered}
            hits = self._index.search(Request(text=typed, limit=limit + len(offered))).hits
            offered += [
                Suggestion(text=hit.title, url=hit.url, id=hit.id)
                for hit in hits
                if hit.id not in ids and hit.kind != "incident"
            ]
        return tuple(offered[:limit])

    def url_of(self, id_: str) -> str | None:
        """Give the address of a page by its id; None where this audience has none. Raise StateError without an index."""
        with self._index.opened() as store:
            table = store.table
            for number in table.numbers:
                if table.name(number) == id_ and table.row(number).type != "incident":
                    return store.stored(number).url
        return None

    def _known(self) -> Suggestions | None:
        """Give the suggestions of the present state, read once for all; None where there is none yet."""
        state = self.state()
        known = self._suggestions
        if not state or (known and known[0] == state):
            return known[1] if state and known else None
        with self._making:
            known = self._suggestions
            if known and known[0] == state:
                return known[1]
            try:
                with self._index.opened() as store:
                    made = Suggestions(store)
            except StateError:
                return None  # the search that follows says so, or makes it anew
            self._suggestions = (state, made)
            return made

    def _is_gap(self, answer: Answer) -> bool:
        if answer.hits and len(answer.hits[0].matched) >= len(tokens(answer.query)):
            return False  # most searches: the first page holds every word
        try:
            with self._index.opened() as store:
                return unanswered(answer.query, store)
        except StateError:
            return False  # it was answered a moment ago; the index has moved on


class _Kept:
    """The Whoosh index of one audience, as it stands on disk at each question; made anew where it cannot be read."""

    def __init__(self, settings: Settings, audience: Audience) -> None:
        self._settings = settings
        self._audience = audience
        self._engine = index(settings, audience)

    def search(self, request: Request) -> Answer:
        return search(
            request, settings=self._settings, audience=self._audience, engine=self._engine, tell=_LOG.warning
        )

    def opened(self) -> AbstractContextManager[Store]:
        return self._engine.opened()

    def state(self) -> str:
        return self._engine.state()


def index_of(settings: Settings, audience: Audience) -> Searchable:
    """Name the index of one audience; it may not be there yet."""
    return _Kept(settings, audience)
