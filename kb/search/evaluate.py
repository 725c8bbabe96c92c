"""How good answers are, against judgements of what each query should find."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from kb.model.search import Answer

DEPTH = 10
"""Hits that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """
    Means over all judged queries, from 0 to 1; `zero` is the share of queries without any hit.

    All look at the first ten hits. A relevant document gains 2^grade - 1, so one that is relevant or not gains 1.
    """

    asked: int
    hit_at_1: float
    hit_at_3: float
    mrr: float
    ndcg_at_10: float
    recall_at_10: float
    zero: float


NAMES = tuple(field.name for field in fields(Scores) if field.name != "asked")


def score(found: Sequence[str], relevant: Mapping[str, float]) -> Scores:
    """Score what one query found, best first; `relevant` maps the ids that answer it to their grades."""
    grades = {id: grade for id, grade in relevant.items() if grade > 0}
    ranks = [(rank, grades[id]) for rank, id in enumerate(found[:DEPTH], start=1) if id in grades]
    first = ranks[0][0] if ranks else 0
    ideal = _gain(enumerate(sorted(grades.values(), reverse=True)[:DEPTH], start=1))
    return Scores(
        asked=1,
        hit_at_1=float(first == 1),
        hit_at_3=float(0 < first <= 3),
        mrr=1 / first if first else 0.0,
        ndcg_at_10=_gain(ranks) / ideal if ideal else 0.0,
        recall_at_10=len(ranks) / len(grades) if grades else 0.0,
        zero=float(not found),
    )


def mean(scored: Iterable[Scores]) -> Scores:
    """Take the means of queries scored one by one; of none all are 0."""
    scored = list(scored)
    sums = {name: math.fsum(getattr(one, name) for one in scored) for name in NAMES}
    asked = len(scored)
    return Scores(asked=asked, **{name: total / asked if asked else 0.0 for name, total in sums.items()})


def evaluate(search: Callable[[str], Answer], judgements: Mapping[str, frozenset[str]]) -> Scores:
    """Ask every query once; `judgements` maps it to the ids that answer it."""
    return mean(
        score([hit.id for hit in search(query).hits], dict.fromkeys(relevant, 1.0))
        for query, relevant in judgements.items()
    )


def _gain(ranks: Iterable[tuple[int, float]]) -> float:
    """Sum what documents at these ranks gain, discounted by rank (Järvelin and Kekäläinen, 2002)."""
    return math.fsum((2**grade - 1) / math.log2(rank + 1) for rank, grade in ranks)
