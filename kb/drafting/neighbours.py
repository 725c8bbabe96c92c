"""
Find what is alike without comparing everything with everything.

Each vector is filed under its weightiest terms only, for what shares none of them is not alike enough to
matter, and each term leads to the first that were filed under it. So the work grows with the number of
vectors, not with its square.
"""

from collections import defaultdict
from collections.abc import Sequence
from heapq import nlargest, nsmallest
from typing import Generic, TypeVar

from kb.drafting.likeness import Vector

TOP = 16
"""Under how many of its terms a vector is filed."""

CROWD = 120
"""So many vectors are filed under one term, the first ones; enough to lead a late comer to their group."""

Key = TypeVar("Key", int, str)


class Index(Generic[Key]):
    """Vectors by their weightiest terms; `common` are terms that lead to nothing."""

    def __init__(self, common: frozenset[str] = frozenset()) -> None:
        self._common = common
        self._filed: defaultdict[str, dict[Key, float]] = defaultdict(dict)

    def add(self, key: Key, vector: Vector) -> None:
        """File a vector."""
        for term in top(vector, self._common):
            filed = self._filed[term]
            if len(filed) < CROWD or key in filed:
                filed[key] = vector[term]

    def near(self, vector: Vector, *, most: int, least: float) -> list[Key]:
        """
        Name the keys filed under the same terms, the most alike first, at most `most`.

        Alike is judged by the filed terms alone, so `least` must be lower than what is wanted in the end.
        """
        scores: dict[Key, float] = {}
        for term in top(vector, self._common):
            filed = self._filed.get(term)
            if filed is None:
                continue
            weight = vector[term]
            for key, other in filed.items():
                scores[key] = scores.get(key, 0.0) + weight * other
        found = [(-round(score, 9), key) for key, score in scores.items() if score >= least]
        return [key for _, key in nsmallest(most, found)]


def top(vector: Vector, common: frozenset[str] = frozenset()) -> Sequence[str]:
    """Give the weightiest terms of a vector."""
    terms = [term for term in vector if term not in common] if common else list(vector)
    if len(terms) <= TOP:
        return terms
    return nlargest(TOP, terms, key=vector.__getitem__)
