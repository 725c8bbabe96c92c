"""How the figures of search are shown, on the screen and as JSON."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.search.evaluate import Scores

HEADS = ("asked", "hit@1", "hit@3", "MRR", "nDCG@10", "R@10", "zero")


def cells(name: str, scores: "Scores") -> list[str]:
    """Give one row of a table, below HEADS."""
    values = (
        scores.hit_at_1,
        scores.hit_at_3,
        scores.mrr,
        scores.ndcg_at_10,
        scores.recall_at_10,
        scores.zero,
    )
    return [name, f"{scores.asked:,}", *(f"{value:.3f}" for value in values)]


def scores_values(scores: "Scores") -> dict[str, float]:
    """Give the figures as plain values, rounded to four digits."""
    from kb.search.evaluate import NAMES

    return {"asked": scores.asked} | {name: round(getattr(scores, name), 4) for name in NAMES}
