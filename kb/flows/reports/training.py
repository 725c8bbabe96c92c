"""What to teach: the questions and slips that most incidents are about, as a report for the team and as a workshop's kit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kb.articles.lifecycle import has_answer
from kb.articles.repository import ArticleRepository
from kb.errors import ConfigError, RefusedError
from kb.flows.published import refuse_too_wide
from kb.flows.reports.facts import Facts, day_of, in_turn, some
from kb.flows.reports.quiz import quiz
from kb.flows.reports.sheets import sheets
from kb.flows.reports.urgent import fresh_data_first
from kb.flows.twins import twins
from kb.model.article import Article, ArticleType, Audience, Confidence
from kb.model.incident import IncidentRef, ResolutionKind
from kb.model.kit import Kit
from kb.model.prose import count, day
from kb.model.report import Item, Link, Report, Row, Section, Table
from kb.site.news import changed

DAYS = 28
AGENDA = 6
WELCOME, QUIZ, QUESTIONS = 5, 10, 5
SHORTEST = 5
"""Minutes: what a workshop needs beside its topics, and the least that a topic needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a workshop is asked to be: for whom, on how many topics or which, how long, and what counts as new."""

    audience: Audience = Audience.USERS
    topics: int = 5
    articles: tuple[str, ...] = ()
    minutes: int = 60
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """The report for the team, and the kit; None where there is nothing to teach."""

    report: Report
    kit: Kit | None


def training(facts: Facts, wanted: Wanted) -> Training:
    """Choose what to teach, and make all sheets of it; raise RefusedError for what these readers must not read."""
    since = wanted.since or facts.day - timedelta(days=DAYS - 1)
    offered = [
        each
        for each in facts.articles
        if each.confidence is not Confidence.ARCHIVED and not each.duplicate_of
    ]
    readable = [each for each in offered if wanted.audience.may_read(each.audience) and has_answer(each)]
    refuse_too_wide(readable, wanted.audience, facts.settings)
    asked = sorted(
        (each for each in offered if _is_question(facts, each)),
        key=lambda each: (-len(_known(facts, each)), each.id),
    )
    ids = {each.id for each in readable}
    topics = _named(facts, wanted, ids) or [each for each in asked if each.id in ids][: wanted.topics]
    shut = [each for each in asked if each.id not in ids]
    news = _news(readable, since, facts.today)
    questions = quiz(
        topics, readable, alike=[frozenset((pair.keep.id, pair.other.id)) for pair in twins(readable)]
    )
    report = _report(facts, wanted, topics, shut, news, since, len(questions))
    if not topics:
        return Training(report=report, kit=None)
    each_topic = _minutes(wanted.minutes, len(topics))
    made = sheets(
        facts.settings,
        topics,
        questions,
        news,
        audience=wanted.audience,
        since=since,
        today=facts.today,
        plan=(
            ("Welcome", WELCOME),
            *((topic.title, each_topic) for topic in topics),
            ("Quiz", QUIZ),
            ("Questions", QUESTIONS),
        ),
    )
    title = f"{facts.settings.project.name}: workshop"
    return Training(
        report=report, kit=Kit(title=title, audience=wanted.audience, sheets=made, questions=questions)
    )


def _is_question(facts: Facts, article: Article) -> bool:
    """Whether people asked how to do something, or did it wrong: by its type, or by how half of its records were closed."""
    kinds = [facts.by_ref[ref].resolution_kind for ref in _known(facts, article)]
    return article.type in (ArticleType.FAQ, ArticleType.HOW_TO) or (
        bool(kinds) and 2 * kinds.count(ResolutionKind.HOW_TO) >= len(kinds)
    )


def _known(facts: Facts, article: Article) -> list[IncidentRef]:
    return [ref for ref in article.evidence if ref in facts.by_ref]


def _named(facts: Facts, wanted: Wanted, readable: set[str]) -> list[Article]:
    found = [ArticleRepository(facts.settings.content).get(name) for name in wanted.articles]
    for each in found:
        if each.id not in readable:
            raise RefusedError(
                f"{each.id} has no answer, is retired, or is not for {wanted.audience.value}",
                path=f"content/{each.path}",
                hint="name another one after --article, or hand it to fewer: --audience support",
            )
    return list(dict.fromkeys(found))


def _minutes(whole: int, topics: int) -> int:
    each = (whole - WELCOME - QUIZ - QUESTIONS) // topics
    if each < SHORTEST:
        least = WELCOME + QUIZ + QUESTIONS + SHORTEST * topics
        raise ConfigError(
            f"{whole} minutes are too few for {count(topics, 'topic')}",
            hint=f"take {least} minutes, or fewer topics: --topics",
        )
    return each


def _news(readable: Sequence[Article], since: date, today: date) -> list[tuple[date, str, Article]]:
    """Give what was written or looked at since a day, the newest first."""
    found = [(*when, each) for each in readable if (when := changed(each)) and since <= when[0] <= today]
    return sorted(found, key=lambda each: (-each[0].toordinal(), -len(each[2].evidence), each[2].id))


def _report(
    facts: Facts,
    wanted: Wanted,
    topics: Sequence[Article],
    shut: Sequence[Article],
    news: Sequence[tuple[date, str, Article]],
    since: date,
    questions: int,
) -> Report:
    readers = wanted.audience.value
    teach = [_topic(facts, each) for each in topics]
    open_up = [_shut(facts, each, wanted.audience) for each in shut]
    agenda = in_turn([teach, open_up], AGENDA)
    report = Report(
        name="training",
        title=f"What to teach {readers}",
        since=since,
        until=facts.day,
        made_on=facts.today,
        next=_next(facts, topics, shut, readers),
        agenda=agenda,
        sections=(
            Section(
                title="Topics",
                words=(
                    "How-to articles, and those where at least half of the records were closed as a question or a "
                    "user error; the most frequent first.",
                ),
                tables=(_table(facts, topics),),
                empty=f"No article that {readers} may read is about a question or a user error.",
            ),
            Section(
                title=f"Not for {readers} yet" if shut else f"Nothing is kept from {readers}",
                words=("They are asked about as well, and cannot be handed out.",) if shut else (),
                items=some(open_up),
                empty=f"Each article about a question can be handed to {readers}.",
            ),
            Section(
                title=f"New since {day(since)}",
                items=some(
                    Item(text=each.title, page=each.path, why=f"{what} on {day(when)}.")
                    for when, what, each in news
                ),
                empty="Nothing was written or looked at.",
            ),
        ),
        cannot_know=(
            *facts.cannot_know(),
            "Who did something wrong, where a record does not say so when it is closed.",
            *_without_question(len(topics) - questions),
        ),
    )
    return fresh_data_first(facts, report)


def _without_question(number: int) -> Iterator[str]:
    if number:
        yield f"What to ask about {count(number, 'topic')}: no issue is told, or no other article has another answer."


def _topic(facts: Facts, article: Article) -> Item:
    why = f"{count(len(_known(facts, article)), 'incident')}, {_lately(facts, article):,} in the last {DAYS} days."
    return Item(text=article.title, page=article.path, why=why, command=("kb", "show", article.id))


def _lately(facts: Facts, article: Article) -> int:
    since = facts.day - timedelta(days=DAYS - 1)
    opened = (facts.by_ref[ref].opened_at for ref in _known(facts, article))
    return sum(bool(at and since <= day_of(at) <= facts.day) for at in opened)


def _shut(facts: Facts, article: Article, audience: Audience) -> Item:
    number = count(len(_known(facts, article)), "incident")
    if not has_answer(article):
        return Item(
            text=article.title,
            page=article.path,
            why=f"{number}, and it does not say what to do.",
            command=("kb", "edit", article.id),
        )
    return Item(
        text=article.title,
        page=article.path,
        why=f"{number}, and it is for {article.audience.value} only.",
        command=("kb", "promote", article.id, "--to", "validated", "--audience", audience.value),
    )


def _table(facts: Facts, topics: Sequence[Article]) -> Table:
    rows = [
        Row(
            cells=(each.title, each.type.value, len(_known(facts, each)), _lately(facts, each)),
            link=Link(text=each.title, page=each.path),
        )
        for each in topics
    ]
    return Table(
        title="What to teach", columns=("Topic", "Kind", "Incidents", f"In {DAYS} days"), rows=tuple(rows)
    )


def _next(facts: Facts, topics: Sequence[Article], shut: Sequence[Article], readers: str) -> str:
    if topics:
        incidents = sum(len(_known(facts, each)) for each in topics)
        calm = f"Nothing urgent to teach: none of it came up in the last {DAYS} days. "
        if any(_lately(facts, each) for each in topics):
            calm = ""
        about = f"that {count(incidents, 'incident')} {'was' if incidents == 1 else 'were'} about"
        return f"{calm}Teach {count(len(topics), 'topic')} {about}. Begin with: {topics[0].title}"
    if shut:
        return f"Nothing can be handed to {readers} yet. Begin with: {shut[0].title}"
    return "Nothing to teach: no article is about a question or a user error."
