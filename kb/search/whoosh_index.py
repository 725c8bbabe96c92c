"""
Whoosh keeps the postings; `kb.search.answering` answers from them.

A Whoosh index holds pickles. It is a local cache, never shipped and never read from elsewhere; `kb.search.pickles` is
a second lock.
"""

import json
import os
import platform
import shutil
import weakref
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import accumulate, compress
from pathlib import Path
from types import ModuleType
from typing import Any

from kb.errors import KbError, StateError
from kb.model.search import Answer, Document, Request
from kb.search import generations, pickles, state
from kb.search.analysis import VERSION
from kb.search.answering import answer
from kb.search.base import Store, Stored
from kb.search.documents import WEIGHTS
from kb.search.generational import Generational
from kb.search.lexicon import Lexicon
from kb.search.passages import passages
from kb.search.query import Plan
from kb.search.ranking import NOTHING, Postings
from kb.search.state import Lengths, State
from kb.search.synonyms import Synonyms
from kb.search.table import Table
from kb.search.understanding import NOTHING as NOTHING_BESIDE_WORDS
from kb.search.understanding import Understanding
from kb.search.weighing import Weighed, field_lengths, weigh

_FORMAT = 2
_NAME = "kb"
_MEMORY = 1024  # MB of postings held before they are spilled to disk, which takes a third more time
_BROKEN = "the search index cannot be read"

_SEGMENTS = 8  # more, and the index is made anew
_HOLES = 0.25  # share of numbers without a document, likewise
_IDLE = 8  # readers kept for the next requests
_CHANGED = 0.25  # share of documents that change at once, likewise


class WhooshIndex(Generational):
    """One audience's index in one folder; safe to share between threads, as each search opens its own reader."""

    def __init__(self, folder: Path, understanding: Understanding = NOTHING_BESIDE_WORDS) -> None:
        super().__init__(folder, understanding)
        self._opened: _Opened | None = None

    def maker(self) -> str:
        """Name the versions of what writes this index."""
        return _maker()

    def search(self, request: Request) -> Answer:
        """Answer a request; raise StateError when the index is missing or not as it was written."""

        def look(generation: Path) -> Answer:
            opened = self._open(generation)
            with opened.reader() as reader:
                return answer(WhooshStore(reader, opened), request, opened.sense)

        return self.of_current(look)

    @contextmanager
    def opened(self) -> Iterator[Store]:
        """Open the current state for reading; raise StateError when it is missing or not as it was written."""
        opened = self._open(generations.current(self.folder))
        with opened.reader() as reader:
            yield WhooshStore(reader, opened)

    def _open(self, generation: Path) -> "_Opened":
        opened = self._opened
        if opened is None or opened.folder.name != generation.name:
            self.check(generation)
            before, opened = opened, _Opened(generation, self.understanding)
            self._opened = opened
            if before:
                before.close()
        return opened

    def close(self) -> None:
        """Let go of files; the next search opens them again."""
        opened, self._opened = self._opened, None
        if opened:
            opened.close()

    def fill(
        self, aside: Path, documents: Sequence[Document], digests: Mapping[str, str], synonyms: Synonyms
    ) -> None:
        """Write all anew, in one segment."""
        _write_all(aside, documents, digests, synonyms)

    def update(
        self, aside: Path, documents: Sequence[Document], digests: Mapping[str, str], synonyms: Synonyms
    ) -> bool:
        """Change a copy of the current generation; return False where making all anew is better or needed."""
        try:
            generation = generations.current(self.folder)
        except StateError:
            return False
        old = self._open(generation).state
        change = state.change(old.table, documents, digests)
        holes = len(old.table) - old.table.documents + len(change.gone)
        if (
            old.synonyms != synonyms
            or any(id not in digests for id in old.table.digests)  # what left must not stay in a file
            or len(change.new) + len(change.gone) > _CHANGED * (old.table.documents + 1)
            or holes > _HOLES * (len(old.table) + len(change.new))
        ):
            return False
        with self._open(generation).reader() as reader:
            if len(reader.leaf_readers()) >= _SEGMENTS:
                return False
            kept = {number: _kept(reader, number) for number in change.gone}
        lengths = state.moved(old.lengths, (lengths for _, lengths in kept.values()), change.new)
        forms = {number: forms for number, (forms, _) in kept.items()}
        weighed = _weighed(change.new, lengths, synonyms)
        new = state.changed(old, weighed, forms, lengths, digests)
        usual = new.usual
        if any(usual[field] != was for field, was in old.usual.items() if field in usual):
            return False  # every page that has the field weighs something else now
        for file in generation.iterdir():
            if file.suffix not in (".json", ".txt", ".kbv"):
                _copy(file, aside / file.name)
        index = _engine().index.open_dir(str(aside), indexname=_NAME, schema=_schema())
        _add(index, weighed, change.gone)
        new.save(aside)
        return True


def _copy(source: Path, target: Path) -> None:
    """Take a file over; Whoosh never writes into one that is there, so both may be the same."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _maker() -> str:
    whoosh = _engine()
    version = ".".join(str(part) for part in whoosh.__version__)
    python = ".".join(platform.python_version_tuple()[:2])
    return f"format {_FORMAT}, words {VERSION}, weights {_weights()}, whoosh {version}, python {python}"


@lru_cache(maxsize=1)
def _weights() -> str:
    return f"{zlib.crc32(json.dumps(WEIGHTS).encode()):08x}"


def _weighed(documents: Sequence[Document], lengths: Lengths, synonyms: Synonyms) -> list[Weighed]:
    usual = State(table=Table(), forms=(), lengths=lengths, synonyms=synonyms).usual
    return [weigh(document, usual, synonyms) for document in documents]


def _write_all(
    folder: Path, documents: Sequence[Document], digests: Mapping[str, str], synonyms: Synonyms
) -> None:
    ordered = sorted(documents, key=lambda document: document.id)
    lengths = state.summed(ordered)
    weighed = _weighed(ordered, lengths, synonyms)
    _add(_engine().index.create_in(str(folder), _schema(), _NAME), weighed, ())
    state.fresh(weighed, lengths, synonyms, digests).save(folder)


def _add(index: Any, weighed: Sequence[Weighed], gone: Sequence[int]) -> None:
    from whoosh.codec.whoosh3 import W3Codec

    writer = index.writer(
        limitmb=_MEMORY, compound=False, codec=W3Codec(blocklimit=2048, compression=0, inlinelimit=1)
    )
    try:
        for number in gone:
            writer.delete_document(number)
        for one in weighed:
            writer.add_document(terms=one.impacts.items(), card=_card(one.document), kept=_keep(one))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(merge=False)  # numbers must stay what the table says
    for lock in Path(index.storage.folder).glob("*LOCK"):
        lock.unlink()


def _card(document: Document) -> bytes:
    values = [document.title, document.url, document.kind, document.summary, passages(document)]
    return zlib.compress(json.dumps(values, ensure_ascii=False).encode(errors="backslashreplace"), 1)


def _keep(one: Weighed) -> bytes:
    """Write down what has to be taken off the counts when the document goes."""
    return zlib.compress(json.dumps([one.surfaces, field_lengths(one.document)]).encode(), 1)


def _kept(reader: Any, number: int) -> tuple[dict[str, str], dict[str, int]]:
    forms, lengths = json.loads(zlib.decompress(reader.column_reader("kept", translate=False)[number]))
    return forms, lengths


class _Opened:
    """
    A generation whose seal was checked, with what never changes in it; threads share it.

    Readers are handed to one request at a time and kept for the next one: two threads on one reader get wrong hits.
    """

    def __init__(self, folder: Path, understanding: Understanding) -> None:
        self.folder = folder
        try:
            self.state = state.load(folder)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise StateError(f"{_BROKEN}: {error}", path=folder, hint=generations.HINT) from error
        self.lexicon = self.state.lexicon()
        self.sense = understanding.sense(folder)
        self._idle: list[Any] = []
        self._closed = False
        self._finalizer = weakref.finalize(self, _close_all, self._idle)

    @contextmanager
    def reader(self) -> Iterator[Any]:
        """Hand out a reader for one request; raise StateError for whatever goes wrong with it."""
        reader = None
        try:
            try:
                reader = self._idle.pop()
            except IndexError:
                reader = _open_reader(self.folder)
            yield reader
            if not self._closed and len(self._idle) < _IDLE:
                self._idle.append(reader)
                reader = None
        except KbError:
            raise
        except Exception as error:  # damaged postings may fail in any way
            raise StateError(f"{_BROKEN}: {error}", path=self.folder, hint=generations.HINT) from error
        finally:
            if reader is not None:
                reader.close()

    def close(self) -> None:
        """Close the readers nobody uses; those in use close when their request ends."""
        self._closed = True
        self._finalizer()


def _close_all(readers: list[Any]) -> None:
    while readers:
        readers.pop().close()


def _open_reader(folder: Path) -> Any:
    index = _engine().index.open_dir(str(folder), indexname=_NAME, readonly=True, schema=_schema())
    return index.reader()


class WhooshStore:
    """One reader for one request: sharing one between threads gives wrong hits."""

    def __init__(self, reader: Any, opened: _Opened) -> None:
        self._reader = reader
        self._leaves = reader.leaf_readers()
        self._state = opened.state
        self._lexicon = opened.lexicon

    @property
    def lexicon(self) -> Lexicon:
        """Every word form."""
        return self._lexicon

    @property
    def synonyms(self) -> Synonyms:
        """The groups the documents were weighed with."""
        return self._state.synonyms

    @property
    def table(self) -> Table:
        """What every document is."""
        return self._state.table

    def gather(self, asked: Plan) -> Callable[[str], Postings]:  # noqa: ARG002 - all terms are at hand
        """Give what looks up a term."""
        return self._postings

    def stored(self, number: int) -> Stored:
        """Give what a card shows of a document."""
        if not hasattr(self._reader, "kb_cards"):  # opening a column reads where every card stands
            self._reader.kb_cards = self._reader.column_reader("card", translate=False)
        title, url, kind, summary, texts = json.loads(zlib.decompress(self._reader.kb_cards[number]))
        return Stored(title, url, kind, summary, tuple((field, text) for field, text in texts))

    def _postings(self, term: str) -> Postings:
        numbers: list[int] = []
        impacts: list[float] = []
        for leaf, offset in self._leaves:
            if leaf.doc_frequency("terms", term):
                found, weights = _blocks(leaf.postings("terms", term))
                numbers += [number + offset for number in found] if offset else found
                impacts += weights
        holes = self.table.holes
        if holes:
            stays = [number not in holes for number in numbers]
            numbers, impacts = list(compress(numbers, stays)), list(compress(impacts, stays))
        return Postings(numbers, list(map(int, impacts)), len(numbers)) if numbers else NOTHING


def _blocks(matcher: Any) -> tuple[list[int], list[float]]:
    """Read whole blocks of postings, which is ten times quicker than one posting after the other."""
    matcher = getattr(matcher, "child", matcher)  # a filter of what is deleted, which the caller does itself
    numbers: list[int] = []
    weights: list[float] = []
    if not hasattr(matcher, "_next_block"):  # postings so few that they stand beside the term
        while matcher.is_active():
            numbers.append(matcher.id())
            weights.append(matcher.weight())
            matcher.next()
        return numbers, weights
    while matcher.is_active():
        matcher.id()
        matcher.weight()
        numbers += matcher._ids
        weights += matcher._weights
        matcher._next_block()
    return numbers, weights


def _weighed_words(value: Iterable[tuple[str, int]], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
    """Hand Whoosh words that are already cut and weighed."""
    for word, weight in value:
        yield word.encode(), 1, float(weight), b""


def _schema() -> Any:
    from whoosh import columns, fields, formats

    words = fields.FieldType(formats.Existence(), None)
    words.index = _weighed_words
    return fields.Schema(
        terms=words,
        card=fields.COLUMN(columns.VarBytesColumn()),
        kept=fields.COLUMN(columns.VarBytesColumn()),
    )


@lru_cache(maxsize=1)
def _engine() -> ModuleType:
    """Import Whoosh (60 ms), and let it unpickle only what an index of ours holds."""
    import whoosh.codec.whoosh3
    import whoosh.filedb.structfile
    import whoosh.index

    whoosh.codec.whoosh3.delta_decode = accumulate  # the same, ten times quicker
    # Whoosh asks for the length of a field at each posting, and looks for a file to say it; impacts need none
    whoosh.codec.whoosh3.W3PerDocReader.doc_field_length = _no_length
    whoosh.filedb.structfile.load_pickle = pickles.load
    whoosh.codec.whoosh3.loads = pickles.loads
    return whoosh  # type: ignore[no-any-return]


def _no_length(*_: Any, **__: Any) -> int:
    return 1
