"""`kb lessons try`, `new` and `check`."""

from pathlib import Path

import click
import pytest

from tests.support.build import a_redacted_incident, at
from tests.support.desk import a_desk, blank_letter
from tests.support.lessons import BODY, a_lesson
from tests.support.workspace import files_of, kb

OTHER = {"description": "The kiosk refuses it.", "environment": ("Kiosk",), "group": "Time and Absence"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    incidents = [
        a_redacted_incident("INC0048001"),
        a_redacted_incident("INC0048002", summary="Blank letter, wdr 5031", opened_at=at("2026-09-03")),
        a_redacted_incident("INC0048003", summary="Blank letter again", opened_at=at("2026-11-03")),
        a_redacted_incident("INC0048004", summary="Badge refused", opened_at=at("2026-11-04"), **OTHER),
    ]
    a_desk(
        tmp_path, incidents=incidents, articles=[blank_letter(evidence=tuple(i.ref for i in incidents[:2]))]
    )
    a_lesson(tmp_path, detector="{codes: [WDR-5031]}  # read by two of us")
    return tmp_path


def test_it_shows_what_is_found_before_and_after_and_why(folder: Path) -> None:
    done = kb(folder, "lessons", "try", "layouts")

    assert done.out == (
        "lesson-layouts  Publish layouts before go-live\n"
        "detector   code WDR-5031\n"
        "evidence   1 of 1 found\n"
        "before     1 other incident up to 2026-10-20, of 4 in the ledger\n"
        "           servicenow:INC0048002  2026-09-03  Blank letter, wdr 5031  (WDR-5031)\n"
        "after      1 other incident after 2026-10-20, of 4 in the ledger\n"
        "           servicenow:INC0048003  2026-11-03  Blank letter again  (WDR-5031)\n"
    )


def test_another_detector_and_day_can_be_tried(folder: Path) -> None:
    before = files_of(folder)

    done = kb(
        folder,
        "lessons",
        "try",
        "layouts",
        "--code",
        "",
        "--phrase",
        "badge refused",
        "--since",
        "2026-11-04",
        "--json",
    )

    assert done.json["detector"] == {
        "codes": [],
        "components": [],
        "phrases": ["badge refused"],
        "likeness": 0.0,
    }
    assert (done.json["missed"], done.json["counts"]["before"], done.json["counts"]["after"]) == (
        ["servicenow:INC0048001"],
        1,
        0,
    )
    assert (done.json["changed"], done.json["written"]) == (True, False)
    assert files_of(folder) == before


def test_evidence_that_is_nowhere_is_said(folder: Path) -> None:
    a_lesson(folder, evidence="[servicenow:INC9]")

    assert "servicenow:INC9 is not in the ledger" in kb(folder, "lessons", "try", "layouts").out


def test_write_changes_the_detector_and_no_other_byte(folder: Path) -> None:
    lesson = folder / "lessons" / "layouts.md"
    before = lesson.read_text()

    dry = kb(folder, "lessons", "try", "layouts", "--likeness", "0.5", "--write", "--dry-run")
    assert (lesson.read_text(), "dry run" in dry.err) == (before, True)
    assert kb(folder, "lessons", "try", "layouts", "--likeness", "0.5", "--write").code == 0

    after = lesson.read_text()
    own = [line for line in after.splitlines() if line not in before.splitlines()]
    assert own == [
        "detector: # read by two of us",
        "  codes:",
        "    - WDR-5031",
        "  likeness: 0.5",
    ] or own == [
        "detector:  # read by two of us",
        "  codes:",
        "    - WDR-5031",
        "  likeness: 0.5",
    ]
    assert [line for line in before.splitlines() if line not in after.splitlines()] == [
        "detector: {codes: [WDR-5031]}  # read by two of us"
    ]
    assert "has this detector already" in kb(folder, "lessons", "try", "layouts", "--write").err


def test_proposed_is_what_the_evidence_suggests(folder: Path) -> None:
    done = kb(folder, "lessons", "try", "layouts", "--propose", "--json")

    assert done.json["detector"]["likeness"] > 0
    assert done.json["counts"]["missed"] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("lay0uts",), 2, "no lesson 'lay0uts'"),
        (("layouts", "--code", "", "--write"), 2, "can find nothing"),
        (("layouts", "--likeness", "2"), 2, "--likeness"),
        (("layouts", "--dry-run"), 2, "--dry-run is for --write"),
    ],
)
def test_what_cannot_be_tried_is_said(folder: Path, arguments: tuple[str, ...], code: int, told: str) -> None:
    done = kb(folder, "lessons", "try", *arguments)

    assert (done.code, told in done.err) == (code, True)


def test_a_lesson_begins_with_what_an_article_knows(folder: Path) -> None:
    done = kb(folder, "lessons", "new", "--from", "kb-b1a2c3d4", "--json")

    (item,) = done.json["items"]
    text = (folder / item["path"]).read_text()
    assert done.json["evidence"] == ["servicenow:INC0048001", "servicenow:INC0048002"]
    assert done.json["detector"]["codes"] == ["WDR-5031"]
    assert "status: observed\n" in text
    assert "date: 2026-09-01\n" in text
    assert "> Blank letter, wdr 5031\n>\n> (servicenow:INC0048002, summary, `sha256:" in text
    assert "2 incidents from 1 September 2026 to 3 September 2026, in Workday Recruiting." in text
    assert "nobody has written its Event, Effect, Cause" in kb(folder, "lessons", "check").out
    assert kb(folder, "lessons", "new", "--from", "kb-b1a2c3d4", "--no-edit").code == 0  # the same once more


def test_a_lesson_begins_with_the_lines_of_a_bundle_that_name_incidents(folder: Path) -> None:
    bundle = folder / "archive" / "bundles" / "go-live-week"
    (bundle / "data").mkdir(parents=True)
    (bundle / "data" / "day.md").write_text(
        "Monday\n08:10 INC0048004 at the *gate*\nINC00480041 is another\n"
    )
    (bundle / "data" / "wall.png").write_bytes(b"\x89PNG\xff")
    names = ("data/day.md", "data/wall.png")
    (bundle / "manifest-sha256.txt").write_text("".join(f"{'ab' * 32}  {name}\n" for name in names))

    done = kb(folder, "lessons", "new", "--from", "go-live-week", "--dry-run", "--json")

    assert done.json["evidence"] == ["servicenow:INC0048004"]
    quoted = "> 08:10 INC0048004 at the \\*gate\\*\n>\n> (go-live-week/data/day.md, line 2, `sha256:abababababababab`)"
    assert quoted in done.json["text"]
    assert "INC00480041" not in done.json["text"]
    assert done.json["items"][0]["title"] == "go live week"
    assert sorted((folder / "lessons").iterdir()) == [folder / "lessons" / "layouts.md"]


def test_what_a_lesson_cannot_begin_with_is_said(folder: Path) -> None:
    done = kb(folder, "lessons", "new", "--from", "INC0048009")

    assert (done.code, "no article, no incident of the ledger and no bundle" in done.err) == (2, True)


def test_an_edited_lesson_is_kept_as_it_was_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        click, "edit", lambda text, **_: text.replace("## Event", "## Event\n\nIt was white.")
    )

    assert kb(folder, "lessons", "new", "--from", "INC0048004", "--edit", "--title", "Gates").code == 0

    (new,) = [path for path in (folder / "lessons").iterdir() if path.name.startswith("gates-")]
    assert "It was white." in new.read_text()


@pytest.mark.parametrize(
    ("answer", "code", "told"),
    [
        ("", 2, "nothing was written"),
        ("Ask jane.smith@tarnbridge.example", 5, "holds"),
        (None, 2, "the id was changed"),
    ],
)
def test_what_must_not_be_kept_is_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch, answer: str | None, code: int, told: str
) -> None:
    def edit(text: str, **_: object) -> str:
        if answer is None:
            return text.replace("id: lesson-", "id: lesson-x")
        return text + answer if answer else ""

    monkeypatch.setattr(click, "edit", edit)
    before = files_of(folder)

    done = kb(folder, "lessons", "new", "--from", "INC0048004", "--edit")

    assert (done.code, told in done.err) == (code, True), done.err
    assert files_of(folder) == before


def test_a_lesson_that_says_everything_has_no_finding(folder: Path) -> None:
    done = kb(folder, "lessons", "check")

    assert (done.code, done.out, done.err) == (0, "", "0 findings in 1 lessons\n")


def test_names_and_addresses_are_findings(folder: Path) -> None:
    a_lesson(folder, body=f"{BODY}\nAsk jane.smith@tarnbridge.example.\n")

    done = kb(folder, "lessons", "check", "--json")

    assert done.code == 1
    assert [(each["code"], each["line"]) for each in done.json["items"]] == [("KB201", 40)]
