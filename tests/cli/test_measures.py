"""`kb measures`."""

from pathlib import Path

import pytest

from kb.model.figure import Unit, before
from tests.support.build import at
from tests.support.desk import a_desk, badges, blank_letter, letters, new_badge
from tests.support.workspace import a_row, a_workspace, an_export, kb


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(at("2026-11-20").timestamp())))
    a_desk(tmp_path, incidents=[*letters(), *badges()], articles=[blank_letter(), new_badge()])
    return tmp_path


def test_all_stand_in_one_table_with_the_last_two_weeks(desk: Path) -> None:
    done = kb(desk, "measures")
    said = kb(desk, "measures", "--json").json

    heads, *lines = done.out.splitlines()
    assert heads.split() == ["NAME", "MEASURE", said["period"], said["before"], "CHANGE", "ALL", "DAYS"]
    assert said["before"] == before(said["period"])
    assert len(lines) == said["counts"]["measures"] == len(said["items"])
    assert "replay_success: no replay was made yet: kb replay" in done.err


def test_one_is_told_with_its_definition_and_its_rows(desk: Path) -> None:
    done = kb(desk, "measures", "link_rate", "--rows")
    item = kb(desk, "measures", "link_rate", "--rows", "--json").json["items"][0]

    assert item["asks"] in done.out and item["cannot_know"] in done.out
    assert {row["ref"] for row in item["rows"]} >= {"servicenow:INC1", "servicenow:INC3"}
    assert all(row["ref"] in done.out for row in item["rows"])
    assert item["rows"][0]["resolved_at"].endswith("Z")
    whole = next(p for p in item["points"] if (p["period"], p["part"]) == ("all", ""))
    assert whole["n"] == len(item["rows"])
    assert f"{whole['value']:.0%}" in done.out


def test_periods_can_be_others(desk: Path) -> None:
    said = kb(desk, "measures", "--by", "quarter", "--json").json

    assert said["period"].startswith("2026-Q")
    assert kb(desk, "measures", "--by", "phase").code == 2
    assert kb(desk, "measures", "--since", "2030-01-01", "--json").json["period"] == ""


def test_usage_that_makes_no_sense_is_refused(desk: Path) -> None:
    for arguments in (
        ["nothing_like_it"],
        ["--rows"],
        ["link_rate", "--export", "out"],
        ["--since", "2026-09-02", "--until", "2026-09-01"],
    ):
        assert kb(desk, "measures", *arguments).code == 2
    assert not (desk / "out").exists()


def test_an_export_is_told_and_can_be_tried(desk: Path) -> None:
    tried = kb(desk, "measures", "--export", "out", "--dry-run")
    assert "would be in out" in tried.err and not (desk / "out").exists()

    done = kb(desk, "measures", "--export", "out", "--json")
    assert done.json["items"] == sorted(
        p.relative_to(desk / "out").as_posix() for p in (desk / "out").rglob("*.*")
    )
    assert kb(desk, "measures", "--export", "content/out").code == 5


def test_satisfaction_is_read_where_an_export_holds_it(tmp_path: Path) -> None:
    """A column nobody mapped stays with the incident, and counts by its name."""
    workspace = a_workspace(tmp_path / "kb")
    rows = [
        a_row("INC1", u_satisfaction="5 - Very satisfied"),
        a_row("INC2", u_satisfaction="2"),
        a_row("INC3", u_satisfaction=""),
    ]
    assert kb(workspace, "harvest", an_export(tmp_path / "in" / "export.csv", rows)).code == 0

    item = kb(workspace, "measures", "satisfaction", "--json").json["items"][0]

    assert item["points"][0] == {"period": "2026-W36", "part": "", "value": 0.5, "n": 2}


@pytest.mark.parametrize(
    ("period", "earlier"),
    [
        ("2027-W01", "2026-W53"),
        ("2026-W36", "2026-W35"),
        ("2026-01", "2025-12"),
        ("2026-12", "2026-11"),
        ("2026-Q1", "2025-Q4"),
        ("2026-Q3", "2026-Q2"),
        ("steady", "transition"),
        ("before", ""),
        ("", ""),
        ("0001-W01", ""),
    ],
)
def test_the_period_before_is_the_calendars(period: str, earlier: str) -> None:
    assert before(period) == earlier


def test_values_are_told_as_people_read_them() -> None:
    assert Unit.SHARE.told(0.666) == "67%"
    assert Unit.SHARE.change(0.5, 0.375) == "-12 points"
    assert Unit.SHARE.change(0.8333, 0.8056) == "-2 points"  # 83% and 81% are shown
    assert Unit.HOURS.change(27.34, 35.56) == "+8.3 h"  # 27.3 and 35.6
    assert Unit.HOURS.told(1234.56) == "1,234.6 h"
    assert Unit.DAYS.change(1.0, 3.5) == "+2.5 d"
    assert Unit.INCIDENTS.told(1234.0) == "1,234"
    assert Unit.INCIDENTS.change(None, 3.0) == Unit.HOURS.told(None) == "–"


def test_help_does_not_wait_for_the_database(desk: Path) -> None:
    import subprocess
    import sys

    code = "import sys; from kb.cli.main import main; main(['measures', '--help']); sys.exit('duckdb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
