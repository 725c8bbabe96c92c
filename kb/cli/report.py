"""`kb report`."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from kb.cli.screen import dry_run_option, json_option, progress, relative, report_json, say, tell
from kb.cli.workspace import settings_of
from kb.errors import ConfigError

if TYPE_CHECKING:
    from kb.config import Settings
    from kb.model.report import Report

P = ParamSpec("P")
R = TypeVar("R")

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("report")
def report_command() -> None:
    """Tell the team and its stakeholders where things stand, and what to do next."""


def report_options(command: Callable[P, R]) -> Callable[P, R]:
    """Add what all reports know: in which form, where to, and whether it is sent."""
    for option in (
        click.option(
            "--format",
            "form",
            type=click.Choice(["text", "md", "html", "mail", "json"]),
            default="text",
            show_default=True,
            help="As text, a Markdown page, one HTML file, a mail (.eml), or JSON.",
        ),
        click.option(
            "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it into a file."
        ),
        click.option("--send", is_flag=True, help="Send it by mail to report.team_to."),
        dry_run_option,
        json_option,
    ):
        command = option(command)
    return command


@report_command.command("daily")
@click.option(
    "--day", type=DAY, metavar="DAY", help="Which day; the newest that the ledger knows of if not told."
)
@report_options
@click.pass_context
def daily_command(
    context: click.Context,
    day: datetime | None,
    form: str,
    output: Path | None,
    send: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Open a stand-up: what is new, opened again, late or without an article, and what to decide.

    It tells of two days: the newest on which the ledger has an incident, and the one before. It names incidents, and
    is for the team only.
    """
    from kb.flows.reports.daily import daily
    from kb.flows.reports.facts import Facts
    from kb.io import clock

    settings = settings_of(context)
    with progress(quiet=as_json) as bar:
        told = daily(Facts(settings, today=clock.today(), day=_date(day), progress=bar))
    deliver(settings, told, form="json" if as_json else form, output=output, send=send, dry_run=dry_run)


@report_command.command("weekly")
@click.option(
    "--week", metavar="WEEK", help="Which ISO week, as 2026-W36; that of the newest incident if not told."
)
@report_options
@click.pass_context
def weekly_command(
    context: click.Context,
    week: str | None,
    form: str,
    output: Path | None,
    send: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Review a week: what changed against the week before, and what to decide.

    Trends by group, what came up most often, new and known problems, drafts that wait, searches without an answer,
    flagged articles, and actions of lessons that are due; the agenda is at the top. It names incidents, and is for
    the team only.
    """
    from kb.flows.reports.facts import Facts
    from kb.flows.reports.weekly import week_of, weekly
    from kb.io import clock

    settings = settings_of(context)
    monday = week_of(week) if week else None
    with progress(quiet=as_json) as bar:
        told = weekly(Facts(settings, today=clock.today(), progress=bar), monday=monday)
    deliver(settings, told, form="json" if as_json else form, output=output, send=send, dry_run=dry_run)


def _date(told: datetime | None) -> date | None:
    return told.date() if told else None


def deliver(
    settings: "Settings", report: "Report", *, form: str, output: Path | None, send: bool, dry_run: bool
) -> None:
    """Print a report, write it into a file, or send it."""
    from kb.flows.reports.delivery import rendered, write

    if form == "json":
        if output is not None:
            raise ConfigError("--json prints", hint="send it into a file with > FILE")
        from dataclasses import asdict

        report_json(f"report {report.name}", ok=True, items=[asdict(report)], dry_run=dry_run)
    elif output is None and not send:
        say(rendered(settings, report, form).decode().rstrip("\n"))
    if output is not None:
        changed = write(settings, report, form, output, dry_run=dry_run)
        words = "dry run: {} was not written" if dry_run else "wrote {}" if changed else "{} unchanged"
        tell(words.format(relative(output)))
