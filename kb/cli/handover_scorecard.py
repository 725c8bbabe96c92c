"""`kb handover scorecard`."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kb.cli.screen import dry_run_option, json_option, progress, relative, report_json, say, tell
from kb.cli.workspace import settings_of

if TYPE_CHECKING:
    from kb.model.scorecard import Criterion, Scorecard

_COLOURS = {"red": "red", "unknown": "magenta", "amber": "yellow", "green": "green"}
_MARK = "exit scorecard</title>"


@click.command("scorecard")
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="As of this day; nothing after it counts. Default: today.",
)
@click.option("--rows", "name", metavar="NAME", help="Print the rows behind one criterion as CSV, and end.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it as one HTML file that opens offline.",
)
@dry_run_option
@json_option
@click.pass_context
def scorecard_command(
    context: click.Context,
    day: datetime | None,
    name: str | None,
    out: Path | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """
    Say whether hypercare may end, condition by condition.

    Ends with 0 when it may, with 1 when a condition is red or not known and nobody waived it. Conditions,
    their limits, waivers and trainings are set under [handover] in kb.toml. For the team: rows name incidents.
    """
    from kb.flows.handover.scorecard import of_name, scorecard
    from kb.io import clock
    from kb.reports.scorecard import sheet

    settings = settings_of(context)
    with progress(quiet=as_json) as bar:
        card = scorecard(settings, today=day.date() if day else clock.today(), progress=bar)
    if name is not None:
        found = of_name(card, name)
        click.echo(sheet(found.columns, found.rows), nl=False)
        return 0
    if out is not None:
        _write(card, out, dry_run=dry_run)
    if as_json:
        report_json(
            "handover scorecard",
            ok=card.may_end,
            counts=_counts(card),
            items=map(_values, card.criteria),
            as_of=card.as_of.isoformat(),
            light=card.light.value,
            may_end=card.may_end,
            dry_run=dry_run,
        )
    else:
        _print(card)
    return 0 if card.may_end else 1


def _write(card: "Scorecard", out: Path, *, dry_run: bool) -> None:
    from kb.io.files import write_made
    from kb.reports.scorecard import page

    changed = write_made(
        out, page(card), is_ours=lambda old: _MARK in old, what="scorecard", option="--out", dry_run=dry_run
    )
    if dry_run:
        tell(f"dry run: {relative(out)} was not written")
    else:
        tell(f"the scorecard {'was written to' if changed else 'stands in'} {relative(out)}")


def _print(card: "Scorecard") -> None:
    from kb.model.prose import day
    from kb.reports.scorecard import MARKS, WORDS, groups, needed, verdict

    say(verdict(card), bold=True)
    say(f"{card.project}, as of {day(card.as_of)}.")
    for group in groups(card):
        say()
        say(group.title, bold=True)
        for each in group.criteria:
            say(
                f"{MARKS[each.light]} {WORDS[each.light]:<9} {each.title} ({each.name})",
                color=_COLOURS[each.light.value],
            )
            say(f"    {each.told}. {needed(each)}")
            if each.waiver and each.light.value != "green":
                on = f" on {day(each.waiver.on)}" if each.waiver.on else ""
                say(f"    Waived by {each.waiver.by}{on}: {each.waiver.reason}")
    tell("The rows behind one, by the name in brackets: kb handover scorecard --rows NAME")


def _counts(card: "Scorecard") -> dict[str, int]:
    from collections import Counter

    found = Counter(each.light.value for each in card.criteria)
    return {"criteria": len(card.criteria), **found, "holding": sum(each.holds_up for each in card.criteria)}


def _values(criterion: "Criterion") -> dict[str, Any]:
    from dataclasses import asdict, replace

    from kb.model.figure import plain

    rows = [dict(zip(criterion.columns, map(plain, row), strict=True)) for row in criterion.rows]
    return asdict(replace(criterion, rows=())) | {"rows": rows, "holds_up": criterion.holds_up}
