"""The state at a glance: one word, a few figures with their change, two charts, and what to do next."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from kb.flows.reports import daily, gaps, weekly
from kb.flows.reports.facts import Facts, defined, in_turn, to_do
from kb.flows.reports.periods import change, over, so_far
from kb.flows.reports.status import judged
from kb.flows.reports.urgent import fresh_data_first, late
from kb.model.figure import Figure, Unit
from kb.model.prose import count, day
from kb.model.report import Chart, Item, Kind, Report, Row, Section, Table
from kb.model.work import Need

AGENDA = 5
NEEDS = tuple(need for need in Need if need is not Need.TOO_FEW)
BY_WEEK = ("incidents_opened", "incidents_resolved", "known_share", "link_rate", "sla_attainment")
STANDING = ("coverage", "lessons_applied")


def dashboard(facts: Facts) -> Report:
    """Write it from what the daily, the weekly and the gaps' report measure anyway."""
    monday = facts.day - timedelta(days=facts.day.weekday())
    weeks = weekly.weeks_to(monday)
    mark = so_far(facts, monday, monday + timedelta(days=6))
    figures = {**daily.measured(facts), **weekly.measured(facts, monday), **gaps.measured(facts)}
    rag, reason = judged(facts)
    first = late(facts)
    room = AGENDA - len(first) - facts.is_stale
    agenda = (*first, *in_turn([[to_do(facts, work) for work in facts.work(need)] for need in NEEDS], room))
    found = {name: figures[name] for name in (*BY_WEEK, "backlog", *STANDING)}
    report = Report(
        name="dashboard",
        title=f"{facts.settings.project.name} at a glance",
        since=monday,
        until=facts.day,
        made_on=facts.today,
        next=_next(facts, agenda),
        agenda=agenda,
        sections=(
            Section(
                title=f"How things stand: {rag.value.lower()}",
                words=(reason,),
                tables=(_figures(facts, found, weeks, mark),) if facts.incidents else (),
                empty="There is no incident to count.",
            ),
            Section(
                title="The last weeks",
                tables=(
                    over(found, weeks, each="week", called=weekly.marked(weeks[-1], mark)),
                    _shares(found, weeks),
                )
                if facts.incidents
                else (),
                empty="Nothing is known of the last weeks.",
            ),
            Section(title="Go on from here", items=tuple(_ways())),
        ),
        figures=defined(found.values()),
        cannot_know=(
            *facts.cannot_know(found.values()),
            *([f"How {weeks[-1]} ends: it is told of up to {day(facts.day)}."] if mark else []),
        ),
    )
    return fresh_data_first(facts, report)


def _next(facts: Facts, agenda: Sequence[Item]) -> str:
    if not facts.incidents:
        return "Harvest an export: without incidents there is nothing to show."
    if not agenda:
        return "Nothing waits for anybody."
    shown = len(agenda) + facts.is_stale
    whole = len(facts.work(*NEEDS)) + len(late(facts)) + facts.is_stale
    told = f"{count(whole, 'thing')} to do"
    if shown < whole:
        told = f"{shown} of {told}: kb worklist lists the rest"
    return f"{told}. Begin with: {agenda[0].text}"


def _figures(facts: Facts, figures: Mapping[str, Figure], weeks: Sequence[str], mark: str) -> Table:
    this, then = weeks[-1], weeks[-2]
    rows = [
        Row(cells=("Open now", len(facts.open()), None, "–", None), unit=Unit.INCIDENTS, measure="backlog"),
        Row(cells=("Open too long", len(facts.aged()), None, "–", None), unit=Unit.INCIDENTS),
    ]
    for name in BY_WEEK:
        figure = figures[name]
        now, earlier = figure.at(this), figure.at(then).value
        moved = change(figure.unit, earlier, now.value, whole=not mark)
        cells = (figure.title, now.value, earlier, moved, now.n)
        rows.append(Row(cells=cells, unit=figure.unit, measure=name))
    for name in STANDING:
        figure = figures[name]
        point = figure.at()
        rows.append(
            Row(cells=(figure.title, point.value, None, "–", point.n), unit=figure.unit, measure=name)
        )
    return Table(
        title=f"{this}{mark} against {then}",
        columns=("", f"{this}{mark}", then, "Change", "Made from"),
        rows=tuple(rows),
        bare=("Made from",),
    )


def _shares(figures: Mapping[str, Figure], weeks: Sequence[str]) -> Table:
    known, linked = figures["known_share"], figures["link_rate"]
    this = weeks[-1]
    says = (
        f"In {this} {known.unit.told(known.at(this).value)} of the incidents were of a known problem, and "
        f"{linked.unit.told(linked.at(this).value)} are linked to an article."
    )
    return Table(
        title="Known problems and links by week",
        columns=("Week", "Known", "Linked"),
        rows=tuple(Row(cells=(week, known.at(week).value, linked.at(week).value)) for week in weeks),
        unit=Unit.SHARE,
        measure="known_share",
        chart=Chart(kind=Kind.LINES, columns=("Known", "Linked"), says=says),
    )


def _ways() -> Iterator[Item]:
    yield Item(text="Daily report", page="reports/daily.md", why="What is new, late or without an article.")
    yield Item(text="Weekly report", page="reports/weekly.md", why="Trends, and the agenda of the review.")
    yield Item(text="Gaps", page="reports/gaps.md", why="What is missing, and what keeps coming.")
    yield Item(text="Worklist", why="All there is to do, for one owner as well.", command=("kb", "worklist"))
    yield Item(
        text="The quarter",
        why="Satisfaction, service levels and lessons, against the quarter before.",
        command=("kb", "report", "quarter"),
    )
