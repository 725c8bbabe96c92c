"""Words and meaning together: the order of the best candidates, and the pages that no word finds."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from kb.search.meaning import Meaning
from kb.search.query import Plan
from kb.search.ranking import Postings, Ranked
from kb.search.vectors import Vectors

CANDIDATES = 50  # of the documents that words find, how many of the best get a new order
ASKED = 200  # characters of a query that are understood; the rest is for words alone
FEW = 5  # where words find no more documents than this, meaning looks at all of them
BROUGHT = 3  # documents that it then brings
LEAST = 0.5  # and how near they must be


def fuse(ranked: Sequence[Ranked], near: Sequence[float], weight: float) -> list[Ranked]:
    """
    Put ranked documents in the order of words and meaning together: `weight` of it is nearness.

    The scores of words count as shares of the best one and nearness as it is, so that words that are sure of one
    document keep it first, and meaning that knows nothing near changes little. Ties keep the order of words.
    """
    top = max((one.score for one in ranked), default=0.0) or 1.0
    both = [
        (1 - weight) * one.score / top + weight * max(0.0, each)
        for one, each in zip(ranked, near, strict=True)
    ]
    order = sorted(range(len(ranked)), key=lambda place: (-round(both[place], 4), place))
    return [Ranked(ranked[place].number, round(both[place], 4) * top) for place in order]


class Sense:
    """What one state of an index knows of meaning; safe to share between threads."""

    def __init__(self, meaning: Meaning, vectors: Vectors) -> None:
        self.vectors = vectors
        self._meaning = meaning
        self._understood = lru_cache(maxsize=64)(self._vector)

    def keeps_out(self, asked: Plan, postings: Callable[[str], Postings]) -> bool:
        """Say whether words decide alone: meaning does not help this base, or a document has a code of the query."""
        return not self.vectors.weight or any(postings(code).holders for code in asked.codes)

    def reorder(
        self, text: str, ranked: Sequence[Ranked], name: Callable[[int], str], first: int = 0
    ) -> list[Ranked]:
        """
        Put the first CANDIDATES in a new order, but for the very first ones if told so; those behind them stay.

        A page of an answer so begins where the one before ended. Scores never rise on the way down.
        """
        kept, head, tail = ranked[:first], ranked[first:CANDIDATES], ranked[CANDIDATES:]
        near = self.near(text, [name(one.number) for one in head])
        fused = fuse(head, near, self.vectors.weight)
        last = fused[-1].score if fused else 0.0
        return [*kept, *fused, *(Ranked(one.number, min(one.score, last)) for one in tail)]

    def near(self, text: str, ids: Sequence[str]) -> list[float]:
        """Say how near documents are to a query, from -1 to 1."""
        return self.vectors.similarities(self._understood(text[:ASKED]), ids)

    def brought(self, text: str) -> list[str]:
        """Name the documents that are near to a query, the nearest first, at most BROUGHT."""
        nearest = self.vectors.nearest(self._understood(text[:ASKED]), BROUGHT)
        return [key for key, near in nearest if near >= LEAST]

    def _vector(self, text: str) -> Any:
        whole = text.encode("utf-8", "replace").decode()  # half a surrogate pair is no text to a tokenizer
        return self._meaning.vectors((whole,))[0]
