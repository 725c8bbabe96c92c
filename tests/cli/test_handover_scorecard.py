"""`kb handover scorecard` says whether hypercare may end, and ends accordingly."""

import csv
import io
from pathlib import Path

import pytest

from kb.reports.criteria import ORDER
from tests.support.desk import a_desk, badges, blank_letter, letters, new_badge
from tests.support.workspace import Done, files_of, kb

PASSES = '[project]\nname = "Test help"\n' + "".join(
    f'[[handover.criteria]]\nname = "{name}"\noff = true\n' for name in ORDER if name != "known_errors"
)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    settings = a_desk(tmp_path, incidents=[*letters(), *badges()], articles=[blank_letter(), new_badge()])
    return settings.root


def ask(desk: Path, *options: str) -> Done:
    return kb(desk, "handover", "scorecard", "--on", "2026-11-20", *options)


def test_it_says_the_verdict_first_and_ends_with_1(desk: Path) -> None:
    done = ask(desk)

    assert done.code == 1
    assert done.out.startswith("Hypercare may not end yet: 6 of 11 conditions are not met.\n")
    assert "? Not known" in done.out and "(lessons_agreed)" in done.out
    assert "\x1b" not in done.out


def test_it_ends_with_0_when_hypercare_may_end(desk: Path) -> None:
    (desk / "kb.toml").write_text(PASSES)

    done = ask(desk)

    assert (done.code, done.out.splitlines()[0]) == (0, "Hypercare may end.")


def test_a_waiver_is_told_with_its_reason(desk: Path) -> None:
    waiver = '[[handover.waivers]]\ncriterion = "lessons_agreed"\nby = "Board"\nreason = "The workshop is on Friday."\n'
    (desk / "kb.toml").write_text(f'[project]\nname = "Test help"\n{waiver}')

    assert "Waived by Board: The workshop is on Friday." in ask(desk).out


def test_json_holds_query_and_rows(desk: Path) -> None:
    done = ask(desk, "--json")

    assert (done.code, done.json["ok"], done.json["may_end"], done.json["as_of"]) == (
        1,
        False,
        False,
        "2026-11-20",
    )
    by_name = {each["name"]: each for each in done.json["items"]}
    assert list(by_name) == list(ORDER)
    assert "FROM moments" in by_name["records_current"]["query"]
    assert by_name["records_current"]["rows"][0]["system"] == "servicenow"


def test_rows_are_a_csv(desk: Path) -> None:
    done = ask(desk, "--rows", "recurring_covered")

    head, *rows = csv.reader(io.StringIO(done.out))
    assert (done.code, head[0], [row[0] for row in rows]) == (0, "met", ["yes"])
    assert (ask(desk, "--rows", "coverage").code, ask(desk, "--rows", "open_priority").err.count("hint")) == (
        2,
        1,
    )


def test_out_writes_one_page_and_only_in_its_own_place(desk: Path) -> None:
    before = files_of(desk)
    assert "was not written" in ask(desk, "--out", "card.html", "--dry-run").err
    assert files_of(desk) == before

    assert "was written to card.html" in ask(desk, "--out", "card.html").err
    assert "stands in card.html" in ask(desk, "--out", "card.html").err
    assert "Hypercare may not end yet" in (desk / "card.html").read_text()
    (desk / "mine.html").write_text("something else")
    assert ask(desk, "--out", "mine.html").code == 5
