"""The state at a glance, counted by hand on a small ledger, and what it shows where little is known."""

from datetime import date
from pathlib import Path
from unittest import mock

import pytest

from kb.config import Settings
from kb.flows.reports import facts as facts_module
from kb.flows.reports.daily import daily
from kb.flows.reports.dashboard import NEEDS, dashboard
from kb.flows.reports.facts import Facts
from kb.flows.reports.gaps import gaps
from kb.flows.reports.pages import report_pages
from kb.flows.reports.quarter import quarterly
from kb.flows.reports.weekly import weekly
from kb.model.report import Report
from kb.reports import rendering
from kb.reports.charts import COLOURS
from tests.flows.reports.test_daily import opened, resolved
from tests.flows.reports.test_weekly import TODAY, section, two_weeks
from tests.support.desk import a_desk, new_badge
from tests.support.reporting import HOSTILE


def report(settings: Settings, *, today: date = TODAY) -> Report:
    return dashboard(Facts(settings, today=today))


def test_few_figures_stand_with_their_change_and_their_definition(tmp_path: Path) -> None:
    told = report(two_weeks(tmp_path))

    (table,) = told.sections[0].tables

    assert [(row.measure, row.cells[1:]) for row in table.rows] == [
        ("backlog", (1, None, "–", None)),
        ("", (0, None, "–", None)),
        ("incidents_opened", (4, 1, "+3", 4)),
        ("incidents_resolved", (3, 1, "+2", 3)),
        ("known_share", (pytest.approx(2 / 3), 0, "+67 points", 3)),
        ("link_rate", (1, 1, "+0 points", 3)),
        ("sla_attainment", (0.5, None, "–", 2)),
        ("coverage", (1, None, "–", 1)),
        ("lessons_applied", (None, None, "–", 0)),
    ]
    assert {row.measure for row in table.rows if row.measure} == {each.name for each in told.figures}


def test_two_charts_show_eight_weeks(tmp_path: Path) -> None:
    opened_by_week, shares = section(report(two_weeks(tmp_path)), "The last weeks").tables

    assert [row.cells for row in opened_by_week.rows][-2:] == [("2026-W36", 1, 1), ("2026-W37", 4, 3)]
    assert [row.cells for row in shares.rows][-2:] == [
        ("2026-W36", 0, 1),
        ("2026-W37", pytest.approx(2 / 3), 1),
    ]
    assert len(shares.rows) == 8


def test_what_to_do_takes_each_need_in_turn_and_leaves_out_what_is_seldom(tmp_path: Path) -> None:
    told = report(two_weeks(tmp_path))

    assert [item.command[1] for item in told.agenda] == ["edit"]
    assert told.next.startswith("1 thing to do. Begin with: Badge refused")


def test_late_incidents_are_among_the_first_five_and_the_rest_is_counted(tmp_path: Path) -> None:
    articles = [
        new_badge(
            f"kb-0000000{n}", path=f"faq/topic-{n}.md", title=f"Topic {n}", body=f"## Issue\n\nNo {n}.\n"
        )
        for n in range(6)
    ]
    incidents = [opened("INC1", "2026-08-01"), opened("INC2", "2026-09-14"), opened("INC3", "2026-09-14")]
    settings = a_desk(tmp_path, incidents=incidents, articles=articles)

    told, old = report(settings), report(settings, today=date(2026, 9, 20))

    assert told.agenda[0].text == "1 incident is open too long"
    assert len(told.agenda) == len(old.agenda) == 5
    work = len(Facts(settings, today=TODAY).work(*NEEDS))
    assert told.next.startswith(
        f"5 of {work + 1} things to do: kb worklist lists the rest. Begin with: 1 inc"
    )
    assert f"5 of {work + 2} things to do" in old.next


@pytest.mark.parametrize(("priority", "word"), [(1, "amber"), (4, "green")])
def test_the_word_is_the_one_stakeholders_get(tmp_path: Path, priority: int, word: str) -> None:
    settings = a_desk(tmp_path, incidents=[opened("INC1", "2026-09-14 08:00", priority=priority)])

    assert report(settings).sections[0].title == f"How things stand: {word}"


def test_it_leads_to_the_reports_that_stand_beside_it(tmp_path: Path) -> None:
    settings = two_weeks(tmp_path)
    pages = {page.path: page.text for page in report_pages(settings, today=TODAY)}

    led = {item.page for item in section(report(settings), "Go on from here").items if item.page}

    assert set(pages) == {*led, "reports/dashboard.md"}
    assert "(weekly.md)" in pages["reports/dashboard.md"]
    assert report_pages(settings, today=TODAY) == report_pages(settings, today=TODAY)


def test_it_measures_nothing_that_the_other_reports_have_not_measured(tmp_path: Path) -> None:
    facts = Facts(two_weeks(tmp_path), today=TODAY)
    for each in (daily, weekly, gaps):
        each(facts)

    with mock.patch.object(facts_module, "measure", side_effect=AssertionError("measured again")):
        dashboard(facts)


def test_nothing_known_is_no_praise(tmp_path: Path) -> None:
    empty = report(a_desk(tmp_path / "empty"))
    one = report(a_desk(tmp_path / "one", incidents=[resolved("INC1", "2026-09-14", "2026-09-14")]))
    ahead = report(a_desk(tmp_path / "ahead", incidents=[opened("INC1", "2027-09-14")]))
    gap = report(a_desk(tmp_path / "gap", incidents=[opened("INC1", "2026-05-14")]))

    assert empty.next == "Harvest an export: without incidents there is nothing to show."
    assert one.next == "Nothing waits for anybody."
    assert any("opened after today" in words for words in ahead.cannot_know)
    assert gap.sections[0].title == "How things stand: not known"


@pytest.mark.parametrize("when", ["0001-01-01", "1970-01-01", "9999-12-31"])
def test_a_clock_that_jumps_far_stops_no_build(tmp_path: Path, when: str) -> None:
    settings = a_desk(tmp_path, incidents=[opened("INC1", when), resolved("INC2", when, when)])

    assert [page.path for page in report_pages(settings, today=TODAY)] == [
        "reports/dashboard.md",
        "reports/daily.md",
        "reports/weekly.md",
        "reports/gaps.md",
    ]
    assert quarterly(Facts(settings, today=TODAY, day=date(1, 1, 1))).since.year == 1970


def test_a_line_of_nothing_is_left_out_of_a_chart(tmp_path: Path) -> None:
    # resolved and without an opening day: it counts for the link rate, and for nothing known
    settings = a_desk(tmp_path, incidents=[resolved("INC1", "2026-09-14", "2026-09-14", opened_at=None)])

    (page, *_) = report_pages(settings, today=date(2026, 9, 14))

    assert len(page.charts) == 2
    assert [colour in page.charts[1] for colour in COLOURS[:2]] == [False, True]


def test_hostile_texts_stay_words(tmp_path: Path) -> None:
    settings = a_desk(tmp_path, incidents=[opened("INC1", "2026-09-14", summary=HOSTILE, group=HOSTILE)])

    assert "<script>" not in rendering.page(report(settings))
    assert not any("<script>" in page.text for page in report_pages(settings, today=TODAY))
