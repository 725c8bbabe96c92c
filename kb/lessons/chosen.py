"""Some of many lessons, by what their front matter says; letters' case and hyphens make no difference."""

import re
from collections.abc import Iterable

from kb.model.lesson import Lesson, LessonStatus
from kb.model.prose import fold


def chosen(
    lessons: Iterable[Lesson],
    *,
    status: LessonStatus | None = None,
    phase: str = "",
    topic: str = "",
    scope: str = "",
    owner: str | None = None,
) -> tuple[Lesson, ...]:
    """Keep the lessons that are all of what is asked; what is not asked leaves them alone. Owner "" is nobody."""
    return tuple(
        each
        for each in lessons
        if status in (None, each.status)
        and (not phase or key(each.phase) == key(phase))
        and (not topic or key(topic) in map(key, each.topics))
        and is_of_scope(each, scope)
        and is_of_owner(each, owner)
    )


def key(name: str) -> str:
    """Fold a name to what tells it from others: `Cut-over` and `cutover` are one."""
    return re.sub(r"[\W_]+", "", fold(name))


def is_of_scope(lesson: Lesson, scope: str) -> bool:
    """Whether a lesson concerns the scope asked for; one of scope `both` is of either."""
    return not scope or lesson.scope.casefold() in (scope.casefold(), "both")


def is_of_owner(lesson: Lesson, owner: str | None) -> bool:
    """Whether a lesson is of the owner asked for; None asks for none, "" for those of nobody."""
    return owner is None or lesson.owner.casefold() == owner.strip().casefold()
