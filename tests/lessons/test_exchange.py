"""An export brings back the same lessons, and what anybody may have written into one does no harm."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import InputError
from kb.io.cells import inert_cell, told_cell
from kb.lessons import exchange
from kb.lessons.sections import join, split
from kb.model.account import Rejection
from kb.model.article import Audience
from kb.model.lesson import Detector, Lesson
from tests.lessons.build import BODY, a_lesson, lessons, refs

some = st.lists(lessons, unique_by=(lambda each: each.id, lambda each: each.path), max_size=3)


@settings(max_examples=60)
@given(some)
def test_every_form_brings_back_the_same_lessons(
    tmp_path_factory: pytest.TempPathFactory, told: list[Lesson]
) -> None:
    folder = tmp_path_factory.mktemp("export")
    (folder / "x.json").write_text(exchange.to_json(told), encoding="utf-8")
    (folder / "x.csv").write_bytes(exchange.to_csv(told).encode())
    files = []
    for each in told:
        path = folder / "md" / each.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(exchange.written(each), encoding="utf-8")
        files.append(exchange.from_markdown(path, each.path))

    sent = [replace(each, imported="") for each in told]

    assert exchange.is_own_json(folder / "x.json")
    assert exchange.is_own_table(folder / "x.csv")
    assert list(exchange.from_json(folder / "x.json")) == sent
    assert list(exchange.from_table(folder / "x.csv")) == sent
    assert files == sent


@given(st.text("'=+-@\t\ra＝", max_size=4))
def test_a_cell_that_was_made_harmless_comes_back(text: str) -> None:
    cell = inert_cell(text)

    assert told_cell(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


def test_a_body_of_our_sections_stands_in_columns_of_its_own() -> None:
    (row,) = csv.DictReader(io.StringIO(exchange.to_csv([a_lesson(body=f"{BODY}\n## Notes\n\nMore.\n")])))

    assert row["Recommendation"] == "Add a broken file to the test."
    assert (row["Cause"], row["More"]) == ("", "## Notes\n\nMore.")


@given(lessons)
def test_sections_are_told_in_their_order_and_join_reads_as_split(lesson: Lesson) -> None:
    sections, more = split(lesson.body)

    assert split(join(sections, more)) == (sections, more)


def test_users_and_the_public_get_no_incident_and_nothing_that_finds_one() -> None:
    body = "INC1 and servicenow:INC0048001, not INC.\n"
    told = a_lesson(
        audience=Audience.PUBLIC,
        title="After INC1",
        evidence=refs("INC1"),
        recurrences=refs("INC1"),
        detector=Detector(codes=("E-1",)),
        body=body,
    )
    narrow = a_lesson("lesson-narrow", audience=Audience.SUPPORT)

    (public,) = exchange.readable([told, narrow], Audience.PUBLIC)

    assert "INC1" not in exchange.to_json([public])
    assert public.body == "an incident and an incident, not INC.\n"
    assert public.detector.is_empty
    assert exchange.readable([told, narrow], Audience.SUPPORT) == (told, narrow)


def read(tmp_path: Path, **changes: object) -> Lesson | Rejection:
    """Read an export somebody changed."""
    (values,) = json.loads(exchange.to_json([a_lesson()]))["lessons"]
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"schema": exchange.SCHEMA, "lessons": [values | changes]}), encoding="utf-8")
    (found,) = exchange.from_json(path)
    assert not isinstance(found, tuple)
    return found  # type: ignore[return-value]


@pytest.mark.parametrize(
    "place", ["../../etc/x.md", "/etc/x.md", ".git/x.md", "a.txt", "README.md", 7, "a/../../b.md"]
)
def test_a_place_that_leads_elsewhere_is_not_taken(tmp_path: Path, place: object) -> None:
    found = read(tmp_path, path=place)

    assert isinstance(found, Lesson)
    assert found.path == "import.md"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": "kb-1"}, "id is 'kb-1'"),
        ({"status": "done"}, "status is 'done', not one of"),
        ({"title": {"a": ["b"]}}, "title is not a text"),
        ({"evidence": ["no reference"]}, "not an incident"),
        ({"colour": "blue"}, "'colour' is no field of a lesson"),
        ({"body": ["x"]}, "its body is no text"),
    ],
)
def test_what_is_no_lesson_is_rejected_with_the_reason(
    tmp_path: Path, changes: dict[str, object], reason: str
) -> None:
    found = read(tmp_path, **changes)

    assert isinstance(found, Rejection)
    assert found.line > 0
    assert reason in found.reason


def test_a_column_that_would_be_lost_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        exchange.to_csv([a_lesson()]).replace("id,title", "id,Comment,title", 1), encoding="utf-8"
    )

    with pytest.raises(InputError, match="'Comment'"):
        list(exchange.from_table(path))


def test_control_characters_do_not_come_along(tmp_path: Path) -> None:
    found = read(tmp_path, body="a\x00\x1b[31m\ud800b\n")

    assert isinstance(found, Lesson)
    assert found.body == "a[31mb\n"
