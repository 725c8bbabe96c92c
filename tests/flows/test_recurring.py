"""A lesson that was applied, and what it was about comes back: each harvest says so without being asked."""

import re
from pathlib import Path

import pytest

from tests.support.lessons import a_lesson
from tests.support.workspace import Done, a_row, a_workspace, an_export, files_of, kb

BACK = {
    "opened_at": "2026-11-02 08:00:00",
    "resolved_at": "",
    "state": "New",
    "close_notes": "",
    "close_code": "",
}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give the files of a workspace with two incidents, and nothing back yet."""
    made = a_workspace(tmp_path_factory.mktemp("recurring") / "kb")
    rows = [
        a_row("INC0048001"),
        a_row("INC0048002", short_description="Blank letter", opened_at="2026-10-20 23:00:00"),
    ]
    assert kb(made, "harvest", an_export(made.parent / "one.csv", rows)).code == 0
    return files_of(made)


@pytest.fixture
def folder(known: dict[str, bytes], tmp_path: Path) -> Path:
    for name, content in known.items():
        (tmp_path / "kb" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "kb" / name).write_bytes(content)
    return tmp_path / "kb"


def harvest(folder: Path, *numbers: str, options: tuple[str, ...] = (), **changes: str) -> Done:
    """Harvest an export in which white letters are back under these numbers; the same one is not written anew."""
    export = folder.parent / f"{'-'.join(numbers)}.csv"
    if not export.exists():
        an_export(export, [a_row(number, **BACK | changes) for number in numbers])
    return kb(folder, "harvest", export, "--json", *options)


def recurred(done: Done) -> list[tuple[str, list[str]]]:
    return [(each["id"], [i["ref"] for i in each["incidents"]]) for each in done.json["recurred"]]


def status(lesson: Path) -> str:
    return re.findall(r"^status: (.*)$", lesson.read_text(), re.MULTILINE)[0]


def test_what_comes_back_is_said_and_written_and_is_first_on_the_worklist(folder: Path) -> None:
    lesson = a_lesson(folder)
    before = lesson.read_text()

    done = harvest(folder, "INC0048009")

    assert recurred(done) == [("lesson-layouts", ["servicenow:INC0048009"])]
    (incident,) = done.json["recurred"][0]["incidents"]
    assert incident["codes"] == ["WDR-5031"]
    assert incident["likeness"] >= 0.6
    # only two fields of the front matter, and no other byte
    expected = before.replace("status: applied", "status: recurred").replace(
        "colour:", "recurrences:\n  - servicenow:INC0048009\ncolour:"
    )
    assert lesson.read_text() == expected
    first = kb(folder, "worklist", "--json").json["items"][0]
    assert (first["need"], first["owner"], first["incidents"]) == (
        "recurred",
        "HR Recruiting",
        ["servicenow:INC0048009"],
    )
    assert first["why"].startswith(
        "It came back once since it was applied on 2026-10-20, the last on 2026-11-02."
    )
    assert kb(folder, *first["command"].split()[1:]).code == 0


def test_people_read_it_in_the_report(folder: Path) -> None:
    a_lesson(folder)
    harvest(folder, "INC0048009", options=("--dry-run",))

    done = kb(folder, "harvest", folder.parent / "INC0048009.csv")

    assert "came back  lesson-layouts  Publish layouts before go-live\n" in done.out
    assert "1 incident since it was applied on 2026-10-20; owner: HR Recruiting" in done.out
    assert "servicenow:INC0048009  2026-11-02  Offer letter PDF is blank  (WDR-5031, 100% alike)" in done.out


def test_a_dry_run_says_it_and_writes_nothing(folder: Path) -> None:
    a_lesson(folder)
    before = files_of(folder)

    done = harvest(folder, "INC0048009", options=("--dry-run",))

    assert recurred(done) == [("lesson-layouts", ["servicenow:INC0048009"])]
    assert files_of(folder) == before


def test_a_second_harvest_says_nothing_new_and_changes_nothing(folder: Path) -> None:
    a_lesson(folder)
    harvest(folder, "INC0048009")
    before = files_of(folder)

    assert recurred(harvest(folder, "INC0048009")) == []
    (folder / ".kb" / "harvest.json").unlink()  # nor does one that remembers nothing
    assert recurred(harvest(folder, "INC0048009")) == []
    assert files_of(folder) == before


def test_what_comes_back_later_is_added(folder: Path) -> None:
    lesson = a_lesson(folder)
    harvest(folder, "INC0048009")

    done = harvest(folder, "INC0048010", "INC0048009")

    assert recurred(done) == [("lesson-layouts", ["servicenow:INC0048010"])]
    assert "  - servicenow:INC0048009\n  - servicenow:INC0048010\n" in lesson.read_text()


def test_a_lesson_changed_since_is_looked_for_though_the_export_is_unchanged(folder: Path) -> None:
    a_lesson(folder, detector="{codes: [XYZ-1]}")
    assert recurred(harvest(folder, "INC0048009")) == []

    a_lesson(folder, detector="{phrases: [offer letters]}")

    done = harvest(folder, "INC0048009")
    assert recurred(done) == [("lesson-layouts", ["servicenow:INC0048009"])]
    assert done.json["sources"][0]["known"]


def test_after_more_was_done_only_what_is_later_counts(folder: Path) -> None:
    lesson = a_lesson(folder)
    harvest(folder, "INC0048009")
    again = lesson.read_text().replace("status: recurred", "status: applied")

    lesson.write_text(again)  # without a new day it has come back all the same
    assert "KB304" in kb(folder, "lessons", "check").out
    assert recurred(harvest(folder, "INC0048009")) == [("lesson-layouts", ["servicenow:INC0048009"])]
    assert status(lesson) == "recurred"

    lesson.write_text(again.replace("applied_on: 2026-10-20", "applied_on: 2026-11-02"))
    assert recurred(harvest(folder, "INC0048009")) == []
    assert status(lesson) == "applied"
    assert "KB304" not in kb(folder, "lessons", "check").out

    harvest(folder, "INC0048011", opened_at="2026-11-03 08:00:00")
    assert "  - servicenow:INC0048009\n  - servicenow:INC0048011\n" in lesson.read_text()  # its history stays
    first = kb(folder, "worklist", "--json").json["items"][0]
    assert (first["need"], first["incidents"]) == ("recurred", ["servicenow:INC0048011"])


def test_a_lesson_nobody_can_read_is_told_and_stops_nothing(folder: Path) -> None:
    a_lesson(folder)
    (folder / "lessons" / "broken.md").write_text("---\nid: lesson-b\nstatus: done\n---\n")

    done = harvest(folder, "INC0048009")

    assert recurred(done) == [("lesson-layouts", ["servicenow:INC0048009"])]
    (told,) = [each for each in done.json["warnings"] if each["code"] == "lesson"]
    assert (told["file"], told["line"]) == ("lessons/broken.md", 1)
    again = harvest(folder, "INC0048009")
    assert [each["code"] for each in again.json["warnings"]] == ["lesson"]


def test_a_lesson_that_cannot_be_changed_in_place_is_told(folder: Path) -> None:
    lesson = a_lesson(folder)
    fields = lesson.read_text().split("---\n")[1]
    flow = ", ".join(
        line for line in fields.splitlines() if ":" in line and " -" not in line and "#" not in line
    )
    lesson.write_text(f"---\n{{title: x, {flow.replace('evidence:', 'evidence: []')}}}\n---\n\ntext\n")
    before = lesson.read_text()

    done = harvest(folder, "INC0048009")

    assert (recurred(done), lesson.read_text()) == ([], before)
    assert [each["code"] for each in done.json["warnings"]] == ["lesson"]
