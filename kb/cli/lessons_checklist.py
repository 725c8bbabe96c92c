"""`kb lessons checklist`."""

from pathlib import Path

import click

from kb.cli.screen import dry_run_option, json_option, relative, report_json, say, tell
from kb.cli.workspace import audience_of, audience_option, settings_of


@click.command("checklist")
@click.option("--phase", metavar="PHASE", default="", help="Which phase, as cutover. Default: all of them.")
@click.option("--scope", metavar="SCOPE", default="", help="Only lessons of project or corporate scope.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "html", "csv"]),
    default="md",
    show_default=True,
    help="As Markdown with boxes, one HTML file to print, or a table.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it into a file."
)
@audience_option
@dry_run_option
@json_option
@click.pass_context
def checklist_command(
    context: click.Context,
    phase: str,
    scope: str,
    form: str,
    out: Path | None,
    audience: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Say what the next project should do, phase by phase and topic by topic, with boxes to tick.

    Each line is the recommendation of a lesson, with how often it was needed and whether it came back. Lessons that
    concern more than one project come first. It names no incident.
    """
    from dataclasses import asdict

    from kb.flows import lesson_papers as papers

    settings = settings_of(context)
    told = papers.lines_of(settings, audience=audience_of(audience, settings), phase=phase, scope=scope)
    if out is not None:
        changed = papers.write_checklist(settings, told, form, out, dry_run=dry_run)
        words = "dry run: {} was not written" if dry_run else "wrote {}" if changed else "{} unchanged"
        tell(words.format(relative(out)))
    if as_json:
        report_json(
            "lessons checklist",
            ok=True,
            counts={"lines": len(told.lines)},
            items=[
                {"phase": topic.phase, "topic": topic.name} | asdict(line)
                for topic in told.topics
                for line in topic.lines
            ],
            audience=told.audience.value,
            dry_run=dry_run,
        )
    elif out is None:
        say(papers.checklist_as(told, form).replace("\r\n", "\n").rstrip("\n"))
