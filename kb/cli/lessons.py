"""`kb lessons import` and `kb lessons list`."""

from pathlib import Path

import click

from kb.cli.lazy import BesideGroup
from kb.cli.screen import dry_run_option, json_option, progress, relative, report_json, say, table, tell
from kb.cli.workspace import settings_of
from kb.model.lesson import Lesson, LessonStatus

SHOWN = 20
"""How many lines of one kind are printed; --json has all."""


DAY = click.DateTime(["%Y-%m-%d"])

BESIDE: dict[str, str] = {
    "new": "kb.cli.lessons_new",
    "try": "kb.cli.lessons_try",
    "check": "kb.cli.lessons_check",
    "move": "kb.cli.lessons_move",
    "actions": "kb.cli.lessons_actions",
    "checklist": "kb.cli.lessons_checklist",
    "export": "kb.cli.lessons_export",
}


@click.group("lessons", cls=BesideGroup, beside=BESIDE)
def lessons_command() -> None:
    """Bring in lessons and post-mortems, follow them up, and hand them on."""


@lessons_command.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@dry_run_option
@json_option
@click.pass_context
def import_command(context: click.Context, paths: tuple[Path, ...], dry_run: bool, as_json: bool) -> int:
    """
    Turn post-mortems and registers into lessons.

    PATH is a Markdown file, a register as CSV or JSON, an export of kb lessons, or a folder of them. Each lesson is
    redacted and becomes one file in lessons/; what is no lesson is named with the reason. A second import changes nothing, and a
    lesson that people edited stays as they left it.
    """
    from kb.flows.lessons import import_lessons
    from kb.redact.load import load_redactors

    settings = settings_of(context)
    with progress(quiet=as_json) as bar:
        report = import_lessons(
            paths,
            settings=settings,
            redactors=load_redactors(settings.redact),
            dry_run=dry_run,
            progress=bar,
        )
    account = report.account
    counts = account.counts()
    if as_json:
        report_json(
            "lessons import",
            ok=not account.rejected,
            counts=counts,
            items=[lesson_item(lesson) | {"change": "created"} for lesson in report.created]
            + [lesson_item(lesson) | {"change": "updated"} for lesson in report.updated],
            warnings=[
                {
                    "code": "edited",
                    "file": f"lessons/{lesson.path}",
                    "line": 0,
                    "message": "changed at its source and edited here: left alone",
                    "hint": "compare the two by hand",
                }
                for lesson in report.edited
            ]
            + [
                {"code": "rejected", "file": str(r.path), "line": r.line, "message": r.reason, "hint": ""}
                for r in account.rejected
            ]
            + [
                {"code": "skipped", "file": str(s.path), "line": s.line, "message": s.reason, "hint": ""}
                for s in account.skipped
            ],
            skipped=account.skip_reasons(),
            edited=len(report.edited),
            files=report.files,
            redactions=dict(report.redactions),
            dry_run=dry_run,
        )
        return 1 if account.rejected else 0
    say(
        f"lessons    read {counts['read']:,} = created {counts['created']:,} + updated {counts['updated']:,}"
        f" + unchanged {counts['unchanged']:,} + skipped {counts['skipped']:,} + rejected {counts['rejected']:,}"
    )
    _tell_some(
        "edited here",
        [f"lessons/{lesson.path}: its source changed too; left alone" for lesson in report.edited],
    )
    _tell_some("skipped", [f"{_place(s.path, s.line)}: {s.reason}" for s in account.skipped])
    _tell_some("rejected", [f"{_place(r.path, r.line)}: {r.reason}" for r in account.rejected])
    if report.redactions:
        say("hidden     " + ", ".join(f"{kind} {count:,}" for kind, count in report.redactions.items()))
    for lesson in report.created[:10]:
        say(f"  + lessons/{lesson.path}  {lesson.title}")
    if len(report.created) > 10:
        say(f"  … and {len(report.created) - 10:,} more: kb lessons list")
    if dry_run:
        tell("dry run: nothing was written")
    elif report.created:
        now = ", ".join(sorted({lesson.audience.value for lesson in report.created}))
        tell(
            f"next: read them; give each an owner, a due date and an audience (now: {now}), then kb check and kb build"
        )
    return 1 if account.rejected else 0


def _tell_some(word: str, lines: list[str]) -> None:
    for line in lines[:SHOWN]:
        tell(f"{word.ljust(10)} {line}")
    if len(lines) > SHOWN:
        tell(f"{word.ljust(10)} … and {len(lines) - SHOWN:,} more; --json lists all")


def _place(path: Path, line: int) -> str:
    return f"{relative(path)}:{line}" if line else relative(path)


def lesson_item(lesson: Lesson) -> dict[str, object]:
    """Give a lesson as `--json` has it."""
    return {
        "id": lesson.id,
        "title": lesson.title,
        "path": f"lessons/{lesson.path}",
        "status": lesson.status.value,
        "scope": lesson.scope,
        "phase": lesson.phase,
        "topics": list(lesson.topics),
        "date": lesson.observed_on,
        "owner": lesson.owner,
        "due": lesson.due,
        "applied_on": lesson.applied_on,
        "evidence": len(lesson.evidence),
        "recurrences": [str(ref) for ref in lesson.recurrences],
        "source": lesson.source,
    }


@lessons_command.command("list")
@click.option(
    "--status",
    type=click.Choice([member.value for member in LessonStatus]),
    help="Only those that have come so far.",
)
@click.option("--phase", metavar="PHASE", default="", help="Only those of a phase.")
@click.option("--topic", metavar="TOPIC", default="", help="Only those of a topic.")
@click.option("--scope", metavar="SCOPE", default="", help="Only those of project, corporate or both.")
@click.option("--owner", metavar="TEAM", help='Only those of an owner; "" for those of nobody.')
@json_option
@click.pass_context
def list_lessons(
    context: click.Context,
    status: str | None,
    phase: str,
    topic: str,
    scope: str,
    owner: str | None,
    as_json: bool,
) -> None:
    """
    List the lessons, overdue ones first, then those due soonest.

    A lesson is overdue when its action is past due and not yet applied.
    """
    from datetime import date

    from kb.flows.lessons import every
    from kb.io import clock
    from kb.lessons.chosen import chosen

    today = clock.today()
    all_lessons = every(settings_of(context))
    lessons = sorted(
        chosen(
            all_lessons,
            status=LessonStatus(status) if status else None,
            phase=phase,
            topic=topic,
            scope=scope,
            owner=owner,
        ),
        key=lambda each: (not each.is_overdue(today), each.due or date.max, each.id),
    )
    overdue = sum(1 for lesson in lessons if lesson.is_overdue(today))
    if as_json:
        report_json(
            "lessons list",
            ok=True,
            counts={"lessons": len(lessons), "overdue": overdue},
            items=[lesson_item(lesson) | {"overdue": lesson.is_overdue(today)} for lesson in lessons],
        )
        return
    rows = [
        (
            lesson.id,
            lesson.status.value,
            f"{lesson.due} overdue" if lesson.is_overdue(today) else str(lesson.due or ""),
            lesson.title,
        )
        for lesson in lessons
    ]
    table(rows, ("ID", "STATUS", "DUE", "TITLE"))
    if all_lessons and not lessons:
        tell(f"none of {len(all_lessons)} lessons is so")
    elif not lessons:
        tell("no lessons; bring some in with: kb lessons import PATH")
    elif overdue:
        tell(f"{overdue} of {len(lessons)} lessons overdue")
