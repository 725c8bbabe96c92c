"""
How good search is on judged questions, and what one typing error in each of them costs.

Run by hand: `KB_SAMPLES=DIR .venv/bin/python -m tests.bench.search.quality`; without KB_SAMPLES it asks the sample
project only. Typing errors are seeded, so that they are the same each time; `--seeds N` takes the mean of N of them.
"""

import argparse
from dataclasses import replace
from random import Random

from kb.cli.figures import HEADS, cells
from kb.model.search import Request
from kb.search.evaluate import DEPTH, Scores, mean, score
from kb.search.leaving_out import Whole
from tests.bench.search.sets import SEED, Questions, everything, mistype


def main() -> None:
    """Print a line for each set, and one for it mistyped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    seeds = parser.parse_args().seeds
    print(f"{'':26}" + "".join(f"{head:>9}" for head in HEADS))
    for questions in everything():
        whole = Whole(questions.documents)
        right = asked(questions, whole)
        line(questions.name, right)
        wrong = mean(asked(questions, whole, seed=SEED + number) for number in range(seeds))
        line("  one typing error", replace(wrong, asked=right.asked))
        print(f"{'':26}hit@3 loses {100 * (right.hit_at_3 - wrong.hit_at_3):.1f} points")


def asked(questions: Questions, whole: Whole, *, seed: int | None = None) -> Scores:
    """Ask all questions, mistyped if there is a seed."""
    random = Random(seed)
    scored = []
    for each in questions.questions:
        text = each.text if seed is None else mistype(each.text, random)
        hits = whole.search(Request(text=text, limit=DEPTH + 1), each.said).hits
        scored.append(score([hit.id for hit in hits if hit.id != each.itself], each.relevant))
    return mean(scored)


def line(name: str, scores: Scores) -> None:
    """Print the figures of one set."""
    first, *figures = cells(name, scores)
    print(f"{first:26}" + "".join(f"{figure:>9}" for figure in figures), flush=True)


if __name__ == "__main__":
    main()
