"""The register of lessons and a lesson's page, for those who may read them."""

import re
from datetime import date

import pytest

from kb.model.article import Audience
from kb.model.incident import IncidentRef
from kb.model.lesson import LessonStatus
from tests.site.shelves import a_lesson, a_portal, paths, render, text_of
from tests.support.build import an_article

VIEWS = ("lessons/index.md", "lessons-by/phase.md", "lessons-by/topic.md", "lessons-by/scope.md")
SEEN = IncidentRef("servicenow", "INC0048001")
BACK = IncidentRef("servicenow", "INC0048002")


def headings(text: str) -> list[str]:
    return re.findall(r"^## (.+)$", text, re.MULTILINE)


def test_each_view_has_every_lesson_and_leads_to_the_others() -> None:
    lessons = (
        a_lesson("lesson-a", title="One", phase="Cut-over", topics=("data", "time")),
        a_lesson("lesson-b", title="Two", phase="cut over", scope="corporate", status=LessonStatus.RECURRED),
    )
    portal = a_portal(lessons=lessons)

    found = {path: text_of(portal, path) for path in VIEWS}

    assert [headings(text) for text in found.values()] == [
        ["Came back", "Observed"],
        ["cut over"],  # one phase, however it is written
        ["data", "time", "Not said"],
        ["corporate", "project"],
    ]
    for text in found.values():
        assert "[One](" in text
        assert "[Two](" in text
        assert "2 lessons, 1 came back." in text
    assert "By phase](../lessons-by/phase.md)" in found["lessons/index.md"]
    assert "By status](../lessons/index.md)" in found["lessons-by/topic.md"]


def test_without_lessons_there_is_no_register() -> None:
    assert not paths(a_portal()) & set(VIEWS)
    assert not paths(a_portal(Audience.USERS, lessons=(a_lesson(),))) & set(VIEWS)


def test_what_came_back_and_what_is_late_stands_first() -> None:
    lessons = [
        a_lesson("lesson-1", title="No date", phase="x"),
        a_lesson("lesson-2", title="Done", phase="x", status=LessonStatus.APPLIED, due=date(2026, 1, 1)),
        a_lesson("lesson-3", title="Soon", phase="x", due=date(2026, 12, 1)),
        a_lesson("lesson-4", title="Late", phase="x", due=date(2026, 10, 1)),
        a_lesson("lesson-5", title="Again", phase="x", status=LessonStatus.RECURRED),
    ]

    text = text_of(a_portal(lessons=lessons), "lessons-by/phase.md")

    assert re.findall(r"^\| \[(\w[\w ]*)\]", text, re.MULTILINE) == [
        "Again",
        "Late",
        "Soon",
        "No date",
        "Done",
    ]


def test_of_very_many_lessons_none_is_left_out() -> None:
    many = [a_lesson(f"lesson-{number}", title=f"Lesson {number}") for number in range(450)]
    portal = a_portal(lessons=many)

    pages = ["lessons/index.md", "lessons/index/2.md", "lessons/index/3.md"]
    rows = [len(re.findall(r"^\| \[Lesson", text_of(portal, page), re.MULTILINE)) for page in pages]

    assert sum(rows) == 450
    assert max(rows) <= 200
    assert "Page 2 of 3" in text_of(portal, pages[1])
    assert headings(text_of(portal, pages[2])) == ["Observed"]


def test_a_row_says_how_far_who_and_until_when() -> None:
    lesson = a_lesson(
        title="A | b",
        status=LessonStatus.RECURRED,
        recurrences=(SEEN, BACK),
        owner="Site *IT*",
        topics=("a|b",),
        due=date(2026, 10, 1),
    )

    html = render(text_of(a_portal(lessons=(lesson,)), "lessons/index.md"))

    cells = [re.sub(r"<.*?>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", html)]
    assert cells == [
        "A | b",
        "Came back in 2 incidents",
        "a|b · project",
        "Site *IT*, overdue since 1 October 2026",
    ]


@pytest.mark.parametrize("audience", [Audience.INTERNAL, Audience.SUPPORT, Audience.USERS, Audience.PUBLIC])
def test_a_lessons_page_shows_its_receipts_to_those_who_may_see_incidents(audience: Audience) -> None:
    lesson = a_lesson(
        status=LessonStatus.RECURRED,
        audience=Audience.PUBLIC,
        evidence=(SEEN,),
        recurrences=(BACK,),
        applied_on=date(2026, 9, 30),
        owner="Site IT",
    )
    article = an_article(evidence=(SEEN,), audience=Audience.USERS, title="Badge refused")
    text = text_of(a_portal(audience, lessons=(lesson,), articles=(article,)), f"lessons/{lesson.path}")

    sees = audience in (Audience.INTERNAL, Audience.SUPPORT)
    assert (SEEN.key in text, BACK.key in text) == (sees, sees)
    assert ("Badge refused" in text) == (audience is not Audience.PUBLIC)
    assert "The same thing happened again in 1 incident. It was last applied on 30 September 2026." in text
    assert "Seen in 1 incident" in text and "Came back in 1 incident" in text
    assert "owner Site IT" in text


def test_an_applied_lesson_says_since_when_and_no_longer_until_when() -> None:
    lesson = a_lesson(status=LessonStatus.APPLIED, due=date(2026, 10, 1), applied_on=date(2026, 9, 30))

    text = text_of(a_portal(lessons=(lesson,)), f"lessons/{lesson.path}")

    assert "applied on 30 September 2026" in text
    assert "1 October" not in text
