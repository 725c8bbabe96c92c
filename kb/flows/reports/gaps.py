"""The report of what is missing: articles, resolutions, applied lessons, and causes that nobody has removed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from kb.articles.lifecycle import has_answer, only_works_around
from kb.flows.reports.facts import Facts, day_of, defined, in_turn, some, to_do
from kb.flows.reports.urgent import fresh_data_first
from kb.flows.table import as_csv as table_of
from kb.flows.table import write_table
from kb.lessons.repository import LessonRepository
from kb.model.article import Article, Confidence
from kb.model.figure import Cell, Figure, Unit
from kb.model.incident import IncidentRef
from kb.model.lesson import Lesson
from kb.model.prose import count, day, one_line
from kb.model.report import Item, Link, Report, Row, Section, Table
from kb.model.work import Need, Work

WEEKS = 4
"""So many weeks are looked at."""

ENOUGH = 3
"""An article that got new incidents in so many of these weeks keeps growing."""

AGENDA = 8
MEASURES = ("coverage", "recurrence", "lessons_applied")
COLUMNS = ("kind", "what", "why", "incidents", "lately", "days", "owner", "named", "command")


class Kind(StrEnum):
    """What can be missing, in the order it is told."""

    ARTICLE = "no article"
    ANSWER = "no answer"
    WORKAROUND = "workaround only"
    GROWING = "keeps growing"
    LESSON = "lesson not applied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """
    One thing that is missing: what to tell of it, and what counts.

    `incidents` ask for it, `lately` of them in the last weeks; `days` is how long it has been so, None where nobody
    knows. `named` are the incidents, the article or the lesson it is about.
    """

    kind: Kind
    item: Item
    incidents: int = 0
    lately: int = 0
    days: int | None = None
    owner: str = ""
    named: tuple[str, ...] = ()


def gaps(facts: Facts) -> Report:
    """Write the report of what is missing on the facts' day."""
    report, _ = gaps_and_lacks(facts)
    return report


def gaps_and_lacks(facts: Facts) -> tuple[Report, tuple[Lack, ...]]:
    """Write the report, and give all that is missing beside it: the report shows the first of each kind."""
    figures = measured(facts)
    lessons, broken = LessonRepository(facts.settings.lessons).load()
    lacks = {
        Kind.ARTICLE: [_asked_for(facts, work, Kind.ARTICLE) for work in facts.work(Need.NO_ARTICLE)],
        Kind.ANSWER: [
            _asked_for(facts, work, Kind.ANSWER) for work in facts.work(Need.NO_RESOLUTION) if work.incidents
        ],
        Kind.WORKAROUND: _workarounds(facts),
        Kind.GROWING: _growing(facts, figures["recurrence"]),
        Kind.LESSON: lesson_lacks(lessons, facts.today),
    }
    agenda = _agenda(lacks)
    report = Report(
        name="gaps",
        title=f"Gaps, {day(facts.day)}",
        since=facts.day - timedelta(days=7 * WEEKS - 1),
        until=facts.day,
        made_on=facts.today,
        next=_next(facts, lacks, agenda),
        agenda=agenda,
        sections=(
            Section(title="At a glance", tables=(_glance(lacks, figures),)),
            *_sections(facts, lacks, seldom=len(facts.work(Need.TOO_FEW))),
        ),
        figures=defined(figures.values()),
        cannot_know=(
            *facts.cannot_know(figures.values()),
            *map(str, broken),
            "Whether a cause can be removed at all, and whether somebody works on it already elsewhere.",
            "Problems that nobody reported, and groups whose incidents are still open.",
        ),
    )
    return fresh_data_first(facts, report), tuple(lack for found in lacks.values() for lack in found)


def measured(facts: Facts) -> dict[str, Figure]:
    """Take the measures of the last weeks."""
    return facts.measured(MEASURES, since=facts.day - timedelta(days=7 * WEEKS - 1), until=facts.day)


def _asked_for(facts: Facts, work: Work, kind: Kind) -> Lack:
    opened = _opened(facts, work.incidents)
    return Lack(
        kind=kind,
        item=to_do(facts, work),
        incidents=len(work.incidents),
        lately=sum(_lately(facts, opened)),
        days=_days(facts, day_of(min(opened))) if opened else None,
        owner=work.owner,
        named=work.articles or tuple(map(str, work.incidents)),
    )


def _agenda(lacks: Mapping[Kind, Sequence[Lack]]) -> tuple[Item, ...]:
    """Take what still comes up first: by incidents lately, then by all; between equals each kind in turn."""
    asked = {lack.item: (-lack.lately, -lack.incidents) for found in lacks.values() for lack in found}
    every = in_turn([[lack.item for lack in found] for found in lacks.values()], len(asked))
    return tuple(sorted(every, key=asked.__getitem__)[:AGENDA])


def _workarounds(facts: Facts) -> list[Lack]:
    """Give articles whose only answer is a workaround for too long, those that most incidents met lately first."""
    limit = facts.settings.report.workaround_days
    ready = {work.articles[0]: work.command for work in facts.work(Need.READY)}
    lacks = []
    for article in _offered(facts):
        first = article.first_seen or article.created
        days = _days(facts, first)
        if not only_works_around(article) or days is None or days <= limit:
            continue
        lately = sum(_lately(facts, _opened(facts, article.evidence)))
        why = f"A workaround for {count(days, 'day')}, {count(len(article.evidence), 'incident')}, {lately:,} lately."
        lacks.append(
            Lack(
                kind=Kind.WORKAROUND,
                item=_about(article, f"{why} {_asks(lately, article.id in ready)}", ready.get(article.id)),
                incidents=len(article.evidence),
                lately=lately,
                days=days,
                owner=article.owner,
                named=(article.id,),
            )
        )
    return sorted(lacks, key=lambda lack: (-lack.lately, -lack.incidents, -(lack.days or 0), lack.named))


def _asks(lately: int, ready: bool) -> str:
    if ready:
        return "Nobody has validated it: promote it first, then ask for the cause."
    return "What removes the cause?" if lately else "Is the cause gone?"


def _growing(facts: Facts, recurrence: Figure) -> list[Lack]:
    """Give articles with an answer that new incidents came to, week after week, though the article was there."""
    part, at = recurrence.columns.index("part"), recurrence.columns.index("opened_at")
    opened: dict[Cell, list[Cell]] = {}
    for row in recurrence.rows:
        opened.setdefault(row[part], []).append(row[at])
    lacks = []
    for article in _offered(facts):
        weeks = _lately(facts, opened.get(article.id, ()))
        if sum(map(bool, weeks)) < ENOUGH or not has_answer(article):
            continue
        why = (
            f"{count(sum(weeks), 'new incident')} in {sum(map(bool, weeks))} of the last {WEEKS} weeks, although it "
            "has an answer: the cause is a matter for problem management."
        )
        lacks.append(
            Lack(
                kind=Kind.GROWING,
                item=_about(article, why),
                incidents=len(article.evidence),
                lately=sum(weeks),
                days=_days(facts, article.created),
                owner=article.owner,
                named=(article.id,),
            )
        )
    return sorted(lacks, key=lambda lack: (-lack.lately, -lack.incidents, lack.named))


def _offered(facts: Facts) -> Iterator[Article]:
    return (
        each
        for each in facts.articles
        if each.confidence is not Confidence.ARCHIVED and not each.duplicate_of
    )


def _opened(facts: Facts, refs: Iterable[IncidentRef]) -> list[datetime]:
    return [at for ref in refs if (each := facts.by_ref.get(ref)) and (at := each.opened_at)]


def _lately(facts: Facts, moments: Iterable[Cell]) -> list[int]:
    """Count moments in each of the last weeks, this one first."""
    counts = Counter((facts.day - _date(each)).days // 7 for each in moments if isinstance(each, datetime))
    return [counts[back] for back in range(WEEKS)]


def _date(moment: datetime) -> date:
    return day_of(moment) if moment.tzinfo else moment.date()  # a figure's own are in UTC, and do not say so


def lesson_lacks(lessons: Sequence[Lesson], today: date) -> list[Lack]:
    """Give the lessons whose action is not applied: what is overdue first, then what is due, then the rest."""
    waiting = [each for each in lessons if not each.status.is_done]
    waiting.sort(key=lambda each: (each.due or date.max, each.observed_on or date.max, each.id))
    return [
        Lack(
            kind=Kind.LESSON,
            item=Item(text=each.title, page=f"lessons/{each.path}", why=_standing(each, today)),
            incidents=len(each.evidence),
            days=(today - each.observed_on).days if each.observed_on else None,
            owner=each.owner,
            named=(each.id,),
        )
        for each in waiting
    ]


def _standing(lesson: Lesson, today: date) -> str:
    due = lesson.until(today) or "nobody said until when"
    owner = f"owner {lesson.owner}" if lesson.owner else "nobody owns it"
    return f"Lesson, {lesson.status.value.replace('-', ' ')}, {due}, {owner}."


def _about(article: Article, why: str, command: tuple[str, ...] | None = None) -> Item:
    owner = f" Owner: {article.owner}." if article.owner else ""
    return Item(
        text=article.title,
        page=article.path,
        why=f"{why}{owner}",
        command=command or ("kb", "show", article.id),
    )


def _days(facts: Facts, first: date | None) -> int | None:
    return max(0, (facts.day - first).days) if first else None


def _glance(lacks: Mapping[Kind, Sequence[Lack]], figures: Mapping[str, Figure]) -> Table:
    names = {
        Kind.ARTICLE: ("Problems without an article", "coverage"),
        Kind.ANSWER: ("Articles without an answer", ""),
        Kind.WORKAROUND: ("Old workarounds", ""),
        Kind.GROWING: ("Articles that keep growing", "recurrence"),
        Kind.LESSON: ("Lessons not applied", "lessons_applied"),
    }
    rows = [
        Row(
            cells=(title, len(lacks[kind]), _asked(lacks[kind])),
            measure=measure if measure in figures else "",
        )
        for kind, (title, measure) in names.items()
    ]
    return Table(
        title="What is missing",
        columns=("", "How many", f"Incidents in {WEEKS} weeks"),
        rows=tuple(rows),
        unit=Unit.INCIDENTS,
    )


def _asked(lacks: Sequence[Lack]) -> int | None:
    """Count the incidents of the last weeks; nobody knows how many ask for a lesson."""
    if any(lack.kind is Kind.LESSON for lack in lacks):
        return None
    return sum(lack.lately for lack in lacks)


def _sections(facts: Facts, lacks: Mapping[Kind, Sequence[Lack]], *, seldom: int) -> Iterator[Section]:
    limit = facts.settings.report.workaround_days
    more = f" {count(seldom, 'more problem')} came up too seldom for a draft." if seldom else ""
    told = {
        Kind.ARTICLE: (
            "Problems without an article",
            f"Resolved incidents that one article would answer, {facts.settings.harvest.min_incidents} or more of a kind.{more}",
            "Each problem that came up often enough has its article.",
        ),
        Kind.ANSWER: (
            "Articles without an answer",
            "They are found, and do not say what to do.",
            "Each article that incidents asked for says what to do.",
        ),
        Kind.WORKAROUND: (
            "Workarounds that stayed",
            f"Articles that say how to work around a problem, for more than {count(limit, 'day')}, and not what removes it.",
            "No workaround is that old.",
        ),
        Kind.GROWING: (
            "Articles that keep growing",
            f"They have an answer, and new incidents in at least {ENOUGH} of the last {WEEKS} weeks: the answer helps "
            "each time, and does not remove the cause.",
            "No article gets new incidents week after week.",
        ),
        Kind.LESSON: (
            "Lessons without an applied action",
            "A lesson is learned only once its action is applied.",
            "Each lesson that was written down is applied.",
        ),
    }
    for kind, (title, words, empty) in told.items():
        found = lacks[kind]
        yield Section(
            title=title,
            words=(words,),
            items=some((lack.item for lack in found), "kb", "report", "gaps", "--csv", "gaps.csv"),
            tables=(_counted(facts, found),) if kind is Kind.GROWING else (),
            empty=empty,
        )


def _counted(facts: Facts, found: Sequence[Lack]) -> Table:
    rows = [
        Row(
            cells=(lack.item.text, lack.lately, lack.incidents, lack.days),
            link=Link(text=lack.item.text, page=lack.item.page),
        )
        for lack in found[:10]
    ]
    return Table(
        title="How they grew",
        columns=(
            "Article",
            f"Since {facts.day - timedelta(days=7 * WEEKS - 1)}",
            "Ever",
            "Days since it was written",
        ),
        rows=tuple(rows),
        unit=Unit.INCIDENTS,
        measure="recurrence",
    )


def _next(facts: Facts, lacks: Mapping[Kind, Sequence[Lack]], agenda: Sequence[Item]) -> str:
    if not agenda:
        return (
            "Nothing is missing that the ledger and the lessons know of."
            if facts.incidents
            else "Harvest an export: without incidents nothing can be missed."
        )
    told = {
        Kind.ARTICLE: ("problem without an article", "problems without an article"),
        Kind.ANSWER: ("article without an answer", "articles without an answer"),
        Kind.WORKAROUND: ("workaround that stayed", "workarounds that stayed"),
        Kind.GROWING: ("article that keeps growing", "articles that keep growing"),
        Kind.LESSON: ("lesson not applied", "lessons not applied"),
    }
    *most, last = [count(len(lacks[kind]), *names) for kind, names in told.items() if lacks[kind]]
    return f"{', '.join(most)}{' and ' if most else ''}{last}. Begin with: {agenda[0].text}"


def as_csv(lacks: Sequence[Lack]) -> str:
    """Write each lack on a line."""
    return table_of(COLUMNS, (list(map(one_line, _cells(lack))) for lack in lacks))


def _cells(lack: Lack) -> tuple[str, ...]:
    return (
        lack.kind.value,
        lack.item.text,
        lack.item.why,
        str(lack.incidents),
        str(lack.lately),
        "" if lack.days is None else str(lack.days),
        lack.owner,
        " ".join(lack.named),
        lack.item.typed,
    )


def export(lacks: Sequence[Lack], path: Path, *, dry_run: bool) -> bool:
    """Write the table and tell whether it changed; raise RefusedError for a file that is no such table."""
    return write_table(path, COLUMNS, as_csv(lacks), what="table of gaps", option="--csv", dry_run=dry_run)
