"""
How a tantivy index is read: candidates by an upper bound, then the exact scores of these.

Tantivy's own formula is not ours, and it does not hand out postings. So each term is kept once for each level of its
impact (see `kb.search.levels`), a query adds up the most that levels can score, and the exact impacts of the
candidates stand in a record beside the index. Where even that bound of the next document is below the last hit, the
answer is the one that looking at every document gives; until then, more candidates are taken.
"""

import hashlib
import json
import zlib
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from kb.model.search import Filters
from kb.search import state
from kb.search.base import Selection, Stored
from kb.search.levels import ceiling
from kb.search.query import PAIR, Plan, Term
from kb.search.ranking import COVERAGE, EXACT_CODE, EXACT_TITLE, LOWEST, NOTHING, Postings, idf, rank, scores
from kb.search.records import Shelf

KINDS = ("terms", "cards", "kept")
"""Of records: exact impacts, what a card shows, what has to be taken off the counts when the document goes."""

APART = "\x00"
"""Between a term and its level; no term holds it."""

_CANDIDATES = 100  # documents looked at first
_WIDER = 4  # times as many where these do not settle the order
_LOOKUPS = 40_000  # impacts looked up for one answer, at most
_SLACK = 1 + 1e-5  # tantivy adds in single precision
_IMPACT = 16  # bits of an impact, below those of its term
_MASK = (1 << _IMPACT) - 1


class _Held(NamedTuple):
    """A term as the index has it: how many documents hold it, and at which levels."""

    holders: int
    levels: tuple[str, ...]


class Store:
    """One generation, open for reading."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = state.load(folder)
        self.table = self.state.table
        self.synonyms = self.state.synonyms
        self.lexicon = self.state.lexicon()
        self.terms, self.cards, self.keeps = (Shelf(folder, kind) for kind in KINDS)
        index = engine().Index.open(str(folder))
        index.config_reader("manual")  # a generation never changes, so nothing watches it
        index.reload()
        self._searcher = index.searcher()
        self._schema = schema()

    def gather(self, asked: Plan) -> Callable[[str], Postings]:
        """Give what looks up a term, for the documents that can be among the first ten."""
        return self.select(asked, Filters(), 10).postings

    def select(self, asked: Plan, filters: Filters, most: int) -> Selection:
        """Give the documents that can be among the best, and how many there are in all."""
        return _Selecting(self, asked, filters, most).selection()

    def stored(self, number: int) -> Stored:
        """Give what a card shows of a document."""
        title, url, kind, summary, texts = json.loads(zlib.decompress(self.cards[number]))
        return Stored(title, url, kind, summary, tuple((name, text) for name, text in texts))

    def kept(self, number: int) -> tuple[dict[str, str], dict[str, int]]:
        """Give what has to be taken off the counts when a document goes."""
        forms, lengths = json.loads(zlib.decompress(self.keeps[number]))
        return forms, lengths

    def held(self, term: str) -> _Held:
        """Look a term up."""
        found = self._searcher.terms_with_prefix("terms", term + APART)
        levels = tuple(each[-1] for each, _ in found)
        holders = sum(count for _, count in found)
        if self.table.holes and found:  # these are counted until tantivy merges them away
            some = _either(self.any_of([(term, level, 0.0) for level in levels]))
            holders = int(self._searcher.search(some, 1, True).count)
        return _Held(holders, levels)

    def record(self, number: int) -> "memoryview[int]":
        """Give the exact impacts of a document, as `record` wrote them."""
        return self.terms[number].cast("Q")

    def count(self, query: Any) -> Counter[int]:
        """Count the documents of a query by trait."""
        size = max(1, len(self.table.traits[1]))
        found = self._searcher.aggregate(query, {"traits": {"terms": {"field": "trait", "size": size}}})
        return Counter({int(each["key"]): int(each["doc_count"]) for each in found["traits"]["buckets"]})

    def best(self, query: Any, count: int) -> tuple[list[int], float]:
        """Give the documents that can score most, and what the next one can score at most."""
        hits = self._searcher.search(query, count, False, weight_by_field="lift").hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        return numbers, hits[-1][0] * LOWEST * _SLACK if len(hits) == count else 0.0

    def any_of(self, constants: Sequence[tuple[str, str, float]]) -> list[Any]:
        """Make queries that score a constant each: term, level, score."""
        query = engine().Query
        return [
            query.const_score_query(
                query.term_query(self._schema, "terms", term + APART + level, "basic"), score
            )
            for term, level, score in constants
        ]

    def passing(self, traits: Sequence[int]) -> Any:
        """Make a query for documents of some traits."""
        query = engine().Query
        return query.const_score_query(query.term_set_query(self._schema, "trait", traits), 0.0)


class _Selecting:
    """Chooses candidates for one plan."""

    def __init__(self, store: Store, asked: Plan, filters: Filters, most: int) -> None:
        self._store = store
        self._asked = asked
        self._filters = filters
        self._most = most
        self._held: dict[str, _Held] = {}
        self._documents = store.table.documents

    def selection(self) -> Selection:
        """Take more candidates until the order of the best is settled, or enough were looked at."""
        some = self._any()
        if some is None:
            return Selection(lambda _: NOTHING, Counter())
        held = self._store.count(some)
        inside, exact = self._inside(some), self._exact()
        width = max(1, sum(1 for term in self._held.values() if term.holders))
        count = max(_CANDIDATES, 2 * self._most)
        while True:
            count = min(count, self._documents)
            numbers, bound = self._store.best(inside, count)
            if exact is not None:  # these gain more than the engine knows of
                named, more = self._store.best(self._both(inside, exact), count)
                numbers, bound = [*numbers, *named], max(bound, more * EXACT_TITLE * EXACT_CODE)
            postings = self._postings(sorted(set(numbers)))
            enough = count == self._documents or count * width * _WIDER > _LOOKUPS
            if not bound or enough or self._settled(postings, bound):
                return Selection(postings, held)
            count *= _WIDER

    def _any(self) -> Any:
        """Make the query for all documents that hold a word, scoring the most they can; None where none does."""
        clauses: list[Any] = []
        for word in self._asked.words:
            constants = [self._constants(term, word.weight) for term in word.terms]
            queries = self._store.any_of([each for term in constants for each in term])
            if sum(map(bool, constants)) > 1:
                clauses.append(engine().Query.disjunction_max_query(queries))
            else:
                clauses += queries
        for pair in self._asked.pairs if clauses else ():
            unit = self._unit(pair) * PAIR
            clauses += self._store.any_of(
                [(pair, each, unit * ceiling(each)) for each in self._look_up(pair).levels]
            )
        return _either(clauses) if clauses else None

    def _constants(self, term: Term, weight: float) -> list[tuple[str, str, float]]:
        unit = self._unit(term.term) * term.factor * weight
        return [
            (term.term, each, unit * (ceiling(each) + COVERAGE)) for each in self._look_up(term.term).levels
        ]

    def _inside(self, some: Any) -> Any:
        if not self._filters:
            return some
        return self._both(some, self._store.passing(sorted(self._store.table.passing(self._filters))))

    def _exact(self) -> Any:
        """Make the query for documents of which the whole title or a code was asked for; None where none is."""
        terms = [term for term in (self._asked.title, *self._asked.codes) if term]
        constants = [(term, each, 0.0) for term in terms for each in self._look_up(term).levels]
        return _either(self._store.any_of(constants)) if constants else None

    @staticmethod
    def _both(left: Any, right: Any) -> Any:
        must = engine().Occur.Must
        return engine().Query.boolean_query([(must, left), (must, right)])

    def _look_up(self, term: str) -> _Held:
        if term not in self._held:
            self._held[term] = self._store.held(term)
        return self._held[term]

    def _unit(self, term: str) -> float:
        holders = self._look_up(term).holders
        return idf(self._documents, holders) if holders else 0.0

    def _postings(self, numbers: Sequence[int]) -> Callable[[str], Postings]:
        """Give what looks up a term in some documents; they must be sorted."""
        records = [(number, self._store.record(number)) for number in numbers]

        @cache
        def postings(term: str) -> Postings:
            holders = self._look_up(term).holders
            return _exactly(records, term, holders) if holders else NOTHING

        return postings

    def _settled(self, postings: Callable[[str], Postings], bound: float) -> bool:
        """Whether no document beyond the candidates can be among the best."""
        table = self._store.table
        totals = scores(self._asked, postings, self._documents)
        lift = table.lifts.__getitem__
        best = rank(self._asked, totals, postings, lift=lift, name=table.name, most=self._most)
        return len(best) == self._most and (not best or bound < best[-1].score)


def record(impacts: Mapping[str, int]) -> bytes:
    """Write the exact impacts down, sorted by the terms' keys."""
    return array("Q", sorted(_key(term) << _IMPACT | impact for term, impact in impacts.items())).tobytes()


def _exactly(records: Sequence[tuple[int, "memoryview[int]"]], term: str, holders: int) -> Postings:
    """Find the exact impacts of a term in some records."""
    key = _key(term)
    first = key << _IMPACT
    numbers, impacts = [], []
    for number, record in records:
        place = bisect_left(record, first)
        if place < len(record):
            value = record[place]
            if value >> _IMPACT == key:
                numbers.append(number)
                impacts.append(value & _MASK)
    return Postings(numbers, impacts, holders)


@lru_cache(maxsize=200_000)
def _key(term: str) -> int:
    """Give 48 bits for a term; a document holds a few hundred, so that no two will meet."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=6).digest(), "big")


def _either(queries: Sequence[Any]) -> Any:
    should = engine().Occur.Should
    return engine().Query.boolean_query([(should, query) for query in queries])


@lru_cache(maxsize=1)
def schema() -> Any:
    """Say what tantivy keeps of a document: nothing that could be read back."""
    builder = engine().SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("number", indexed=True, fast=True)
    builder.add_unsigned_field("trait", indexed=True, fast=True)
    builder.add_float_field("lift", fast=True)
    return builder.build()


@lru_cache(maxsize=1)
def engine() -> ModuleType:
    """Import tantivy; here, and nowhere else."""
    import tantivy

    return tantivy
