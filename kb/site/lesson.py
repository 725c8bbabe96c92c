"""One lesson as a page."""

from collections.abc import Mapping, Sequence

from kb.model.article import Article
from kb.model.incident import IncidentRef
from kb.model.lesson import Lesson, LessonStatus
from kb.model.portal import Page
from kb.site.shelf import Shelf, lesson_path
from kb.site.state import lesson_state
from kb.site.words import count, day, front_matter, link, summary, words

SHOWN = 100
Answers = Mapping[IncidentRef, Article]
"""Which article of a shelf answers an incident."""


def answers_on(shelf: Shelf) -> Answers:
    """Find the article of each incident among those the audience may read."""
    return {ref: article for article in reversed(shelf.offered) for ref in article.evidence}


def lesson_page(lesson: Lesson, shelf: Shelf, answers: Answers) -> Page:
    """Make the page; its body stays as it is written."""
    path = lesson_path(lesson)
    parts = [
        f'<div class="kb-crumbs"></div>\n\n{link("Lessons", "lessons/index.md", source=path)}',
        f"# {words(lesson.title)}",
        lesson_state(lesson, shelf.today),
        _came_back(lesson),
        lesson.body.strip("\n"),
        _receipts("Came back in", lesson.recurrences, path, shelf, answers),
        _receipts("Seen in", lesson.evidence, path, shelf, answers),
    ]
    head = front_matter(title=lesson.title, description=summary(lesson.body))
    return Page(path=path, text=head + "\n\n".join(part for part in parts if part) + "\n", edit_path=path)


def _came_back(lesson: Lesson) -> str:
    if lesson.status is not LessonStatus.RECURRED:
        return ""
    since = f" It was last applied on {day(lesson.applied_on)}." if lesson.applied_on else ""
    seen = f" in {count(len(lesson.recurrences), 'incident')}" if lesson.recurrences else ""
    return (
        f'!!! warning "It came back"\n\n    The same thing happened again{seen}.{since} '
        "What was done is not enough, or was not done everywhere."
    )


def _receipts(said: str, refs: Sequence[IncidentRef], path: str, shelf: Shelf, answers: Answers) -> str:
    """Say behind which incidents a lesson stands, and which articles answer them, as far as readers may know."""
    if not refs:
        return ""
    title = f"{said} {count(len(refs), 'incident')}"
    found = dict.fromkeys(
        link(answers[ref].title, answers[ref].path, source=path) for ref in refs if ref in answers
    )
    if not shelf.shows_incidents:
        answered = f", answered in {', '.join(found)}" if found else ""
        return f"{title}{answered}."
    lines = [f"    - {_receipt(ref, path, answers)}" for ref in refs[:SHOWN]]
    if len(refs) > SHOWN:
        lines.append(f"    - and {len(refs) - SHOWN:,} more")
    return "\n".join([f'??? abstract "{title}"', "", *lines])


def _receipt(ref: IncidentRef, path: str, answers: Answers) -> str:
    told = f"{words(ref.key)} ({words(ref.product)})"
    article = answers.get(ref)
    return f"{told}: {link(article.title, article.path, source=path)}" if article else told
