"""What was learned, for the end of a project: what came back, who still owes an action, what the next project should do."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from kb.config import Settings
from kb.flows.reports.facts import in_turn
from kb.lessons.actions import by_owner, open_actions, to_do
from kb.lessons.checklist import checklist, without_incidents
from kb.lessons.repository import LessonRepository
from kb.model.article import Audience
from kb.model.lesson import Lesson, LessonStatus
from kb.model.prose import count, day
from kb.model.report import Item, Link, Report, Row, Section, Table

AGENDA = 8
ELSE = "Everything else"
NOBODY = "Nobody"


def report(settings: Settings, *, today: date, audience: Audience = Audience.INTERNAL) -> Report:
    """Tell of the lessons that one audience may read, as they stand today; it counts incidents and names none."""
    found, broken = LessonRepository(settings.lessons).load()
    lessons = tuple(without_incidents(each) for each in found if audience.may_read(each.audience))
    recurred = [each for each in lessons if each.status is LessonStatus.RECURRED]
    actions = open_actions(lessons)
    overdue = [each for each in actions if each.is_overdue(today)]
    agenda = in_turn(
        [[_again(each) for each in recurred], [_action(each, today) for each in overdue]], AGENDA
    )
    return Report(
        name="lessons",
        title=f"Lessons of {settings.project.name}",
        since=min((each.observed_on for each in lessons if each.observed_on), default=today),
        until=today,
        made_on=today,
        next=_next(lessons, recurred, overdue, agenda),
        agenda=agenda,
        sections=(
            Section(
                title="What it was about",
                tables=(_themes(lessons, today),),
                empty="No lesson was written down.",
            ),
            Section(
                title="What came back",
                items=tuple(map(_again, recurred)),
                empty="No lesson says that it came back after it was applied.",
            ),
            Section(
                title="Who owes an action",
                words=("An action is open until its lesson is applied.",) if actions else (),
                items=tuple(_action(each, today) for each in actions),
                tables=(_owners(actions, today),),
                empty="No action is open.",
            ),
            Section(
                title="What the next project should do",
                words=("What concerns more than one project comes first: kb lessons checklist prints it.",)
                if lessons
                else (),
                items=tuple(_handed_on(lessons, settings, audience)),
                empty="There is no lesson to hand on.",
            ),
        ),
        cannot_know=(*_cannot_know(lessons, overdue), *map(str, broken)),
        readers=f"For {audience.value} readers; it counts incidents and names none.",
    )


def _next(
    lessons: Sequence[Lesson], recurred: Sequence[Lesson], overdue: Sequence[Lesson], agenda: Sequence[Item]
) -> str:
    if not lessons:
        return "Write down what was learned, or bring it in: kb lessons import."
    applied = sum(each.status.is_done for each in lessons)
    told = (
        f"{count(len(lessons), 'lesson')}, {applied:,} applied, {len(recurred):,} came back, "
        f"{count(len(overdue), 'action')} overdue."
    )
    return f"{told} Begin with: {agenda[0].text}" if agenda else f"{told} Nothing waits for a decision."


def _again(lesson: Lesson) -> Item:
    seen = f" in {count(len(lesson.recurrences), 'incident')}" if lesson.recurrences else ""
    since = f", last applied on {day(lesson.applied_on)}" if lesson.applied_on else ""
    return Item(
        text=lesson.title,
        page=f"lessons/{lesson.path}",
        why=f"Came back{seen}{since}; owner {lesson.owner or NOBODY.lower()}.",
        command=("kb", "lessons", "move", lesson.id, "action-agreed"),
    )


def _action(lesson: Lesson, today: date) -> Item:
    return Item(
        text=to_do(lesson),
        page=f"lessons/{lesson.path}",
        why=f"{lesson.owner or NOBODY}, {lesson.until(today) or 'no due date'}, {lesson.status.value.replace('-', ' ')}.",
        links=(Link(text=lesson.title, page=f"lessons/{lesson.path}"),),
    )


def _themes(lessons: Sequence[Lesson], today: date) -> Table:
    groups: dict[str, list[Lesson]] = {}
    for each in lessons:
        groups.setdefault(each.topics[0] if each.topics else ELSE, []).append(each)
    rows = [
        Row(
            cells=(
                theme,
                len(group),
                sum(each.status.is_done for each in group),
                sum(each.status is LessonStatus.RECURRED for each in group),
                sum(each.is_overdue(today) for each in group),
                sum(len(each.evidence) for each in group),
            )
        )
        for theme, group in sorted(groups.items(), key=lambda item: (item[0] == ELSE, -len(item[1]), item[0]))
    ]
    columns = ("Theme", "Lessons", "Applied", "Came back", "Overdue", "Incidents")
    return Table(title="Lessons by theme", columns=columns, rows=tuple(rows))


def _owners(actions: Sequence[Lesson], today: date) -> Table:
    rows = []
    for name, group in by_owner(actions).items():
        late = sum(each.is_overdue(today) for each in group)
        first = next((day(each.due) for each in group if each.due), None)
        rows.append(Row(cells=(name or NOBODY, len(group), late, first)))
    return Table(
        title="Actions by owner", columns=("Owner", "Open", "Overdue", "First due"), rows=tuple(rows)
    )


def _handed_on(lessons: Sequence[Lesson], settings: Settings, audience: Audience) -> Iterator[Item]:
    by_id = {each.id: each for each in lessons}
    told = checklist(lessons, project=settings.project.name, audience=audience)
    placed = [(topic, line) for topic in told.topics for line in topic.lines]
    for topic, line in sorted(placed, key=lambda each: not each[1].is_wide):
        lesson = by_id[line.lesson]
        yield Item(
            text=line.todo,
            why=f"{topic.phase}, {topic.name} · {line.standing}",
            links=(Link(text=lesson.title, page=f"lessons/{lesson.path}"),),
        )


def _cannot_know(lessons: Sequence[Lesson], overdue: Sequence[Lesson]) -> Iterator[str]:
    """Say of how many lessons something is not known; an applied one that nothing looks for is the worst of these."""
    lacks = Counter(
        lack
        for each in lessons
        for lack, is_so in (
            ("observed only, and confirmed by nobody", each.status is LessonStatus.OBSERVED),
            ("without an owner", not each.owner),
            ("not applied and without a due date", not each.status.is_done and not each.due),
            ("applied, without the day", each.status.is_done and each.applied_on is None),
            (
                "applied, without a detector that would find the same coming back",
                each.status.is_done and each.detector.is_empty,
            ),
            ("without an incident that shows them", not each.evidence),
        )
        if is_so
    )
    yield from (f"{count(number, 'lesson')} {lack}." for lack, number in sorted(lacks.items()))
    if overdue:
        yield "Whether an overdue action was taken and nobody said so: kb lessons move says so."
    yield "What nobody wrote down."
