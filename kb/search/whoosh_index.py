"""
Whoosh keeps the postings and the lexicon; `kb.search.ranking` scores them.

A Whoosh index holds pickles. It is a local cache, never shipped and never read from elsewhere, and as a
second lock only the few classes a genuine one names may be unpickled.
"""

import hashlib
import io
import json
import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from kb.errors import KbError, StateError
from kb.model.search import Answer, Document, Hit
from kb.search import generations
from kb.search.analysis import VERSION
from kb.search.documents import WEIGHTS
from kb.search.query import Plan, plan
from kb.search.ranking import Ranked, rank
from kb.search.weighing import weigh

_FORMAT = 1
_NAME = "kb"
_MEMORY = 256  # MB of postings held before they are spilled to disk
_BROKEN = "the search index cannot be read"


class WhooshIndex:
    """One audience's index in one folder; safe to share between threads, as each search opens its own reader."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._checked = ""

    def is_there(self) -> bool:
        """Whether there is an index to open; it may still turn out broken."""
        try:
            generations.current(self._folder)
        except StateError:
            return False
        return True

    def write(self, documents: Sequence[Document]) -> bool:
        """Index these documents as a new generation; return False when they already are the current one."""
        maker = _maker()
        name = generations.name_of(_digest(documents, maker))
        return generations.build(self._folder, name, maker, lambda aside: _fill(aside, documents))

    def search(self, query: str, limit: int = 10) -> Answer:
        """Answer a query; raise StateError when the index is missing or not as it was written."""
        for attempt in range(3):
            generation = generations.current(self._folder)
            try:
                self._check(generation)
                return _search(generation, query, limit)
            except KbError:
                # a writer may have moved on and removed what was just being opened
                if attempt == 2 or generations.current(self._folder) == generation:
                    raise
        raise AssertionError("unreachable")

    def _check(self, generation: Path) -> None:
        if self._checked != generation.name:
            generations.check(generation, _maker())
            self._checked = generation.name


def _maker() -> str:
    whoosh = _engine()
    version = ".".join(str(part) for part in whoosh.__version__)
    return f"format {_FORMAT}, words {VERSION}, whoosh {version}"


def _digest(documents: Sequence[Document], maker: str) -> str:
    ordered = sorted((asdict(document) for document in documents), key=lambda values: str(values["id"]))
    text = json.dumps([maker, WEIGHTS, ordered], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _fill(folder: Path, documents: Sequence[Document]) -> None:
    whoosh = _engine()
    from whoosh.codec.whoosh3 import W3Codec

    index = whoosh.index.create_in(str(folder), _schema(), _NAME)
    writer = index.writer(limitmb=_MEMORY, codec=W3Codec(blocklimit=512, compression=1, inlinelimit=1))
    try:
        for weighed in weigh(documents):
            document = weighed.document
            card = [document.id, document.title, document.url, document.kind, document.confidence]
            writer.add_document(
                key=document.id,
                terms=weighed.impacts.items(),
                surfaces=((surface, 1) for surface in weighed.surfaces),
                card=json.dumps([*card, document.summary, weighed.level]).encode(),
            )
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    for lock in folder.glob("*LOCK"):
        lock.unlink()


def _search(generation: Path, query: str, limit: int) -> Answer:
    whoosh = _engine()
    try:
        index = whoosh.index.open_dir(str(generation), indexname=_NAME, readonly=True, schema=_schema())
        reader = index.reader()
        try:
            return _answer(reader, query, limit)
        finally:
            reader.close()
    except Exception as error:  # damaged postings may fail in any way
        raise StateError(f"{_BROKEN}: {error}", path=generation, hint=generations.HINT) from error


def _answer(reader: Any, query: str, limit: int) -> Answer:
    asked: Plan = plan(query, _Words(reader))
    if not asked.words:
        return Answer(query=query)
    cards = reader.column_reader("card", translate=False)
    levels = _Levels(cards)
    found = rank(
        asked,
        lambda term: _postings(reader, term),
        documents=reader.doc_count(),
        level=levels,
        limit=limit,
    )
    return Answer(
        query=query, hits=tuple(_hit(cards[one.number], one) for one in found), corrected=asked.corrected
    )


class _Levels:
    def __init__(self, cards: Any) -> None:
        self._cards = cards

    def __call__(self, number: int) -> int:
        return int(self._cards[number][-2:-1])  # a card ends with its level, one digit, and a bracket


def _hit(card: bytes, found: Ranked) -> Hit:
    id, title, url, kind, confidence, summary, _ = json.loads(card)
    return Hit(
        id=id,
        title=title,
        url=url,
        kind=kind,
        confidence=confidence,
        score=found.score,
        snippet=summary,
        matched=found.matched,
    )


class _Words:
    """The reader's lexicon, as `kb.search.query` asks for it."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def frequency(self, surface: str) -> int:
        return int(self._reader.doc_frequency("surfaces", surface))

    def starting_with(self, prefix: str) -> Iterator[tuple[str, int]]:
        for form in self._reader.expand_prefix("surfaces", prefix):
            yield form.decode(), int(self._reader.doc_frequency("surfaces", form))

    def is_stem(self, term: str) -> bool:
        return int(self._reader.doc_frequency("terms", term)) > 0


def _postings(reader: Any, term: str) -> list[tuple[int, int]]:
    if not reader.doc_frequency("terms", term):
        return []
    matcher = reader.postings("terms", term)
    found = []
    while matcher.is_active():
        found.append((matcher.id(), int(matcher.weight())))
        matcher.next()
    return found


def _weighed_words(value: Iterable[tuple[str, int]], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
    """Hand Whoosh words that are already cut and weighed."""
    for word, weight in value:
        yield word.encode(), 1, float(weight), b""


def _schema() -> Any:
    from whoosh import columns, fields, formats

    def words() -> Any:
        field = fields.FieldType(formats.Existence(), None)
        field.index = _weighed_words
        return field

    return fields.Schema(
        key=fields.ID(unique=True),  # a later update deletes by it
        terms=words(),
        surfaces=words(),
        card=fields.COLUMN(columns.VarBytesColumn()),
    )


@lru_cache(maxsize=1)
def _engine() -> ModuleType:
    """Import Whoosh (60 ms), and let it unpickle only what an index of ours holds."""
    import whoosh.codec.whoosh3
    import whoosh.filedb.structfile
    import whoosh.index

    whoosh.filedb.structfile.load_pickle = _load
    whoosh.codec.whoosh3.loads = _loads
    return whoosh  # type: ignore[no-any-return]


_CLASSES = frozenset(
    {
        ("array", "array"),
        ("array", "_array_reconstructor"),
        ("collections", "defaultdict"),
        ("builtins", "int"),
        ("builtins", "set"),
        ("whoosh.codec.whoosh3", "W3Segment"),
        ("whoosh.codec.whoosh3", "W3Codec"),
    }
)
"""All that a genuine segment and its postings name."""


class _Unpickler(pickle.Unpickler):
    """Refuses every class but the ones a segment and a block of postings are made of."""

    def find_class(self, module: str, name: str) -> Any:
        """Give an allowed class; raise UnpicklingError for any other."""
        if (module, name) not in _CLASSES:
            raise pickle.UnpicklingError(f"it names {module}.{name}, which no index of ours does")
        return super().find_class(module, name)


def _load(file: Any) -> Any:
    try:
        return _Unpickler(file).load()
    except Exception:
        file.close()  # Whoosh would leave it open
        raise


def _loads(data: bytes) -> Any:
    return _Unpickler(io.BytesIO(data)).load()
