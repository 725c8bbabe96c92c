"""How a tantivy index and the records beside it are written."""

import json
import zlib
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from kb.model.search import Document
from kb.search import lexicon, state
from kb.search.levels import letter
from kb.search.passages import passages
from kb.search.ranking import LOWEST
from kb.search.records import Writer
from kb.search.state import State
from kb.search.synonyms import Synonyms
from kb.search.table import Table, row
from kb.search.tantivy_store import APART, KINDS, Store, engine, record, schema
from kb.search.weighing import Weighed, field_lengths, weigh

_HEAP = 256_000_000  # bytes of postings held before they are spilled to disk
_LITTLE = 15_000_000  # the least tantivy takes, for a change


class Filling:
    """
    Writes documents into a folder aside: tantivy's part and ours, side by side.

    One thread writes; what is kept is whole only once the `with` block is left without an error.
    """

    def __init__(self, folder: Path, part: str, number: int, table: Table) -> None:
        """Go on with a number, into the records' files of this part."""
        self._number = number
        self._traits = table.traits[0]
        there = (folder / "meta.json").is_file()
        index = engine().Index.open(str(folder)) if there else engine().Index(schema(), str(folder))
        self._writer = index.writer(_HEAP if part == "base" else _LITTLE, 1)
        self._records = [Writer(folder / f"{kind}.{part}") for kind in KINDS]
        self._open = ExitStack()

    def __enter__(self) -> "Filling":
        for each in self._records:
            self._open.enter_context(each)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)
        if error is None:
            self._writer.commit()
            self._writer.wait_merging_threads()

    def again(self, store: Store) -> None:
        """Write the tail of a store down again."""
        for writer, shelf in zip(self._records, (store.terms, store.cards, store.keeps), strict=True):
            for each in shelf.tail:
                writer.append(each)

    def take_out(self, numbers: Sequence[int]) -> None:
        """Let some documents be found no more."""
        query = engine().Query
        for number in numbers:
            self._writer.delete_documents_by_query(query.term_query(schema(), "number", number, "basic"))

    def add(self, one: Weighed) -> None:
        """Add the document of the next number."""
        document = one.document
        card = [document.title, document.url, document.kind, document.summary, passages(document)]
        made = engine().Document()
        made.add_unsigned("number", self._number)
        made.add_unsigned("trait", self._traits[self._number])
        highest = Table([row(document)]).lifts[0]  # nothing is fresher than a page alone
        made.add_float("lift", 2 ** (highest / LOWEST) - 2)  # tantivy multiplies by log2(2 + it)
        for term, impact in one.impacts.items():
            made.add_text("terms", term + APART + letter(impact))
        self._writer.add_document(made)
        terms, cards, keeps = self._records
        terms.append(record(one.impacts))
        cards.append(zlib.compress(json.dumps(card).encode(), 1))
        keeps.append(zlib.compress(json.dumps([one.surfaces, field_lengths(document)]).encode(), 1))
        self._number += 1


def write_all(
    folder: Path, documents: Sequence[Document], digests: Mapping[str, str], synonyms: Synonyms
) -> None:
    """Write documents one after the other; only what the word forms are counted from is held."""
    ordered = sorted(documents, key=lambda document: document.id)
    lengths = state.summed(ordered)
    table = Table(row(document, digests[document.id]) for document in ordered)
    fresh = State(table=table, forms=(), lengths=lengths, synonyms=synonyms)
    usual = fresh.usual
    with Filling(folder, "base", 0, table) as filling:

        def surfaces(document: Document) -> dict[str, str]:
            one = weigh(document, usual, synonyms)
            filling.add(one)
            return one.surfaces

        forms = lexicon.gather(map(surfaces, ordered))
    for kind in KINDS:
        with Writer(folder / f"{kind}.tail"):
            pass
    replace(fresh, forms=lexicon.lines_of(forms)).save(folder)
