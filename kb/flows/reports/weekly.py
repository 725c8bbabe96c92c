"""The report of a week: what changed against the week before, and the agenda of its review."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from kb.errors import ConfigError, KbError
from kb.flows.gaps import gaps
from kb.flows.reports.facts import Facts, defined, in_turn, some, to_do
from kb.flows.reports.periods import against, by_group, over, so_far
from kb.flows.reports.urgent import fresh_data_first, late
from kb.lessons.repository import LessonRepository
from kb.model.article import Article, Confidence
from kb.model.figure import Cell, Figure, Unit, before
from kb.model.lesson import Lesson
from kb.model.prose import count, day
from kb.model.report import Item, Link, Report, Row, Section, Table
from kb.model.work import Need

WEEKS = 8
AGENDA = 8
AHEAD = timedelta(days=14)
"""An action that is due within so many days belongs on the agenda."""

MEASURES = (
    "incidents_opened",
    "incidents_resolved",
    "time_to_resolve_median",
    "known_share",
    "link_rate",
    "reopen_rate",
    "sla_attainment",
    "unanswered_searches",
)


def week_of(told: str) -> date:
    """Give the Monday of an ISO week as `2026-W36`; raise ConfigError for anything else."""
    year, _, number = told.partition("-W")
    try:
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError as error:
        raise ConfigError(f"{told!r} is no week", hint="write it as 2026-W36") from error


def weekly(facts: Facts, *, monday: date | None = None) -> Report:
    """Write the report of a week; of the one that the facts' day lies in where none is told."""
    first = monday or facts.day - timedelta(days=facts.day.weekday())
    last = first + timedelta(days=6)
    weeks = weeks_to(first)
    figures = measured(facts, first)
    mark = so_far(facts, first, last)
    drafts = _drafts(facts, last)
    actions, broken = _actions(facts, last)
    searches, unread = _searches(facts, first, last)
    flagged = facts.work(Need.FLAGGED, Need.DISLIKED)
    write = facts.work(Need.NO_ARTICLE)
    kinds = [
        late(facts) if last >= facts.day else (),
        [_action(each, facts.today) for each in actions],
        [to_do(facts, work) for work in flagged],
        [to_do(facts, work) for work in write],
        drafts,
    ]
    agenda = in_turn(kinds, AGENDA)
    report = Report(
        name="weekly",
        title=f"Weekly report, {weeks[-1]}{mark}",
        since=first,
        until=last,
        made_on=facts.today,
        next=_next(
            figures, weeks, agenda, write, [each for each in actions if each.is_overdue(facts.today)], mark
        )
        if facts.incidents
        else "Harvest an export: without incidents there is nothing to compare.",
        agenda=agenda,
        sections=(
            Section(
                title="The week in figures",
                tables=(
                    against(figures, weeks[-1], weeks[-2], mark=mark, whole=not mark),
                    over(figures, weeks, each="week", called=marked(weeks[-1], mark)),
                )
                if facts.incidents
                else (),
                empty="There is no incident to count.",
            ),
            Section(
                title="Trends by group",
                tables=(
                    by_group(
                        figures["incidents_opened"],
                        weeks[-1],
                        weeks[-2],
                        title="Incidents opened by group",
                        mark=mark,
                        whole=not mark,
                    ),
                ),
                empty="No incident was opened in these two weeks.",
            ),
            Section(
                title="What came up most often",
                tables=(_recurring(facts, figures["link_rate"], weeks, mark),),
                empty="No incident resolved in the week has an article.",
            ),
            Section(
                title="New and known",
                tables=(_known(figures["known_share"], weeks),),
                empty="No incident opened in the week has been resolved yet.",
            ),
            Section(
                title="Problems without an article",
                items=some((to_do(facts, work) for work in write), "kb", "worklist"),
                empty="Each problem that came up often enough has its article.",
            ),
            Section(
                title="Drafts that wait",
                words=(
                    "Confirmed often enough to promote, or not validated and created more than "
                    f"{facts.settings.report.draft_days} days ago.",
                ),
                items=some(drafts, "kb", "worklist"),
                empty="None.",
            ),
            Section(
                title="Searches without an answer",
                tables=(searches,),
                empty="No search without an answer was kept in the week.",
            ),
            Section(
                title="Flagged articles",
                items=some((to_do(facts, work) for work in flagged), "kb", "worklist"),
                empty="No article is flagged, and no reader said why one did not help.",
            ),
            Section(
                title="Actions due",
                words=(f"Actions of lessons that are overdue, or due by {day(last + AHEAD)}.",),
                items=some((_action(each, facts.today) for each in actions), "kb", "lessons", "list"),
                empty="None.",
            ),
        ),
        figures=defined(figures.values()),
        cannot_know=(*_cannot_know(facts, last), *facts.cannot_know(figures.values()), *unread, *broken),
    )
    return fresh_data_first(facts, report)


def measured(facts: Facts, first: date) -> dict[str, Figure]:
    """Take the measures of a week, and of those before it that are shown."""
    return facts.measured(MEASURES, since=first - timedelta(weeks=WEEKS - 1), until=first + timedelta(days=6))


def marked(period: str, mark: str) -> Callable[[str], str]:
    """Call a period that is not whole so; others by their names."""
    return lambda name: f"{name} so far" if mark and name == period else name


def weeks_to(first: date) -> list[str]:
    """Name so many weeks, one after the other, up to the one that begins on a Monday; a gap is a week as well."""
    weeks = ["{}-W{:02}".format(*first.isocalendar()[:2])]
    while len(weeks) < WEEKS:
        weeks.insert(0, before(weeks[0]))
    return weeks


def _cannot_know(facts: Facts, last: date) -> Iterator[str]:
    if facts.incidents and facts.day < last:
        yield f"The days after {facts.day.isoformat()}: the ledger has no incident opened later, so the week may not be whole."
    if last < facts.today - timedelta(days=7):
        yield "What articles, drafts and lessons were then: they are told of as they are today."


def _recurring(facts: Facts, linked: Figure, weeks: Sequence[str], mark: str) -> Table:
    """Count which article was linked to most of the week's incidents, from the rows behind the link rate."""
    period, article = linked.columns.index("period"), linked.columns.index("article")
    counts: dict[Cell, Counter[Cell]] = {week: Counter() for week in weeks[-2:]}
    for row in linked.rows:
        if row[period] in counts and row[article]:
            counts[row[period]][row[article]] += 1
    by_id = {each.id: each for each in facts.articles}
    this, then = weeks[-1], weeks[-2]
    top = sorted(counts[this].items(), key=lambda each: (-each[1], str(each[0])))[:10]
    rows = []
    for id_, number in top:
        found = by_id.get(str(id_))
        title = found.title if found else str(id_)
        cells = (title, number, counts[then][id_], len(found.evidence) if found else None)
        rows.append(Row(cells=cells, link=Link(text=title, page=found.path if found else "")))
    return Table(
        title="Articles that most incidents resolved in the week belong to",
        columns=("Article", f"{this}{mark}", then, "Ever"),
        rows=tuple(rows),
        unit=Unit.INCIDENTS,
        measure=linked.name,
    )


def _known(known: Figure, weeks: Sequence[str]) -> Table:
    this = weeks[-1]
    parts = known.parts_of(this)
    rows = [Row(cells=(point.part, point.value, point.n)) for point in parts]
    whole = known.at(this)
    return Table(
        title="Share of known problems by group",
        columns=("Group", "Known", "Incidents"),
        rows=(*rows, Row(cells=("All groups", whole.value, whole.n))) if whole.n else (),
        unit=known.unit,
        measure=known.name,
        bare=("Incidents",),
    )


def _drafts(facts: Facts, last: date) -> list[Item]:
    """Tell of each draft once: those to promote, and those that wait too long; those that most incidents confirm first."""
    ready = {work.articles[0]: work.command for work in facts.work(Need.READY)}
    limit = last - timedelta(days=facts.settings.report.draft_days)
    waiting = (Confidence.WIP, Confidence.NOT_VALIDATED)
    found = [
        each
        for each in facts.articles
        if each.id in ready
        or (
            each.confidence in waiting
            and not each.duplicate_of
            and each.created is not None
            and each.created < limit
        )
    ]
    found.sort(key=lambda each: (-len(each.evidence), each.created or last, each.id))
    until = min(last, facts.today)
    return [_draft(each, until, ready.get(each.id, ("kb", "edit", each.id))) for each in found]


def _draft(article: Article, until: date, command: tuple[str, ...]) -> Item:
    told = [
        f"Owner: {article.owner}" if article.owner else "No owner",
        count(len(article.evidence), "incident"),
        f"waits {count((until - article.created).days, 'day')}" if article.created else "",
    ]
    return Item(
        text=article.title,
        page=article.path,
        why=" · ".join(part for part in told if part),
        command=command,
    )


def _searches(facts: Facts, first: date, last: date) -> tuple[Table, list[str]]:
    try:
        found = [gap for gap in gaps(facts.settings, since=first).gaps if gap.last <= last]
    except KbError as error:
        found, unread = [], [str(error)]
    else:
        unread = []
    table = Table(
        title="Asked most often",
        columns=("Search", "Times", "Last"),
        rows=tuple(Row(cells=(gap.query, gap.times, gap.last)) for gap in found[:10]),
        unit=Unit.SEARCHES,
        measure="unanswered_searches",
    )
    return table, unread


def _actions(facts: Facts, last: date) -> tuple[list[Lesson], list[str]]:
    lessons, errors = LessonRepository(facts.settings.lessons).load()
    dues = [(each.due, each.id, each) for each in lessons if each.due and not each.status.is_done]
    found = [lesson for due, _, lesson in sorted(dues, key=lambda each: each[:2]) if due <= last + AHEAD]
    return found, [str(error) for error in errors]


def _action(lesson: Lesson, today: date) -> Item:
    return Item(
        text=lesson.title,
        page=f"lessons/{lesson.path}",
        why=f"{lesson.until(today)}, {f'owner {lesson.owner}' if lesson.owner else 'nobody owns it'}",
    )


def _next(
    figures: Mapping[str, Figure],
    weeks: Sequence[str],
    agenda: Sequence[Item],
    write: Sequence[object],
    overdue: Sequence[Lesson],
    mark: str,
) -> str:
    opened = figures["incidents_opened"]
    now, then = opened.at(weeks[-1]).value or 0, opened.at(weeks[-2]).value or 0
    if mark:
        moved = f"{mark.strip()}; the whole week before had {int(then):,}"
    elif now == then:
        moved = "as many as in the week before"
    else:
        moved = f"{abs(int(now - then)):,} {'more' if now > then else 'fewer'} than in the week before"
    parts = [
        f"{count(len(write), 'problem')} came up often enough and {'has' if len(write) == 1 else 'have'} no article"
        if write
        else "",
        f"{count(len(overdue), 'action')} {'is' if len(overdue) == 1 else 'are'} overdue" if overdue else "",
    ]
    found = "".join(f" {part}." for part in parts if part)
    begin = f" Begin with: {agenda[0].text}" if agenda else " Nothing waits for a decision."
    return f"{count(int(now), 'incident')} opened{' ' if mark else ', '}{moved}.{found}{begin}"
