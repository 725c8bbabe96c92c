import pytest

from kb.model.search import Answer, Hit
from kb.search.evaluate import evaluate


def answer(*ids):
    return Answer(
        query="q",
        hits=tuple(Hit(id=id, title=id, url="", kind="article", confidence="", score=1.0) for id in ids),
    )


def test_scores_are_means_over_the_judged_queries():
    given = {
        "first": answer("a", "b"),
        "second": answer("x", "a"),
        "late": answer("x", "y", "z", "a"),
        "none": answer(),
    }

    scores = evaluate(given.__getitem__, {query: frozenset({"a"}) for query in given})

    assert scores.asked == 4
    assert scores.hit_at_1 == 0.25
    assert scores.hit_at_3 == 0.5
    assert scores.mrr == pytest.approx((1 + 1 / 2 + 1 / 4) / 4)
    assert scores.zero == 0.25


def test_ndcg_is_one_when_all_that_is_relevant_comes_first():
    assert evaluate(lambda _: answer("a", "b", "c"), {"q": frozenset("ab")}).ndcg_at_10 == pytest.approx(1.0)


def test_nothing_asked_is_nothing_scored():
    assert evaluate(lambda _: answer(), {}).mrr == 0.0
