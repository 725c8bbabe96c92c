"""`kb report`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from kb.cli.lazy import BesideGroup
from kb.cli.screen import dry_run_option, json_option, progress, relative, report_json, say, tell
from kb.cli.workspace import settings_of
from kb.errors import ConfigError
from kb.model.prose import count

if TYPE_CHECKING:
    from kb.config import Settings
    from kb.io.notify import Message
    from kb.model.report import Report

P = ParamSpec("P")
R = TypeVar("R")

DAY = click.DateTime(["%Y-%m-%d"])


BESIDE = {
    "dashboard": "kb.cli.report_dashboard",
    "gaps": "kb.cli.report_gaps",
    "lessons": "kb.cli.report_lessons",
    "quarter": "kb.cli.report_quarter",
    "training": "kb.cli.report_training",
}


@click.group("report", cls=BesideGroup, beside=BESIDE, invoke_without_command=True)
@json_option
@click.pass_context
def report_command(context: click.Context, as_json: bool) -> None:
    """
    Tell the team and its stakeholders where things stand, and what to do next.

    Without a name it says which reports the phase of the go-live has, and when they are due.
    """
    if context.invoked_subcommand is not None:
        return
    from dataclasses import asdict

    from kb.cli.phase import standing, told
    from kb.flows.phases import where
    from kb.io import clock

    today = clock.today()
    found = where(settings_of(context), today=today)
    if as_json:
        report_json("report", ok=True, items=[asdict(each) for each in found.reports])
        return
    say(standing(found))
    for each in found.reports:
        say(told(each, today))
    tell("all reports: kb report --help")


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
    made = report_made(settings, told)
    deliver(settings, made, form="json" if as_json else form, output=output, send=send, dry_run=dry_run)


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
    made = report_made(settings, told)
    deliver(settings, made, form="json" if as_json else form, output=output, send=send, dry_run=dry_run)


@report_command.command("status")
@click.option(
    "--day", type=DAY, metavar="DAY", help="Which day; the newest that the ledger knows of if not told."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "mail", "teams", "slack", "json"]),
    default="text",
    show_default=True,
    help="As text, a mail (.eml), a card for Teams, blocks for Slack, or JSON.",
)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it into a file.")
@click.option("--send", is_flag=True, help="Send it to report.status_to, to each in its own form.")
@dry_run_option
@json_option
@click.pass_context
def status_command(
    context: click.Context,
    day: datetime | None,
    form: str,
    output: Path | None,
    send: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Tell stakeholders how things stand: red, amber or green with the reason, counts, problems, and the next update.

    It names no incident, and no article that report.status_audience may not read.
    """
    from dataclasses import asdict

    from kb.flows.reports.delivery import status_message, status_rendered
    from kb.flows.reports.facts import Facts
    from kb.flows.reports.status import status
    from kb.io import clock

    settings = settings_of(context)
    with progress(quiet=as_json) as bar:
        facts = Facts(settings, today=clock.today(), day=_date(day), progress=bar)
        told = status(facts, now=clock.now())
    if facts.is_stale:
        tell(f"before it is sent: {facts.data_ends}; get a new export and harvest it: kb harvest EXPORTS")
    deliver(
        settings,
        _Made(
            name="status",
            to="status_to",
            item=lambda: asdict(told),
            rendered=lambda form: status_rendered(settings, told, form),
            message=lambda: status_message(settings, told),
        ),
        form="json" if as_json else form,
        output=output,
        send=send,
        dry_run=dry_run,
    )


def _date(told: datetime | None) -> date | None:
    return told.date() if told else None


@dataclass(frozen=True, kw_only=True)
class _Made:
    """Something that was made, in the forms it can be had in; each is made when it is asked for."""

    name: str
    to: str
    item: Callable[[], object]
    rendered: Callable[[str], bytes]
    message: Callable[[], "Message"]


def report_made(settings: "Settings", report: "Report") -> _Made:
    """Take a report for delivery to the team."""
    from dataclasses import asdict

    from kb.flows.reports.delivery import message_of, rendered

    return _Made(
        name=report.name,
        to="team_to",
        item=lambda: asdict(report),
        rendered=lambda form: rendered(settings, report, form),
        message=lambda: message_of(settings, report),
    )


def deliver(
    settings: "Settings", made: _Made, *, form: str, output: Path | None, send: bool, dry_run: bool
) -> None:
    """Write what was made into a file, send it, or else print it."""
    from kb.flows.reports.delivery import write

    if form == "json" and output is not None:
        raise ConfigError("--json prints", hint="send it into a file with > FILE")
    if output is not None:
        changed = write(settings, made.rendered(form), form, output, dry_run=dry_run)
        words = "dry run: {} was not written" if dry_run else "wrote {}" if changed else "{} unchanged"
        tell(words.format(relative(output)))
    sent: tuple[str, ...] = ()
    if send:
        from kb.flows.reports.sending import send as to_addresses

        sent = to_addresses(settings, made.to, made.message(), dry_run=dry_run)
        where = f"{count(len(sent), 'address', 'addresses')} ({', '.join(sorted(sent))})"
        tell(f"dry run: nothing was sent; it would go to {where}" if dry_run else f"sent to {where}")
    if form == "json":
        report_json(f"report {made.name}", ok=True, items=[made.item()], sent=sent, dry_run=dry_run)
    elif output is None and not send:
        say(made.rendered(form).decode().rstrip("\n"))
