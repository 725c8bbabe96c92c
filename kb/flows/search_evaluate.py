"""Ask the queries of any judged set of documents, and score the answers."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.errors import InputError
from kb.model.progress import Progress, Silent
from kb.model.search import Answer, Request
from kb.search.evaluate import DEPTH, Scores, mean, score
from kb.search.judged_set import JudgedSet, read
from kb.search.leaving_out import Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The means over all judged queries; `unjudged` queries were not asked, `problems` are lines passed over."""

    scores: Scores
    documents: int
    unjudged: int
    problems: tuple[InputError, ...]


def evaluate(folder: Path, *, progress: Progress | None = None) -> Evaluation:
    """Read a folder, index its documents and ask each query that has a judgement."""
    progress = progress or Silent()
    progress.start("reading and indexing")
    judged = read(folder)
    index = Whole(judged.documents)
    return Evaluation(
        scores=ask(judged, index.search, progress=progress),
        documents=len(judged.documents),
        unjudged=len(judged.queries) - len(judged.judgements),
        problems=judged.problems,
    )


def ask(
    judged: JudgedSet, search: Callable[[Request], Answer], *, progress: Progress | None = None
) -> Scores:
    """
    Score what a search finds for each judged query.

    A query that is itself a document is not its own answer: that document is left out of what it found.
    """
    progress = progress or Silent()
    progress.start("asking", total=len(judged.judgements))
    scored = []
    for query, relevant in judged.judgements.items():
        hits = search(Request(text=judged.queries[query], limit=DEPTH + 1)).hits
        scored.append(score([hit.id for hit in hits if hit.id != query], relevant))
        progress.advance()
    return mean(scored)
