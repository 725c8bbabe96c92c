"""
What an index on disk knows besides its postings: the table, the word forms, how long fields are, the synonyms.

    table.json     what every document is, by number
    lexicon.txt    every word form
    state.json     sums of field lengths, synonyms

One folder a generation; `Change` says how to come from one generation to the next without reading every page again.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.io.files import read_text, write_if_changed
from kb.model.search import Document
from kb.search import lexicon, table
from kb.search.lexicon import Lexicon
from kb.search.synonyms import Member, Synonyms
from kb.search.table import Table, row
from kb.search.weighing import Weighed, field_lengths, rounded

_TABLE, _LEXICON, _STATE = "table.json", "lexicon.txt", "state.json"

Lengths = Mapping[str, tuple[int, int]]
"""Field → (words in all documents, documents that have it)."""


@dataclass(frozen=True, kw_only=True)
class State:
    """One generation's; `lengths` are sums over its documents."""

    table: Table
    forms: Sequence[str]
    lengths: Lengths
    synonyms: Synonyms

    @property
    def usual(self) -> dict[str, int]:
        """How long each field usually is."""
        return rounded(
            {name: words for name, (words, _) in self.lengths.items()},
            {name: holders for name, (_, holders) in self.lengths.items()},
        )

    def lexicon(self) -> Lexicon:
        """Make what looks word forms up."""
        return Lexicon(self.forms, self.table.languages)

    def save(self, folder: Path) -> None:
        """Write it beside the postings."""
        write_if_changed(folder / _TABLE, self.table.dump())
        write_if_changed(folder / _LEXICON, "\n".join(self.forms) + "\n" * bool(self.forms))
        members = [[member.group, member.words, member.stems] for member in self.synonyms.members]
        state = {"lengths": self.lengths, "synonyms": members}
        write_if_changed(folder / _STATE, json.dumps(state, sort_keys=True))


def load(folder: Path) -> State:
    """Read a generation that was checked before; raise ValueError, KeyError or KbError where it cannot be read."""
    state = json.loads(read_text(folder / _STATE))
    return State(
        table=table.parse(read_text(folder / _TABLE)),
        forms=lexicon.parse(read_text(folder / _LEXICON)),
        lengths={name: (int(words), int(holders)) for name, (words, holders) in state["lengths"].items()},
        synonyms=Synonyms(
            members=tuple(
                Member(group=group, words=tuple(words), stems=tuple(stems))
                for group, words, stems in state["synonyms"]
            )
        ),
    )


def digest(document: Document) -> str:
    """Name a document's content; the same content has the same name on every machine."""
    parts = [
        document.id, document.title, document.url, document.kind, document.confidence, str(document.evidence),
        document.summary, document.type, document.language, *document.products, str(document.changed),
    ]  # fmt: skip
    for name in sorted(document.fields):
        parts += (name, document.fields[name])
    text = "\x1f".join(parts).encode(errors="backslashreplace")
    return hashlib.blake2b(text, digest_size=12).hexdigest()


def name(digests: Mapping[str, str], synonyms: Synonyms, maker: str) -> str:
    """Name what an index holds, however it came to hold it."""
    groups = "\n".join(f"{member.group}={' '.join(member.words)}" for member in synonyms.members)
    text = "\n".join([maker, groups, *(f"{id} {digests[id]}" for id in sorted(digests))])
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Change:
    """From one generation to the next: numbers that go, documents that come."""

    gone: tuple[int, ...]
    new: tuple[Document, ...]


def change(old: Table, documents: Sequence[Document], digests: Mapping[str, str]) -> Change:
    """Compare a table with the documents that shall be found."""
    there = old.digests
    gone = [number for id, (number, was) in there.items() if digests.get(id) != was]
    new = [one for one in documents if one.id not in there or there[one.id][1] != digests[one.id]]
    return Change(gone=tuple(sorted(gone)), new=tuple(sorted(new, key=lambda document: document.id)))


def summed(documents: Iterable[Document]) -> Lengths:
    """Sum the lengths of fields over documents."""
    words: Counter[str] = Counter()
    holders: Counter[str] = Counter()
    for document in documents:
        for field, count in field_lengths(document).items():
            words[field] += count
            holders[field] += 1
    return {field: (words[field], holders[field]) for field in sorted(holders)}


def fresh(
    weighed: Sequence[Weighed], lengths: Lengths, synonyms: Synonyms, digests: Mapping[str, str]
) -> State:
    """Make the state of documents that were all weighed anew, numbered as they come."""
    return State(
        table=Table(row(one.document, digests[one.document.id]) for one in weighed),
        forms=lexicon.lines_of(lexicon.gather(one.surfaces for one in weighed)),
        lengths=lengths,
        synonyms=synonyms,
    )


def changed(
    old: State,
    weighed: Sequence[Weighed],
    gone: Mapping[int, Mapping[str, str]],
    lengths: Lengths,
    digests: Mapping[str, str],
) -> State:
    """Take some documents out, given by number with their forms, and add others behind the rest."""
    table = old.table.changed(gone, [row(one.document, digests[one.document.id]) for one in weighed])
    return State(
        table=table,
        forms=lexicon.counted(old.forms, gone.values(), [one.surfaces for one in weighed]),
        lengths=lengths,
        synonyms=old.synonyms,
    )


def moved(old: Lengths, gone: Iterable[Mapping[str, int]], come: Iterable[Document]) -> Lengths:
    """Take lengths out of the sums and add those of new documents."""
    words = Counter({field: count for field, (count, _) in old.items()})
    holders = Counter({field: count for field, (_, count) in old.items()})
    for lengths in gone:
        for field, count in lengths.items():
            words[field] -= count
            holders[field] -= 1
    for field, (count, number) in summed(come).items():
        words[field] += count
        holders[field] += number
    return {field: (words[field], holders[field]) for field in sorted(holders) if holders[field]}
