"""`kb lessons new`."""

import sys

import click

from kb.cli.screen import dry_run_option, json_option, report_json, say, tell
from kb.cli.workspace import settings_of
from kb.errors import ConfigError


@click.command("new")
@click.option(
    "--from",
    "names",
    multiple=True,
    required=True,
    metavar="GROUP|BUNDLE|INC",
    help="An article's id for the group it answers, a bundle, or an incident; may be given again.",
)
@click.option("--title", default="", metavar="TEXT", help="Default: the title of what it is made from.")
@click.option(
    "--owner",
    default="",
    metavar="GROUP",
    help="Who owns the action. Default: who has the article or incidents.",
)
@click.option("--edit/--no-edit", default=None, help="Open it in your editor. Default: in a terminal.")
@dry_run_option
@json_option
@click.pass_context
def new_command(
    context: click.Context,
    names: tuple[str, ...],
    title: str,
    owner: str,
    edit: bool | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Begin a lesson from what is known, and open it in your editor.

    It gets its evidence, day, phase and topics, what the sources say as quotes with their receipts, and a
    detector that finds its evidence again. What only people know is left for you to write: say what
    happened and why, and blame nobody.
    """
    from kb.flows.lessons_new import begin, written
    from kb.lessons.markdown import render
    from kb.lessons.repository import LessonRepository
    from kb.redact.load import load_redactors

    settings = settings_of(context)
    lesson = begin(settings, names, title=title, owner=owner)
    text = render(lesson)
    opens = (sys.stdin.isatty() and sys.stdout.isatty() and not as_json) if edit is None else edit
    if opens and not dry_run:
        text = click.edit(text, extension=".md", require_save=False) or ""
        if not text.strip():
            raise ConfigError(
                "nothing was written, so there is no lesson", hint="--no-edit keeps it as it begins"
            )
    lesson = written(settings, lesson, text, load_redactors(settings.redact))
    if not dry_run:
        LessonRepository(settings.lessons).put(lesson, text)
    path = f"{settings.lessons.name}/{lesson.path}"
    if as_json:
        report_json(
            "lessons new",
            ok=True,
            counts={"changed": 1, "evidence": len(lesson.evidence)},
            items=[{"id": lesson.id, "path": path, "title": lesson.title}],
            evidence=[str(ref) for ref in lesson.evidence],
            detector={
                "codes": list(lesson.detector.codes),
                "components": list(lesson.detector.components),
                "phrases": list(lesson.detector.phrases),
                "likeness": lesson.detector.likeness,
            },
            text=text if dry_run else None,
            dry_run=dry_run,
        )
        return
    say(f"{'would write' if dry_run else 'wrote'} {path}")
    if dry_run:
        say(text)
        tell("dry run: nothing was written")
    else:
        tell(f"next: see what its detector finds with kb lessons try {lesson.id}, then kb lessons check")
