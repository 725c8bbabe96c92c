"""
The one formula: BM25F over whole-number impacts, more for all the words, gently for proven pages.

    score = Σ words  weight x (saturated impact + COVERAGE) x idf   +  Σ pairs PAIR x …
    times what an exact title or code and a proven page add

Every word that a document holds adds COVERAGE x idf whatever its impact, so that a page with all the words comes
before one that says some of them often.
"""

import heapq
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kb.search.query import PAIR, Plan, Term, Word
from kb.search.weighing import SCALE

K1 = 4.0  # how soon repeating a word stops helping
COVERAGE = 0.25  # what holding a word of the query adds, as a share of its idf
EXACT_TITLE = 1.5
EXACT_CODE = 1.5
LOWEST, HIGHEST = 0.6, 1.11  # what a document's lift can be, see kb.search.table


class Postings(NamedTuple):
    """The documents that hold a term, by number, each with its impact; `holders` counts them all."""

    numbers: Sequence[int]
    impacts: Sequence[int]
    holders: int


NOTHING = Postings((), (), 0)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document by its number, with its score."""

    number: int
    score: float


def scores(asked: Plan, postings: Callable[[str], Postings], documents: int) -> dict[int, float]:
    """Score every document that holds a word of the query, before bonuses."""
    totals: dict[int, float] = {}
    for word in asked.words:
        best: dict[int, float] = {}
        for term in word.terms:
            found = postings(term.term)
            if found.holders:
                unit = idf(documents, found.holders) * term.factor * word.weight
                _keep_best(best, found, unit, COVERAGE)
        _add(totals, best)
    for pair in asked.pairs if totals else ():
        found = postings(pair)
        if found.holders:
            best = {}
            _keep_best(best, found, idf(documents, found.holders) * PAIR, 0.0)
            _add(totals, best)
    return totals


def rank(
    asked: Plan,
    totals: dict[int, float],
    postings: Callable[[str], Postings],
    *,
    lift: Callable[[int], float],
    name: Callable[[int], str],
    most: int,
) -> list[Ranked]:
    """
    Give the best `most` documents, best first, ties by name.

    Scores are rounded so that every engine breaks ties alike.
    """
    if not totals or most < 1:
        return []
    titled = set(postings(asked.title).numbers) if asked.title else set()
    coded = {number for code in asked.codes for number in postings(code).numbers}
    least = heapq.nlargest(most, totals.values())[-1] * LOWEST / HIGHEST
    scored = []
    for number, total in totals.items():
        if total < least and number not in titled and number not in coded:
            continue
        score = total * lift(number)
        if number in titled:
            score *= EXACT_TITLE
        if number in coded:
            score *= EXACT_CODE
        scored.append((-math.floor(score * 1e6 + 0.5), name(number), number))
    return [Ranked(number, -score / 1e6) for score, _, number in heapq.nsmallest(most, scored)]


def idf(documents: int, holders: int) -> float:
    """Weigh a term by how few documents hold it (BM25's, never negative)."""
    return math.log(1 + (documents - holders + 0.5) / (holders + 0.5))


def worth(word: Word, postings: Callable[[str], Postings], documents: int) -> float:
    """Say what a word of a query can weigh: the rarity of the rarest term that stands for it."""
    held = ((term.factor, postings(term.term).holders) for term in word.terms)
    return word.weight * max(
        (factor * idf(documents, holders) for factor, holders in held if holders), default=0.0
    )


def value(word: Word, term: Term, impact: int, documents: int, holders: int) -> float:
    """Score one term of a word in one document."""
    return idf(documents, holders) * term.factor * word.weight * (saturated(impact) + COVERAGE)


def _keep_best(best: dict[int, float], found: Postings, unit: float, flat: float) -> None:
    """Score one term in each document; where another term scored already, the better one stays."""
    worth = {impact: unit * (saturated(impact) + flat) for impact in set(found.impacts)}
    scored = zip(found.numbers, map(worth.__getitem__, found.impacts), strict=True)
    if not best:
        best.update(scored)
        return
    for number, score in scored:
        if score > best.get(number, 0.0):
            best[number] = score


def saturated(impact: int) -> float:
    """Let repeating help less and less (BM25)."""
    tenths = impact / SCALE
    return (K1 + 1) * tenths / (K1 + tenths)


def _add(totals: dict[int, float], best: dict[int, float]) -> None:
    if not totals:
        totals.update(best)
        return
    known = totals.get
    for number, score in best.items():
        totals[number] = known(number, 0.0) + score
