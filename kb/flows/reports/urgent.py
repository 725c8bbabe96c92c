"""What comes before all else: data that ends too early, and incidents that are open too long."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kb.flows.reports.facts import Facts
from kb.model.incident import RedactedIncident
from kb.model.prose import count
from kb.model.report import Item, Report

TEAMS = 3
NO_TEAM = "no group"


def fresh_data_first(facts: Facts, report: Report) -> Report:
    """Begin a report with getting new data where it tells of days after which nothing is known."""
    if not facts.is_stale or report.until < facts.day:
        return report
    item = Item(
        text="Get a new export and harvest it",
        why=f"{facts.data_ends}: all below is told of that day.",
        command=("kb", "harvest", "EXPORTS"),
    )
    after = report.next.replace("Begin with:", "Then begin with:", 1)
    return replace(
        report,
        next=f"{facts.data_ends}: get a new export and harvest it first. {after}",
        agenda=(item, *report.agenda),
    )


def late(facts: Facts) -> tuple[Item, ...]:
    """Say in one line how many incidents are open too long, and whose; none where there is none."""
    teams = by_team(facts.aged())
    number = sum(len(days) for _, days in teams)
    if not number:
        return ()
    most = ", ".join(f"{team} {len(days):,}" for team, days in teams[:TEAMS])
    rest = number - sum(len(days) for _, days in teams[:TEAMS])
    item = Item(
        text=f"{count(number, 'incident')} {'is' if number == 1 else 'are'} open too long",
        page="reports/daily.md",
        why=f"{most}{f', others {rest:,}' if rest else ''}. The list is in the daily report.",
        command=("kb", "report", "daily"),
    )
    return (item,)


def by_team(aged: Sequence[tuple[int, RedactedIncident]]) -> list[tuple[str, list[int]]]:
    """Give the days of each team's late incidents, the team with most first."""
    sizes = Counter(each.group or NO_TEAM for _, each in aged)
    return [
        (team, [days for days, each in aged if (each.group or NO_TEAM) == team])
        for team in sorted(sizes, key=lambda team: (-sizes[team], team))
    ]
