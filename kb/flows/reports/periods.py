"""Tables that set one period beside the one before it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kb.flows.reports.facts import Facts
from kb.model.figure import Figure, Point, Unit
from kb.model.report import Chart, Kind, Row, Table

SHOWN = 15


def so_far(facts: Facts, first: date, last: date) -> str:
    """Mark a period that is not over, or that the data does not cover: ` so far (2 of 7 days)`; "" for a whole one."""
    if facts.day >= last or (last < facts.today and not facts.is_stale):
        return ""  # over, and the last days were quiet
    days = max(0, (facts.day - first).days + 1)
    return f" so far ({days} of {(last - first).days + 1} days)"


def change(unit: Unit, earlier: float | None, now: float | None, *, whole: bool) -> str:
    """Write a change; – for counts of periods that are not both whole, which cannot be compared."""
    return unit.change(earlier, now) if whole or not unit.is_count else unit.change(None, None)


def against(
    figures: Mapping[str, Figure], this: str, then: str, *, mark: str = "", whole: bool = True
) -> Table:
    """Set each figure of a period beside that of another, with the change; a `mark` follows the period's name."""
    rows = []
    for figure in figures.values():
        now, earlier = figure.at(this), figure.at(then)
        moved = change(figure.unit, earlier.value, now.value, whole=whole)
        cells = (figure.title, now.value, earlier.value, moved, now.n)
        rows.append(Row(cells=cells, unit=figure.unit, measure=figure.name))
    return Table(
        title=f"{this}{mark} against {then}",
        columns=("", f"{this}{mark}", then, "Change", "Made from"),
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


def by_group(
    figure: Figure, this: str, then: str, *, title: str, mark: str = "", whole: bool = True
) -> Table:
    """Set each group's figure beside that of the period before, the highest first, and draw it; a share says of how many."""
    groups = {point.part for period in (this, then) for point in figure.parts_of(period)}
    told = [(group, figure.at(this, group), figure.at(then, group)) for group in groups]
    told.sort(key=lambda each: (-_rank(each[1].value), -_rank(each[2].value), each[0]))
    rows = []
    for group, now, earlier in told[:SHOWN]:
        moved = change(figure.unit, earlier.value, now.value, whole=whole)
        cells = (group, now.value, *_of(figure, now), earlier.value, *_of(figure, earlier), moved)
        rows.append(Row(cells=cells))
    says = f"The highest in {this} is {told[0][0]}: {figure.unit.told(told[0][1].value)}." if told else ""
    silent = ", ".join(group for group, now, _ in told if now.value is None)
    column = f"{this}{mark}"
    of = () if figure.unit.is_count else ("",)
    return Table(
        title=title,
        columns=("Group", column, *of, then, *of, "Change"),
        rows=tuple(rows),
        unit=figure.unit,
        measure=figure.name,
        chart=Chart(kind=Kind.BARS, columns=(column,), says=f"{says} No data: {silent}." if silent else says),
    )


def _of(figure: Figure, point: Point) -> tuple[str, ...]:
    """Say of how many a share is; nothing beside a count."""
    return () if figure.unit.is_count else (f"of {point.n:,}" if point.n else "no data",)


def _rank(value: float | None) -> float:
    return -1 if value is None else value
