"""The report of a quarter: what readers and agreements say, what came again, what was learned, against the one before."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from kb.errors import ConfigError
from kb.flows.reports.facts import Facts, day_of, defined, in_turn, some, to_do
from kb.flows.reports.gaps import lesson_lacks
from kb.flows.reports.periods import against, by_group, change, over
from kb.flows.reports.urgent import fresh_data_first
from kb.lessons.repository import LessonRepository
from kb.model.article import Article
from kb.model.figure import By, Figure, Unit, before
from kb.model.lesson import Lesson, LessonStatus
from kb.model.prose import MONTHS, count, day
from kb.model.report import Item, Link, Report, Row, Section, Table
from kb.model.work import Need

AGENDA = 8
OFTEN = 3
"""An article that so many new incidents came to in a quarter is worth a word."""

RECORDS, POINTS = 5, 0.01
"""A share of fewer records says little, and one that fell by less is no fall."""

COMPARED = (
    "satisfaction",
    "sla_attainment",
    "reopen_rate",
    "incidents_opened",
    "incidents_resolved",
    "time_to_resolve_median",
    "known_share",
    "link_rate",
    "reuse_share",
    "recurrence",
)
STANDING = ("coverage", "stale_share", "lessons_applied", "lessons_recurred")
"""What is measured as it stands today; nobody kept what it was."""


def quarter_of(told: str) -> date:
    """Give the first day of a quarter as `2026-Q3`; raise ConfigError for anything else."""
    year, _, number = told.partition("-Q")
    try:
        first = date(int(year), 3 * int(number) - 2, 1)
        return _months_later(
            _months_later(_months_later(first, 3), -6), 3
        )  # its neighbours can be named as well
    except ValueError as error:
        raise ConfigError(f"{told!r} is no quarter", hint="write it as 2026-Q3") from error


def quarterly(facts: Facts, *, first: date | None = None) -> Report:
    """Write the report of a quarter; of the one that the facts' day lies in where none is told."""
    first = first or facts.day.replace(month=(facts.day.month - 1) // 3 * 3 + 1, day=1)
    last = _months_later(first, 3) - timedelta(days=1)
    since = _months_later(first, -3)
    this = f"{first.year:04}-Q{(first.month + 2) // 3}"
    then = before(this)
    found = facts.measured((*COMPARED, *STANDING), since=since, until=last, by=By.QUARTER)
    compared = {name: found[name] for name in COMPARED}
    standing = {name: found[name] for name in STANDING}
    days = (facts.day - first).days + 1
    partial = bool(facts.incidents) and first <= facts.day < last
    mark = f" so far ({days} of {(last - first).days + 1} days)" if partial else ""
    whole = not partial and not _begins_after(facts, since)
    by_month = facts.measured(
        ("incidents_opened", "incidents_resolved"), since=since, until=last, by=By.MONTH
    )
    lessons, broken = LessonRepository(facts.settings.lessons).load()
    again = _again(facts, compared["recurrence"], this, then)
    falls = [
        *fallen(compared["satisfaction"], this, then),
        *fallen(compared["sla_attainment"], this, then),
    ]
    missing = facts.work(Need.NO_ARTICLE)
    waiting = [lack.item for lack in lesson_lacks(lessons, facts.today)]
    kinds = [
        falls,
        [_cause(article, now) for article, now, _ in again if now >= OFTEN],
        waiting,
        [to_do(facts, work) for work in missing],
    ]
    agenda = in_turn(kinds, AGENDA)
    report = Report(
        name="quarter",
        title=f"Quarterly report, {this}{mark}",
        since=first,
        until=last,
        made_on=facts.today,
        next=_next(compared, this, then, agenda, mark, whole=whole)
        if facts.incidents
        else "Harvest an export: without incidents there is nothing to compare.",
        agenda=agenda,
        sections=(
            Section(
                title="The quarter in figures",
                tables=(
                    against(compared, this, then, mark=mark, whole=whole),
                    *_over(by_month, _months(since, facts.day)),
                )
                if facts.incidents
                else (),
                empty="There is no incident to count.",
            ),
            Section(
                title="Satisfaction",
                tables=(
                    by_group(compared["satisfaction"], this, then, title="Satisfied, by group", mark=mark),
                ),
                empty="No incident of these two quarters holds an answer on satisfaction.",
            ),
            Section(
                title="Service levels",
                tables=(
                    by_group(
                        compared["sla_attainment"], this, then, title="Kept in time, by group", mark=mark
                    ),
                ),
                empty="No record of these two quarters says whether it kept its service level.",
            ),
            Section(
                title="What came again",
                words=("New incidents of problems that had an article already.",),
                tables=(_recurring(again, f"{this}{mark}", then, whole=whole),),
                empty="No incident was opened whose problem had an article already.",
            ),
            Section(
                title="Lessons",
                words=(_learned(lessons, first, last, since),),
                items=some(waiting, "kb", "lessons", "list"),
                empty="Each lesson that was written down is applied, or none was.",
            ),
            Section(
                title="Knowledge as it stands today",
                tables=(_standing(standing), _coverage(standing["coverage"])) if facts.incidents else (),
                empty="There is no incident that an article could answer.",
            ),
            Section(
                title="Problems without an article",
                items=some((to_do(facts, work) for work in missing), "kb", "worklist"),
                empty="Each problem that came up often enough has its article.",
            ),
        ),
        figures=defined(found.values()),
        cannot_know=(
            *_cannot_know(facts, first, last),
            *facts.cannot_know(found.values()),
            *map(str, broken),
        ),
    )
    return fresh_data_first(facts, report)


def _months_later(first: date, months: int) -> date:
    years, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(years, month + 1, 1)


def _months(since: date, until: date) -> list[str]:
    """Name the months of two quarters that have begun."""
    months = (_months_later(since, ahead) for ahead in range(6))
    return [f"{month:%Y-%m}" for month in months if month <= until]


def _over(by_month: Mapping[str, Figure], months: Sequence[str]) -> tuple[Table, ...]:
    return (
        (over(by_month, months, each="month", called=lambda month: MONTHS[int(month[-2:]) - 1][:3]),)
        if months
        else ()
    )


def _again(facts: Facts, recurrence: Figure, this: str, then: str) -> list[tuple[Article, int, int]]:
    """Give the articles that new incidents came to in the quarter, with their number then and now."""
    by_id = {article.id: article for article in facts.articles}
    told = [
        (by_id[point.part], int(point.value or 0), int(recurrence.at(then, point.part).value or 0))
        for point in recurrence.parts_of(this)
        if point.part in by_id
    ]
    return sorted(told, key=lambda each: (-each[1], -each[2], each[0].id))


def _recurring(again: Sequence[tuple[Article, int, int]], this: str, then: str, *, whole: bool) -> Table:
    rows = [
        Row(
            cells=(article.title, now, earlier, change(Unit.INCIDENTS, earlier, now, whole=whole)),
            link=Link(text=article.title, page=article.path),
        )
        for article, now, earlier in again[:10]
    ]
    return Table(
        title="Articles with most new incidents",
        columns=("Article", this, then, "Change"),
        rows=tuple(rows),
        unit=Unit.INCIDENTS,
        measure="recurrence",
    )


def _cause(article: Article, now: int) -> Item:
    return Item(
        text=article.title,
        page=article.path,
        why=f"{count(now, 'new incident')} though the article was there: who removes the cause?",
        command=("kb", "show", article.id),
    )


def fallen(figure: Figure, this: str, then: str) -> Iterator[Item]:
    """Name the groups where a share of enough records fell, the deepest fall first."""
    found = []
    for now in figure.parts_of(this):
        earlier = figure.at(then, now.part)
        if now.value is None or earlier.value is None or min(now.n, earlier.n) < RECORDS:
            continue
        if now.value - earlier.value <= -POINTS:
            found.append((now.value - earlier.value, now, earlier))
    for _, now, earlier in sorted(found, key=lambda each: (each[0], each[1].part)):
        yield Item(
            text=f"{figure.title} of {now.part} fell",
            why=f"{figure.unit.told(now.value)} of {count(now.n, 'record')}, "
            f"{figure.unit.told(earlier.value)} of {earlier.n:,} in the quarter before.",
            command=("kb", "measures", figure.name, "--rows"),
        )


def _learned(lessons: Sequence[Lesson], first: date, last: date, since: date) -> str:
    def written(begin: date, end: date) -> int:
        return sum(bool(each.observed_on and begin <= each.observed_on <= end) for each in lessons)

    applied = sum(each.status.is_done for each in lessons)
    recurred = sum(each.status is LessonStatus.RECURRED for each in lessons)
    return (
        f"{count(written(first, last), 'lesson')} observed in the quarter, {written(since, first - timedelta(days=1)):,} "
        f"in the one before. Of {len(lessons):,} in all, {applied:,} applied and {recurred:,} recurred."
    )


def _standing(figures: Mapping[str, Figure]) -> Table:
    rows = [
        Row(cells=(each.title, each.at().value, each.at().n), unit=each.unit, measure=each.name)
        for each in figures.values()
    ]
    return Table(title="Today", columns=("", "Share", "Made from"), rows=tuple(rows), bare=("Made from",))


def _coverage(coverage: Figure) -> Table:
    rows = [Row(cells=(point.part, point.value, point.n)) for point in coverage.parts_of()]
    return Table(
        title="Problems with an answer, by group",
        columns=("Group", "Share", "Problems"),
        rows=tuple(sorted(rows, key=lambda row: (row.cells[1] or 0, row.cells[0]))),
        unit=Unit.SHARE,
        measure=coverage.name,
        bare=("Problems",),
    )


def _next(
    figures: Mapping[str, Figure], this: str, then: str, agenda: Sequence[Item], mark: str, *, whole: bool
) -> str:
    opened = figures["incidents_opened"]
    before_it = f", {int(opened.at(then).value or 0):,} in the quarter before" if whole else ""
    parts = [f"{count(int(opened.at(this).value or 0), 'incident')} opened{mark}{before_it}."]
    for name in ("satisfaction", "sla_attainment"):
        figure = figures[name]
        now, earlier = figure.at(this).value, figure.at(then).value
        if now is not None:
            moved = f" ({figure.unit.change(earlier, now)})" if earlier is not None else ""
            parts.append(f"{figure.title} {figure.unit.told(now)}{moved}.")
    parts.append(f"Begin with: {agenda[0].text}" if agenda else "Nothing waits for a decision.")
    return " ".join(parts)


def _begins_after(facts: Facts, since: date) -> date | None:
    """Give the day the ledger begins on where that is after another."""
    begin = min((day_of(each.opened_at) for each in facts.incidents if each.opened_at), default=since)
    return begin if begin > since else None


def _cannot_know(facts: Facts, first: date, last: date) -> Iterator[str]:
    if facts.incidents and first <= facts.day < last:
        days, whole = (facts.day - first).days + 1, (last - first).days + 1
        yield (
            f"The days after {day(facts.day)}: {days} of {whole} days of the quarter are told of, and compared with "
            "a whole one; shares can be compared, counts cannot."
        )
    begin = _begins_after(facts, _months_later(first, -3))
    if begin:
        yield f"What was before {day(begin)}: the ledger begins there, so the quarter before is not whole."
    yield "What coverage, reviews and lessons were a quarter ago: they are told of as they are today."
