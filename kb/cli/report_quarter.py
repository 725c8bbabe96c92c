"""`kb report quarter`."""

from pathlib import Path

import click

from kb.cli.report import deliver, report_made, report_options
from kb.cli.screen import progress
from kb.cli.workspace import settings_of


@click.command("quarter")
@click.option(
    "--quarter",
    metavar="QUARTER",
    help="Which quarter, as 2026-Q3; that of the newest incident if not told.",
)
@report_options
@click.pass_context
def quarter_command(
    context: click.Context,
    quarter: str | None,
    form: str,
    output: Path | None,
    send: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Review a quarter: satisfaction, service levels, what came again, lessons and coverage, against the one before.

    With --format html it is one file that opens offline. It names incidents, and is for the team only.
    """
    from kb.flows.reports.facts import Facts
    from kb.flows.reports.quarter import quarter_of, quarterly
    from kb.io import clock

    settings = settings_of(context)
    first = quarter_of(quarter) if quarter else None
    with progress(quiet=as_json) as bar:
        told = quarterly(Facts(settings, today=clock.today(), progress=bar), first=first)
    made = report_made(settings, told)
    deliver(settings, made, form="json" if as_json else form, output=output, send=send, dry_run=dry_run)
