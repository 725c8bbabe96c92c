"""
Search beside others on the same documents and questions, in one run.

Run by hand: `KB_SAMPLES=DIR .venv/bin/python -m tests.bench.search.versus`; tantivy and lunr are asked where tantivy and
node are installed. The others get a title and a text, and the questions as they are; Whoosh and SQLite want every
word of a question by default, so they are also asked for any of them. Lunr's seconds are node's.
"""

from kb.search.evaluate import Scores, mean, score
from tests.bench.search.engines import Engine, engines
from tests.bench.search.sets import Questions, everything, in_turn, mistyped


def main() -> None:
    """Print a line for each engine and set, with its share of what we reach."""
    them = list(engines())
    for right in everything():
        for questions in (right, mistyped(right)):
            count = len(questions.questions)
            print(f"{questions.name}: {count:,} questions, {len(questions.documents):,} documents")
            print(f"{'':28}{'nDCG@10':>9}{'ratio':>7}{'hit@3':>8}{'R@10':>8}{'zero':>8}{'CPU s':>9}")
            ours: Scores | None = None
            for name, engine in them:
                scores, seconds = measured(questions, engine)
                ours = ours or scores
                ratio = scores.ndcg_at_10 / ours.ndcg_at_10
                print(
                    f"  {name:26}{scores.ndcg_at_10:9.3f}{ratio:7.2f}{scores.hit_at_3:8.3f}"
                    f"{scores.recall_at_10:8.3f}{scores.zero:8.3f}{seconds:9.2f}",
                    flush=True,
                )
            print()


def measured(questions: Questions, engine: Engine) -> tuple[Scores, float]:
    """Ask one engine everything, filled anew where a question's own wording is left out."""
    turns = in_turn(questions)
    found, seconds = engine([(documents, [each.text for each in asked]) for documents, asked in turns])
    scored = [
        score([id for id in ids if id != each.itself], each.relevant)
        for (_, asked), lists in zip(turns, found, strict=True)
        for each, ids in zip(asked, lists, strict=True)
    ]
    return mean(scored), seconds


if __name__ == "__main__":
    main()
