"""`kb lessons move`, `actions`, `checklist`, `export`, `list` and the report, as the program office runs them."""

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb.lessons.repository import LessonRepository
from kb.model.article import Audience
from kb.model.lesson import Lesson, LessonStatus
from tests.lessons.build import BODY, a_lesson, refs
from tests.support.git import git
from tests.support.workspace import Done, a_workspace, files_of, kb

HAND = """\
---
id: lesson-hand  # by hand
title:   One bad line
status: validated
topics: [ integration ]
colour: blue
---


## Lesson

Ask  first.   \n"""


@pytest.fixture(autouse=True)
def _first_of_december(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796083200")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = a_workspace(tmp_path / "kb")
    repository = LessonRepository(folder / "lessons")
    for lesson in told():
        repository.create(lesson)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Lessons")
    return folder


def told() -> list[Lesson]:
    return [
        a_lesson(
            "lesson-late",
            title="=Late",
            status=LessonStatus.ACTION_AGREED,
            phase="cutover",
            topics=("data",),
            owner="Payroll",
            due=date(2026, 11, 1),
            evidence=refs("INC0048001"),
            audience=Audience.SUPPORT,
            body=f"{BODY}\nINC0048001 showed it.\n",
        ),
        a_lesson("lesson-soon", scope="corporate", due=date(2026, 12, 24)),
        a_lesson("lesson-done", status=LessonStatus.APPLIED, applied_on=date(2026, 10, 1)),
    ]


def by_hand(workspace: Path) -> Path:
    path = workspace / "lessons" / "hand.md"
    path.write_text(HAND)
    git(workspace, "add", "-A")
    git(workspace, "commit", "-qm", "By hand")
    return path


def test_a_move_changes_its_fields_only_and_commits_that_file(workspace: Path) -> None:
    path = by_hand(workspace)
    (workspace / "notes.txt").write_text("mine")
    git(workspace, "add", "notes.txt")

    done = kb(
        workspace, "lessons", "move", "hand", "action-agreed", "--owner", "Payroll", "--due", "2026-12-24"
    )

    assert done.code == 0, done.err
    assert path.read_text() == HAND.replace("status: validated", "status: action-agreed").replace(
        "topics: [ integration ]\n", "topics: [ integration ]\nowner: Payroll\ndue: 2026-12-24\n"
    )
    assert git(workspace, "show", "--stat", "--format=%B", "HEAD").splitlines()[:4] == [
        "Set lesson action-agreed: One bad line",
        "",
        "Kb-Change: lesson",
        "Kb-Lesson: lesson-hand",
    ]
    assert git(workspace, "show", "--name-only", "--format=", "HEAD").split() == ["lessons/hand.md"]
    assert git(workspace, "diff", "--cached", "--name-only").split() == ["notes.txt"]


def test_a_move_says_what_is_missing_and_writes_nothing(workspace: Path) -> None:
    before = files_of(workspace)

    refused = kb(workspace, "lessons", "move", "lesson-soon", "applied")
    pretended = kb(workspace, "lessons", "move", "lesson-soon", "validated", "--dry-run", "--json")
    unknown = kb(workspace, "lessons", "move", "lesson-x", "validated")

    assert refused.code == 1
    assert "lessons/soon.md: lesson-soon is observed" in refused.err
    assert pretended.json["items"][0]["changes"] == {"status": "validated"}
    assert (unknown.code, "kb lessons list" in unknown.err) == (2, True)
    assert files_of(workspace) == before
    assert git(workspace, "log", "-1", "--format=%s").strip() == "Lessons"


def test_a_lesson_is_effective_only_while_nothing_came_back(workspace: Path) -> None:
    path = workspace / "lessons" / "done.md"
    path.write_text(path.read_text().replace("applied_on", "recurrences: [servicenow:INC9]\napplied_on"))

    refused = kb(workspace, "lessons", "move", "done", "effective", "--no-commit")
    path.write_text(path.read_text().replace("recurrences: [servicenow:INC9]\n", ""))
    done = kb(workspace, "lessons", "move", "done", "effective", "--no-commit")

    assert "came back in servicenow:INC9 since 1 October 2026" in refused.err
    assert done.code == 0
    assert "status: effective" in path.read_text()
    assert git(workspace, "log", "-1", "--format=%s").strip() == "Lessons"


def test_actions_say_who_owes_what(workspace: Path, tmp_path: Path) -> None:
    ics, table = tmp_path / "a.ics", tmp_path / "a.csv"

    words = kb(workspace, "lessons", "actions", "--by-owner", "--ics", ics, "--csv", table)
    data = kb(workspace, "lessons", "actions", "--json", "--owner", "payroll")

    assert [line.split("  ")[0] for line in words.out.splitlines()] == [
        "Payroll: 1 action", "ID", "lesson-late", "Nobody: 1 action", "ID", "lesson-soon",
    ]  # fmt: skip
    assert "2 open actions, 1 overdue" in words.err
    assert data.json["counts"] == {"open": 1, "overdue": 1}
    assert data.json["items"][0]["to_do"].startswith("Add a broken file to the test.")
    rows = list(csv.reader(table.read_text().splitlines()))
    assert rows[1][:6] == ["lesson-late", "'=Late", "action-agreed", "Payroll", "2026-11-01", "yes"]
    first = ics.read_bytes()
    assert first.count(b"BEGIN:VEVENT") == 2
    assert b"UID:lesson-late@hypercare-kb" in first
    assert b"DTSTART;VALUE=DATE:20261101" in first
    kb(workspace, "lessons", "actions", "--ics", ics)
    assert ics.read_bytes() == first


def test_a_file_of_somebodys_own_and_a_published_place_stay_as_they_are(
    workspace: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("a,b\n")

    for arguments in (
        ("actions", "--csv", mine),
        ("export", "--format", "csv", "--out", mine),
        ("checklist", "--format", "csv", "--out", mine),
        ("export", "--format", "json", "--out", workspace / "content" / "x.json"),
        ("export", "--format", "md", "--out", workspace / "lessons"),
        ("checklist", "--out", workspace / "site" / "x.md"),
    ):
        assert kb(workspace, "lessons", *arguments).code == 5, arguments
    assert mine.read_text() == "a,b\n"


def test_a_checklist_has_boxes_and_names_no_incident(workspace: Path, tmp_path: Path) -> None:
    page, paper = tmp_path / "c.html", tmp_path / "c.md"

    for form, path in (("html", page), ("md", paper)):
        done = kb(workspace, "lessons", "checklist", "--phase", "Cut-over", "--format", form, "--out", path)
        assert done.code == 0, done.err
    everything = kb(workspace, "lessons", "checklist", "--audience", "internal", "--json")

    assert "- [ ] Add a broken file to the test." in paper.read_text()
    assert '<ul class="boxes">' in page.read_text()
    assert "INC0048001" not in page.read_text() + paper.read_text()
    assert everything.json["counts"] == {"lines": 3}
    assert kb(workspace, "lessons", "checklist", "--phase", "launch").code == 2


def transferred(workspace: Path, tmp_path: Path, form: str, *more: str) -> tuple[Path, Done]:
    """Export, and import what came out into a workspace of its own."""
    out = tmp_path / ("out" if form == "md" else f"out.{form}")
    done = kb(workspace, "lessons", "export", "--format", form, "--out", out, *more)
    assert done.code == 0, done.err
    other = a_workspace(tmp_path / f"other-{form}")
    return other, kb(other, "lessons", "import", out)


@pytest.mark.parametrize("form", ["md", "csv", "json"])
def test_an_export_makes_the_same_lessons_elsewhere(workspace: Path, tmp_path: Path, form: str) -> None:
    by_hand(workspace)

    other, done = transferred(workspace, tmp_path, form)
    again = kb(other, "lessons", "import", tmp_path / ("out" if form == "md" else f"out.{form}"))
    back = kb(workspace, "lessons", "import", tmp_path / ("out" if form == "md" else f"out.{form}"))

    def lessons(folder: Path) -> dict[str, Lesson]:
        return {
            each.id: replace(each, imported="") for each in LessonRepository(folder / "lessons").lessons()
        }

    skipped = 1 if form == "md" else 0  # the list beside the files
    assert (
        f"read {4 + skipped} = created 4 + updated 0 + unchanged 0 + skipped {skipped} + rejected 0"
        in done.out
    )
    assert lessons(other) == lessons(workspace)
    assert "created 0 + updated 0 + unchanged 4" in again.out
    assert "created 0 + updated 0 + unchanged 4" in back.out


def test_an_export_follows_its_source_until_somebody_edits_it(workspace: Path, tmp_path: Path) -> None:
    other, _ = transferred(workspace, tmp_path, "json")
    edited = other / "lessons" / "soon.md"
    edited.write_text(edited.read_text() + "\nOurs.\n")
    for name in ("soon", "late"):
        path = workspace / "lessons" / f"{name}.md"
        path.write_text(path.read_text().replace("It stopped.", "It stood still."))
    kb(workspace, "lessons", "export", "--format", "json", "--out", tmp_path / "out.json")

    done = kb(other, "lessons", "import", tmp_path / "out.json")

    assert "created 0 + updated 1 + unchanged 2" in done.out
    assert "It stood still." in (other / "lessons" / "late.md").read_text()
    assert edited.read_text().endswith("\nOurs.\n")
    assert "edited here lessons/soon.md" in done.err


def test_an_export_for_support_leaves_the_teams_lessons_out(workspace: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    kb(workspace, "lessons", "export", "--format", "md", "--out", out, "--audience", "support")
    kb(
        workspace,
        "lessons",
        "export",
        "--format",
        "json",
        "--out",
        tmp_path / "p.json",
        "--audience",
        "public",
    )

    assert sorted(files_of(out)) == ["README.md", "late.md"]
    assert json.loads((tmp_path / "p.json").read_text())["lessons"] == []


def test_what_redaction_hides_is_hidden_on_the_way_in(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(
        json.dumps(
            {
                "schema": "kb-lessons/1",
                "lessons": [
                    {
                        "id": "lesson-x",
                        "title": "Ask jane.smith@tarnbridge.example",
                        "status": "observed",
                        "owner": "jane.smith@tarnbridge.example",
                        "topics": ["jane.smith@tarnbridge.example"],
                        "detector": {"phrases": ["mail jane.smith@tarnbridge.example"]},
                        "body": "The password: Winter!Depot2026\n",
                    },
                    "no lesson",
                ],
            }
        )
    )

    done = kb(workspace, "lessons", "import", tmp_path / "x.json")

    written = (workspace / "lessons" / "x.md").read_text()
    assert "read 2 = created 1 + updated 0 + unchanged 0 + skipped 0 + rejected 1" in done.out
    assert not [word for word in ("jane", "smith", "Winter") if word in written]
    assert "owner" not in written


def test_a_register_may_be_json_and_other_json_is_named(workspace: Path, tmp_path: Path) -> None:
    register, other = tmp_path / "register.json", tmp_path / "other.json"
    register.write_text(json.dumps([{"Id": 7, "Title": "Ask early", "Lesson": "Ask", "Tags": ["a", "b"]}, 1]))
    other.write_text('{"a": 1}')

    done = kb(workspace, "lessons", "import", register)
    refused = kb(workspace, "lessons", "import", other)
    folder = kb(workspace, "lessons", "import", tmp_path, "--dry-run", "--json")

    assert "read 2 = created 1 + updated 0 + unchanged 0 + skipped 0 + rejected 1" in done.out
    (made,) = (workspace / "lessons").glob("ask-early-*.md")
    assert "  - a\n  - b\n" in made.read_text() and "source: register.json 7" in made.read_text()
    assert (refused.code, "neither an export of lessons" in refused.err) == (3, True)
    assert "JSON, but neither a register nor an export of lessons" in folder.json["skipped"]


def test_the_list_keeps_what_is_asked(workspace: Path) -> None:
    def kept(*asked: str) -> list[str]:
        return [item["id"] for item in kb(workspace, "lessons", "list", *asked, "--json").json["items"]]

    assert kept() == ["lesson-late", "lesson-soon", "lesson-done"]
    assert kept("--phase", "Cut-over", "--topic", "data") == kept("--owner", "payroll") == ["lesson-late"]
    assert kept("--scope", "corporate") == ["lesson-soon"]
    assert kept("--status", "applied") == ["lesson-done"]
    assert "none of 3 lessons is so" in kb(workspace, "lessons", "list", "--phase", "x").err


def test_the_report_is_written_as_the_others_are(workspace: Path, tmp_path: Path) -> None:
    page = tmp_path / "lessons.html"

    words = kb(workspace, "report", "lessons")
    data = kb(workspace, "report", "lessons", "--json")
    done = kb(workspace, "report", "lessons", "--format", "html", "--output", page)

    assert "3 lessons, 1 applied, 0 came back, 1 action overdue." in words.out
    assert data.json["items"][0]["name"] == "lessons"
    assert done.code == 0
    assert "INC0048001" not in page.read_text() + words.out
