"""`kb lessons actions`."""

from pathlib import Path

import click

from kb.cli.lessons import lesson_item
from kb.cli.screen import dry_run_option, json_option, relative, report_json, say, table, tell
from kb.cli.workspace import settings_of
from kb.model.prose import count


@click.command("actions")
@click.option("--owner", metavar="TEAM", help='Only those of an owner; "" for those of nobody.')
@click.option("--by-owner", is_flag=True, help="Group them by owner.")
@click.option(
    "--ics",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the due dates as a calendar.",
)
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write them as a table.",
)
@dry_run_option
@json_option
@click.pass_context
def actions_command(
    context: click.Context,
    owner: str | None,
    by_owner: bool,
    ics: Path | None,
    csv_file: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    List the actions of lessons that nobody has taken yet, overdue ones first.

    An action is open while its lesson is agreed, has a due date, or recurred, and is not applied.
    """
    from kb.flows import lesson_papers as papers
    from kb.flows.lessons import every
    from kb.io import clock
    from kb.lessons.actions import by_owner as grouped
    from kb.lessons.actions import open_actions, to_do

    settings, today = settings_of(context), clock.today()
    found = open_actions(every(settings), owner=owner)
    for path, made in ((ics, papers.actions_ics), (csv_file, papers.actions_csv)):
        if path is not None:
            changed = papers.write_actions(settings, made(found, today), path, dry_run=dry_run)
            words = "dry run: {} was not written" if dry_run else "wrote {}" if changed else "{} unchanged"
            tell(words.format(relative(path)))
    overdue = sum(each.is_overdue(today) for each in found)
    if as_json:
        report_json(
            "lessons actions",
            ok=True,
            counts={"open": len(found), "overdue": overdue},
            items=[
                lesson_item(each) | {"overdue": each.is_overdue(today), "to_do": to_do(each)}
                for each in found
            ],
            dry_run=dry_run,
        )
        return
    for name, group in grouped(found).items() if by_owner else (("", found),):
        if by_owner:
            say(f"{name or 'Nobody'}: {count(len(group), 'action')}", bold=True)
        rows = [
            (each.id, each.until(today) or "no due date", each.owner or "nobody", each.title)
            for each in group
        ]
        table(rows, ("ID", "DUE", "OWNER", "LESSON"))
    tell(f"{count(len(found), 'open action')}, {overdue} overdue" if found else "no open action")
