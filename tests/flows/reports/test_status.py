"""What stakeholders are told: a word by rules anybody can check, and nothing that is not theirs to read."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kb.config import Settings
from kb.flows.reports.facts import Facts
from kb.flows.reports.status import status
from kb.model.article import Audience
from kb.model.incident import RedactedIncident
from kb.model.status import Rag, StakeholderStatus
from kb.reports import cards
from tests.flows.reports.test_daily import opened, resolved
from tests.support.desk import a_desk, blank_letter, new_badge, refs

TODAY = date(2026, 9, 10)
NOW = datetime(2026, 9, 10, 8, tzinfo=UTC)


def told(settings: Settings, *, today: date = TODAY, day: date | None = None) -> StakeholderStatus:
    return status(Facts(settings, today=today, day=day), now=NOW)


QUIET = [opened("INC90", "2026-09-10", priority=3)]
MANY = [opened(f"INC{number}", "2026-09-10", priority=4) for number in range(10, 15)]


@pytest.mark.parametrize(
    ("incidents", "rag", "reason"),
    [
        (QUIET, Rag.GREEN, "Nothing of priority 1 is open"),
        ([*QUIET, opened("INC1", "2026-09-10", priority=1)], Rag.AMBER, "1 incident of priority 1 open."),
        (
            [*QUIET, opened("INC1", "2026-09-08", priority=1)],
            Rag.RED,
            "1 incident of priority 1 open for longer",
        ),
        (
            [*QUIET, opened("INC1", "2026-09-07", priority=2)],
            Rag.AMBER,
            "1 incident of priority 2 open for longer",
        ),
        ([*QUIET, opened("INC1", "2026-09-08", priority=2)], Rag.GREEN, "Nothing"),
        (MANY, Rag.AMBER, "5 incidents opened in one day, 0.0 a day"),
        (MANY[:4], Rag.GREEN, "Nothing"),
        ([], Rag.UNKNOWN, "There is no incident to judge by."),
    ],
)
def test_the_word_follows_from_what_is_open(
    tmp_path: Path, incidents: list[RedactedIncident], rag: Rag, reason: str
) -> None:
    found = told(a_desk(tmp_path, incidents=incidents))

    assert found.rag is rag
    assert found.reason.startswith(reason)


def test_what_is_too_old_is_not_called_green(tmp_path: Path) -> None:
    settings = a_desk(tmp_path, incidents=QUIET)

    late = told(settings, today=date(2026, 9, 13))

    assert (late.rag, late.reason) == (
        Rag.UNKNOWN,
        "The data ends on 10 September 2026, 3 days ago: how things stand now is not known.",
    )
    assert told(settings, today=date(2026, 9, 12)).rag is Rag.GREEN


def test_counts_and_the_next_update(tmp_path: Path) -> None:
    incidents = [
        opened("INC1", "2026-09-10"),
        opened("INC2", "2026-09-01", priority=3),
        resolved("INC3", "2026-09-09", "2026-09-10"),
    ]

    found = told(a_desk(tmp_path, incidents=incidents))

    assert [number for _, number in found.counts] == [2, 1, 2, 1]
    assert found.next_update == datetime(2026, 9, 11, 8, tzinfo=UTC)


def test_only_articles_that_stakeholders_may_read_are_named(tmp_path: Path) -> None:
    incidents = [
        resolved("INC1", "2026-09-08", "2026-09-09"),
        resolved("INC2", "2026-09-09", "2026-09-10"),
        resolved("INC3", "2026-09-10", "2026-09-10"),
        opened("INC4", "2026-09-10", summary="Secret merger of two teams"),
        resolved("INC5", "2026-08-01", "2026-08-02"),
    ]
    articles = [
        blank_letter(audience=Audience.USERS, evidence=refs("INC1", "INC2", "INC5")),
        new_badge(audience=Audience.SUPPORT, evidence=refs("INC3")),
    ]

    found = told(a_desk(tmp_path, incidents=incidents, articles=articles))

    assert [(each.title, each.incidents) for each in found.problems] == [
        (blank_letter().title, 2),
        ("Other problems", 2),
    ]
    assert found.problems[0].what_to_do == "Generate the document again."
    text = cards.plain(found)
    assert "INC" not in text
    assert "merger" not in text
    assert new_badge().title not in text
