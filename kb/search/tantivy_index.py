"""
Tantivy finds the few hundred documents that can be among the best; `kb.search.ranking` scores these exactly.

`kb.search.tantivy_store` says how it is read, `kb.search.tantivy_filling` how it is written.
"""

import json
import os
import shutil
import sys
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from kb.errors import ConfigError, StateError
from kb.model.search import Answer, Document, Request
from kb.search import generations, state
from kb.search.analysis import VERSION
from kb.search.answering import answer
from kb.search.documents import WEIGHTS
from kb.search.generational import Generational
from kb.search.sense import Sense
from kb.search.state import State
from kb.search.synonyms import Synonyms
from kb.search.tantivy_filling import Filling, write_all
from kb.search.tantivy_store import Store, engine
from kb.search.understanding import NOTHING as NOTHING_BESIDE_WORDS
from kb.search.understanding import Understanding
from kb.search.weighing import weigh

_FORMAT = 1
_CHANGED = 0.25  # share of numbers that changed since all was made; beyond it, all is made anew
_OURS = ("seal.json", "table.json", "lexicon.txt", "state.json")


class TantivyIndex(Generational):
    """One audience's index in one folder; safe to share between threads."""

    def __init__(self, folder: Path, understanding: Understanding = NOTHING_BESIDE_WORDS) -> None:
        """Take the folder; raise ConfigError where the package is not installed."""
        if find_spec("tantivy") is None:
            raise ConfigError(
                "the search engine tantivy is not installed",
                hint="pip install 'hypercare-kb[tantivy]', or leave search.engine in kb.toml out",
            )
        super().__init__(folder, understanding)
        self._lock = threading.Lock()
        self._open: tuple[Store, Sense | None] | None = None

    def maker(self) -> str:
        """Name the versions of what writes this index."""
        return _maker()

    def search(self, request: Request) -> Answer:
        """Answer a request; raise StateError when the index is missing or not as it was written."""
        store, sense = self.of_current(self._opened)
        return answer(store, request, sense)

    @contextmanager
    def opened(self) -> Iterator[Store]:
        """Open the current state for reading; raise StateError when it is missing or not as it was written."""
        yield self._opened(generations.current(self.folder))[0]

    def close(self) -> None:
        """Let go of files; the next search opens them again."""
        with self._lock:
            self._open = None

    def _opened(self, generation: Path) -> tuple[Store, Sense | None]:
        """Open a generation and what it knows of meaning, both of one state."""
        with self._lock:
            if self._open is None or self._open[0].folder.name != generation.name:
                self.check(generation)
                try:
                    self._open = Store(generation), self.understanding.sense(generation)
                except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
                    raise StateError(
                        f"the search index cannot be read: {error}", path=generation, hint=generations.HINT
                    ) from error
            return self._open

    def fill(
        self, aside: Path, documents: Sequence[Document], digests: Mapping[str, str], synonyms: Synonyms
    ) -> None:
        """Write all anew."""
        write_all(aside, documents, digests, synonyms)

    def update(
        self, aside: Path, documents: Sequence[Document], digests: Mapping[str, str], synonyms: Synonyms
    ) -> bool:
        """Change a copy of the current generation; return False where making all anew is better or needed."""
        if not self.is_there():
            return False
        store, _ = self._opened(generations.current(self.folder))
        old = store.state
        change = state.change(old.table, documents, digests)
        holes = len(old.table) - old.table.documents + len(change.gone)
        numbers = len(old.table) + len(change.new)
        if any(id not in digests for id in old.table.digests):
            return False  # what left must not stay in a file
        if old.synonyms != synonyms or max(holes, numbers - len(store.terms.base)) > _CHANGED * numbers:
            return False
        kept = {number: store.kept(number) for number in change.gone}
        lengths = state.moved(old.lengths, (lengths for _, lengths in kept.values()), change.new)
        usual = State(table=old.table, forms=(), lengths=lengths, synonyms=synonyms).usual
        if any(usual[field] != was for field, was in old.usual.items() if field in usual):
            return False  # every page that has the field weighs something else now
        weighed = [weigh(document, usual, synonyms) for document in change.new]
        forms = {number: forms for number, (forms, _) in kept.items()}
        new = state.changed(old, weighed, forms, lengths, digests)
        for file in store.folder.iterdir():
            if _taken_over(file.name):
                _copy(file, aside / file.name)
        with Filling(aside, "tail", len(old.table), new.table) as filling:
            filling.again(store)
            filling.take_out(change.gone)
            for one in weighed:
                filling.add(one)
        new.save(aside)
        return True


def _maker() -> str:
    weights = f"{zlib.crc32(json.dumps(WEIGHTS).encode()):08x}"
    version = engine().__version__
    return f"format {_FORMAT}, words {VERSION}, weights {weights}, {version}, {sys.byteorder} endian"


def _taken_over(name: str) -> bool:
    """Whether a file of the generation before stays what it is: tantivy's own, but for its locks, and the bases."""
    ours = name in _OURS or name.endswith((".tail", ".lock"))
    return not ours


def _copy(source: Path, target: Path) -> None:
    """Take a file over; tantivy replaces files and never writes into one, so both may be the same."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
