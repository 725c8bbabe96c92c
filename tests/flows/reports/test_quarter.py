"""What a quarter's review is told, counted by hand on a small ledger, and what it is told where little is known."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kb.config import Settings
from kb.errors import ConfigError
from kb.flows.reports.facts import Facts
from kb.flows.reports.quarter import fallen, quarter_of, quarterly
from kb.model.figure import Point
from kb.model.report import Report, Section
from kb.reports import rendering
from kb.reports.charts import drawn
from kb.reports.query import catalogue
from tests.flows.reports.test_daily import resolved
from tests.flows.reports.test_gaps import a_lesson
from tests.support.desk import a_desk, blank_letter, refs
from tests.support.reporting import HOSTILE

TODAY = date(2026, 12, 1)


def report(settings: Settings, *, today: date = TODAY, quarter: str = "") -> Report:
    return quarterly(Facts(settings, today=today), first=quarter_of(quarter) if quarter else None)


def section(told: Report, title: str) -> Section:
    return next(each for each in told.sections if each.title == title)


def told_by(told: Report) -> dict[str, tuple[object, ...]]:
    (against, *_) = section(told, "The quarter in figures").tables
    return {row.measure: row.cells[1:] for row in against.rows}


def rated(key: str, day: str, answer: str, *, kept: bool, **changes: Any) -> Any:
    return resolved(key, day, day, extra=(("satisfaction.score", answer),), sla_met=kept, **changes)


def two_quarters(tmp_path: Path) -> Settings:
    """
    Five incidents of Payroll in each quarter, and one of Learning.

    July to September: four satisfied and all in time. October to November: two satisfied, three in time.
    """
    before = [
        rated(f"INC1{n}", f"2026-09-0{n}", "good" if n < 5 else "bad", kept=True, group="Payroll")
        for n in range(1, 6)
    ]
    now = [
        rated(f"INC2{n}", f"2026-10-0{n}", "good" if n < 3 else "bad", kept=n < 4, group="Payroll")
        for n in range(1, 6)
    ]
    one = [
        rated("INC31", "2026-09-20", "good", kept=True, group="Learning"),
        rated("INC32", "2026-11-10", "bad", kept=False, group="Learning"),
    ]
    evidence = refs(*(f"INC2{n}" for n in range(1, 5)), "INC11", "INC12")
    article = blank_letter(evidence=evidence, created=date(2026, 9, 1))
    return a_desk(tmp_path, incidents=[*before, *now, *one], articles=[article])


def test_the_quarter_stands_against_the_one_before(tmp_path: Path) -> None:
    told = report(two_quarters(tmp_path))

    figures = told_by(told)

    assert (told.since, told.until) == (date(2026, 10, 1), date(2026, 12, 31))
    assert figures["satisfaction"] == (pytest.approx(2 / 6), pytest.approx(5 / 6), "-50 points", 6)
    assert figures["sla_attainment"] == (0.5, 1, "-50 points", 6)
    assert figures["incidents_opened"] == (
        6,
        6,
        "–",
        6,
    )  # 41 of 92 days against a quarter that begins in September
    assert figures["recurrence"] == (4, 1, "–", 4)  # INC12 came the day after the article
    assert (
        "6 incidents opened so far (41 of 92 days). Satisfaction 33% (-50 points). SLA attainment 50% (-50 points)."
    ) in told.next


def test_counts_are_compared_only_where_both_quarters_are_whole(tmp_path: Path) -> None:
    days = ("06-30", "07-01", "12-30", "12-31")
    settings = a_desk(
        tmp_path, incidents=[resolved(f"INC{day}", f"2026-{day}", f"2026-{day}") for day in days]
    )

    told = report(settings, today=date(2027, 1, 2), quarter="2026-Q4")

    assert told.title == "Quarterly report, 2026-Q4"
    assert told_by(told)["incidents_opened"] == (2, 1, "+1", 2)
    assert told.next.startswith("2 incidents opened, 1 in the quarter before.")


def test_a_group_without_data_is_told_apart_from_nought(tmp_path: Path) -> None:
    incidents = [
        rated("INC1", "2026-11-01", "bad", kept=False, group="Learning"),
        rated("INC2", "2026-11-02", "good", kept=True, group="Payroll"),
        rated("INC3", "2026-09-02", "good", kept=True, group="Travel"),
    ]

    (table,) = section(report(a_desk(tmp_path, incidents=incidents)), "Service levels").tables

    assert [row.cells[:3] for row in table.rows] == [
        ("Payroll", 1, "of 1"),
        ("Learning", 0, "of 1"),
        ("Travel", None, "no data"),
    ]
    assert table.chart is not None
    assert table.chart.says.endswith("No data: Travel.")
    assert "Learning" in drawn(table)
    assert "Travel" not in drawn(table).replace(table.chart.says, "")


def test_months_that_have_not_begun_are_left_out(tmp_path: Path) -> None:
    _, months = section(report(two_quarters(tmp_path)), "The quarter in figures").tables

    assert [row.cells for row in months.rows] == [
        ("Jul", 0, 0),
        ("Aug", 0, 0),
        ("Sep", 6, 6),
        ("Oct", 5, 5),
        ("Nov", 1, 1),
    ]


def test_a_fall_is_on_the_agenda_where_enough_records_tell_of_it(tmp_path: Path) -> None:
    told = report(two_quarters(tmp_path))

    fallen = [(item.text, item.why) for item in told.agenda if "fell" in item.text]

    assert fallen == [
        ("Satisfaction of Payroll fell", "40% of 5 records, 80% of 5 in the quarter before."),
        ("SLA attainment of Payroll fell", "60% of 5 records, 100% of 5 in the quarter before."),
    ]


def test_what_came_again_is_a_matter_for_whoever_removes_the_cause(tmp_path: Path) -> None:
    told = report(two_quarters(tmp_path))

    (table,) = section(told, "What came again").tables

    assert [row.cells for row in table.rows] == [(blank_letter().title, 4, 1, "–")]
    assert any(item.why.startswith("4 new incidents though") for item in told.agenda)


def test_groups_and_what_stands_today(tmp_path: Path) -> None:
    told = report(two_quarters(tmp_path))

    (levels,) = section(told, "Service levels").tables
    today, coverage = section(told, "Knowledge as it stands today").tables

    assert [row.cells for row in levels.rows] == [
        ("Payroll", pytest.approx(0.6), "of 5", 1, "of 5", "-40 points"),
        ("Learning", 0, "of 1", 1, "of 1", "-100 points"),
    ]
    assert {row.measure for row in today.rows} == {
        "coverage",
        "stale_share",
        "lessons_applied",
        "lessons_recurred",
    }
    assert ("Payroll", 1, 1) in [row.cells for row in coverage.rows]


def test_lessons_are_counted_by_quarter_and_those_that_wait_are_named(tmp_path: Path) -> None:
    settings = two_quarters(tmp_path)
    for id_, status, day in (
        ("lesson-1", "applied", "2026-09-30"),
        ("lesson-2", "recurred", "2026-10-01"),
        ("lesson-3", "observed", "2026-11-01"),
    ):
        a_lesson(settings, id_, status=status, due="2026-11-15", observed=day)

    found = section(report(settings), "Lessons")

    assert found.words == (
        "2 lessons observed in the quarter, 1 in the one before. Of 3 in all, 1 applied and 1 recurred.",
    )
    assert [item.text for item in found.items] == ["Title of lesson-2", "Title of lesson-3"]


def test_it_says_where_a_quarter_is_not_whole(tmp_path: Path) -> None:
    settings = two_quarters(tmp_path)

    now, then = report(settings), report(settings, quarter="2026-Q3")
    later = report(settings, quarter="2027-Q1")

    assert any(
        words.startswith("The days after 10 November 2026: 41 of 92 days") for words in now.cannot_know
    )
    assert any(words.startswith("What was before 1 September 2026") for words in now.cannot_know)
    assert not any(words.startswith("The days after") for words in then.cannot_know)
    assert not any(words.startswith("What was before") for words in later.cannot_know)
    assert (then.title, then.until) == ("Quarterly report, 2026-Q3", date(2026, 9, 30))


@pytest.mark.parametrize("told", ["2026", "2026-Q5", "2026-Q0", "2026-W3", "0001-Q1", "9999-Q4", "x-Q1", ""])
def test_what_is_no_quarter_is_said_so(told: str) -> None:
    with pytest.raises(ConfigError, match="no quarter"):
        quarter_of(told)


def test_nothing_known_is_no_praise(tmp_path: Path) -> None:
    empty = report(a_desk(tmp_path / "empty"))
    one = report(a_desk(tmp_path / "one", incidents=[resolved("INC1", "2026-11-01", "2026-11-01")]))
    ahead = report(
        a_desk(tmp_path / "ahead", incidents=[resolved("INC1", "2027-11-01", "2027-11-01")]),
        quarter="2027-Q4",
    )

    assert empty.next == "Harvest an export: without incidents there is nothing to compare."
    assert told_by(one)["satisfaction"] == (None, None, "–", 0)
    assert "Satisfaction" not in one.next
    assert told_by(ahead)["incidents_opened"] == (0, 0, "–", 0)
    assert any("opened after today" in words for words in ahead.cannot_know)


def test_one_file_opens_offline_and_is_the_same_each_time(tmp_path: Path) -> None:
    incidents = [
        rated(f"INC{n}", "2026-11-01", "good", kept=True, group=f"{HOSTILE}{n}", summary=HOSTILE)
        for n in range(2)
    ]
    settings = a_desk(tmp_path, incidents=incidents)

    page, again = rendering.page(report(settings)), rendering.page(report(settings))

    assert page == again
    assert page.count("<svg") == 3
    assert "<script>" not in page
    assert 'href="http' not in page


def test_the_deepest_fall_comes_first_and_a_rise_is_none() -> None:
    shares = {"A": (0.9, 0.8), "B": (0.9, 0.5), "C": (0.5, 0.9), "D": (0.9, 0.895)}
    points = tuple(
        Point(period=period, part=part, value=value, n=5)
        for part, values in shares.items()
        for period, value in zip(("2026-Q3", "2026-Q4"), values, strict=True)
    )
    figure = replace(catalogue()["sla_attainment"], points=points)

    found = [item.text for item in fallen(figure, "2026-Q4", "2026-Q3")]

    assert found == ["SLA attainment of B fell", "SLA attainment of A fell"]
