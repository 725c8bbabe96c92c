"""The next project's checklist, the open actions, and what filters keep."""

from datetime import date

import pytest

from kb.errors import ConfigError
from kb.lessons.actions import by_owner, open_actions, to_do
from kb.lessons.checklist import checklist
from kb.lessons.chosen import chosen
from kb.model.article import Audience
from kb.model.checklist import Checklist
from kb.model.lesson import Lesson, LessonStatus
from tests.lessons.build import a_lesson, refs


def listed(*lessons: Lesson, audience: Audience = Audience.INTERNAL, **asked: str) -> Checklist:
    return checklist(lessons, project="Test help", audience=audience, **asked)


def ids(told: Checklist) -> list[tuple[str, str, list[str]]]:
    return [(topic.phase, topic.name, [line.lesson for line in topic.lines]) for topic in told.topics]


def test_lines_stand_by_phase_and_topic_and_the_widest_and_most_needed_come_first() -> None:
    told = listed(
        a_lesson("lesson-seen", phase="cutover", topics=("data",), evidence=refs("INC1", "INC2")),
        a_lesson("lesson-back", phase="Cut-over", topics=("data", "time"), recurrences=refs("INC3")),
        a_lesson("lesson-wide", phase="cutover", topics=("Data",), scope="corporate"),
        a_lesson("lesson-both", phase="build", scope="both"),
        a_lesson("lesson-bare"),
    )

    assert ids(told) == [
        ("build", "Everything else", ["lesson-both"]),
        ("cutover", "data", ["lesson-wide", "lesson-back", "lesson-seen"]),
        ("Everything else", "Everything else", ["lesson-bare"]),
    ]
    assert told.topics[1].lines[1].standing == "project · observed · came back in 1 incident"


def test_a_phase_and_a_scope_leave_the_others_out() -> None:
    lessons = (
        a_lesson("lesson-a", phase="cutover", scope="corporate"),
        a_lesson("lesson-b", phase="cutover"),
        a_lesson("lesson-c", phase="cutover", scope="both"),
        a_lesson("lesson-d", phase="build", scope="corporate"),
    )

    told = listed(*lessons, phase="CUT-OVER", scope="corporate")

    assert ids(told) == [("cutover", "Everything else", ["lesson-a", "lesson-c"])]


def test_no_narrower_lesson_and_no_incident_is_on_it() -> None:
    told = listed(
        a_lesson("lesson-a", audience=Audience.SUPPORT, evidence=refs("CASE-7"), body="## Lesson\n\nAs CASE-7 and INC0048001 say.\n"),
        a_lesson("lesson-b", audience=Audience.INTERNAL),
        audience=Audience.SUPPORT,
    )  # fmt: skip

    (line,) = told.lines
    assert (line.todo, line.seen) == ("As an incident and an incident say.", 1)


def test_a_phase_nobody_has_names_those_there_are() -> None:
    with pytest.raises(ConfigError, match="of phase 'launch'") as caught:
        listed(a_lesson(phase="cutover"), a_lesson("lesson-b", phase="build"), phase="launch")

    assert caught.value.hint == "phases: build, cutover"


def test_what_to_do_is_the_recommendation_else_the_lesson_else_the_title() -> None:
    assert to_do(a_lesson()) == "Add a broken file to the test."
    assert to_do(a_lesson(body="## Lesson\n\n*Ask*\nfirst.\n")) == "Ask first."
    assert to_do(a_lesson(body="Nothing of ours.\n")) == "One bad line"


def test_an_action_is_open_while_it_is_promised_and_not_applied() -> None:
    soon, late = date(2026, 12, 1), date(2026, 11, 1)
    lessons = [
        a_lesson("lesson-soon", due=soon, owner="Payroll"),
        a_lesson("lesson-back", status=LessonStatus.RECURRED),
        a_lesson("lesson-late", due=late, owner="payroll", status=LessonStatus.ACTION_AGREED),
        a_lesson("lesson-done", due=late, owner="Payroll", status=LessonStatus.APPLIED),
        a_lesson("lesson-observed", owner="Payroll"),
    ]

    found = open_actions(lessons)

    assert [each.id for each in found] == ["lesson-late", "lesson-soon", "lesson-back"]
    assert [each.id for each in open_actions(lessons, owner=" PAYROLL ")] == ["lesson-late", "lesson-soon"]
    assert [each.id for each in open_actions(lessons, owner="")] == ["lesson-back"]
    assert {name: len(group) for name, group in by_owner(found).items()} == {"payroll": 2, "": 1}
    assert list(by_owner(found)) == ["payroll", ""]


def test_filters_keep_what_is_all_that_is_asked() -> None:
    lessons = [
        a_lesson("lesson-a", phase="Cut-over", topics=("Data load",), owner="Payroll"),
        a_lesson(
            "lesson-b", phase="cutover", topics=("time",), status=LessonStatus.APPLIED, scope="corporate"
        ),
    ]

    def kept(**asked: object) -> list[str]:
        return [each.id for each in chosen(lessons, **asked)]  # type: ignore[arg-type]

    assert kept() == kept(phase="cutover") == ["lesson-a", "lesson-b"]
    assert kept(topic="data-load") == kept(owner="payroll") == kept(scope="project") == ["lesson-a"]
    assert kept(status=LessonStatus.APPLIED) == kept(owner="") == kept(scope="corporate") == ["lesson-b"]
    assert kept(phase="cutover", topic="time", owner="Payroll") == []
