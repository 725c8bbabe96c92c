"""One lesson as a page."""

from kb.model.lesson import Lesson
from kb.model.portal import Page
from kb.site.shelf import Shelf, lesson_path
from kb.site.state import lesson_state
from kb.site.words import count, front_matter, link, summary, words


def lesson_page(lesson: Lesson, shelf: Shelf) -> Page:
    """Make the page; its body stays as it is written."""
    path = lesson_path(lesson)
    parts = [
        f'<div class="kb-crumbs"></div>\n\n{link("Lessons", "lessons/index.md", source=path)}',
        f"# {words(lesson.title)}",
        lesson_state(lesson, shelf.today),
        lesson.body.strip("\n"),
        _evidence(lesson, shelf),
    ]
    head = front_matter(title=lesson.title, description=summary(lesson.body))
    return Page(path=path, text=head + "\n\n".join(part for part in parts if part) + "\n", edit_path=path)


def _evidence(lesson: Lesson, shelf: Shelf) -> str:
    if not lesson.evidence:
        return ""
    title = f"Seen in {count(len(lesson.evidence), 'incident')}"
    if not shelf.shows_incidents:
        return f"{title}."
    return f'??? abstract "{title}"\n\n    {", ".join(words(ref.key) for ref in lesson.evidence)}'
