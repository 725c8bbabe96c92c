"""Pairs of articles that look like one: much the same title, issue and resolution."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from kb.articles.sections import answers, issue
from kb.drafting.likeness import Vector, dot, vectors, words
from kb.drafting.neighbours import Index
from kb.model.article import Article, Confidence
from kb.search.plain import plain

TWINS = 0.4
"""From this cosine on two articles look like one; chosen on the sample project, where the two most alike articles have 0.31."""

_NEAR = 20


class Twins(NamedTuple):
    """Two articles and how alike they are; the one to keep comes first: more evidence, then more trust, then older."""

    keep: Article
    other: Article
    likeness: float


def twins(articles: Sequence[Article], *, least: float = TWINS) -> tuple[Twins, ...]:
    """Find the pairs, the most alike first; what is retired or known as a duplicate is left out."""
    alive = sorted(
        (a for a in articles if a.confidence is not Confidence.ARCHIVED and not a.duplicate_of),
        key=lambda each: each.id,
    )
    found = vectors([_terms(article) for article in alive])
    index: Index[int] = Index()
    pairs: list[Twins] = []
    for number, vector in enumerate(found):
        for other in index.near(vector, most=_NEAR, least=least / 3):
            likeness = dot(vector, found[other])
            if likeness >= least:
                keep, second = sorted((alive[number], alive[other]), key=_standing)
                pairs.append(Twins(keep, second, likeness))
        index.add(number, vector)
    return tuple(sorted(pairs, key=lambda each: (-round(each.likeness, 9), each.keep.id, each.other.id)))


def _standing(article: Article) -> tuple[int, int, str, str]:
    trust = list(Confidence).index(article.confidence)
    return -len(article.evidence), -trust, str(article.created or "9999"), article.id


def _terms(article: Article) -> Vector:
    answer = " ".join(part.text for part in answers(article.body))
    weighed: defaultdict[str, float] = defaultdict(float)
    for text, weight in ((article.title, 2.0), (plain(issue(article.body)), 1.0), (plain(answer), 1.2)):
        for term, count in Counter(words(text)).items():
            weighed[term] += weight * min(count, 3)
    for code in article.error_codes:
        weighed[f"code:{code}"] += 2.0
    return weighed
