"""A folder of lessons: read with types, none lost silently."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import InputError, StateError
from kb.lessons import markdown
from kb.lessons.repository import LessonRepository
from kb.model.article import Audience
from kb.model.incident import IncidentRef
from kb.model.lesson import Lesson, LessonStatus

WRITTEN = """\
---
id: lesson-parallel-run
title: Run payroll twice before the switch
status: action-agreed
phase: cutover
topics: [payroll, testing]
date: 2026-09-14
evidence:
  - servicenow:INC0048001
owner: Payroll lead
due: 2026-12-01
colour: blue # nobody knows this one
---

## Event

The first run was short.
"""


def test_a_lesson_is_read_with_its_types():
    lesson = markdown.parse(WRITTEN, path="parallel-run.md")

    assert lesson == Lesson(
        id="lesson-parallel-run",
        path="parallel-run.md",
        title="Run payroll twice before the switch",
        status=LessonStatus.ACTION_AGREED,
        phase="cutover",
        scope="project",
        topics=("payroll", "testing"),
        observed_on=date(2026, 9, 14),
        audience=Audience.INTERNAL,
        evidence=(IncidentRef("servicenow", "INC0048001"),),
        owner="Payroll lead",
        due=date(2026, 12, 1),
        body="## Event\n\nThe first run was short.\n",
    )
    assert lesson.is_overdue(date(2026, 12, 2))


_words = st.text("abc é:#'\"no1-", max_size=12).map(lambda text: " ".join(text.split()))


@given(
    st.builds(
        Lesson,
        id=st.just("lesson-x"),
        path=st.just("x.md"),
        title=_words.filter(bool),
        status=st.sampled_from(LessonStatus),
        phase=_words,
        scope=_words.filter(bool),
        topics=st.lists(_words.filter(bool), unique=True, max_size=2).map(tuple),
        observed_on=st.none() | st.dates(),
        audience=st.sampled_from(Audience),
        owner=_words,
        due=st.none() | st.dates(),
        body=st.sampled_from(["", "## Event\n\n---\n"]),
    )
)
def test_round_trip(lesson):
    """A lesson that is written and read back is the same lesson."""
    assert markdown.parse(markdown.render(lesson), path="x.md") == lesson


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("action-agreed", "agreed", 4, "not one of observed, validated, action-agreed"),
        ("2026-12-01", "Christmas", 11, "not a date"),
        ("servicenow:INC0048001", "INC0048001", 9, "not an incident"),
        ("id: lesson-parallel-run\n", "", 1, "id is missing"),
        ("lesson-parallel-run", "kb-1", 2, "lesson-dry-run"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(old, new, line, words):
    with pytest.raises(InputError) as caught:
        markdown.parse(WRITTEN.replace(old, new), path="x.md")

    assert str(caught.value).startswith(f"x.md:{line}: ")
    assert words in str(caught.value) + (caught.value.hint or "")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / "b.md").write_text(WRITTEN)
    return folder


def test_what_cannot_be_read_stands_beside_what_can(folder):
    (folder / "a.md").write_text("---\nid: lesson-a\ntitle: [\n---\n")
    (folder / "c.md").write_text("# Forgotten front matter\n")
    (folder / "README.md").write_text("# About this folder\n")
    (folder / "index.md").write_text("# Register\n")

    lessons, errors = LessonRepository(folder).load()

    assert [lesson.path for lesson in lessons] == ["b.md"]
    assert [str(error.path) for error in errors] == ["lessons/a.md", "lessons/c.md"]
    with pytest.raises(InputError):
        LessonRepository(folder).lessons()


def test_an_id_that_stands_twice_names_both_files(folder):
    (folder / "2026").mkdir()
    (folder / "2026" / "a.md").write_text(WRITTEN)

    _, errors = LessonRepository(folder).load()

    assert [type(error) for error in errors] == [StateError]
    assert "lessons/2026/a.md" in str(errors[0]) and "lessons/b.md" in str(errors[0])


def test_a_missing_folder_holds_no_lessons(tmp_path):
    assert LessonRepository(tmp_path / "lessons").lessons() == ()
