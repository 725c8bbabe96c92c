"""A request and an open store in, an answer out: the same steps for every engine."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from functools import cache
from types import MappingProxyType

from kb.model.search import Answer, Hit, Request
from kb.search.base import Selects, Store
from kb.search.explaining import bonuses, reasons
from kb.search.passages import Marker
from kb.search.query import Plan, Word, plan
from kb.search.ranking import Postings, Ranked, rank, scores, value, worth

CLOSEST = 3
"""Pages offered where nothing was found."""


def answer(store: Store, request: Request) -> Answer:
    """Answer a request: plan, score, filter, rank, and show the best passages."""
    asked = plan(request.text, store.lexicon, store.synonyms)
    if not asked.words:
        return Answer(query=request.text, offset=request.offset, closest=_closest(store))
    table = store.table
    trait, _ = table.traits
    passing = table.passing(request.filters)
    most = max(0, request.offset) + max(0, request.limit)
    selection = store.select(asked, request.filters, most) if isinstance(store, Selects) else None
    postings = cache(selection.postings if selection else store.gather(asked))
    totals = scores(asked, postings, table.documents)
    held = selection.held if selection else Counter(map(trait.__getitem__, totals))
    if request.filters:
        totals = {number: score for number, score in totals.items() if trait[number] in passing}
    ranked = rank(asked, totals, postings, lift=table.lifts.__getitem__, name=table.name, most=most)
    ranked = ranked[max(0, request.offset) :]
    hits = _Cards(store, asked, postings, request.explain)
    return Answer(
        query=request.text,
        hits=tuple(map(hits, ranked)),
        corrected=asked.corrected,
        found=sum(count for number, count in held.items() if number in passing),
        offset=request.offset,
        facets=MappingProxyType(table.facets(held, request.filters)),
        closest=() if totals else _closest(store),
    )


class _Cards:
    """Makes hits of ranked documents."""

    def __init__(self, store: Store, asked: Plan, postings: Callable[[str], Postings], explain: bool) -> None:
        self._store = store
        self._asked = asked
        self._postings = postings
        self._explain = explain
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
            why=reasons(holds, stored, self._marker) if self._explain else (),
            bonuses=self._bonuses(found.number) if self._explain else (),
        )

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
            pairs=[pair for pair in self._asked.pairs if _impact(self._postings(pair), number)],
            level=self._store.table.levels[number],
        )


def _impact(found: Postings, number: int) -> int:
    place = bisect_left(found.numbers, number)
    return found.impacts[place] if place < len(found.numbers) and found.numbers[place] == number else 0


def _closest(store: Store) -> tuple[Hit, ...]:
    """Offer the pages that solved most."""
    table = store.table
    there = [number for number in table.numbers if table.lifts[number] >= 1]
    best = sorted(there, key=lambda number: (-table.levels[number], table.name(number)))[:CLOSEST]
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
