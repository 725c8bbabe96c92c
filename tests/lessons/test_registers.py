"""CSV registers, by whatever names their columns go."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import KbError
from kb.lessons import compose, markdown, registers
from kb.lessons.columns import columns
from kb.lessons.found import Found
from kb.model.account import Rejection, Skip
from kb.model.lesson import Lesson, LessonStatus

PRINCE2 = (
    "ID,Lesson type,Lesson detail,Event,Effect,Causes/Trigger,Early warnings?,Recommendations,"
    "Previously identified?,Date logged,Logged by,Priority,Status,Due date,Owner\n"
    '7,Corporate or programme,Test with real files. Not with clean ones.,"The import stopped at ""x""",Hours typed by hand,'
    "Clean test data,Unknown badges every day,Add a broken file to the test,No,14/09/2026,Jane Smith,High,"
    "Implemented,01/12/2026,Bob Roy\n"
    "8,Project,Ask early,,,,,Ask in week one,Yes,03/04/2026,Bob Roy,Low,Closed,,Payroll team\n"
)
LLIS = (
    "LessonId,Submitter1,Title,Abstract,Lesson,Organization,LessonDate,MissionDirectorate,SafetyIssue,Categories,Topic\n"
    '12,"Roe, Jim ",Valves &amp; seals,Seals leaked.,"Use <b>new</b> seals.<br/>Check <ul><li>age</li><li>size</li></ul>",'
    'XYZ,2/28/99,"Science, ",TRUE,"Quality, Test, ",22\n'
    '13,Unknown,,,"Ask before <server> starts. Then wait.",XYZ,12/1/94,,FALSE,,3\n'
)


def rows(tmp_path: Path, text: str | bytes, name: str = "register.csv") -> list[Found | Rejection | Skip]:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(registers.read(path))


def lessons(tmp_path: Path, text: str | bytes) -> list[Lesson]:
    return [compose.lesson(compose.draft(row)) for row in rows(tmp_path, text) if isinstance(row, Found)]


def test_a_prince2_log_keeps_its_columns_as_sections_and_fields(tmp_path):
    first, second = lessons(tmp_path, PRINCE2)

    assert first.title == "Test with real files."
    assert (first.status, second.status) == (LessonStatus.APPLIED, LessonStatus.OBSERVED)
    assert (first.scope, second.scope) == ("corporate", "project")
    assert (first.observed_on, second.observed_on) == (date(2026, 9, 14), date(2026, 4, 3))
    assert first.due == date(2026, 12, 1)
    assert second.owner == "Payroll team"
    assert first.source == "register.csv 7"
    for heading in ("Event", "Effect", "Cause", "Early warning", "Lesson", "Recommendation"):
        assert f"## {heading}\n" in first.body
    assert "- **Previously identified?:** No" in first.body
    assert "- **Status:** Closed" in second.body


def test_an_llis_table_has_topics_dates_of_two_digits_and_html(tmp_path):
    first, second = lessons(tmp_path, LLIS)

    assert first.title == "Valves & seals"
    assert first.observed_on == date(1999, 2, 28)
    assert first.topics == ("Science", "Quality", "Test")
    assert "Use **new** seals." in first.body and "- age\n- size" in first.body
    assert "- **Topic:** 22" in first.body
    assert second.title == "Ask before <server> starts."
    assert "Ask before &lt;server> starts. Then wait." in second.body


@pytest.mark.parametrize(
    "heads",
    [
        ["Subject", "Abstract", "Driving Event", "Lesson(s) Learned", "Recommendation(s)"],
        ["title", "lessonAbstract", "drivingEvent", "lesson", "recommendation", "lessonDate"],
        ["title", "description_event", "lesson_learned", "recommendation", "lesson_date"],
        ["Lesson detail", "Event", "Effect", "Causes/Trigger", "Early warnings?", "Recommendations"],
        ["Issue", "Root cause", "Impact", "Corrective action"],
        ["What happened", "What went well", "Action items"],
    ],
)
def test_many_names_make_a_register(heads):
    assert columns(heads).is_register


@pytest.mark.parametrize(
    "heads",
    [
        ["number", "short_description", "description", "state", "close_notes"],
        ["Issue key", "Summary", "Status", "Description", "Created"],
        ["name", "email", "user"],
        ["Lesson"],
        [],
    ],
)
def test_other_tables_make_none(heads):
    assert not columns(heads).is_register


def test_a_table_that_is_no_register_is_one_skip(tmp_path):
    (skip,) = rows(tmp_path, "number,state\nINC1,Closed\n")

    assert isinstance(skip, Skip) and skip.reason == registers.NO_REGISTER


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_found(tmp_path, delimiter):
    (lesson,) = lessons(
        tmp_path, f"Title{delimiter}Lesson{delimiter}Cause\nAsk{delimiter}Ask early{delimiter}Nobody did\n"
    )

    assert (lesson.title, "## Cause\n\nNobody did" in lesson.body) == ("Ask", True)


def test_a_date_that_can_be_read_two_ways_is_left_to_people(tmp_path):
    (lesson,) = lessons(tmp_path, "Title,Lesson,Date logged\nAsk,Ask early,03/04/2026\n")

    assert lesson.observed_on is None
    assert "- **Date logged:** 03/04/2026" in lesson.body


def test_broken_characters_old_line_ends_and_repeated_numbers_survive(tmp_path):
    one, two = lessons(tmp_path, b"Id,Title,Lesson\r1,Na\xefve,It\x92s\x81 late\r1,Again,Ask\r")

    assert (one.title, two.title) == ("Naïve", "Again")
    assert "It’s\ufffd late" in one.body
    assert one.id != two.id


def test_a_broken_row_costs_itself_only(tmp_path):
    got = rows(tmp_path, 'Id,Title,Lesson\n1,A,"ok"\n2,B,C,D\n,,\n3,E,F\n4,,\n')

    assert [type(row).__name__ for row in got] == ["Found", "Rejection", "Skip", "Found", "Skip"]
    assert [row.reason for row in got if isinstance(row, Skip)] == ["blank row", "a row without a lesson"]


def test_plain_text_means_itself(tmp_path):
    (lesson,) = lessons(
        tmp_path,
        'Title,Lesson,Cause\nA,"# no heading\n=====\n2 * 3 * 4\n- an item\n[x](../a.md)\n!!! note\n[y]: z",b\n',
    )

    assert r"\# no heading" in lesson.body
    assert "\n&#61;====" in lesson.body
    assert r"2 \* 3 \* 4" in lesson.body
    assert "\n\n- an item" in lesson.body
    assert "x (`../a.md`)" in lesson.body
    assert "\n\\!!! note" in lesson.body
    assert "[y]&#58; z" in lesson.body


def test_people_columns_are_known_to_redaction_and_teams_are_not_people(tmp_path):
    first, second = (row for row in rows(tmp_path, PRINCE2) if isinstance(row, Found))
    llis = [row for row in rows(tmp_path, LLIS) if isinstance(row, Found)]

    assert [person.name for person in first.people] == ["Jane Smith", "Bob Roy"]
    assert [person.name for person in second.people] == ["Bob Roy"]
    assert [[person.name for person in row.people] for row in llis] == [["Roe, Jim"], []]


def test_a_long_title_is_cut_and_kept_whole(tmp_path):
    title = "A very long title " * 10
    (lesson,) = lessons(tmp_path, f"Title,Lesson,Cause\n{title},x,y\n")

    assert len(lesson.title) <= 110 and lesson.title.endswith("…")
    assert title.strip() in lesson.body


_pieces = st.sampled_from(
    [
        ",",
        '"',
        "\n",
        "\r",
        "a",
        "Smith, Jane",
        "<b>",
        "<br>",
        "&lt;",
        "1/2/99",
        "\x00",
        "\ufeff",
        "[x](y)",
        "- ",
        "#",
        "*",
        "INC0012345",
    ]
)


@given(
    st.binary(max_size=150)
    | st.lists(_pieces, max_size=30).map(
        lambda pieces: b"Id,Title,Lesson,Cause,Owner,Date,Status\n" + "".join(pieces).encode()
    )
)
def test_any_bytes_are_read_or_named(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(data)

    try:
        got = list(registers.read(path))
    except KbError:
        return

    for row in got:
        if isinstance(row, Found):
            made = compose.lesson(compose.draft(row))
            assert markdown.parse(markdown.render(made), path=made.path) == made
