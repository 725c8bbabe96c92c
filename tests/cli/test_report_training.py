"""`kb report training`: what to teach is printed, and the kit is written where somebody says."""

from pathlib import Path

import pytest

from tests.flows.reports.test_training import a_school
from tests.support.build import at
from tests.support.workspace import files_of, kb


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(at("2026-09-30").timestamp())))
    return a_school(tmp_path / "school").root


def test_it_is_printed_and_nothing_is_written(school: Path) -> None:
    before = files_of(school)

    done = kb(school, "report", "training")

    assert done.code == 0, done.err
    assert "Teach 2 topics that 5 incidents were about." in done.out
    assert files_of(school) == before


def test_a_kit_is_written_with_its_calendar_and_can_only_be_pretended(school: Path, tmp_path: Path) -> None:
    arguments = ("report", "training", "--output", tmp_path / "kit", "--at", "2026-12-10T09:30", "--utc")

    pretended = kb(school, *arguments, "--dry-run")
    assert (pretended.code, (tmp_path / "kit").exists()) == (0, False)
    done = kb(school, *arguments)

    assert done.code == 0, done.err
    assert b"DTSTART:20261210T093000Z" in (tmp_path / "kit" / "workshop.ics").read_bytes()
    assert "workshop.ics: for calendars" in (tmp_path / "kit" / "README.md").read_text(encoding="utf-8")


def test_json_holds_the_report_and_the_kit(school: Path) -> None:
    told = kb(school, "report", "training", "--topics", "1", "--json").json

    assert told["items"][0]["name"] == "training"
    assert [sheet["name"] for sheet in told["kit"]["sheets"]][:2] == ["agenda", "demonstration"]


def test_where_there_is_nothing_to_teach_no_kit_is_written(school: Path, tmp_path: Path) -> None:
    done = kb(school, "report", "training", "--audience", "public", "--output", tmp_path / "kit")

    assert done.code == 1
    assert "--article" in done.err
    assert not (tmp_path / "kit").exists()


def test_utc_alone_says_nothing(school: Path) -> None:
    assert kb(school, "report", "training", "--utc").code == 2
