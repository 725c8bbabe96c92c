"""Lessons on paper and for other programs: a checklist, the open actions, an export."""

import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from kb.config import Settings
from kb.errors import ConfigError, RefusedError
from kb.flows.lessons import every
from kb.flows.published import refuse_leftovers
from kb.io.calendar import Deadline, deadlines
from kb.io.cells import as_csv
from kb.io.files import write_if_changed, write_made
from kb.io.folders import refuse_foreign, staged, swap
from kb.lessons import exchange
from kb.lessons.actions import to_do
from kb.lessons.checklist import checklist
from kb.model.article import Audience
from kb.model.checklist import Checklist
from kb.model.lesson import Lesson
from kb.model.portal import Page
from kb.model.prose import one_line
from kb.reports.rendering import checklist_page
from kb.site import checklist as site
from kb.site.words import words

ACTIONS = ("id", "title", "status", "owner", "due", "overdue", "to do")
LINES = ("phase", "topic", "to do", "why", "scope", "status", "seen", "came back", "lesson", "done")
SUFFIXES = {"md": ".md", "html": ".html", "csv": ".csv", "json": ".json"}
LIST = "README.md"
MARK = "<!-- An export of kb lessons. -->\n"
"""How the list of an export begins; a folder without it is somebody's own."""

_CALENDAR = "-//hypercare-kb//kb lessons actions//EN"


def lines_of(settings: Settings, *, audience: Audience, phase: str = "", scope: str = "") -> Checklist:
    """Make a checklist of what one audience may read."""
    return checklist(
        every(settings), project=settings.project.name, audience=audience, phase=phase, scope=scope
    )


def checklist_as(told: Checklist, form: str) -> str:
    """Write a checklist as `md`, `html` or `csv`."""
    if form == "csv":
        return as_csv(LINES, _checklist_rows(told))
    return checklist_page(told) if form == "html" else site.checklist_file(told)


def _checklist_rows(told: Checklist) -> list[tuple[str, ...]]:
    return [
        (
            topic.phase,
            topic.name,
            line.todo,
            line.why,
            line.scope,
            line.status.value,
            str(line.seen),
            str(line.again),
            line.lesson,
            "",
        )
        for topic in told.topics
        for line in topic.lines
    ]


def write_checklist(settings: Settings, told: Checklist, form: str, path: Path, *, dry_run: bool) -> bool:
    """Write a checklist and tell whether that changed; raise RefusedError for what redaction would hide."""
    text = checklist_as(told, form)
    _refuse_place(settings, path)
    _refuse_suffix(path, form)
    refuse_leftovers([Page(path=path.name, text=text)], (), (), settings)
    ours = {"md": site.MARK, "html": '<ul class="boxes">', "csv": ",".join(LINES)}[form]
    return _written(path, text, ours, "checklist", dry_run=dry_run)


def actions_csv(lessons: Sequence[Lesson], today: date) -> str:
    """Write each action on a line."""
    rows = (
        (
            each.id,
            each.title,
            each.status.value,
            each.owner,
            str(each.due or ""),
            "yes" if each.is_overdue(today) else "",
            to_do(each),
        )
        for each in lessons
    )
    return as_csv(ACTIONS, (list(map(one_line, row)) for row in rows))


def actions_ics(lessons: Sequence[Lesson], today: date) -> str:
    """Write each due date as a day in a calendar; an action without one has no day."""
    days = [
        Deadline(
            id=each.id,
            title=f"Due: {each.title}",
            text=f"{to_do(each)}\nOwner: {each.owner or 'nobody yet'}\nLesson: {each.id}",
            day=each.due,
        )
        for each in lessons
        if each.due
    ]
    return deadlines(days, made_on=today, made_by="kb lessons actions").decode()


def write_actions(settings: Settings, text: str, path: Path, *, dry_run: bool) -> bool:
    """Write a table or a calendar of actions and tell whether that changed."""
    _refuse_place(settings, path)
    ours = _CALENDAR if text.startswith("BEGIN:VCALENDAR") else ",".join(ACTIONS)
    return _written(path, text, ours, "list of actions", dry_run=dry_run)


def export(
    settings: Settings, form: str, out: Path, *, audience: Audience, dry_run: bool
) -> tuple[tuple[Lesson, ...], bool]:
    """
    Write what an audience may read as `csv` or `json`, or as a folder of `md` files, and tell whether that changed.

    Raise RefusedError for a place that is published or holds something else, and for what redaction would hide.
    """
    lessons = exchange.readable(every(settings), audience)
    _refuse_place(settings, out)
    refuse_leftovers(
        [Page(path=each.path, text=exchange.written(each)) for each in lessons], (), (), settings
    )
    if form == "md":
        return lessons, _write_folder(settings, lessons, out, audience, dry_run=dry_run)
    _refuse_suffix(out, form)
    made: Callable[[Sequence[Lesson]], str] = exchange.to_csv if form == "csv" else exchange.to_json
    ours = ",".join(exchange.COLUMNS) if form == "csv" else f'{{\n  "schema": "{exchange.SCHEMA}"'
    return lessons, _written(out, made(lessons), ours, "export of lessons", dry_run=dry_run)


def _write_folder(
    settings: Settings, lessons: Sequence[Lesson], out: Path, audience: Audience, *, dry_run: bool
) -> bool:
    refuse_foreign(out, name=LIST, mark=MARK, what="export of lessons", option="--out")
    made = {each.path: exchange.written(each) for each in lessons}
    made[LIST] = _contents(settings, lessons, audience)
    there = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.md")}
    if dry_run or there == {path: text.encode() for path, text in made.items()}:
        return False
    aside = staged(out)
    try:
        for path, text in made.items():
            write_if_changed(aside / path, text)
        swap(aside, out)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return True


def _contents(settings: Settings, lessons: Sequence[Lesson], audience: Audience) -> str:
    told = [
        f"# Lessons of {words(settings.project.name)}",
        f"For {audience.value}. To bring them into another workspace: `kb lessons import` and this folder.",
        "\n".join(f"- [{words(each.title)}](<{each.path}>)" for each in lessons) or "There is none.",
    ]
    return MARK + "\n" + "\n\n".join(told) + "\n"


def _written(path: Path, text: str, ours: str, what: str, *, dry_run: bool) -> bool:
    return write_made(
        path, text, is_ours=lambda old: ours in old[:100_000], what=what, option="--out", dry_run=dry_run
    )


def _refuse_place(settings: Settings, path: Path) -> None:
    for below in (settings.content, settings.lessons, settings.root / "site"):
        if path.resolve().is_relative_to(below.resolve()):
            raise RefusedError(
                f"lies in {below.name}/, which a site is made from", path=path, hint="name a place elsewhere"
            )


def _refuse_suffix(path: Path, form: str) -> None:
    if path.suffix != SUFFIXES[form]:
        raise ConfigError(
            f"--format {form} is written into a {SUFFIXES[form]} file",
            hint=f"name it {path.with_suffix(SUFFIXES[form]).name}",
        )
