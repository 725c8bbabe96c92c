"""How good answers are, against judgements of what each query should find."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kb.model.search import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """
    Means over all judged queries, from 0 to 1; `zero` is the share of queries without any hit.

    `mrr` and `ndcg_at_10` look at the first ten hits; a document is relevant or not.
    """

    asked: int
    hit_at_1: float
    hit_at_3: float
    mrr: float
    ndcg_at_10: float
    zero: float


def evaluate(search: Callable[[str], Answer], judgements: Mapping[str, frozenset[str]]) -> Scores:
    """Ask every query once; `judgements` maps it to the ids that answer it."""
    sums = [0.0] * 5
    for query, relevant in judgements.items():
        found = [hit.id for hit in search(query).hits[:10]]
        ranks = [rank for rank, id in enumerate(found, start=1) if id in relevant]
        ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(relevant), 10) + 1))
        gain = sum(1 / math.log2(rank + 1) for rank in ranks)
        values = (
            bool(ranks) and ranks[0] == 1,
            bool(ranks) and ranks[0] <= 3,
            1 / ranks[0] if ranks else 0.0,
            gain / ideal if ideal else 0.0,
            not found,
        )
        sums = [total + value for total, value in zip(sums, values, strict=True)]
    asked = len(judgements)
    means = [total / asked if asked else 0.0 for total in sums]
    return Scores(
        asked=asked, hit_at_1=means[0], hit_at_3=means[1], mrr=means[2], ndcg_at_10=means[3], zero=means[4]
    )
