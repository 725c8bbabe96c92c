"""A quiz from what articles say: the question is an issue, the right answer its resolution, the wrong ones are others'."""

from collections.abc import Collection, Sequence

from kb.articles.lifecycle import says_something
from kb.articles.sections import issue
from kb.model.article import Article
from kb.model.kit import Question
from kb.model.prose import digest, fold
from kb.site.questions import steps
from kb.site.words import shortened, summary

CHOICES = 4
FEWEST = 2
ASKED, ANSWERED = 240, 200


def quiz(
    topics: Sequence[Article], others: Sequence[Article], *, alike: Collection[frozenset[str]] = ()
) -> tuple[Question, ...]:
    """
    Ask one question a topic; none where there is no wrong answer to offer.

    Wrong answers are those of `others` that say something else and are not `alike`: pairs of ids whose articles may
    both be right. Which ones, and in which order, follows from the ids alone.
    """
    found = (_question(topic, others, alike) for topic in topics)
    return tuple(each for each in found if each is not None)


def _question(
    topic: Article, others: Sequence[Article], alike: Collection[frozenset[str]]
) -> Question | None:
    right, asked = told(topic), summary(issue(topic.body), limit=ASKED)
    if not right or not asked:
        return None
    wrong: dict[str, str] = {}
    for other in sorted(others, key=lambda each: digest(f"{topic.id} {each.id}")):
        said = told(other)
        if said and frozenset((topic.id, other.id)) not in alike:
            wrong.setdefault(fold(said), said)
    wrong.pop(fold(right), None)
    choices = list(wrong.values())[: CHOICES - 1]
    if len(choices) + 1 < FEWEST:
        return None
    place = int(digest(topic.id), 16) % (len(choices) + 1)
    choices.insert(place, right)
    return Question(article=topic.id, asked=asked, choices=tuple(choices), right=place)


def told(article: Article) -> str:
    """Say in one line what an article's answer is; "" where it says that there is none."""
    text = " ".join(_sentence(step.text) for step in steps(article.body))
    return shortened(text, ANSWERED) if says_something(text) else ""


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…", ":")) else f"{text}."
