"""What every search engine promises."""

from collections.abc import Sequence
from typing import Protocol

from kb.model.search import Answer, Document


class SearchBackend(Protocol):
    """Keeps documents and answers queries; the same documents and query always give the same answer."""

    def write(self, documents: Sequence[Document]) -> bool:
        """
        Make these documents, and only these, findable; return whether anything changed.

        Readers see the old documents or the new ones, never a mixture.
        """

    def search(self, query: str, limit: int = 10) -> Answer:
        """
        Answer with at most `limit` hits, best first, ties by id; raise StateError without a readable index.

        Any text is a query: nothing in it is an operator, and none fails.
        """
