"""What a stand-up is told, counted by hand on a small ledger, and what it is told where little is known."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from kb.config import Settings
from kb.flows.reports.daily import daily
from kb.flows.reports.facts import Facts
from kb.model.article import Confidence
from kb.model.incident import RedactedIncident, Status
from kb.model.report import Item, Report, Section
from kb.reports import rendering
from tests.support.build import a_redacted_incident, at
from tests.support.desk import BLANK, a_desk, blank_letter, refs
from tests.support.reporting import HOSTILE

TODAY = date(2026, 9, 10)


def opened(key: str, day: str, **changes: Any) -> RedactedIncident:
    """Make an incident that is still open."""
    told: dict[str, Any] = {
        "summary": f"Summary of {key}",
        "status": Status.OPEN,
        "opened_at": at(day),
        "resolved_at": None,
        "resolution": "",
    }
    return a_redacted_incident(key, **told | changes)


def resolved(key: str, day: str, on: str, **changes: Any) -> RedactedIncident:
    """Make one that was opened and resolved on these days."""
    told: dict[str, Any] = {"summary": f"Summary of {key}", "opened_at": at(day), "resolved_at": at(on)}
    return a_redacted_incident(key, **told | changes)


def report(settings: Settings, *, today: date = TODAY, day: date | None = None) -> Report:
    return daily(Facts(settings, today=today, day=day))


def section(told: Report, title: str) -> Section:
    return next(each for each in told.sections if each.title == title)


def keys(items: tuple[Item, ...]) -> list[str]:
    return [item.text.rpartition("(")[2].rstrip(")") for item in items]


def a_week(tmp_path: Path) -> Settings:
    """Incidents around 9 and 10 September, one article."""
    incidents = [
        resolved(
            "INC0",
            "2026-08-19 09:00",
            "2026-08-20 09:00",
            description="The shredder takes no paper.",
            resolution="Emptied the bin of the shredder.",
            environment=("Office",),
        ),
        opened("INC1", "2026-09-10 07:00", priority=2, group="Payroll"),
        opened("INC2", "2026-09-09 09:00", priority=4),
        opened("INC3", "2026-09-08 09:00", priority=1),  # open for 2 days, 1 is allowed
        opened("INC4", "2026-09-04 09:00", priority=3, reopen_count=2),  # 6 days, 5 are allowed
        opened("INC5", "2026-09-05 09:00"),  # 5 days, and 5 are allowed without a priority
        resolved("INC6", "2026-09-07 09:00", "2026-09-09 09:00"),
        resolved(
            "INC7",
            "2026-09-07 10:00",
            "2026-09-10 09:00",
            description="The barrier of the car park stays down.",
            resolution="Replaced the fuse of the barrier.",
            environment=("Car park",),
        ),
        resolved("INC8", "2026-09-08 10:00", "2026-09-08 19:00"),
        opened("INC9", "2026-09-09 10:00", status=Status.CANCELLED),
    ]
    article = blank_letter(confidence=Confidence.NOT_VALIDATED, evidence=refs("INC6", "INC8"), body=BLANK)
    return a_desk(tmp_path, incidents=incidents, articles=[article])


def test_each_incident_stands_where_it_belongs(tmp_path: Path) -> None:
    told = report(a_week(tmp_path))

    assert (told.since, told.until) == (date(2026, 9, 9), date(2026, 9, 10))
    assert keys(section(told, "New since yesterday").items) == ["INC1", "INC2"]
    assert keys(section(told, "Opened again").items) == ["INC4"]
    assert keys(section(told, "Open too long").items) == ["INC3", "INC4"]
    assert section(told, "New since yesterday").items[0].why == "priority 2 · Payroll"


def test_what_was_resolved_without_an_article_can_be_written_at_once(tmp_path: Path) -> None:
    told = report(a_week(tmp_path))

    (work,) = section(told, "Resolved since yesterday, and no article").items

    assert work.text == "Summary of INC7"
    assert work.command == ("kb", "new", "Summary of INC7", "--from", "servicenow:INC7")


def test_a_decision_is_typed_and_leads_to_its_article(tmp_path: Path) -> None:
    told = report(a_week(tmp_path))

    (item,) = section(told, "To decide").items

    assert item.command == ("kb", "promote", "kb-b1a2c3d4", "--to", "validated")
    assert item.page == blank_letter().path


def test_the_figures_are_those_counted_by_hand(tmp_path: Path) -> None:
    glance, by_day = section(report(a_week(tmp_path)), "At a glance").tables

    assert [row.cells for row in glance.rows] == [
        ("Incidents opened", 2, 4, "-2"),
        ("Incidents resolved", 2, 1, "+1"),
        ("Open now", 5, None, "–"),
    ]
    assert [row.cells for row in by_day.rows][-4:] == [
        ("2026-09-07", 2, 0),
        ("2026-09-08", 2, 1),
        ("2026-09-09", 1, 1),
        ("2026-09-10", 1, 1),
    ]
    assert len(by_day.rows) == 14


def test_open_now_is_what_the_measure_counts(tmp_path: Path) -> None:
    settings = a_week(tmp_path)
    facts = Facts(settings, today=TODAY)

    (figure,) = facts.measured(["backlog"], since=TODAY, until=TODAY).values()

    assert figure.at().value == len(facts.open()) == 5


def test_the_agenda_takes_of_each_kind_in_turn_and_the_paragraph_begins_with_its_first(
    tmp_path: Path,
) -> None:
    told = report(a_week(tmp_path))

    assert [item.text for item in told.agenda] == [
        "Summary of INC3 (INC3)",
        "Offer letter is blank – Workday Recruiting",
        "Summary of INC4 (INC4)",
    ]
    assert told.next == (
        "2 incidents open too long, 1 incident opened again and 1 problem resolved without an article. "
        "Begin with: Summary of INC3 (INC3)"
    )


def test_a_day_of_the_past_tells_who_was_open_then(tmp_path: Path) -> None:
    told = report(a_week(tmp_path), day=date(2026, 9, 8))

    assert section(told, "At a glance").tables[0].rows[2].cells[1] == 5  # INC3 to INC7
    assert keys(section(told, "New on 7 September 2026 and 8 September 2026").items) == [
        "INC3",
        "INC6",
        "INC7",
        "INC8",
    ]
    assert any("changed since" in each for each in told.cannot_know)


def test_an_empty_ledger_gives_a_report_that_says_so(tmp_path: Path) -> None:
    told = report(a_desk(tmp_path))

    assert told.cannot_know[0] == "The ledger holds no incident: bring some in with kb harvest."
    assert told.agenda == ()
    assert told.next.startswith("Harvest an export")
    assert all(each.is_empty for each in told.sections)


def test_one_incident_gives_a_whole_report(tmp_path: Path) -> None:
    told = report(a_desk(tmp_path, incidents=[opened("INC1", "2026-09-10")]))

    assert keys(section(told, "New since yesterday").items) == ["INC1"]
    assert told.agenda == ()
    assert told.next == "Nothing is late, and no article waits for anybody."


def test_after_a_gap_of_weeks_the_newest_day_counts_and_the_gap_is_told(tmp_path: Path) -> None:
    told = report(a_week(tmp_path), today=date(2026, 10, 20))

    assert told.until == date(2026, 9, 10)
    assert told.cannot_know[0].startswith("What happened since 2026-09-10")


def test_clocks_that_jump_are_told_and_change_no_day(tmp_path: Path) -> None:
    incidents = [
        opened("INC1", "2026-09-10"),
        opened("INC2", "2031-01-01"),
        resolved("INC3", "2026-09-10 09:00", "2026-09-09 09:00"),
    ]

    told = report(a_desk(tmp_path, incidents=incidents))

    assert told.until == date(2026, 9, 10)
    assert keys(section(told, "New since yesterday").items) == ["INC1", "INC3"]
    assert any("1 incident opened after today" in each for each in told.cannot_know)
    assert any("1 incident resolved before being opened" in each for each in told.cannot_know)


def test_an_article_that_cannot_be_read_is_named_and_stops_nothing(tmp_path: Path) -> None:
    settings = a_week(tmp_path)
    (settings.content / "broken.md").write_text("---\nid: kb-00000000\ntitle: [\n---\n", encoding="utf-8")

    assert any("broken.md" in each for each in report(settings).cannot_know)


def test_a_long_list_is_cut_and_counted(tmp_path: Path) -> None:
    incidents = [opened(f"INC{number:03}", "2026-09-10") for number in range(40)]

    items = section(report(a_desk(tmp_path, incidents=incidents)), "New since yesterday").items

    assert (len(items), items[-1].text) == (16, "… and 25 more")
    assert items[-1].command == ("kb", "measures", "incidents_opened", "--rows")


def test_late_incidents_are_counted_by_team_and_the_rest_is_where_a_command_says(tmp_path: Path) -> None:
    late = [opened(f"INC{number:03}", "2026-08-01", group="Payroll") for number in range(14)]
    others = [opened("INC100", "2026-07-31", group=""), opened("INC101", "2026-08-03", group="")]

    late_section = section(
        report(a_desk(tmp_path, incidents=[*late, *others, opened("INC102", "2026-09-10")])), "Open too long"
    )

    (table,) = late_section.tables
    assert [row.cells for row in table.rows] == [("Payroll", 14, 40), ("no group", 2, 41)]
    assert late_section.items[-1].text == "… and 1 more"
    assert late_section.items[-1].command == ("kb", "measures", "backlog", "--rows")


def test_the_same_workspace_gives_the_same_bytes_whatever_the_texts(tmp_path: Path) -> None:
    incidents = [
        opened("INC1", "2026-09-01", summary=HOSTILE, group=HOSTILE),
        resolved("INC2", "2026-09-09", "2026-09-10", summary=HOSTILE),
    ]
    settings = a_desk(tmp_path, incidents=incidents)

    first, second = (report(settings) for _ in range(2))

    assert rendering.page(first) == rendering.page(second)
    assert json.dumps(asdict(first), default=str) == json.dumps(asdict(second), default=str)
    assert "<script>alert" not in rendering.page(first)
