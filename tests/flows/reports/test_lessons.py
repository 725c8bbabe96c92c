"""What is told at the end of a project, on a few lessons counted by hand."""

from datetime import date
from pathlib import Path

from kb.config import Settings
from kb.flows.reports.lessons import report
from kb.lessons.repository import LessonRepository
from kb.model.article import Audience
from kb.model.lesson import Detector, Lesson, LessonStatus
from kb.model.report import Report, Section
from kb.reports import rendering
from kb.site.report import report_file
from tests.lessons.build import a_lesson, refs
from tests.support.reporting import HOSTILE

TODAY = date(2026, 12, 1)


def told(tmp_path: Path, *lessons: Lesson, audience: Audience = Audience.INTERNAL) -> Report:
    settings = Settings(root=tmp_path)
    for each in lessons:
        LessonRepository(settings.lessons).create(each)
    return report(settings, today=TODAY, audience=audience)


def section(found: Report, title: str) -> Section:
    return next(each for each in found.sections if each.title == title)


FOUR = (
    a_lesson(
        "lesson-back",
        title="Badges",
        status=LessonStatus.RECURRED,
        topics=("time",),
        scope="corporate",
        owner="Site IT",
        due=date(2026, 11, 1),
        applied_on=date(2026, 10, 1),
        recurrences=refs("INC8", "INC9"),
        evidence=refs("INC0048001"),
        body="## Recommendation\n\nTest at the clock, see INC0048001.\n",
    ),
    a_lesson(
        "lesson-late",
        title="Balances",
        status=LessonStatus.ACTION_AGREED,
        topics=("data",),
        owner="site it",
        due=date(2026, 11, 20),
        observed_on=date(2026, 9, 2),
    ),
    a_lesson(
        "lesson-done", title="Renewals", status=LessonStatus.APPLIED, topics=("data",), owner="Identity"
    ),
    a_lesson("lesson-seen", audience=Audience.SUPPORT),
)


def test_what_came_back_and_what_is_late_is_on_the_agenda(tmp_path: Path) -> None:
    found = told(tmp_path, *FOUR)

    assert found.next == "4 lessons, 1 applied, 1 came back, 2 actions overdue. Begin with: Badges"
    assert [(item.text, item.why) for item in found.agenda] == [
        ("Badges", "Came back in 2 incidents, last applied on 1 October 2026; owner Site IT."),
        ("Add a broken file to the test.", "site it, overdue since 20 November 2026, action agreed."),
    ]
    assert (found.since, found.until) == (date(2026, 9, 2), TODAY)


def test_themes_and_owners_are_counted(tmp_path: Path) -> None:
    found = told(tmp_path, *FOUR)

    (themes,) = section(found, "What it was about").tables
    (owners,) = section(found, "Who owes an action").tables
    assert [row.cells for row in themes.rows] == [
        ("data", 2, 1, 0, 1, 0),
        ("time", 1, 0, 1, 1, 1),
        ("Everything else", 1, 0, 0, 0, 0),
    ]
    assert [row.cells for row in owners.rows] == [("Site IT", 2, 2, "1 November 2026")]


def test_the_next_project_is_told_the_widest_first_and_no_incident(tmp_path: Path) -> None:
    found = told(tmp_path, *FOUR)

    items = section(found, "What the next project should do").items
    assert items[0].text == "Test at the clock, see an incident."
    assert items[0].why.endswith(
        "time · corporate · recurred · seen in 1 incident · came back in 2 incidents"
    )
    assert len(items) == 4
    assert "INC0" not in rendering.page(found) + report_file(found) + rendering.text(found)


def test_what_is_not_known_is_counted(tmp_path: Path) -> None:
    assert told(tmp_path, *FOUR).cannot_know == (
        "1 lesson applied, without a detector that would find the same coming back.",
        "1 lesson applied, without the day.",
        "1 lesson not applied and without a due date.",
        "1 lesson observed only, and confirmed by nobody.",
        "3 lessons without an incident that shows them.",
        "1 lesson without an owner.",
        "Whether an overdue action was taken and nobody said so: kb lessons move says so.",
        "What nobody wrote down.",
    )


def test_a_lesson_with_a_detector_and_a_day_leaves_nothing_open(tmp_path: Path) -> None:
    done = a_lesson(
        status=LessonStatus.APPLIED,
        owner="Payroll",
        applied_on=TODAY,
        evidence=refs("INC1"),
        detector=Detector(codes=("E-1",)),
    )

    found = told(tmp_path, done)

    assert found.next == "1 lesson, 1 applied, 0 came back, 0 actions overdue. Nothing waits for a decision."
    assert found.cannot_know == ("What nobody wrote down.",)


def test_a_narrower_lesson_is_not_told_of(tmp_path: Path) -> None:
    found = told(tmp_path, *FOUR, audience=Audience.SUPPORT)

    assert "Badges" not in rendering.text(found)
    assert "For support readers; it counts incidents and names none." in rendering.page(found)
    assert found.next.startswith("1 lesson,")


def test_without_lessons_and_with_a_broken_one_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "a.md").write_text("---\nid: [\n---\n")

    found = told(tmp_path)

    assert found.next.startswith("Write down what was learned")
    assert any(words.startswith("lessons/a.md:") for words in found.cannot_know)


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    owner = HOSTILE.replace("\x00", "").replace("\x1b", "")
    found = told(tmp_path, a_lesson(title=owner, owner=owner, topics=(owner,), phase=owner, body=HOSTILE))

    page = rendering.page(found)

    assert "<script>" not in page
    assert "<img" not in page
