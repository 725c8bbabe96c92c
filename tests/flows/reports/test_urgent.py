"""What comes first: data that ends too early is said at the top of each report, and late incidents in one line."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kb.config import Settings
from kb.flows.reports.daily import daily
from kb.flows.reports.dashboard import dashboard
from kb.flows.reports.facts import Facts
from kb.flows.reports.gaps import gaps
from kb.flows.reports.quarter import quarterly
from kb.flows.reports.status import status
from kb.flows.reports.training import Wanted, training
from kb.flows.reports.urgent import late
from kb.flows.reports.weekly import week_of, weekly
from kb.model.report import Report
from kb.reports import cards
from tests.flows.reports.test_daily import opened
from tests.support.desk import a_desk

NEWEST = date(2026, 9, 10)
HARVEST = ("kb", "harvest", "EXPORTS")


def a_ledger(tmp_path: Path) -> Settings:
    """Five incidents, of which three are open too long on 10 September: two of Payroll, one of nobody."""
    incidents = [
        opened("INC1", "2026-09-10 07:00", group="Payroll"),
        opened("INC2", "2026-09-01", group="Payroll"),
        opened("INC3", "2026-08-01", group="Payroll"),
        opened("INC4", "2026-09-02", group=""),
        opened("INC5", "2026-09-09", group="Learning"),
    ]
    return a_desk(tmp_path, incidents=incidents)


def taught(facts: Facts) -> Report:
    return training(facts, Wanted()).report


@pytest.mark.parametrize("made", [daily, weekly, dashboard, gaps, quarterly, taught])
def test_new_data_comes_first_where_the_newest_incident_is_more_than_three_days_old(
    tmp_path: Path, made: Callable[[Facts], Report]
) -> None:
    settings = a_ledger(tmp_path)

    old = made(Facts(settings, today=date(2026, 9, 14)))
    young = made(Facts(settings, today=date(2026, 9, 13)))

    assert old.next.startswith(
        "The data ends on 10 September 2026, 4 days ago: get a new export and harvest it"
    )
    assert old.agenda[0].command == HARVEST
    assert "The data ends" not in young.next
    assert HARVEST not in [item.command for item in young.agenda]


def test_a_week_and_a_day_that_the_data_covers_need_no_new_data(tmp_path: Path) -> None:
    settings = a_ledger(tmp_path)
    today = date(2026, 9, 30)

    week = weekly(Facts(settings, today=today), monday=week_of("2026-W36"))
    past = daily(Facts(settings, today=today, day=date(2026, 9, 9)))

    assert "The data ends" not in week.next
    assert "The data ends" not in past.next


def test_since_yesterday_is_said_only_where_it_is_true(tmp_path: Path) -> None:
    settings = a_ledger(tmp_path)
    near, far = (Facts(settings, today=date(2026, 9, on)) for on in (11, 12))
    now = datetime(2026, 9, 12, 8, tzinfo=UTC)

    assert [section.title for section in daily(near).sections][1] == "New since yesterday"
    assert [section.title for section in daily(far).sections][
        1
    ] == "New on 9 September 2026 and 10 September 2026"
    assert status(near, now=now).counts[0] == ("Opened since yesterday", 2)
    assert status(far, now=now).counts[0] == ("Opened on 9 September 2026 and 10 September 2026", 2)


def test_stakeholders_are_told_in_plain_words_where_the_data_ends(tmp_path: Path) -> None:
    facts = Facts(a_ledger(tmp_path), today=date(2026, 9, 14))

    text = cards.plain(status(facts, now=datetime(2026, 9, 14, 8, tzinfo=UTC)))

    assert "The data ends on 10 September 2026, 4 days ago" in text.splitlines()[1]
    assert "What happened since 10 September 2026; all counts are of that day." in text
    assert not any(word in text for word in ("ledger", "export", "harvest", "yesterday"))


def test_late_incidents_are_one_line_with_those_who_have_most(tmp_path: Path) -> None:
    settings = a_ledger(tmp_path)

    (item,) = late(Facts(settings, today=NEWEST))

    assert item.text == "3 incidents are open too long"
    assert item.why == "Payroll 2, no group 1. The list is in the daily report."
    assert item.command == ("kb", "report", "daily")
    assert late(Facts(settings, today=date(2026, 8, 2))) == ()
