"""`kb links`."""

from pathlib import Path

import click

from kb.cli.screen import complain, dry_run_option, json_option, relative, report_json, table, tell
from kb.cli.workspace import settings_of
from kb.model.article import Audience


@click.command("links")
@click.option("--csv", "file", type=click.Path(path_type=Path), help="Write a CSV; - prints it.")
@click.option(
    "--site", metavar="URL", default="", help="The site's address, for a column with each article's own."
)
@click.option("--system", metavar="NAME", default="", help="Only incidents of this system, as servicenow.")
@click.option(
    "--audience",
    type=click.Choice([each.value for each in Audience]),
    help="Only what these readers may see.",
)
@dry_run_option
@json_option
@click.pass_context
def links_command(
    context: click.Context,
    file: Path | None,
    site: str,
    system: str,
    audience: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    List which incident is answered by which article.

    With --csv a file to load back into the system the incidents came from: one line each, with the
    article's id, title, path, address, confidence and audience.
    """
    from dataclasses import asdict

    from kb.flows.links import as_csv, linked, write

    settings = settings_of(context)
    rows, errors = linked(
        settings, site=site, system=system, audience=Audience(audience) if audience else None
    )
    for error in errors:
        complain(f"left out: {error}", error.hint)
    if as_json:
        report_json(
            "links",
            ok=not errors,
            counts={"links": len(rows), "unreadable": len(errors)},
            items=[asdict(row) for row in rows],
        )
        return
    if file is None:
        table(
            [(row.system, row.incident, row.article, row.title) for row in rows],
            ("SYSTEM", "INCIDENT", "ARTICLE", "TITLE"),
        )
        if not rows:
            tell("no incident is linked; say which article answers one: kb link INCIDENT ID")
    elif str(file) == "-":
        click.echo(as_csv(rows), nl=False)
    else:
        changed = write(rows, file, dry_run=dry_run)
        if dry_run:
            tell(f"dry run: {relative(file)} was not written")
        else:
            tell(f"{len(rows)} links {'written to' if changed else 'stand in'} {relative(file)}")
