"""From one status of a lesson to the next: which front-matter fields change, or what is missing."""

from collections.abc import Mapping, Sequence
from datetime import date

from kb.errors import KbError
from kb.model.incident import IncidentRef
from kb.model.lesson import Lesson, LessonStatus
from kb.model.prose import day

TARGETS = (
    LessonStatus.VALIDATED,
    LessonStatus.ACTION_AGREED,
    LessonStatus.APPLIED,
    LessonStatus.EFFECTIVE,
)
"""What a person may set; an import begins with observed, and a harvest finds what recurred."""

_BEFORE = {
    LessonStatus.VALIDATED: (LessonStatus.OBSERVED,),
    LessonStatus.ACTION_AGREED: (LessonStatus.VALIDATED, LessonStatus.RECURRED),
    LessonStatus.APPLIED: (LessonStatus.ACTION_AGREED, LessonStatus.RECURRED),
    LessonStatus.EFFECTIVE: (LessonStatus.APPLIED,),
}


def step(
    lesson: Lesson,
    to: LessonStatus,
    *,
    owner: str = "",
    due: date | None = None,
    on: date | None = None,
    again: Sequence[IncidentRef] = (),
    today: date,
) -> Mapping[str, object]:
    """
    Give the fields that change; none when all is as asked already.

    `again` are the incidents that came back since it was applied. Raise KbError for a step that skips another, goes
    back, or lacks an owner, a due date or a day.
    """
    if to is not lesson.status and lesson.status not in _BEFORE[to]:
        raise _refused(lesson, f"is {_told(lesson.status)}, and so cannot be {_told(to)}", _way(lesson, to))
    wanted: dict[str, object] = {"status": to.value, "owner": owner or lesson.owner, "due": due or lesson.due}
    if to is LessonStatus.ACTION_AGREED:
        _check_promise(lesson, owner or lesson.owner, due or lesson.due)
    if to is LessonStatus.APPLIED:
        wanted["applied_on"] = _applied_on(lesson, on, today)
    elif on is not None:
        raise _refused(
            lesson,
            f"is not being applied: --on says when it was, not when it is {_told(to)}",
            "leave --on out",
        )
    if to is LessonStatus.EFFECTIVE:
        _check_effect(lesson, again)
    now = {
        "status": lesson.status.value,
        "owner": lesson.owner,
        "due": lesson.due,
        "applied_on": lesson.applied_on,
    }
    return {name: value for name, value in wanted.items() if value != now[name]}


def _check_promise(lesson: Lesson, owner: str, due: date | None) -> None:
    missing = [name for name, value in (("an owner", owner), ("a due date", due)) if not value]
    if missing:
        typed = f"kb lessons move {lesson.id} action-agreed --owner TEAM --due 2026-12-01"
        raise _refused(lesson, f"has no agreed action without {' and '.join(missing)}", typed)


def _applied_on(lesson: Lesson, on: date | None, today: date) -> date:
    first = lesson.applied_on
    if on and on > today:
        raise _refused(
            lesson,
            f"cannot be applied on {day(on)}, which is yet to come",
            "say when it was applied: --on DAY",
        )
    if lesson.status is LessonStatus.APPLIED and first and not on:
        return first
    when = on or today
    if lesson.status is LessonStatus.RECURRED and first and when <= first:
        raise _refused(
            lesson,
            f"was applied on {day(first)} and came back, so it was not applied for good on {day(when)}",
            "say when it was applied again: --on DAY",
        )
    return when


def _check_effect(lesson: Lesson, again: Sequence[IncidentRef]) -> None:
    if lesson.applied_on is None:
        typed = f"kb lessons move {lesson.id} applied --on DAY"
        raise _refused(lesson, "does not say since when it is applied", typed)
    if again:
        raise _refused(
            lesson,
            f"came back in {', '.join(map(str, again))} since {day(lesson.applied_on)}",
            f"agree what else to do: kb lessons move {lesson.id} action-agreed",
        )


def _way(lesson: Lesson, to: LessonStatus) -> str:
    before = _BEFORE[to][0]
    if to in TARGETS and lesson.status in TARGETS and TARGETS.index(to) < TARGETS.index(lesson.status):
        return "a step back is a correction: change `status` in the file"
    return (
        f"first: kb lessons move {lesson.id} {before.value}" if before in TARGETS else "see kb lessons list"
    )


def _told(status: LessonStatus) -> str:
    return status.value.replace("-", " ")


def _refused(lesson: Lesson, problem: str, hint: str) -> KbError:
    return KbError(f"{lesson.id} {problem}", path=f"lessons/{lesson.path}", hint=hint)
