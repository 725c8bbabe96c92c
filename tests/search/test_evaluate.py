import math

import pytest

from kb.model.search import Answer, Hit
from kb.search.evaluate import evaluate, score


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


def test_a_better_document_gains_more_the_higher_it_stands():
    grades = {"best": 3, "good": 1}

    right = score(["best", "good"], grades)
    wrong = score(["good", "best"], grades)

    assert right.ndcg_at_10 == pytest.approx(1.0)
    assert wrong.ndcg_at_10 == pytest.approx((1 + 7 / math.log2(3)) / (7 + 1 / math.log2(3)))


def test_recall_is_the_share_of_what_is_relevant_among_the_first_ten():
    found = [f"x{number}" for number in range(9)]

    assert score([*found, "a", "b"], {"a": 1, "b": 1}).recall_at_10 == 0.5


def test_a_grade_of_nothing_is_not_relevant():
    assert score(["a"], {"a": 0, "b": 1}).hit_at_1 == 0.0


def test_a_query_nobody_can_answer_scores_nothing():
    assert score([], {}) == score([], {"a": 0})
    assert score([], {}).zero == 1.0
