"""Judge the lessons: what they say, what their detectors find, and whom they must not name."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from kb.articles.standard.check import finding, in_order
from kb.config import Settings
from kb.errors import KbError
from kb.flows.detecting import field
from kb.flows.harvest import known_people
from kb.flows.standard import as_set, refuse_wrong_codes
from kb.io.frontmatter import Places, split
from kb.ledger.repository import Ledger
from kb.lessons.repository import LessonRepository
from kb.lessons.standard import back_again, judge, judge_detector, opening_days
from kb.model.article import Finding
from kb.model.incident import IncidentRef, RedactedIncident
from kb.model.lesson import Lesson
from kb.redact.base import Redactor
from kb.redact.leftovers import HouseNames, leftovers


def check_lessons(
    settings: Settings, *, redactors: Sequence[Redactor], today: date
) -> tuple[tuple[Finding, ...], int]:
    """Say what is wrong with the lessons, and how many there are; a file nobody can read is one of these findings."""
    refuse_wrong_codes(settings.check)
    repository = LessonRepository(settings.lessons)
    lessons, errors = repository.load()
    ledger = Ledger(settings.incidents).load()
    found = [unreadable(error, settings) for error in errors]
    found += of_lessons(settings, lessons, ledger, today)
    names = HouseNames(known_people(settings), allow=settings.redact.allow)
    for lesson in lessons:
        path, text = f"{settings.lessons.name}/{lesson.path}", repository.text(lesson)
        found += [finding("KB201", path, line, f"holds {what}") for line, what in leftovers(text, redactors)]
        found += [finding("KB202", path, line, "names somebody of the project") for line in names.lines(text)]
    return in_order(as_set(found, settings.check)), len(lessons)


def of_lessons(
    settings: Settings,
    lessons: Sequence[Lesson],
    ledger: Mapping[IncidentRef, RedactedIncident],
    today: date,
) -> Iterator[Finding]:
    """Yield what the content standard has against lessons."""
    repository = LessonRepository(settings.lessons)
    ground = field(ledger.values())
    days = opening_days(ground)
    for lesson in lessons:
        text = repository.text(lesson)
        places = Places(text)
        for code, name, message in (
            *judge(lesson, ledger, today),
            *judge_detector(lesson, ground),
            *back_again(lesson, days),
        ):
            line = places.line(name) if name else split(text)[2]
            yield finding(code, f"{settings.lessons.name}/{lesson.path}", line, message)


def unreadable(error: KbError, settings: Settings) -> Finding:
    """Give a page that cannot be read as a finding."""
    path = str(error.path or settings.content)
    prefix = f"{settings.root}/"
    return Finding(path=path.removeprefix(prefix), line=error.line or 1, code="KB001", message=error.problem)
