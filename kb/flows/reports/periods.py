"""Tables that set one period beside the one before it."""

from collections.abc import Callable, Mapping, Sequence

from kb.model.figure import Figure, Unit
from kb.model.report import Chart, Kind, Row, Table

SHOWN = 15


def against(figures: Mapping[str, Figure], this: str, then: str) -> Table:
    """Set each figure of a period beside that of another, with the change."""
    rows = []
    for figure in figures.values():
        now, earlier = figure.at(this), figure.at(then)
        cells = (figure.title, now.value, earlier.value, figure.unit.change(earlier.value, now.value), now.n)
        rows.append(Row(cells=cells, unit=figure.unit, measure=figure.name))
    return Table(
        title=f"{this} against {then}",
        columns=("", this, then, "Change", "Made from"),
        rows=tuple(rows),
        bare=("Made from",),
    )


def over(
    figures: Mapping[str, Figure], periods: Sequence[str], *, each: str, called: Callable[[str], str] = str
) -> Table:
    """Draw incidents opened and resolved over periods, one of which is an `each`; `called` names it for readers."""
    opened, resolved = figures["incidents_opened"], figures["incidents_resolved"]
    rows = [Row(cells=(called(name), opened.at(name).value, resolved.at(name).value)) for name in periods]
    highest = max(periods, key=lambda name: (opened.at(name).value or 0, name))
    last = periods[-1]
    says = (
        f"Most incidents were opened in {called(highest)}: {opened.unit.told(opened.at(highest).value)}. In {called(last)} there "
        f"were {opened.unit.told(opened.at(last).value)}, and {opened.unit.told(resolved.at(last).value)} resolved."
    )
    return Table(
        title=f"Opened and resolved by {each}",
        columns=(each.capitalize(), "Opened", "Resolved"),
        rows=tuple(rows),
        unit=Unit.INCIDENTS,
        measure="incidents_opened",
        chart=Chart(kind=Kind.LINES, columns=("Opened", "Resolved"), says=says),
    )


def by_group(figure: Figure, this: str, then: str, *, title: str) -> Table:
    """Set each group's figure beside that of the period before, the highest first, and draw it."""
    groups = {point.part for period in (this, then) for point in figure.parts_of(period)}
    told = [(group, figure.at(this, group).value, figure.at(then, group).value) for group in groups]
    told.sort(key=lambda each: (-_rank(each[1]), -_rank(each[2]), each[0]))
    rows = [
        Row(cells=(group, now, earlier, figure.unit.change(earlier, now)))
        for group, now, earlier in told[:SHOWN]
    ]
    says = f"The highest in {this} is {told[0][0]}: {figure.unit.told(told[0][1])}." if told else ""
    return Table(
        title=title,
        columns=("Group", this, then, "Change"),
        rows=tuple(rows),
        unit=figure.unit,
        measure=figure.name,
        chart=Chart(kind=Kind.BARS, columns=(this,), says=says),
    )


def _rank(value: float | None) -> float:
    return -1 if value is None else value
