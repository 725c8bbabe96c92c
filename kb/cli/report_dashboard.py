"""`kb report dashboard`."""

from pathlib import Path

import click

from kb.cli.report import deliver, report_made, report_options
from kb.cli.screen import progress
from kb.cli.workspace import settings_of


@click.command("dashboard")
@report_options
@click.pass_context
def dashboard_command(
    context: click.Context,
    form: str,
    output: Path | None,
    send: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Show the state at a glance: one word, a few figures with their change, and what to do next.

    The team's site has it as a page, made anew with each build. It is for the team only.
    """
    from kb.flows.reports.dashboard import dashboard
    from kb.flows.reports.facts import Facts
    from kb.io import clock

    settings = settings_of(context)
    with progress(quiet=as_json) as bar:
        told = dashboard(Facts(settings, today=clock.today(), progress=bar))
    made = report_made(settings, told)
    deliver(settings, made, form="json" if as_json else form, output=output, send=send, dry_run=dry_run)
