"""What every search engine promises, and what one keeps so that `kb.search.answering` can answer from it."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol, runtime_checkable

from kb.model.progress import Progress
from kb.model.search import Answer, Document, Filters, Request
from kb.search.lexicon import Lexicon
from kb.search.query import Plan
from kb.search.ranking import Postings
from kb.search.synonyms import Synonyms
from kb.search.table import Table


class SearchBackend(Protocol):
    """Keeps documents and answers queries; the same documents and query always give the same answer."""

    def write(self, documents: Sequence[Document], synonyms: Synonyms = ...) -> bool:
        """
        Make these documents, and only these, findable; return whether anything changed.

        Readers see the old documents or the new ones, never a mixture.
        """

    def search(self, request: Request) -> Answer:
        """
        Answer best first, ties by id; raise StateError without a readable index.

        Any text is a query: nothing in it is an operator, and none fails.
        """


class KeptBackend(SearchBackend, Protocol):
    """
    Keeps them in a folder. Register what makes one under the `kb.search_backends` entry point: called with the folder
    and a `kb.search.understanding.Understanding`, which says whether and how meaning counts beside words.
    """

    def write(
        self, documents: Sequence[Document], synonyms: Synonyms = ..., progress: Progress | None = None
    ) -> bool:
        """Make these documents, and only these, findable; return whether anything changed."""

    def is_missing(self) -> bool:
        """Whether nothing was ever written here."""

    def opened(self) -> AbstractContextManager["Store"]:
        """Open the current state for reading; raise StateError when it is missing or not as it was written."""

    def state(self) -> str:
        """Name the current state, by its content; raise StateError when there is none."""


class Stored(NamedTuple):
    """What a result card shows; `texts` are (field, passage) in the order of the page."""

    title: str
    url: str
    kind: str
    summary: str
    texts: tuple[tuple[str, str], ...]


class Store(Protocol):
    """One state of an engine, open for reading; documents are known by number."""

    @property
    def lexicon(self) -> Lexicon:
        """Every word form."""

    @property
    def synonyms(self) -> Synonyms:
        """The groups the documents were weighed with."""

    @property
    def table(self) -> Table:
        """What every document is."""

    def gather(self, asked: Plan) -> Callable[[str], Postings]:
        """Give what looks up a term of this plan; an engine may leave out documents that cannot be among the best."""

    def stored(self, number: int) -> Stored:
        """Give what a card shows of a document."""


class Selection(NamedTuple):
    """The documents looked at for one request, and how many of each trait hold a word of its plan, filtered or not."""

    postings: Callable[[str], Postings]
    held: Counter[int]


@runtime_checkable
class Selects(Protocol):
    """Can also leave out what cannot be among the best, and count what it left out; a store without this gathers all."""

    def select(self, asked: Plan, filters: Filters, most: int) -> Selection:
        """Give what looks up a term of this plan in the documents that pass and can be among the best `most`."""
