"""`kb log`: the command-center log."""

import sys
from datetime import date, datetime
from typing import Any

import click

from kb.archive.daily import LogEntry, LogKind
from kb.cli.archive import show_added
from kb.cli.screen import dry_run_option, json_option, progress, relative, report_json, say, table, tell
from kb.cli.workspace import settings_of


@click.group("log")
def log_command() -> None:
    """Write the command-center log, and close a day into a bundle."""


@log_command.command("add")
@click.argument("text", required=False)
@click.option(
    "--file",
    type=click.File("r", encoding="utf-8"),
    help="Read entries from a file, one a line; `-` for stdin.",
)
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in LogKind]),
    default="note",
    show_default=True,
    help="What it is.",
)
@click.option(
    "--by", default="", metavar="ROLE", help="Who says so: a role or a team. Default: `archive.log_by`."
)
@click.option("--at", default="", metavar="TIME", help="When, as 09:10 or 2026-11-23T09:10. Default: now.")
@click.option("--owner", default="", metavar="ROLE", help="Who has an action to do.")
@click.option("--due", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="By when, as 2026-11-27.")
@dry_run_option
@json_option
@click.pass_context
def add(
    context: click.Context,
    text: str | None,
    file: Any,
    kind: str,
    by: str,
    at: str,
    owner: str,
    due: datetime | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Append to today's log, redacted before it is written.

    TEXT is one entry, `-` reads entries from stdin, one a line. A day that is closed takes no more.
    """
    from kb.flows.log import Told
    from kb.flows.log import add as add_entries
    from kb.io import clock
    from kb.redact.load import load_redactors

    if (text is None) is (file is None):
        raise click.UsageError(
            'name what happened, or a file: kb log add "…", kb log add --file FILE', context
        )
    if text == "-":
        text = sys.stdin.read()
    settings = settings_of(context)
    said = Told(
        text=text if text is not None else file.read(),
        kind=LogKind(kind),
        by=by,
        at=at,
        owner=owner,
        due=due.date() if due else None,
    )
    report = add_entries(
        said, settings=settings, redactors=load_redactors(settings.redact), now=clock.now(), dry_run=dry_run
    )
    if as_json:
        warnings = [
            {"code": "commit", "file": "", "line": 0, "message": each, "hint": ""} for each in report.remarks
        ]
        report_json(
            "log add",
            ok=True,
            counts={"entries": len(report.entries)},
            items=[_item(report.day, each) for each in report.entries],
            warnings=warnings,
            file=relative(report.path),
            commit=report.commit,
            dry_run=dry_run,
        )
        return
    for each in report.entries:
        say(each.render().rstrip("\n"))
    for remark in report.remarks:
        tell(remark)
    tell("dry run: nothing was written" if dry_run else f"in {relative(report.path)}")


def _item(day: date, entry: LogEntry) -> dict[str, Any]:
    return {
        "day": day,
        "at": f"{entry.at:%H:%M}",
        "kind": entry.kind.value,
        "by": entry.by,
        "text": entry.text,
        "owner": entry.owner,
        "due": entry.due,
    }


@log_command.command("list")
@json_option
@click.pass_context
def list_days(context: click.Context, as_json: bool) -> None:
    """List the days, with how many entries of each kind they have."""
    from kb.flows.log import days

    found = days(settings_of(context))
    if as_json:
        items = [{"day": each.day, "bundle": each.bundle, **each.counts} for each in found]
        report_json("log list", ok=True, counts={"days": len(found)}, items=items)
        return
    rows = [(str(each.day), *map(str, each.counts.values()), each.bundle or "open") for each in found]
    table(rows, ("DAY", "NOTES", "DECISIONS", "ACTIONS", "STATUS", "BUNDLE"))
    if not found:
        tell('nothing is logged; start with: kb log add "…"')


_day = click.argument("day", type=click.DateTime(["%Y-%m-%d"]), required=False, metavar="[DAY]")


@log_command.command("show")
@_day
@json_option
@click.pass_context
def show(context: click.Context, day: datetime | None, as_json: bool) -> None:
    """Show a day, by time; today when none is named."""
    from kb.errors import InputError
    from kb.flows.log import days, moment
    from kb.io import clock

    settings = settings_of(context)
    wanted = day.date() if day else moment("", settings, clock.now())[0]
    found = next((each for each in days(settings) if each.day == wanted), None)
    if found is None:
        raise InputError("has no entry", path=f"the log of {wanted}", hint="kb log list")
    if as_json:
        items = [_item(wanted, each) for each in found.entries]
        report_json("log show", ok=True, counts=found.counts, items=items, bundle=found.bundle)
        return
    for each in found.entries:
        say(each.render().rstrip("\n"))


@log_command.command("close")
@_day
@dry_run_option
@json_option
@click.pass_context
def close(context: click.Context, day: datetime | None, dry_run: bool, as_json: bool) -> None:
    """
    Keep a day as the bundle `log-DAY`, and take its file away; today when none is named.

    What a bundle is: `kb archive add`. Twice changes nothing.
    """
    from kb import registry
    from kb.flows.log import bundle_of, moment
    from kb.flows.log import close as close_day
    from kb.io import clock
    from kb.redact.load import load_redactors

    settings = settings_of(context)
    wanted = day.date() if day else moment("", settings, clock.now())[0]
    with progress(quiet=as_json) as bar:
        report = close_day(
            wanted,
            settings=settings,
            redactors=load_redactors(settings.redact),
            sources=registry.load_all("kb.sources"),
            today=clock.today(),
            dry_run=dry_run,
            progress=bar,
        )
    if report:
        show_added(report, "log close", as_json=as_json)
    elif as_json:
        items = [{"name": bundle_of(wanted), "changed": False}]
        report_json("log close", ok=True, counts={}, items=items, dry_run=dry_run)
    else:
        say(f"unchanged  {bundle_of(wanted)}: closed already")
