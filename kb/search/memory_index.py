"""
The engine without a disk: what evaluation asks, and what other engines are held to.

It keeps what the static site carries, as Python's own lists and mappings.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from kb.model.search import Answer, Document, Request
from kb.search.answering import answer
from kb.search.base import Stored
from kb.search.lexicon import Lexicon, gather, lines_of
from kb.search.passages import passages
from kb.search.query import Plan
from kb.search.ranking import NOTHING, Postings
from kb.search.synonyms import NONE, Synonyms
from kb.search.table import Table, row
from kb.search.weighing import Weighed, weigh_all


class MemoryStore:
    """Weighed documents, numbered by the order of their ids."""

    def __init__(self, weighed: Sequence[Weighed], synonyms: Synonyms = NONE) -> None:
        self._weighed = weighed
        self.synonyms = synonyms
        self.table = Table(row(one.document) for one in weighed)
        self.terms = _postings(weighed)

    @cached_property
    def lexicon(self) -> Lexicon:
        """Every word form of the documents."""
        languages = frozenset(one.document.language for one in self._weighed)
        return Lexicon(lines_of(gather(one.surfaces for one in self._weighed)), languages)

    def gather(self, asked: Plan) -> Callable[[str], Postings]:  # noqa: ARG002 - all terms are at hand
        """Give what looks up a term."""
        return lambda term: self.terms.get(term, NOTHING)

    def stored(self, number: int) -> Stored:
        """Give what a card shows of a document."""
        document = self._weighed[number].document
        return Stored(document.title, document.url, document.kind, document.summary, passages(document))


class MemoryIndex:
    """Keeps documents as long as the process lives."""

    def __init__(self, documents: Sequence[Document] = (), synonyms: Synonyms = NONE) -> None:
        self._held: tuple[tuple[Document, ...], Synonyms] = ((), NONE)
        self.store = MemoryStore(())
        self.write(documents, synonyms)

    def write(self, documents: Sequence[Document], synonyms: Synonyms = NONE) -> bool:
        """Take these documents in place of all others."""
        held = (tuple(sorted(documents, key=lambda document: document.id)), synonyms)
        if held == self._held:
            return False
        self._held = held
        self.store = MemoryStore(weigh_all(held[0], synonyms), synonyms)
        return True

    def search(self, request: Request) -> Answer:
        """Answer a request."""
        return answer(self.store, request)


def _postings(weighed: Sequence[Weighed]) -> Mapping[str, Postings]:
    numbers: dict[str, list[int]] = {}
    impacts: dict[str, list[int]] = {}
    for number, one in enumerate(weighed):
        for term, impact in one.impacts.items():
            numbers.setdefault(term, []).append(number)
            impacts.setdefault(term, []).append(impact)
    return {term: Postings(held, impacts[term], len(held)) for term, held in numbers.items()}
