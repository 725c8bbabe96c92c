"""`kb lessons export`."""

from pathlib import Path

import click

from kb.cli.lessons import lesson_item
from kb.cli.screen import dry_run_option, json_option, relative, report_json, tell
from kb.cli.workspace import settings_of
from kb.model.article import Audience
from kb.model.prose import count


@click.command("export")
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "csv", "json"]),
    required=True,
    help="As a folder of Markdown files, a table, or JSON.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="PATH", required=True, help="The file or folder."
)
@click.option(
    "--audience",
    type=click.Choice([member.value for member in Audience]),
    default=Audience.INTERNAL.value,
    show_default=True,
    help="For whom; users and the public get no incidents.",
)
@dry_run_option
@json_option
@click.pass_context
def export_command(
    context: click.Context, form: str, out: Path, audience: str, dry_run: bool, as_json: bool
) -> None:
    """
    Write the lessons for another project, or for a register elsewhere.

    kb lessons import takes each of the three forms, and makes the same lessons of it.
    """
    from kb.flows.lesson_papers import export

    lessons, changed = export(settings_of(context), form, out, audience=Audience(audience), dry_run=dry_run)
    if as_json:
        report_json(
            "lessons export",
            ok=True,
            counts={"lessons": len(lessons), "changed": int(changed)},
            items=map(lesson_item, lessons),
            path=str(out),
            audience=audience,
            dry_run=dry_run,
        )
        return
    words = "dry run: {} was not written" if dry_run else "wrote {}" if changed else "{} unchanged"
    tell(f"{words.format(relative(out))}: {count(len(lessons), 'lesson')} for {audience}")
