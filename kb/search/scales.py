"""Weighs documents that come again and again, as in one state of a knowledge base after the other, each once."""

from collections import Counter
from collections.abc import Iterable, Mapping

from kb.model.search import Document
from kb.search.state import digest
from kb.search.synonyms import Synonyms
from kb.search.weighing import Weighed, field_lengths, rounded, weigh


class Scales:
    """Remembers what it weighed, by content."""

    def __init__(self) -> None:
        self._lengths: dict[str, Mapping[str, int]] = {}
        self._weighed: dict[tuple[tuple[tuple[str, int], ...], Synonyms], dict[str, Weighed]] = {}

    def usual(self, documents: Iterable[Document]) -> dict[str, int]:
        """Say how long each field usually is, as `kb.search.weighing.usual_lengths` does."""
        lengths: Counter[str] = Counter()
        holders: Counter[str] = Counter()
        for document in documents:
            for name, count in self._measured(document).items():
                lengths[name] += count
                holders[name] += 1
        return rounded(lengths, holders)

    def weigh(
        self, documents: Iterable[Document], usual: Mapping[str, int], synonyms: Synonyms
    ) -> tuple[Weighed, ...]:
        """Weigh documents in the order of their ids."""
        known = self._weighed.setdefault((tuple(sorted(usual.items())), synonyms), {})
        found = []
        for document in sorted(documents, key=lambda document: document.id):
            name = digest(document)
            if name not in known:
                known[name] = weigh(document, usual, synonyms)
            found.append(known[name])
        return tuple(found)

    def _measured(self, document: Document) -> Mapping[str, int]:
        name = digest(document)
        if name not in self._lengths:
            self._lengths[name] = field_lengths(document)
        return self._lengths[name]
