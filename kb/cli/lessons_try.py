"""`kb lessons try`."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from kb.cli.recurred import match_item, match_lines
from kb.cli.screen import dry_run_option, json_option, report_json, say, tell
from kb.cli.workspace import settings_of
from kb.errors import ConfigError
from kb.model.prose import count

if TYPE_CHECKING:
    from kb.flows.lessons_try import Trial


@click.command("try")
@click.argument("id")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Default: the day it was applied on.")
@click.option("--propose", is_flag=True, help="Begin with what its evidence suggests, not with what it has.")
@click.option("--code", "codes", multiple=True, metavar="CODE", help="Find this error code; again for more.")
@click.option("--phrase", "phrases", multiple=True, metavar="WORDS", help="Find these words; again for more.")
@click.option(
    "--component", "components", multiple=True, metavar="NAME", help="Only this product; again for more."
)
@click.option(
    "--likeness", type=click.FloatRange(0, 1), help="Find what is so like its evidence; 0 asks for none."
)
@click.option("--write", is_flag=True, help="Keep the detector that was tried in the lesson.")
@dry_run_option
@json_option
@click.pass_context
def try_command(
    context: click.Context,
    id: str,
    since: datetime | None,
    propose: bool,
    codes: tuple[str, ...],
    phrases: tuple[str, ...],
    components: tuple[str, ...],
    likeness: float | None,
    write: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Try on the ledger what a lesson's detector finds.

    ID is a lesson's id, the beginning of it, or its file. Each --code, --phrase, --component and --likeness
    takes the place of what the detector has of that kind; an empty one takes it away. --write changes the
    field `detector` in the lesson's file, and nothing else.
    """
    from kb.flows.lessons_try import Attempt, attempt

    if dry_run and not write:
        raise ConfigError("--dry-run is for --write", hint="without --write nothing is written anyway")
    change = Attempt(
        codes=codes or None,
        components=components or None,
        phrases=phrases or None,
        likeness=likeness,
        propose=propose,
    )
    day = since.date() if since else None
    trial = attempt(settings_of(context), id, change, since=day, write=write, dry_run=dry_run)
    if as_json:
        report_json("lessons try", **_report(trial, write=write), dry_run=dry_run)  # type: ignore[arg-type]
    else:
        _show(trial)
        if write:
            where = f"lessons/{trial.lesson.path}"
            done = (
                f"wrote the detector into {where}" if trial.changed else f"{where} has this detector already"
            )
            tell("dry run: nothing was written" if dry_run else done)
        elif trial.changed:
            tell("to keep this detector, type the same again with --write")


def _show(trial: "Trial") -> None:
    detector = trial.detector
    say(f"{trial.lesson.id}  {trial.lesson.title}", bold=True)
    say(f"detector   {'; '.join(_told(trial)) if not detector.is_empty else 'none: it can find nothing'}")
    own = len(trial.evidence) + len(trial.missed)
    say(f"evidence   {len(trial.evidence)} of {own} found")
    for ref in trial.missed:
        say(f"           {ref} is not found")
    for ref in trial.gone:
        say(f"           {ref} is not in the ledger")
    for word, found in (("before", trial.before), ("after", trial.after)):
        if word == "after" and trial.since is None:
            say("after      it was not applied yet; try --since DATE")
            continue
        until = f"up to {trial.since}" if trial.since else "so far"
        when = f"after {trial.since}" if word == "after" else until
        say(f"{word:<10} {count(len(found), 'other incident')} {when}, of {trial.incidents:,} in the ledger")
        for line in match_lines(found, trial.summaries):
            say(f"           {line}")


def _told(trial: "Trial") -> list[str]:
    detector = trial.detector
    parts = [f"code {each}" for each in detector.codes]
    parts += [f"“{each}”" for each in detector.phrases]
    parts += [f"{detector.likeness:.0%} alike"] if detector.likeness else []
    only = f"only {', '.join(detector.components)}: " if detector.components else ""
    return [f"{only}{parts[0]}", *parts[1:]] if parts else []


def _report(trial: "Trial", *, write: bool) -> dict[str, object]:
    def items(kind: str) -> list[dict[str, object]]:
        return [match_item(each, trial.summaries[each.ref]) | {"when": kind} for each in getattr(trial, kind)]

    return {
        "ok": True,
        "counts": {
            "evidence": len(trial.evidence),
            "missed": len(trial.missed),
            "gone": len(trial.gone),
            "before": len(trial.before),
            "after": len(trial.after),
            "incidents": trial.incidents,
        },
        "items": [*items("evidence"), *items("before"), *items("after")],
        "id": trial.lesson.id,
        "path": f"lessons/{trial.lesson.path}",
        "since": trial.since,
        "detector": {
            "codes": list(trial.detector.codes),
            "components": list(trial.detector.components),
            "phrases": list(trial.detector.phrases),
            "likeness": trial.detector.likeness,
        },
        "missed": [str(ref) for ref in trial.missed],
        "gone": [str(ref) for ref in trial.gone],
        "changed": trial.changed,
        "written": write and trial.changed,
    }
