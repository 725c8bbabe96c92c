"""How good an article is by the content standard: 100 points, of which 70 pass."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kb.articles.lifecycle import has_answer
from kb.articles.sections import issue
from kb.model.article import Article, Confidence, Finding

PASS = 70


class Criterion(NamedTuple):
    """What points are given for, how many, and the findings that lose them."""

    name: str
    points: int
    codes: frozenset[str]


_ANSWER = "says what to do"
_ASKED = "tells the issue as people ask it"

CRITERIA = (
    Criterion(_ANSWER, 35, frozenset({"KB102"})),
    Criterion("has a title that names issue and environment", 15, frozenset({"KB101"})),
    Criterion(
        "has a source for every statement", 15, frozenset({"KB103", "KB104", "KB105", "KB110", "KB113"})
    ),
    Criterion(_ASKED, 10, frozenset()),
    Criterion("is in plain words", 5, frozenset({"KB116"})),
    Criterion("has steps that say what to do", 5, frozenset({"KB117"})),
    Criterion("is a page or less", 3, frozenset({"KB115"})),
    Criterion("has links and pictures that work", 3, frozenset({"KB106", "KB107"})),
    Criterion("was reviewed in time", 3, frozenset({"KB109"})),
    Criterion("is not flagged", 3, frozenset({"KB114"})),
    Criterion("is one of a kind", 3, frozenset({"KB108", "KB118", "KB120"})),
)
"""The one table of weights; the sum is 100, and without an answer nothing passes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """An article's points, and what it lost some for as (criterion, points)."""

    article: Article
    points: int
    lost: tuple[tuple[str, int], ...]

    @property
    def passes(self) -> bool:
        """Whether it is good enough."""
        return self.points >= PASS


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerScore:
    """The articles of one owner: how many, how many pass, and their mean."""

    owner: str
    articles: int
    passing: int
    mean: float


def scores(
    articles: Iterable[Article], findings: Sequence[Finding], folder: str = "content"
) -> tuple[Score, ...]:
    """Score what is offered to readers, the worst first; `findings` are all of `kb check`, whatever is switched off."""
    by_path: dict[str, set[str]] = {}
    for each in findings:
        by_path.setdefault(each.path, set()).add(each.code)
    found = [
        _score(article, by_path.get(f"{folder}/{article.path}", set()))
        for article in articles
        if article.confidence is not Confidence.ARCHIVED
    ]
    return tuple(sorted(found, key=lambda each: (each.points, each.article.path)))


def by_owner(found: Iterable[Score]) -> tuple[OwnerScore, ...]:
    """Sum up by the group that keeps the articles, the lowest mean first."""
    groups: dict[str, list[Score]] = {}
    for each in found:
        groups.setdefault(each.article.owner, []).append(each)
    summed = [
        OwnerScore(
            owner=owner,
            articles=len(group),
            passing=sum(each.passes for each in group),
            mean=sum(each.points for each in group) / len(group),
        )
        for owner, group in groups.items()
    ]
    return tuple(sorted(summed, key=lambda each: (round(each.mean, 6), each.owner)))


def _score(article: Article, codes: set[str]) -> Score:
    own: Mapping[str, bool] = {_ANSWER: has_answer(article), _ASKED: _is_asked(article)}
    lost = tuple(
        (each.name, each.points)
        for each in CRITERIA
        if not own.get(each.name, True) or not each.codes.isdisjoint(codes)
    )
    return Score(article=article, points=100 - sum(points for _, points in lost), lost=lost)


def _is_asked(article: Article) -> bool:
    """Whether there is an issue, and somebody's words for it besides the title."""
    return bool(issue(article.body).strip()) and bool(article.also_asked_as or article.error_codes)
