"""The actions of lessons that nobody has taken yet: a promise with an owner and a due date."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from kb.lessons.chosen import is_of_owner
from kb.lessons.found import Section
from kb.lessons.prose import one_line
from kb.lessons.sections import split
from kb.model.lesson import Lesson, LessonStatus

_PROMISED = (LessonStatus.ACTION_AGREED, LessonStatus.RECURRED)


def open_actions(lessons: Iterable[Lesson], *, owner: str | None = None) -> tuple[Lesson, ...]:
    """
    Give the lessons whose action is agreed, due or came back, and not applied: the earliest due first.

    `owner` keeps those of one, in any case of letters; "" those of nobody.
    """
    found = [
        each
        for each in lessons
        if not each.status.is_done and (each.due or each.status in _PROMISED) and is_of_owner(each, owner)
    ]
    return tuple(sorted(found, key=lambda each: (each.due or date.max, each.id)))


def by_owner(lessons: Iterable[Lesson]) -> Mapping[str, tuple[Lesson, ...]]:
    """Group lessons by owner, by name; those of nobody last, under ""."""
    groups: dict[str, list[Lesson]] = defaultdict(list)
    names: dict[str, str] = {}
    for each in lessons:
        groups[names.setdefault(each.owner.casefold(), each.owner)].append(each)
    return {
        name: tuple(groups[name]) for name in sorted(groups, key=lambda name: (not name, name.casefold()))
    }


def to_do(lesson: Lesson) -> str:
    """Say in one line what a lesson asks for: its recommendation, else what was learned, else its title."""
    sections, _ = split(lesson.body)
    told = (one_line(sections.get(section, "")) for section in (Section.RECOMMENDATION, Section.LESSON))
    return next((text for text in told if text), lesson.title)
