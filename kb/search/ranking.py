"""The one formula: BM25F over whole-number impacts, more for all the words, gently for proven pages."""

import heapq
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kb.search.query import Plan
from kb.search.weighing import SCALE

K1 = 2.0  # how soon repeating a word stops helping
COVERAGE = 0.3  # what holding every word of the query adds
EXACT_TITLE = 1.5
EXACT_CODE = 1.5
PER_LEVEL = 0.01  # levels run from 0 to 9: validated and often used pages gain at most 9 %

Postings = Callable[[str], list[tuple[int, int]]]
"""A term → (number of the document, impact), by number; empty when no document holds it."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document by its number, with its score and the query's words it holds."""

    number: int
    score: float
    matched: tuple[str, ...]


def rank(
    asked: Plan, postings: Postings, *, documents: int, level: Callable[[int], int], limit: int
) -> list[Ranked]:
    """
    Score every document that holds a word of the query; best first, ties by number.

    Documents are numbered by their ids' order. Scores are rounded so that every engine breaks ties alike.
    """
    totals: dict[int, float] = {}
    matched: dict[int, int] = {}
    worth: list[float] = []
    for place, word in enumerate(asked.words):
        best, most = _score_word(word.terms, postings, documents)
        worth.append(most * word.weight)
        for number, score in best.items():
            totals[number] = totals.get(number, 0.0) + score * word.weight
            matched[number] = matched.get(number, 0) | 1 << place
    everything = sum(worth)
    titled = {number for number, _ in postings(asked.title)} if asked.title else set()
    coded = {number for code in asked.codes for number, _ in postings(code)}
    scored: list[tuple[float, int]] = []
    shares: dict[int, float] = {}
    for number, total in totals.items():
        held = matched[number]
        share = shares.get(held)
        if share is None:
            share = shares[held] = sum(w for place, w in enumerate(worth) if held >> place & 1) / everything
        score = total * (1 + COVERAGE * share) * (1 + PER_LEVEL * level(number))
        if number in titled:
            score *= EXACT_TITLE
        if number in coded:
            score *= EXACT_CODE
        scored.append((-math.floor(score * 1e6 + 0.5), number))
    return [
        Ranked(number, -score / 1e6, _words(asked, matched[number]))
        for score, number in heapq.nsmallest(max(0, limit), scored)
    ]


def idf(documents: int, holders: int) -> float:
    """Weigh a term by how few documents hold it (BM25's, never negative)."""
    return math.log(1 + (documents - holders + 0.5) / (holders + 0.5))


def _score_word(
    terms: Iterable[tuple[str, float]], postings: Postings, documents: int
) -> tuple[dict[int, float], float]:
    """Score one word in each document by the best of the terms that may stand for it."""
    best: dict[int, float] = {}
    most = 0.0
    for term, factor in terms:
        found = postings(term)
        if not found:
            continue
        unit = idf(documents, len(found)) * factor
        most = max(most, unit)
        for number, impact in found:
            tenths = impact / SCALE
            score = unit * (K1 + 1) * tenths / (K1 + tenths)
            if score > best.get(number, 0.0):
                best[number] = score
    return best, most


def _words(asked: Plan, held: int) -> tuple[str, ...]:
    return tuple(word.surface for place, word in enumerate(asked.words) if held >> place & 1)
