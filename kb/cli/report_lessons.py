"""`kb report lessons`."""

from pathlib import Path

import click

from kb.cli.report import deliver, report_made, report_options
from kb.cli.workspace import settings_of


@click.command("lessons")
@report_options
@click.pass_context
def lessons_command(
    context: click.Context, form: str, output: Path | None, send: bool, dry_run: bool, as_json: bool
) -> None:
    """
    Close a project: what was learned, what came back, who owes an action, and what the next project should do.

    It tells of all lessons as they stand today, by theme, and says what is not known of them.
    """
    from kb.flows.reports.lessons import report
    from kb.io import clock

    settings = settings_of(context)
    made = report_made(settings, report(settings, today=clock.today()))
    deliver(settings, made, form="json" if as_json else form, output=output, send=send, dry_run=dry_run)
