"""The report of a stand-up: what is new, what is late, and what to decide."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from kb.flows.reports.facts import Facts, defined, in_turn, some, to_do, told
from kb.flows.reports.urgent import by_team, fresh_data_first
from kb.model.figure import Figure, Unit
from kb.model.incident import RedactedIncident
from kb.model.prose import count, day
from kb.model.report import Chart, Item, Kind, Report, Row, Section, Table
from kb.model.work import Need, Work

DAYS = 2
"""A stand-up looks at the day and the one before."""

DRAWN = 14
AGENDA = 6
MEASURES = ("incidents_opened", "incidents_resolved", "backlog")
DECIDE = (Need.RECURRED, Need.FLAGGED, Need.DISLIKED, Need.DUPLICATE, Need.READY, Need.OVERDUE)
WORKLIST = ("kb", "worklist")
MISSING = (Need.NO_ARTICLE, Need.TOO_FEW)


def daily(facts: Facts) -> Report:
    """Write the report of the facts' day and the one before it."""
    since = facts.day - timedelta(days=DAYS - 1)
    figures = measured(facts)
    aged = facts.aged()
    reopened = [each for each in facts.open() if each.reopen_count]
    missing = _without_article(facts, since)
    decide = facts.work(*DECIDE)
    agenda = _agenda(facts, aged, reopened, missing, decide)
    lately = facts.lately(since)
    report = Report(
        name="daily",
        title=f"Daily report, {day(facts.day)}",
        since=since,
        until=facts.day,
        made_on=facts.today,
        next=_next(facts, agenda, aged, reopened, missing),
        agenda=agenda,
        sections=(
            Section(title="At a glance", tables=(_glance(facts, since, figures), _by_day(facts, figures))),
            Section(
                title=f"New {lately}",
                items=some(
                    (told(facts, each) for each in _pressing(facts.opened(since, facts.day))),
                    *_rows("incidents_opened"),
                ),
                empty="No incident was opened.",
            ),
            Section(
                title="Opened again",
                items=some(
                    (told(facts, each, _times(each)) for each in _pressing(reopened)), *_rows("backlog")
                ),
                empty="No open incident says that it was opened again.",
            ),
            Section(
                title="Open too long",
                words=(_limits(facts.settings.report.aged_days),),
                items=some(
                    (told(facts, each, f"open for {count(days, 'day')}") for days, each in aged),
                    *_rows("backlog"),
                ),
                tables=(_teams(aged),),
                empty="None.",
            ),
            Section(
                title=f"Resolved {lately}, and no article",
                items=some((to_do(facts, work) for work in missing), *WORKLIST),
                empty="Each incident resolved on these two days has its article, or none was resolved.",
            ),
            Section(
                title="To decide",
                words=(
                    "Once it is decided, type the line below it: your name and the day are kept with the change.",
                )
                if decide
                else (),
                items=some((to_do(facts, work) for work in decide), *WORKLIST),
                empty="No article waits for a decision.",
            ),
        ),
        figures=defined(figures.values()),
        cannot_know=(
            *facts.cannot_know(figures.values()),
            "On which day an incident was opened again: records only say how often.",
        ),
    )
    return fresh_data_first(facts, report)


def measured(facts: Facts) -> dict[str, Figure]:
    """Take the measures of the days that are shown."""
    return facts.measured(MEASURES, since=facts.day - timedelta(days=DRAWN - 1), until=facts.day)


def _rows(measure: str) -> tuple[str, ...]:
    return ("kb", "measures", measure, "--rows")


def _teams(aged: Sequence[tuple[int, RedactedIncident]]) -> Table:
    rows = [Row(cells=(team, len(days), max(days))) for team, days in by_team(aged)]
    return Table(
        title="Open too long, by team", columns=("Team", "Incidents", "Days of the oldest"), rows=tuple(rows)
    )


def _pressing(incidents: Sequence[RedactedIncident]) -> list[RedactedIncident]:
    return sorted(incidents, key=lambda each: (each.priority or 9, each.ref))


def _times(incident: RedactedIncident) -> str:
    return f"opened again {count(incident.reopen_count or 0, 'time')}"


def _limits(days: Sequence[int]) -> str:
    told = ", ".join(f"{limit} at priority {number}" for number, limit in enumerate(days, start=1))
    return f"Open for more days than its priority allows: {told}."


def _without_article(facts: Facts, since: date) -> list[Work]:
    recent = {each.ref for each in facts.resolved(since, facts.day)}
    return [work for work in facts.work(*MISSING) if recent & {*work.incidents}]


def _glance(facts: Facts, since: date, figures: dict[str, Figure]) -> Table:
    earlier = since - timedelta(days=DAYS)
    lately = facts.lately(since)
    rows = []
    for name, moment in (("incidents_opened", "opened_at"), ("incidents_resolved", "resolved_at")):
        by_day = _days(figures[name], moment)
        now = sum(number for at, number in by_day.items() if at >= since)
        then = sum(number for at, number in by_day.items() if earlier <= at < since)
        cells = (figures[name].title, now, then, Unit.INCIDENTS.change(then, now))
        rows.append(Row(cells=cells, measure=name))
    rows.append(Row(cells=("Open now", len(facts.open()), None, "–"), measure="backlog"))
    return Table(
        title=lately[0].upper() + lately[1:],
        columns=("", "These two days", "The two before", "Change"),
        rows=tuple(rows) if facts.incidents else (),
        unit=Unit.INCIDENTS,
    )


def _days(figure: Figure, moment: str) -> Counter[date]:
    at = figure.columns.index(moment)
    return Counter(cell.date() for row in figure.rows if isinstance(cell := row[at], datetime))


def _by_day(facts: Facts, figures: dict[str, Figure]) -> Table:
    opened = _days(figures["incidents_opened"], "opened_at")
    resolved = _days(figures["incidents_resolved"], "resolved_at")
    days = [facts.day - timedelta(days=back) for back in reversed(range(DRAWN))]
    rows = [Row(cells=(each.isoformat(), opened[each], resolved[each])) for each in days]
    says = (
        f"Over {DRAWN} days {count(opened.total(), 'incident')} opened and {resolved.total():,} resolved; "
        f"on the last day {opened[facts.day]:,} and {resolved[facts.day]:,}."
    )
    return Table(
        title="Opened and resolved by day",
        columns=("Day", "Opened", "Resolved"),
        rows=tuple(rows) if opened or resolved else (),
        unit=Unit.INCIDENTS,
        measure="incidents_opened",
        chart=Chart(kind=Kind.LINES, columns=("Opened", "Resolved"), says=says),
    )


def _agenda(
    facts: Facts,
    aged: Sequence[tuple[int, RedactedIncident]],
    reopened: Sequence[RedactedIncident],
    missing: Sequence[Work],
    decide: Sequence[Work],
) -> tuple[Item, ...]:
    late = [told(facts, each, f"open for {count(days, 'day')}: who takes it?") for days, each in aged]
    asked = {each.ref for _, each in aged}
    again = [
        told(facts, each, f"{_times(each)}: what did not hold?")
        for each in _pressing(reopened)
        if each.ref not in asked
    ]
    write = [
        to_do(facts, work)
        for work in (*missing, *facts.work(Need.NO_ARTICLE))
        if work.need is Need.NO_ARTICLE
    ]
    kinds = [late, again, write, [to_do(facts, work) for work in decide]]
    return in_turn(kinds, AGENDA)


def _next(
    facts: Facts,
    agenda: Sequence[Item],
    aged: Sequence[tuple[int, RedactedIncident]],
    reopened: Sequence[RedactedIncident],
    missing: Sequence[Work],
) -> str:
    if not agenda:
        return (
            "Nothing is late, and no article waits for anybody."
            if facts.incidents
            else "Harvest an export: without incidents there is nothing to talk about."
        )
    parts = [
        f"{count(len(aged), 'incident')} open too long" if aged else "",
        f"{count(len(reopened), 'incident')} opened again" if reopened else "",
        f"{count(len(missing), 'problem')} resolved without an article" if missing else "",
    ]
    *most, last = [part for part in parts if part] or [""]
    found = f"{', '.join(most)} and {last}" if most else last
    return f"{f'{found}. ' if found else ''}Begin with: {agenda[0].text}"
