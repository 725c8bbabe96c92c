"""The register of lessons: one table, cut by status, phase, topic or scope, that needs no script."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from kb.model.lesson import Lesson, LessonStatus
from kb.model.portal import Page
from kb.model.prose import fold, slug
from kb.site.lists import made, page_path, paged, pager
from kb.site.shelf import Shelf, lesson_path
from kb.site.state import LESSON, until
from kb.site.words import count, link, words

HEAD = "| Lesson | How far | What it is about | Who, until when |\n|---|---|---|---|\n"
NONE = "Not said"


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """One way to cut the register; `of` names the sections that a lesson stands in."""

    name: str
    path: str
    of: Callable[[Lesson], Sequence[str]]
    order: Sequence[str] = ()


_STATUSES = (LessonStatus.RECURRED, *(each for each in LessonStatus if each is not LessonStatus.RECURRED))

VIEWS = (
    _View(
        name="status",
        path="lessons/index.md",
        of=lambda lesson: (LESSON[lesson.status],),
        order=[LESSON[status] for status in _STATUSES],
    ),
    _View(name="phase", path="lessons-by/phase.md", of=lambda lesson: (lesson.phase or NONE,)),
    _View(name="topic", path="lessons-by/topic.md", of=lambda lesson: lesson.topics or (NONE,)),
    _View(name="scope", path="lessons-by/scope.md", of=lambda lesson: (lesson.scope or NONE,)),
)


def register(shelf: Shelf) -> Iterator[Page]:
    """Make the register's pages: every lesson the audience may read, what came back and what is late first."""
    if not shelf.lessons:
        return
    order = sorted(shelf.lessons, key=lambda each: _urgency(each, shelf))
    for view in VIEWS:
        yield from _pages(view, order, shelf)


def _pages(view: _View, lessons: Sequence[Lesson], shelf: Shelf) -> Iterator[Page]:
    names: dict[str, str] = {}  # `Cut-over` and `cut over` are one section
    entries = [(names.setdefault(slug(name), name), each) for each in lessons for name in view.of(each)]
    entries.sort(key=lambda entry: _place(view, entry[0]))
    pages = paged(view.path, entries, lambda entry, source: _row(entry[1], source, shelf))
    for number, page in enumerate(pages, start=1):
        source = page_path(view.path, number)
        parts = [_views(view, source), _totals(shelf)]
        for name, group in groupby(page, key=lambda entry: entry[0][0]):
            rows = "".join(row for _, row in group)
            parts.append(f'## {words(name)}\n\n<div class="kb-register"></div>\n\n{HEAD}{rows}'.rstrip("\n"))
        title = "Lessons" if view is VIEWS[0] else f"Lessons by {view.name}"
        intro = "What to do next time, learned the hard way and without blame."
        yield made(source, title, intro, *parts, pager(view.path, number, len(pages)))


def _place(view: _View, name: str) -> tuple[int, bool, str, str]:
    return (view.order.index(name) if name in view.order else 0, name == NONE, fold(name), name)


def _views(view: _View, source: str) -> str:
    ways = [
        f"**By {each.name}**" if each is view else link(f"By {each.name}", each.path, source=source)
        for each in VIEWS
    ]
    return f'<div class="kb-pills"></div>\n\n{" ".join(ways)}'


def _totals(shelf: Shelf) -> str:
    told = [
        (sum(each.status.is_done for each in shelf.lessons), "applied"),
        (sum(each.status is LessonStatus.RECURRED for each in shelf.lessons), "came back"),
        (sum(each.is_overdue(shelf.today) for each in shelf.lessons), "overdue"),
    ]
    parts = [count(len(shelf.lessons), "lesson"), *(f"{number:,} {what}" for number, what in told if number)]
    return f"{', '.join(parts)}."


def _row(lesson: Lesson, source: str, shelf: Shelf) -> str:
    far = f"**{LESSON[lesson.status]}**"
    if lesson.recurrences:
        joint = " in" if lesson.status is LessonStatus.RECURRED else ", came back in"
        far += f"{joint} {count(len(lesson.recurrences), 'incident')}"
    about = " · ".join(each for each in (lesson.phase, ", ".join(lesson.topics), lesson.scope) if each)
    who = ", ".join(each for each in (lesson.owner or "no owner", until(lesson, shelf.today)) if each)
    title = link(lesson.title, lesson_path(lesson), source=source)
    return f"| {title} | {far} | {words(about)} | {words(who)} |\n"


def _urgency(lesson: Lesson, shelf: Shelf) -> tuple[bool, bool, bool, date, str, str]:
    return (
        lesson.status is not LessonStatus.RECURRED,
        not lesson.is_overdue(shelf.today),
        lesson.status.is_done,
        lesson.due or date.max,
        fold(lesson.title),
        lesson.id,
    )
