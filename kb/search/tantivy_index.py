"""
Tantivy finds the few hundred documents that can be among the best; `kb.search.ranking` scores these exactly.

Tantivy's own formula is not ours, and it does not hand out postings. So each term is kept once for each level of its
impact (see `kb.search.levels`), a query adds up the most that levels can score, and the exact impacts of the
candidates stand in a record beside the index. Where even that bound of the next document is below the last hit, the
answer is the one that looking at every document gives; until then, more candidates are taken.
"""

import hashlib
import json
import sys
import threading
import zlib
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from kb.errors import ConfigError, KbError, StateError
from kb.io.files import read_text
from kb.model.search import Answer, Document, Filters, Request
from kb.search import generations, lexicon
from kb.search.analysis import VERSION
from kb.search.answering import answer
from kb.search.base import Selection, Stored
from kb.search.documents import WEIGHTS
from kb.search.levels import ceiling, letter
from kb.search.lexicon import Lexicon
from kb.search.passages import passages
from kb.search.query import PAIR, Plan, Term
from kb.search.ranking import COVERAGE, EXACT_CODE, EXACT_TITLE, LOWEST, NOTHING, Postings, idf, rank, scores
from kb.search.records import Records, Writer
from kb.search.synonyms import NONE, Member, Synonyms
from kb.search.table import Table, parse, row
from kb.search.weighing import Weighed, usual_lengths, weigh

_FORMAT = 1
_HEAP = 256_000_000  # bytes of postings held before they are spilled to disk
_CANDIDATES = 100  # documents looked at first
_LOOKUPS = 40_000  # impacts looked up for one answer, at most
_WIDER = 4  # times as many candidates where these do not settle the order
_SLACK = 1 + 1e-5  # tantivy adds in single precision
_APART = "\x00"  # between a term and its level; no term holds it
_IMPACT = 16  # bits of an impact, below those of its term
_MASK = (1 << _IMPACT) - 1


class TantivyIndex:
    """One audience's index in one folder; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; raise ConfigError where the package is not installed."""
        if find_spec("tantivy") is None:
            raise ConfigError(
                "the search engine tantivy is not installed",
                hint="pip install 'hypercare-kb[tantivy]', or leave search.engine in kb.toml out",
            )
        self._folder = folder
        self._lock = threading.Lock()
        self._open: tuple[str, _Store] | None = None

    def is_there(self) -> bool:
        """Whether there is an index to open; it may still turn out broken."""
        try:
            generations.current(self._folder)
        except StateError:
            return False
        return True

    def write(self, documents: Sequence[Document], synonyms: Synonyms = NONE) -> bool:
        """Index these documents as a new generation; return False when they already are the current one."""
        maker = _maker()
        ordered = sorted(documents, key=lambda document: document.id)
        digests = [_digest(document) for document in ordered]
        text = json.dumps([maker, WEIGHTS, [astuple(member) for member in synonyms.members], digests])
        name = generations.name_of(hashlib.sha256(text.encode()).hexdigest())
        return generations.build(
            self._folder, name, maker, lambda aside: _fill(aside, ordered, digests, synonyms)
        )

    def search(self, request: Request) -> Answer:
        """Answer a request; raise StateError when the index is missing or not as it was written."""
        return answer(self._store(), request)

    def _store(self) -> "_Store":
        for attempt in range(3):
            generation = generations.current(self._folder)
            try:
                return self._opened(generation)
            except KbError:
                # a writer may have moved on and removed what was just being opened
                if attempt == 2 or generations.current(self._folder) == generation:
                    raise
        raise AssertionError("unreachable")

    def _opened(self, generation: Path) -> "_Store":
        with self._lock:
            if self._open is None or self._open[0] != generation.name:
                generations.check(generation, _maker())
                try:
                    self._open = (generation.name, _Store(generation))
                except (OSError, ValueError) as error:
                    raise StateError(
                        f"the search index cannot be read: {error}", path=generation, hint=generations.HINT
                    ) from error
            return self._open[1]


class _Held(NamedTuple):
    """A term as the index has it: how many documents hold it, and at which levels."""

    holders: int
    levels: tuple[str, ...]


class _Store:
    """One generation, open for reading."""

    def __init__(self, folder: Path) -> None:
        index = _engine().Index.open(str(folder))
        index.config_reader("manual")  # a generation never changes, so nothing watches it
        index.reload()
        self._searcher = index.searcher()
        self._schema = _schema()
        self._terms = Records(folder / "terms")
        self._cards = Records(folder / "cards")
        self.table: Table = parse(read_text(folder / "table.json"))
        languages = frozenset(row.language for row in self.table.rows if row)
        self.lexicon = Lexicon(lexicon.parse(read_text(folder / "lexicon.txt")), languages)
        members = json.loads(read_text(folder / "synonyms.json"))
        self.synonyms = Synonyms(
            members=tuple(Member(group=g, words=tuple(w), stems=tuple(s)) for g, w, s in members)
        )

    def gather(self, asked: Plan) -> Callable[[str], Postings]:
        """Give what looks up a term, for the documents that can be among the first ten."""
        return self.select(asked, Filters(), 10).postings

    def select(self, asked: Plan, filters: Filters, most: int) -> Selection:
        """Give the documents that can be among the best, and how many there are in all."""
        return _Selecting(self, asked, filters, most).selection()

    def stored(self, number: int) -> Stored:
        """Give what a card shows of a document."""
        title, url, kind, summary, texts = json.loads(zlib.decompress(self._cards[number]))
        return Stored(title, url, kind, summary, tuple((name, text) for name, text in texts))

    def held(self, term: str) -> _Held:
        """Look a term up."""
        found = self._searcher.terms_with_prefix("terms", term + _APART)
        return _Held(sum(count for _, count in found), tuple(each[-1] for each, _ in found))

    def record(self, number: int) -> "memoryview[int]":
        """Give the exact impacts of a document, as `_record` wrote them."""
        return self._terms[number].cast("Q")

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
        query = _engine().Query
        return [
            query.const_score_query(
                query.term_query(self._schema, "terms", term + _APART + level, "basic"), score
            )
            for term, level, score in constants
        ]

    def passing(self, traits: Sequence[int]) -> Any:
        """Make a query for documents of some traits."""
        query = _engine().Query
        return query.const_score_query(query.term_set_query(self._schema, "trait", traits), 0.0)


class _Selecting:
    """Chooses candidates for one plan."""

    def __init__(self, store: _Store, asked: Plan, filters: Filters, most: int) -> None:
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
            numbers, bound = self._store.best(inside, count)
            if exact is not None:  # these gain more than the engine knows of
                named, more = self._store.best(self._both(inside, exact), count)
                numbers, bound = [*numbers, *named], max(bound, more * EXACT_TITLE * EXACT_CODE)
            postings = self._postings(sorted(set(numbers)))
            if not bound or count * width * _WIDER > _LOOKUPS or self._settled(postings, bound):
                return Selection(postings, held)
            count *= _WIDER

    def _any(self) -> Any:
        """Make the query for all documents that hold a word, scoring the most they can; None where none does."""
        clauses: list[Any] = []
        for word in self._asked.words:
            constants = [self._constants(term, word.weight) for term in word.terms]
            queries = self._store.any_of([each for term in constants for each in term])
            if sum(map(bool, constants)) > 1:
                clauses.append(_engine().Query.disjunction_max_query(queries))
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
        must = _engine().Occur.Must
        return _engine().Query.boolean_query([(must, left), (must, right)])

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
        return len(best) == self._most > 0 and bound < best[-1].score


def _maker() -> str:
    return f"format {_FORMAT}, words {VERSION}, tantivy {_engine().__version__}, {sys.byteorder} endian"


def _digest(document: Document) -> str:
    told = [getattr(document, name) for name in Document.__slots__]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _fill(folder: Path, documents: Sequence[Document], digests: Sequence[str], synonyms: Synonyms) -> None:
    table = Table(map(row, documents, digests))
    weighed = _indexed(folder, documents, table, synonyms)
    forms = lexicon.gather(one.surfaces for one in weighed)
    lines = "".join(f"{line}\n" for _, line in Lexicon(forms).lines())
    (folder / "lexicon.txt").write_text(lines, encoding="utf-8")
    (folder / "table.json").write_text(table.dump(), encoding="utf-8")
    members = [astuple(member) for member in synonyms.members]
    (folder / "synonyms.json").write_text(json.dumps(members), encoding="utf-8")


def _indexed(
    folder: Path, documents: Sequence[Document], table: Table, synonyms: Synonyms
) -> Iterator[Weighed]:
    """Write documents down one after the other, and hand each on."""
    usual = usual_lengths(documents)
    index = _engine().Index(_schema(), str(folder))
    writer = index.writer(_HEAP, 1)  # one thread: the order of documents is the order of their numbers
    with Writer(folder / "terms") as terms, Writer(folder / "cards") as cards:
        for number, document in enumerate(documents):
            weighed = weigh(document, usual, synonyms)
            terms.append(_record(weighed.impacts))
            cards.append(_card(document))
            writer.add_document(_entry(number, weighed.impacts, table.traits[0][number], table.lifts[number]))
            yield weighed
    writer.commit()
    writer.wait_merging_threads()


def _entry(number: int, impacts: Mapping[str, int], trait: int, lift: float) -> Any:
    made = _engine().Document()
    made.add_unsigned("number", number)
    made.add_unsigned("trait", trait)
    made.add_float("lift", 2 ** (lift / LOWEST) - 2)  # tantivy multiplies by log2(2 + it)
    for term, impact in impacts.items():
        made.add_text("terms", term + _APART + letter(impact))
    return made


def _record(impacts: Mapping[str, int]) -> bytes:
    """Write the exact impacts down, sorted by the terms' keys."""
    return array("Q", sorted(_key(term) << _IMPACT | impact for term, impact in impacts.items())).tobytes()


def _card(document: Document) -> bytes:
    told = [document.title, document.url, document.kind, document.summary, passages(document)]
    return zlib.compress(json.dumps(told).encode(), 1)


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
    should = _engine().Occur.Should
    return _engine().Query.boolean_query([(should, query) for query in queries])


@lru_cache(maxsize=1)
def _schema() -> Any:
    builder = _engine().SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("number", fast=True)
    builder.add_unsigned_field("trait", indexed=True, fast=True)
    builder.add_float_field("lift", fast=True)
    return builder.build()


@lru_cache(maxsize=1)
def _engine() -> ModuleType:
    import tantivy

    return tantivy
