"""`kb phase`."""

from datetime import date
from typing import TYPE_CHECKING

import click

from kb.cli.screen import dry_run_option, json_option, report_json, say, tell
from kb.cli.workspace import settings_of
from kb.model.prose import count, day

if TYPE_CHECKING:
    from kb.flows.phases import Due, Where


@click.group("phase")
def phase_command() -> None:
    """Say where the go-live stands, and hand articles over to usual support."""


@phase_command.command("show")
@json_option
@click.pass_context
def show_command(context: click.Context, as_json: bool) -> None:
    """Say which phase it is, what follows from it, and what comes next."""
    from dataclasses import asdict

    from kb.flows.phases import where
    from kb.io import clock

    settings = settings_of(context)
    today = clock.today()
    found = where(settings, today=today)
    if as_json:
        report_json("phase show", ok=True, items=[asdict(found)])
        return
    say(standing(found))
    say(f"review   articles are looked at again after {found.review_in}")
    for each in found.reports:
        say(f"report   {told(each, today)}")
    for move in found.handovers:
        say(f"owner    {count(move.articles, 'article')} from {move.old or 'nobody'} to {move.new}")
    if found.handovers:
        tell("next: kb phase move --dry-run")


def standing(found: "Where") -> str:
    """Say in a sentence or two where the go-live stands."""
    parts = []
    if found.now:
        days = f" of {found.now.days:,}" if found.now.days else ""
        parts.append(f"{found.now.phase.value.capitalize()}, day {found.now.number:,}{days}.")
    if found.next and found.begins:
        parts.append(f"{found.next.value.capitalize()} begins on {day(found.begins)}.")
    return " ".join(parts) or "No phases are set: their first days stand under [phases] in kb.toml."


def told(each: "Due", today: date) -> str:
    """Say of a report how often it is due, and when."""
    when = "due today" if each.last == today else f"was due on {day(each.last)}, next on {day(each.next)}"
    return f"kb report {each.report}: {each.rhythm}, {when}"


@phase_command.command("move")
@click.option(
    "--branch", metavar="NAME", help="The branch that proposes it.  [default: phase-owners]", default=None
)
@click.option("--no-commit", is_flag=True, help="Write it here and stage it, and commit it yourself.")
@dry_run_option
@json_option
@click.pass_context
def move_command(
    context: click.Context, branch: str | None, no_commit: bool, dry_run: bool, as_json: bool
) -> None:
    """
    Propose who owns each article from now on, as one commit on a branch of its own.

    [phases] owners says who takes over from whom. Only the line of the owner changes. One stays on the branch one is
    on; whoever reviews the proposal merges it, or drops it.
    """
    from kb.errors import ConfigError
    from kb.flows.changes import Done
    from kb.flows.phases import BRANCH, moved, propose, stage_only

    if branch and no_commit:
        raise ConfigError("--no-commit makes no branch", hint="leave --branch out")
    settings = settings_of(context)
    change = moved(settings)
    name = branch or BRANCH
    if dry_run:
        done = Done(changed=not change.is_empty)
    elif no_commit:
        done = stage_only(settings, change)
    else:
        done = propose(settings, change, branch=name)
    if as_json:
        report_json(
            "phase move",
            ok=True,
            counts={"articles": len(change.after)},
            items=[{"path": f"content/{path}"} for path in change.after],
            warnings=[{"code": "remark", "message": remark} for remark in done.remarks],
            changed=done.changed,
            commit=done.commit,
            branch=name if done.commit else "",
            dry_run=dry_run,
        )
        return
    if change.is_empty:
        say("nothing to hand over: each article has the owner it should have")
        return
    for remark in done.remarks:
        tell(f"note: {remark}")
    if not done.changed:
        return
    say(change.summary)
    for path in change.after:
        say(f"  changed content/{path}")
    if dry_run:
        tell("dry run: nothing was written")
    elif done.commit:
        tell(f"committed as {done.commit[:10]} on branch {name}; to take it over: git merge {name}")
    else:
        tell("written; look at it with git diff --cached, and commit it")
