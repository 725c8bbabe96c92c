"""`kb report gaps`."""

from pathlib import Path

import click

from kb.cli.report import deliver, report_made, report_options
from kb.cli.screen import progress, relative, tell
from kb.cli.workspace import settings_of


@click.command("gaps")
@click.option(
    "--csv",
    "table",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write all of it as a table as well.",
)
@report_options
@click.pass_context
def gaps_command(
    context: click.Context,
    table: Path | None,
    form: str,
    output: Path | None,
    send: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Say what is missing: articles, resolutions behind old workarounds, applied lessons, removed causes.

    It names incidents, and is for the team only.
    """
    from kb.flows.reports.facts import Facts
    from kb.flows.reports.gaps import export, gaps_and_lacks
    from kb.io import clock

    settings = settings_of(context)
    with progress(quiet=as_json) as bar:
        told, lacks = gaps_and_lacks(Facts(settings, today=clock.today(), progress=bar))
    if table is not None:
        changed = export(lacks, table, dry_run=dry_run)
        words = "dry run: {} was not written" if dry_run else "wrote {}" if changed else "{} unchanged"
        tell(words.format(relative(table)))
    made = report_made(settings, told)
    deliver(settings, made, form="json" if as_json else form, output=output, send=send, dry_run=dry_run)
