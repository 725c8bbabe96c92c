"""`kb lessons move`."""

from datetime import datetime

import click

from kb.cli.changing import commit_option
from kb.cli.lessons import DAY, lesson_item
from kb.cli.screen import dry_run_option, json_option, report_json, say, tell
from kb.cli.workspace import settings_of


@click.command("move")
@click.argument("id")
@click.argument(
    "to", metavar="STATUS", type=click.Choice(["validated", "action-agreed", "applied", "effective"])
)
@click.option("--owner", metavar="TEAM", default="", help="Who does it: a team or a role, no person.")
@click.option("--due", type=DAY, metavar="DAY", help="Until when, as 2026-12-01.")
@click.option("--on", type=DAY, metavar="DAY", help="Since when it is applied. Default: today.")
@commit_option
@dry_run_option
@json_option
@click.pass_context
def move_command(
    context: click.Context,
    id: str,
    to: str,
    owner: str,
    due: datetime | None,
    on: datetime | None,
    commit: bool | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Take a lesson to its next status: validated, action-agreed, applied, effective.

    ID is its id, the beginning of it, or its file's name. An agreed action needs an owner and a due date. Applied
    keeps the day: what comes back after it is a recurrence, and a lesson that recurred is applied again on a later
    day. Effective it is when nothing came back. Only these fields of the file change.
    """
    from kb.flows.lesson_steps import move
    from kb.io import clock
    from kb.model.lesson import LessonStatus

    moved = move(
        settings_of(context),
        id,
        LessonStatus(to),
        owner=owner,
        due=due.date() if due else None,
        on=on.date() if on else None,
        today=clock.today(),
        dry_run=dry_run,
        commit=commit,
    )
    done = moved.done
    if as_json:
        report_json(
            "lessons move",
            ok=True,
            counts={"changed": int(done.changed)},
            items=[lesson_item(moved.after) | {"changes": dict(moved.changes)}],
            warnings=[{"code": "remark", "message": remark} for remark in done.remarks],
            commit=done.commit,
            dry_run=dry_run,
        )
        return
    if not done.changed:
        say(f"{moved.after.id} unchanged: it is so already")
        return
    say(f"{moved.after.id} is {to.replace('-', ' ')}: {moved.after.title}")
    for name, value in moved.changes.items():
        say(f"  {name}: {value}")
    for remark in done.remarks:
        tell(f"note: {remark}")
    if dry_run:
        tell("dry run: nothing was written")
    elif done.commit:
        tell(f"committed as {done.commit[:10]}")
