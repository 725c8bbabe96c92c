"""`kb measures`."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kb.cli.screen import dry_run_option, json_option, progress, relative, report_json, say, table, tell
from kb.cli.workspace import settings_of
from kb.errors import ConfigError
from kb.model.figure import By, Cell, Figure, before, plain

if TYPE_CHECKING:
    from kb.model.figure import Point

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("measures")
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.option("--rows", is_flag=True, help="Show the rows behind the figures that are named.")
@click.option(
    "--by",
    type=click.Choice([each.value for each in By]),
    default=By.WEEK.value,
    show_default=True,
    help="What one period is.",
)
@click.option("--since", type=DAY, metavar="DAY", help="Only from this day on.")
@click.option("--until", type=DAY, metavar="DAY", help="Only up to this day; today at most.")
@click.option(
    "--export",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the tables and the SQL for somebody who checks the figures without kb.",
)
@dry_run_option
@json_option
@click.pass_context
def measures_command(
    context: click.Context,
    names: tuple[str, ...],
    rows: bool,
    by: str,
    since: datetime | None,
    until: datetime | None,
    folder: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Say how good the knowledge base is, in figures.

    Without a name the table shows every measure: the last period that incidents reach, the one before, the change,
    and all days together, each with the number of rows it was made from. With a name it says what is measured,
    what that cannot know, and the figure of each period and part. For the team: rows hold incidents' numbers and titles.
    """
    from kb.flows.measures import export, latest, measure
    from kb.io import clock

    settings = settings_of(context)
    days = {"since": since.date() if since else None, "until": until.date() if until else None}
    if folder is not None:
        if names or rows:
            raise ConfigError("--export takes all measures", hint="leave out the names and --rows")
        with progress(quiet=as_json) as bar:
            files = export(
                settings, folder, today=clock.today(), by=By(by), dry_run=dry_run, progress=bar, **days
            )
        if as_json:
            report_json("measures", ok=True, counts={"files": len(files)}, items=files, dry_run=dry_run)
        else:
            tell(
                f"{len(files)} files {'would be' if dry_run else 'are'} in {relative(folder)}; see its README.md"
            )
        return
    if rows and not names:
        raise ConfigError("--rows needs the name of a measure", hint="kb measures link_rate --rows")
    with progress(quiet=as_json) as bar:
        found = measure(settings, names, today=clock.today(), by=By(by), rows=rows, progress=bar, **days)
    last = latest(found)
    if as_json:
        report_json(
            "measures",
            ok=True,
            counts={"measures": len(found)},
            items=map(_values, found),
            period=last,
            before=before(last),
        )
    elif names:
        for figure in found:
            _one(figure)
    else:
        _all(found, last)


def _all(found: Sequence[Figure], last: str) -> None:
    earlier = before(last)
    lines = []
    for each in found:
        now, then = each.at(last), each.at(earlier)
        has_periods = bool(each.periods())
        lines.append(
            (
                each.name,
                each.title,
                _cell(each, now) if has_periods else "",
                _cell(each, then) if has_periods and earlier else "",
                each.unit.change(then.value, now.value) if has_periods and earlier else "",
                _cell(each, each.at()),
            )
        )
    table(lines, ("NAME", "MEASURE", last or "–", earlier or "–", "CHANGE", "ALL DAYS"))
    for remark in dict.fromkeys(f"{each.name}: {remark}" for each in found for remark in each.remarks):
        tell(remark)
    doubtful = next((each.at().value for each in found if each.name == "doubtful_dates"), None)
    if doubtful:
        tell(f"{doubtful:.0f} incidents have doubtful dates: kb measures doubtful_dates --rows")
    tell("In brackets: how many rows a figure was made from. What one means: kb measures NAME")


def _cell(figure: Figure, point: "Point") -> str:
    told = figure.unit.told(point.value)
    return told if figure.unit.is_count or point.value is None else f"{told} ({point.n:,})"


def _one(figure: Figure) -> None:
    say(f"{figure.title} ({figure.name}, {figure.unit.value})", bold=True)
    say(figure.asks)
    say(f"It cannot know: {figure.cannot_know}")
    for remark in figure.remarks:
        say(f"Here: {remark}")
    if figure.points:
        say()
        points = [*(figure.at(period) for period in figure.periods()), figure.at()]
        table([(p.period, figure.unit.told(p.value), f"{p.n:,}") for p in points], ("PERIOD", "VALUE", "N"))
        parts = figure.parts_of()
        if parts:
            say()
            heads = ("VALUE", "N", figure.parts.upper())
            table([(figure.unit.told(p.value), f"{p.n:,}", p.part) for p in parts], heads)
    if figure.columns:
        say()
        table(
            [[_said(cell) for cell in row] for row in figure.rows], [each.upper() for each in figure.columns]
        )
        if not figure.rows:
            tell("there are no rows behind it")
    say()


def _said(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return "–" if cell is None else str(cell)


def _values(figure: Figure) -> dict[str, Any]:
    from dataclasses import asdict, replace

    rows = [dict(zip(figure.columns, map(plain, row), strict=True)) for row in figure.rows]
    return asdict(replace(figure, rows=())) | {"rows": rows, "is_known": bool(figure.points)}
