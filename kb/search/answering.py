"""A request and an open store in, an answer out: the same steps for every engine."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import cache
from itertools import takewhile
from types import MappingProxyType

from kb.model.search import Answer, Filters, Hit, Request
from kb.search.base import Selects, Store
from kb.search.explaining import bonuses, reasons
from kb.search.passages import Marker
from kb.search.query import Plan, Word, plan
from kb.search.ranking import Postings, Ranked, rank, scores, value, worth
from kb.search.sense import CANDIDATES, FEW, Sense

CLOSEST = 3
"""Pages offered where nothing was found."""


def answer(store: Store, request: Request, sense: Sense | None = None) -> Answer:
    """Answer a request: plan, score, filter, rank, understand where there is a sense, and show the best passages."""
    asked = plan(request.text, store.lexicon, store.synonyms)
    if not asked.words and not sense:
        return Answer(query=request.text, offset=request.offset, closest=_closest(store))
    table = store.table
    trait, _ = table.traits
    passing = table.passing(request.filters)
    wanted = max(0, request.offset) + max(0, request.limit)
    most = max(wanted, CANDIDATES) if sense else wanted
    selection = store.select(asked, request.filters, most) if isinstance(store, Selects) else None
    postings = cache(selection.postings if selection else store.gather(asked))
    totals = scores(asked, postings, table.documents)
    held = selection.held if selection else Counter(map(trait.__getitem__, totals))
    if sense and sense.keeps_out(asked, postings):
        sense = None
    if sense and held.total() <= FEW:
        if isinstance(store, Selects) and request.filters:  # what the filters hide is found, too
            postings = cache(store.select(asked, Filters(), most).postings)
            totals = scores(asked, postings, table.documents)
        brought = _numbers(store, sense.brought(request.text)) - totals.keys()
        totals |= dict.fromkeys(brought, 0.0)
        held = held + Counter(trait[number] for number in brought)
    if request.filters:
        totals = {number: score for number, score in totals.items() if trait[number] in passing}
    ranked = rank(asked, totals, postings, lift=table.lifts.__getitem__, name=table.name, most=most)
    if sense:
        titled = postings(asked.title).numbers if asked.title else ()
        named = sum(1 for _ in takewhile(lambda one: one.number in titled, ranked))
        ranked = sense.reorder(request.text, ranked, table.name, named)
    hits = _Cards(store, asked, postings, request, sense)
    return Answer(
        query=request.text,
        hits=tuple(map(hits, ranked[max(0, request.offset) : wanted])),
        corrected=tuple((wrong, hits.taken(wrong, right, ranked[:1])) for wrong, right in asked.corrected),
        found=sum(count for number, count in held.items() if number in passing),
        offset=request.offset,
        facets=MappingProxyType(table.facets(held, request.filters)),
        closest=() if totals else _closest(store),
    )


def _numbers(store: Store, ids: Collection[str]) -> set[int]:
    """Give the numbers of documents by their ids."""
    places = store.table.digests if ids else {}
    return {places[id][0] for id in ids if id in places}


class _Cards:
    """Makes hits of ranked documents."""

    def __init__(
        self,
        store: Store,
        asked: Plan,
        postings: Callable[[str], Postings],
        request: Request,
        sense: Sense | None,
    ) -> None:
        self._store = store
        self._asked = asked
        self._postings = postings
        self._request = request
        self._sense = sense
        documents = store.table.documents
        self._marker = Marker(
            asked, [worth(word, postings, documents) for word in asked.words], store.synonyms
        )

    def __call__(self, found: Ranked) -> Hit:
        row = self._store.table.row(found.number)
        stored = self._store.stored(found.number)
        holds = {word: self._parts(word, found.number) for word in self._asked.words}
        snippet, marks = self._marker.best(stored.summary, stored.texts)
        return Hit(
            id=row.id,
            title=stored.title,
            url=stored.url,
            kind=stored.kind,
            confidence=row.confidence,
            score=found.score,
            snippet=snippet,
            matched=tuple(word.surface for word, parts in holds.items() if any(parts)),
            type=row.type,
            language=row.language,
            products=row.products,
            title_marks=tuple(span for span, _ in self._marker.marks(stored.title)),
            snippet_marks=marks,
            why=reasons(holds, stored, self._marker) if self._request.explain else (),
            bonuses=self._bonuses(found.number) if self._request.explain else (),
        )

    def taken(self, wrong: str, right: str, best: Sequence[Ranked]) -> str:
        """Say which of the words that were looked up for a mistyped one the best hit has; the nearest where none."""
        for word in self._asked.words:
            if word.surface == wrong and best:
                parts = self._parts(word, best[0].number)
                return word.terms[parts.index(max(parts))].form if any(parts) else right
        return right

    def _parts(self, word: Word, number: int) -> tuple[float, ...]:
        """Score each term of a word in one document; 0 where it does not stand."""
        documents = self._store.table.documents
        parts = []
        for term in word.terms:
            found = self._postings(term.term)
            impact = _impact(found, number)
            parts.append(value(word, term, impact, documents, found.holders) if impact else 0.0)
        return tuple(parts)

    def _bonuses(self, number: int) -> tuple[str, ...]:
        return bonuses(
            title=bool(self._asked.title and _impact(self._postings(self._asked.title), number)),
            code=next((c[1:] for c in self._asked.codes if _impact(self._postings(c), number)), ""),
            pairs=[self._said(pair) for pair in self._asked.pairs if _impact(self._postings(pair), number)],
            level=self._store.table.levels[number],
            near=self._sense.near(self._request.text, [self._store.table.name(number)])[0]
            if self._sense
            else 0.0,
        )

    def _said(self, pair: str) -> str:
        """Write a pair of stems in the query's own words."""
        words = {term.term: word.surface for word in self._asked.words for term in word.terms}
        return " ".join(words.get(stem, stem) for stem in pair.split(" "))


def _impact(found: Postings, number: int) -> int:
    place = bisect_left(found.numbers, number)
    return found.impacts[place] if place < len(found.numbers) and found.numbers[place] == number else 0


def _closest(store: Store) -> tuple[Hit, ...]:
    """Offer the pages that solved most."""
    table = store.table
    best = sorted(
        table.numbers, key=lambda number: (table.lifts[number] < 1, -table.levels[number], table.name(number))
    )[:CLOSEST]
    hits = []
    for number in best:
        row, stored = table.row(number), store.stored(number)
        hits.append(
            Hit(
                id=row.id,
                title=stored.title,
                url=stored.url,
                kind=stored.kind,
                confidence=row.confidence,
                score=0.0,
                snippet=stored.summary,
                type=row.type,
                language=row.language,
                products=row.products,
            )
        )
    return tuple(hits)
