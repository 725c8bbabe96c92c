"""
How much meaning counts in one base, found by asking the base its own questions.

Pages say how they were asked for: one of these wordings is taken off each page and asked, in the words index and by
meaning. A base without enough of them asks its titles. Where meaning does not help, it is off.
"""

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from kb.model.search import Document
from kb.search.meaning import Meaning
from kb.search.memory_index import MemoryIndex
from kb.search.query import plan
from kb.search.ranking import Ranked, rank, scores
from kb.search.sense import ASKED, CANDIDATES, fuse
from kb.search.synonyms import NONE, Synonyms
from kb.search.vectors import Vectors, pieces

WEIGHTS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8)
"""What is tried; of equally good ones the lightest."""

UNMEASURED = 0.5
"""What meaning counts where a base is too small to ask."""

POOL = 1_000  # pages of a base that are asked among
QUESTIONS = 200
ENOUGH = 20  # questions below which a measurement says nothing
NEARLY = 0.005  # of the measure, within which the lighter weight is as good


def weighed(
    documents: Sequence[Document],
    meaning: Meaning,
    vectors: Vectors,
    synonyms: Synonyms = NONE,
    before: Vectors | None = None,
) -> Vectors:
    """
    Give the vectors of documents with the weight that meaning has among them, 0 where words alone are as good.

    The state `before` spares the questions when it was measured on the same pages.
    """
    pool = sorted(documents, key=lambda document: (zlib.crc32(document.id.encode()), document.id))[:POOL]
    told = json.dumps([meaning.name, repr(synonyms), [[each.id, each.fields] for each in pool]])
    asked = hashlib.sha256(told.encode()).hexdigest()
    if before and before.asked == asked:
        return replace(vectors, weight=before.weight, asked=asked)
    return replace(vectors, weight=_weight(pool, meaning, vectors, synonyms), asked=asked)


def _weight(pool: Sequence[Document], meaning: Meaning, vectors: Vectors, synonyms: Synonyms) -> float:
    for ask in (_wording, _title):
        questions = [each for each in map(ask, pool) if each]
        if len(questions) >= ENOUGH:
            return _best(pool, questions[:QUESTIONS], meaning, vectors, synonyms)
    return UNMEASURED


class _Question(NamedTuple):
    """What is asked of a page, the page without it, and which of its vectors is left out."""

    text: str
    page: Document
    row: int


def _wording(document: Document) -> _Question | None:
    """Take the last of the other wordings off a page."""
    *others, last = document.fields.get("also_asked_as", "").split("\n")
    if not last.strip() or last == document.fields.get("title") or last in others:
        return None
    places = pieces(document)
    if last not in places:
        return None  # more wordings than have vectors
    left = {**document.fields, "also_asked_as": "\n".join(others)}
    page = replace(document, fields={name: text for name, text in left.items() if text})
    return _Question(last, page, places.index(last))


def _title(document: Document) -> _Question | None:
    """Take the title off a page, and the file's name that repeats it."""
    title = document.fields.get("title", "")
    left = {name: text for name, text in document.fields.items() if name not in ("title", "ids")}
    if len(title.split()) < 2 or not left:
        return None
    return _Question(title, replace(document, title="", fields=left), 0)


def _best(
    pool: Sequence[Document],
    questions: Sequence[_Question],
    meaning: Meaning,
    vectors: Vectors,
    synonyms: Synonyms,
) -> float:
    """Ask the questions with each weight; the measure is the mean of 1 / rank."""
    asked = {question.page.id: question for question in questions}
    index = MemoryIndex([asked[one.id].page if one.id in asked else one for one in pool], synonyms)
    bare = vectors.without({id: question.row for id, question in asked.items()})
    totals = dict.fromkeys(WEIGHTS, 0.0)
    for question in questions:
        ranked, names = _words(index, question.text)
        near = bare.similarities(meaning.vectors((question.text[:ASKED],))[0], names)
        for each in WEIGHTS:
            totals[each] += _gain(fuse(ranked, near, each), question.page.id, index)
    least = max(totals.values()) - NEARLY * len(questions)
    return next(each for each in WEIGHTS if totals[each] >= least)


def _words(index: MemoryIndex, text: str) -> tuple[list[Ranked], list[str]]:
    """Give the best candidates of words, and their ids."""
    store = index.store
    asked = plan(text, store.lexicon, store.synonyms)
    postings = cache(store.gather(asked))
    ranked = rank(
        asked,
        scores(asked, postings, store.table.documents),
        postings,
        lift=store.table.lifts.__getitem__,
        name=store.table.name,
        most=CANDIDATES,
    )
    return ranked, [store.table.name(one.number) for one in ranked]


def _gain(ranked: Sequence[Ranked], wanted: str, index: MemoryIndex) -> float:
    ids = (index.store.table.name(one.number) for one in ranked[:10])
    return next((1 / place for place, id in enumerate(ids, start=1) if id == wanted), 0.0)
