"""The sheets of a workshop: agenda, demonstration, exercise, answers, quiz, hand-out, and what is new."""

from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import quote

from kb.articles.sections import issue
from kb.config import Settings
from kb.flows.reports.quiz import told
from kb.model.article import Article, Audience
from kb.model.kit import Block, Question, Sheet
from kb.model.portal import page_url
from kb.model.prose import count, day
from kb.site.questions import steps
from kb.site.words import summary, unmarked

QUOTES = 3
LINES = 4


def sheets(
    settings: Settings,
    topics: Sequence[Article],
    questions: Sequence[Question],
    news: Sequence[tuple[date, str, Article]],
    *,
    audience: Audience,
    since: date,
    today: date,
    plan: Sequence[tuple[str, int]],
) -> tuple[Sheet, ...]:
    """
    Make them from what the articles say; each article must be one that the audience may read.

    What people say are the wordings that an article shows its readers, which a harvest took from the ledger.
    """
    site = settings.project.address(audience)
    return (
        _agenda(plan),
        Sheet(
            name="demonstration",
            title="Demonstration",
            intro="For the trainer: read out what people say, then show the steps.",
            blocks=tuple(
                Block(
                    title=each.title,
                    quotes=_quotes(each),
                    steps=_steps(each),
                    link=_address(site, each),
                )
                for each in topics
            ),
        ),
        Sheet(
            name="exercise",
            title="Exercise",
            intro="A colleague asks you. Find the answer in the knowledge base, and write down what you tell them.",
            blocks=tuple(
                Block(title=f"Question {number}", quotes=_quotes(each)[-1:], lines=LINES)
                for number, each in enumerate(topics, start=1)
            ),
        ),
        Sheet(
            name="answers",
            title="Answer sheet",
            intro="For the trainer: the answers of the exercise, then the key of the quiz.",
            blocks=(*_answers(site, topics), *_key(questions)),
        ),
        Sheet(
            name="quiz",
            title="Quiz",
            intro="One answer of each is right.",
            blocks=tuple(
                Block(title=f"Question {number}", words=(f"{each.asked} What helps?",), choices=each.choices)
                for number, each in enumerate(questions, start=1)
            ),
            empty="There are too few different answers for a quiz.",
        ),
        Sheet(
            name="handout",
            title=f"{settings.project.name}: what people ask most",
            intro=f"As it stands on {day(today)}.{_contact(settings)}",
            blocks=tuple(
                Block(
                    title=each.title,
                    words=tuple(filter(None, (summary(issue(each.body), limit=240),))),
                    steps=_steps(each),
                    link=_address(site, each),
                )
                for each in topics
            ),
        ),
        Sheet(
            name="webinar",
            title="What is new",
            intro=f"{count(len(news), 'answer')} written or looked at since {day(since)}.",
            blocks=tuple(
                Block(
                    title=each.title,
                    words=(f"{what} on {day(when)}. {told(each)}",),
                    link=_address(site, each),
                )
                for when, what, each in news
            ),
            empty="Nothing was written or looked at.",
        ),
    )


def _agenda(plan: Sequence[tuple[str, int]]) -> Sheet:
    blocks, begins = [], 0
    for title, minutes in plan:
        blocks.append(
            Block(title=f"{begins // 60}:{begins % 60:02}  {title}", words=(f"{count(minutes, 'minute')}.",))
        )
        begins += minutes
    return Sheet(
        name="agenda",
        title="Agenda",
        intro=f"For the trainer: {count(begins, 'minute')}. Of each topic a third is shown, and the rest is for the exercise.",
        blocks=tuple(blocks),
    )


def _quotes(article: Article) -> tuple[str, ...]:
    said = article.also_asked_as[:QUOTES]
    return said or tuple(filter(None, (summary(issue(article.body), limit=240),))) or (article.title,)


def _steps(article: Article) -> tuple[str, ...]:
    return tuple(step.text for step in steps(article.body))


def _answers(site: str, topics: Sequence[Article]) -> Iterator[Block]:
    for number, each in enumerate(topics, start=1):
        yield Block(
            title=f"Exercise, question {number}",
            words=(each.title,),
            steps=_steps(each),
            link=_address(site, each),
        )


def _key(questions: Sequence[Question]) -> Iterator[Block]:
    for number, each in enumerate(questions, start=1):
        yield Block(title=f"Quiz, question {number}", words=(f"{each.letter}. {each.choices[each.right]}",))


def _contact(settings: Settings) -> str:
    return f" {unmarked(settings.project.contact)}" if settings.project.contact else ""


def _address(site: str, article: Article) -> str:
    return f"{site}{quote(page_url(article.path), safe='/')}" if site else ""
