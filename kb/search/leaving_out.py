"""
The same index with some documents said otherwise, without making it anew: what an incident's own test asks.

The other documents keep their numbers and weights; only the postings and word forms of those few are looked up
as they would be.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from kb.model.search import Answer, Document, Request
from kb.search.answering import answer
from kb.search.base import Stored
from kb.search.lexicon import Lexicon
from kb.search.memory_index import MemoryStore
from kb.search.query import Plan
from kb.search.ranking import NOTHING, Postings
from kb.search.scales import Scales
from kb.search.synonyms import NONE, Synonyms
from kb.search.table import Table
from kb.search.weighing import Weighed, weigh


class Whole:
    """All documents as they are, and the way to ask when some of them said less."""

    def __init__(
        self, documents: Sequence[Document], synonyms: Synonyms = NONE, scales: Scales | None = None
    ) -> None:
        scales = scales or Scales()
        self._usual = scales.usual(documents)
        self._synonyms = synonyms
        self._weighed = scales.weigh(documents, self._usual, synonyms)
        self._numbers = {one.document.id: number for number, one in enumerate(self._weighed)}
        self._store = MemoryStore(self._weighed, synonyms)

    def search(self, request: Request, said: Sequence[Document] = ()) -> Answer:
        """
        Answer as if these documents stood in place of the ones of their ids.

        Hits have no snippets, which cost more than finding them.
        """
        changed = {self._numbers[document.id]: document for document in said}
        lesser = {
            number: weigh(document, self._usual, self._synonyms)
            for number, document in changed.items()
            if document.fields != self._weighed[number].document.fields
        }
        return answer(_Store(self._store, self._weighed, lesser), request)


class _Store:
    """A store with a few documents replaced."""

    def __init__(
        self,
        whole: MemoryStore,
        weighed: Sequence[Weighed],
        lesser: Mapping[int, Weighed],
    ) -> None:
        self._whole = whole
        self._weighed = weighed
        self._lesser = lesser
        self.synonyms: Synonyms = whole.synonyms
        self.table: Table = whole.table
        self._look_up = cache(self._replaced)
        self.lexicon: Lexicon = whole.lexicon
        if lesser:
            self.lexicon = _Lexicon(whole.lexicon, weighed, lesser, self._holds)

    def gather(self, asked: Plan) -> Callable[[str], Postings]:  # noqa: ARG002 - all terms are at hand
        """Give what looks up a term."""
        return self._look_up

    def stored(self, number: int) -> Stored:
        """Give the little that is needed of a document."""
        document = self._weighed[number].document
        return Stored(document.title, document.url, document.kind, "", ())

    def _holds(self, term: str) -> bool:
        return self._look_up(term).holders > 0

    def _replaced(self, term: str) -> Postings:
        found = self._whole.terms.get(term, NOTHING)
        for number, one in self._lesser.items():
            found = _with(found, number, one.impacts.get(term, 0))
        return found


def _with(found: Postings, number: int, impact: int) -> Postings:
    """Give the postings with another impact for one document, or without it."""
    place = bisect_left(found.numbers, number)
    there = place < len(found.numbers) and found.numbers[place] == number
    if not there and not impact:
        return found
    end = place + there
    now = (number,) if impact else ()
    numbers = (*found.numbers[:place], *now, *found.numbers[end:])
    impacts = (*found.impacts[:place], *((impact,) if impact else ()), *found.impacts[end:])
    return Postings(numbers, impacts, found.holders - there + bool(impact))


class _Lexicon(Lexicon):
    """The word forms that are left when a few documents say less; forms they alone had are unknown."""

    def __init__(
        self,
        whole: Lexicon,
        weighed: Sequence[Weighed],
        lesser: Mapping[int, Weighed],
        holds: Callable[[str], bool],
    ) -> None:
        super().__init__(())
        self.stop_words = whole.stop_words
        self.endings = whole.endings
        self._whole = whole
        self._holds = holds
        fewer: dict[str, int] = {}
        for number, one in lesser.items():
            for form in weighed[number].surfaces.keys() - one.surfaces.keys():
                fewer[form] = fewer.get(form, 0) + 1
        self._left = {form: whole.frequency(form) - count for form, count in fewer.items()}
        # in a base of several languages a form may lead to fewer stems when one of them says it no more
        several = [form for form in self._left if len(whole.stems(form)) > 1]
        now = [lesser.get(number, one).surfaces for number, one in enumerate(weighed)] if several else []
        self._stems_left = {form: {forms[form] for forms in now if form in forms} for form in several}

    def frequency(self, surface: str) -> int:
        """Say in how many documents a form is left."""
        left = self._left.get(surface)
        return self._whole.frequency(surface) if left is None else left

    def stems(self, surface: str) -> tuple[str, ...]:
        """Give the stems of a form that is left and that lead somewhere."""
        if surface not in self._left:
            return self._whole.stems(surface)
        left = self._stems_left.get(surface, self._whole.stems(surface)) if self._left[surface] else ()
        return tuple(stem for stem in self._whole.stems(surface) if stem in left and self._holds(stem))

    def is_stem(self, term: str) -> bool:
        """Say whether any form that is left leads to a stem."""
        return self._whole.is_stem(term) and self._holds(term)

    def starting_with(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Give the forms that are left and begin so."""
        for form, frequency in self._whole.starting_with(prefix):
            left = self._left.get(form, frequency)
            if left:
                yield form, left

    def but_for_first(self, tail: str) -> list[tuple[str, int]]:
        """Give the forms that are left and are one letter and then this."""
        found = ((form, self._left.get(form, count)) for form, count in self._whole.but_for_first(tail))
        return [(form, left) for form, left in found if left]
