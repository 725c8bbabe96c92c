"""Take a lesson to its next status: named front-matter fields of one file, and one commit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date

from kb.config import Settings
from kb.errors import ConfigError, StateError
from kb.flows.changes import Done, commit_written, noting, ready
from kb.flows.turn import writing
from kb.io import frontmatter
from kb.ledger.repository import Ledger
from kb.lessons import markdown
from kb.lessons.repository import LessonRepository
from kb.lessons.steps import step
from kb.model.change import ChangeKind
from kb.model.incident import IncidentRef
from kb.model.lesson import Lesson, LessonStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A lesson before and after, and what came of it; `changes` are the fields, none when all was so already."""

    before: Lesson
    after: Lesson
    changes: Mapping[str, object]
    done: Done


def move(
    settings: Settings,
    name: str,
    to: LessonStatus,
    *,
    owner: str = "",
    due: date | None = None,
    on: date | None = None,
    today: date,
    dry_run: bool = False,
    commit: bool | None = None,
) -> Moved:
    """
    Set a lesson's status, and its owner, due date and day with it; `name` is its id, the beginning of it, or its file.

    Raise KbError for a step that is not possible, StateError when Git cannot commit now: nothing is written then.
    """
    repository = LessonRepository(settings.lessons)
    lesson = _find(repository, name)
    again = _again(settings, lesson)
    changes = step(lesson, to, owner=owner, due=due, on=on, again=again, today=today)
    shown = f"{settings.lessons.name}/{lesson.path}"
    before = repository.text(lesson)
    after = frontmatter.replace_fields(before, changes, path=shown, order=markdown.ORDER)
    moved = markdown.parse(after, path=lesson.path, shown=shown)
    done = Done(changed=bool(changes))
    if changes and not dry_run:
        path = settings.lessons / lesson.path
        told = (ChangeKind.LESSON, f"Set lesson {to.value}: {lesson.title}", [lesson.id])
        with writing(settings, f"lessons move {lesson.id}"):
            along = ready(settings, [path], commit=commit)
            with noting(settings, [path], {path: after}, *told, commit=commit):
                if not repository.rewrite(lesson, before, after):
                    raise StateError("was changed meanwhile", path=path, hint="run the command again")
                done = commit_written(settings, [path], *told, commit=commit)
        done = Done(changed=True, commit=done.commit, remarks=(*along, *done.remarks))
    return Moved(before=lesson, after=moved, changes=changes, done=done)


def _find(repository: LessonRepository, name: str) -> Lesson:
    lessons = repository.lessons()
    wanted = name.strip().removeprefix("lessons/").removesuffix(".md")
    for match in (
        [each for each in lessons if each.id in (wanted, f"lesson-{wanted}")],
        [each for each in lessons if each.path.removesuffix(".md") == wanted],
        [each for each in lessons if wanted and each.id.startswith((wanted, f"lesson-{wanted}"))],
    ):
        if len(match) == 1:
            return match[0]
        if match:
            found = ", ".join(each.id for each in match[:5])
            raise ConfigError(f"{name!r} may be {found}", hint="write the whole id")
    raise ConfigError(f"no lesson {name!r}", hint="kb lessons list shows their ids")


def _again(settings: Settings, lesson: Lesson) -> tuple[IncidentRef, ...]:
    """Give the incidents that came back since a lesson was applied; one without a day counts."""
    if not lesson.recurrences or lesson.applied_on is None:
        return lesson.recurrences
    ledger = Ledger(settings.incidents).load()
    found = []
    for ref in lesson.recurrences:
        incident = ledger.get(ref)
        opened = incident.opened_at if incident else None
        if opened is None or opened.astimezone(UTC).date() > lesson.applied_on:
            found.append(ref)
    return tuple(found)
