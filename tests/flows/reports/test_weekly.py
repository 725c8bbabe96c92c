"""What a week's review is told, counted by hand on a small ledger, and what it is told where little is known."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kb.config import Settings
from kb.errors import ConfigError
from kb.flows.gaps import misses
from kb.flows.reports.facts import Facts
from kb.flows.reports.weekly import week_of, weekly
from kb.model.article import Audience, Confidence
from kb.model.incident import RedactedText
from kb.model.report import Report, Section, Table
from kb.model.signal import Miss
from kb.reports import rendering
from tests.flows.reports.test_daily import opened, resolved
from tests.support.desk import a_desk, blank_letter, new_badge, refs
from tests.support.reporting import HOSTILE

TODAY = date(2026, 9, 14)  # a Monday, 2026-W38

LESSON = """---
id: {id}
title: {title}
status: {status}
due: {due}
owner: Payroll
---

## Lesson

Ask first.
"""


def report(settings: Settings, *, today: date = TODAY, week: str = "") -> Report:
    return weekly(Facts(settings, today=today), monday=week_of(week) if week else None)


def section(told: Report, title: str) -> Section:
    return next(each for each in told.sections if each.title == title)


def rows(table: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in table.rows]


def two_weeks(tmp_path: Path) -> Settings:
    """Week 36 with one incident, week 37 with four; two articles and a young draft."""
    incidents = [
        resolved("INC1", "2026-09-01 08:00", "2026-09-01 12:00", group="Payroll"),
        resolved("INC2", "2026-09-07 08:00", "2026-09-07 10:00", group="Payroll"),
        resolved(
            "INC3", "2026-09-08 08:00", "2026-09-09 08:00", group="Payroll", reopen_count=1, sla_met=False
        ),
        resolved(
            "INC4", "2026-09-09 08:00", "2026-09-10 08:00", group="Learning", reopen_count=0, sla_met=True
        ),
        opened("INC5", "2026-09-11 08:00", group="Learning"),
    ]
    articles = [
        blank_letter(evidence=refs("INC1", "INC2", "INC3")),
        blank_letter(
            "kb-0000000a",
            path="faq/young.md",
            title="Young draft – Time Clock Kiosk",
            environment=("Time Clock Kiosk",),
            evidence=(),
            error_codes=(),
            body="## Issue\n\nThe shredder is full.\n\n## Resolution\n\nEmpty its bin.\n",
            confidence=Confidence.NOT_VALIDATED,
            created=date(2026, 9, 10),
        ),
        new_badge(
            evidence=refs("INC4"),
            confidence=Confidence.NOT_VALIDATED,
            created=date(2026, 8, 1),
            flagged=("INC4 says the steps have changed.",),
        ),
    ]
    return a_desk(tmp_path, incidents=incidents, articles=articles)


def test_the_week_stands_against_the_one_before(tmp_path: Path) -> None:
    against, over = section(report(two_weeks(tmp_path)), "The week in figures").tables

    told = {row.measure: row.cells[1:] for row in against.rows}

    assert against.columns == ("", "2026-W37", "2026-W36", "Change", "Made from")
    assert told["incidents_opened"] == (4, 1, "+3", 4)
    assert told["incidents_resolved"] == (3, 1, "+2", 3)
    assert told["time_to_resolve_median"] == (24, 4, "+20.0 h", 3)
    assert told["link_rate"] == (1, 1, "+0 points", 3)
    assert told["reopen_rate"] == (0.5, None, "–", 2)
    assert told["sla_attainment"] == (0.5, None, "–", 2)
    assert rows(over)[-3:] == [("2026-W35", 0, 0), ("2026-W36", 1, 1), ("2026-W37", 4, 3)]
    assert len(over.rows) == 8


def test_groups_and_articles_are_counted_and_the_largest_comes_first(tmp_path: Path) -> None:
    told = report(two_weeks(tmp_path))

    (groups,) = section(told, "Trends by group").tables
    (articles,) = section(told, "What came up most often").tables

    assert rows(groups) == [("Payroll", 2, 1, "+1"), ("Learning", 2, 0, "+2")]
    assert groups.chart is not None
    assert rows(articles) == [
        (blank_letter().title, 2, 1, 3),
        (new_badge().title, 1, 0, 1),
    ]


def test_what_is_new_and_what_was_known(tmp_path: Path) -> None:
    (table,) = section(report(two_weeks(tmp_path)), "New and known").tables

    assert rows(table) == [("Learning", 0, 1), ("Payroll", 1, 2), ("All groups", pytest.approx(2 / 3), 3)]


def test_drafts_and_flags_lead_to_their_articles(tmp_path: Path) -> None:
    told = report(two_weeks(tmp_path))

    (draft,) = section(told, "Drafts that wait").items
    (flag,) = section(told, "Flagged articles").items

    assert (draft.page, draft.command) == (new_badge().path, ("kb", "edit", "kb-bad9e001"))
    assert draft.why == "Owner: Time and Absence · 1 incident · waits 43 days"
    assert flag.why.startswith("INC4 says the steps have changed.")
    assert [item.page for item in told.agenda].count(new_badge().path) == 1


def test_actions_are_due_until_they_are_applied(tmp_path: Path) -> None:
    settings = two_weeks(tmp_path)
    settings.lessons.mkdir()
    for number, (status, due) in enumerate(
        [
            ("validated", "2026-09-10"),
            ("validated", "2026-09-20"),
            ("applied", "2026-09-10"),
            ("validated", "2026-12-01"),
        ],
        start=1,
    ):
        text = LESSON.format(id=f"lesson-{number}", title=f"Lesson {number}", status=status, due=due)
        (settings.lessons / f"lesson-{number}.md").write_text(text, encoding="utf-8")

    told = report(settings)

    assert [(item.text, item.why) for item in section(told, "Actions due").items] == [
        ("Lesson 1", "overdue since 10 September 2026, owner Payroll"),
        ("Lesson 2", "due on 20 September 2026, owner Payroll"),
    ]
    assert told.agenda[0].text == "Lesson 1"
    assert "1 action is overdue" in told.next


def test_searches_of_the_week_are_listed_and_others_are_not(tmp_path: Path) -> None:
    settings = two_weeks(tmp_path)
    kept = misses(settings)
    assert kept is not None
    for query, on in (("parking badge", 8), ("parking badge", 9), ("old question", 2)):
        miss = Miss(
            query=RedactedText(query), audience=Audience.SUPPORT, at=datetime(2026, 9, on, 9, tzinfo=UTC)
        )
        kept.add([miss], on=date(2026, 9, on))

    (table,) = section(report(settings), "Searches without an answer").tables

    assert rows(table) == [("parking badge", 2, date(2026, 9, 9))]


def test_searches_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    settings = two_weeks(tmp_path)
    settings.derived.mkdir(exist_ok=True)
    (settings.derived / "signals.db").write_text("no database", encoding="utf-8")

    told = report(settings)

    assert section(told, "Searches without an answer").is_empty
    assert any("signals.db" in each for each in told.cannot_know)


def test_any_week_can_be_asked_for(tmp_path: Path) -> None:
    told = report(two_weeks(tmp_path), week="2026-W36")

    assert (told.since, told.until) == (date(2026, 8, 31), date(2026, 9, 6))
    assert told.next.startswith("1 incident opened, 1 more than in the week before.")


@pytest.mark.parametrize("told", ["2026-W54", "2026-36", "W36", "2026-W", "next", "0000-W01"])
def test_what_is_no_week_is_refused(told: str) -> None:
    with pytest.raises(ConfigError, match="is no week"):
        week_of(told)


def test_an_empty_ledger_gives_a_report_that_says_so(tmp_path: Path) -> None:
    told = report(a_desk(tmp_path))

    assert told.cannot_know[0] == "The ledger holds no incident: bring some in with kb harvest."
    assert told.next.startswith("Harvest an export")
    assert all(each.is_empty for each in told.sections)


def test_one_incident_gives_a_whole_report(tmp_path: Path) -> None:
    told = report(a_desk(tmp_path, incidents=[opened("INC1", "2026-09-11")]))

    assert rows(section(told, "Trends by group").tables[0]) == [("HR Recruiting Support", 1, 0, "+1")]
    assert told.next.startswith("1 incident opened, 1 more than in the week before.")


def test_a_week_without_incidents_between_two_is_nought_and_not_left_out(tmp_path: Path) -> None:
    incidents = [opened("INC1", "2026-08-03"), opened("INC2", "2026-09-10")]

    over = section(report(a_desk(tmp_path, incidents=incidents)), "The week in figures").tables[1]

    assert [cells[1] for cells in rows(over)] == [0, 0, 1, 0, 0, 0, 0, 1]


def test_a_week_that_is_not_over_says_so(tmp_path: Path) -> None:
    told = report(two_weeks(tmp_path), today=date(2026, 9, 11))

    assert told.cannot_know[0].startswith("The days after 2026-09-11")
    assert told.title == "Weekly report, 2026-W37 so far (5 of 7 days)"
    assert told.next.startswith("4 incidents opened so far (5 of 7 days); the whole week before had 1.")
    against, over = section(told, "The week in figures").tables
    assert against.columns[1] == "2026-W37 so far (5 of 7 days)"
    changes = {row.measure: row.cells[3] for row in against.rows}
    assert (changes["incidents_opened"], changes["known_share"]) == ("–", "+67 points")
    assert [row.cells[0] for row in over.rows][-2:] == ["2026-W36", "2026-W37 so far"]
    (groups,) = section(told, "Trends by group").tables
    assert [row.cells[3] for row in groups.rows] == ["–", "–"]


def test_a_week_that_the_data_does_not_cover_says_so_when_it_is_over_as_well(tmp_path: Path) -> None:
    settings = two_weeks(tmp_path)

    assert report(settings, today=date(2026, 9, 15)).title == "Weekly report, 2026-W37 so far (5 of 7 days)"
    assert report(settings, today=date(2026, 9, 14)).title == "Weekly report, 2026-W37"
    assert report(settings, today=date(2026, 9, 15), week="2026-W36").title == "Weekly report, 2026-W36"


def test_a_draft_stands_once_with_one_command(tmp_path: Path) -> None:
    incidents = [resolved(f"INC{n}", f"2026-08-0{n}", f"2026-08-0{n}") for n in range(1, 7)]
    incidents.append(opened("INC9", "2026-09-11"))
    ready = {"confidence": Confidence.NOT_VALIDATED, "created": date(2026, 8, 1)}
    settings = a_desk(
        tmp_path,
        incidents=incidents,
        articles=[
            blank_letter(evidence=refs("INC1", "INC2", "INC3"), **ready),
            new_badge(evidence=refs(), **ready),
            new_badge(
                "kb-0000000b",
                path="faq/young.md",
                title="Shredder is full",
                body="## Issue\n\nThe shredder is full.\n\n## Resolution\n\nEmpty its bin.\n",
                environment=("Shredder",),
                evidence=refs("INC4", "INC5", "INC6"),
                **ready | {"created": date(2026, 9, 10)},
            ),
        ],
    )

    told = report(settings)

    assert [(item.why, item.command[:2]) for item in section(told, "Drafts that wait").items] == [
        ("Owner: HR Recruiting Support · 3 incidents · waits 43 days", ("kb", "promote")),
        ("Owner: Time and Absence · 3 incidents · waits 3 days", ("kb", "promote")),
        ("Owner: Time and Absence · 0 incidents · waits 43 days", ("kb", "edit")),
    ]
    assert [item.text for item in told.agenda].count(blank_letter().title) == 1
    assert "Ready to promote" not in [each.title for each in told.sections]


def test_late_incidents_are_one_line_of_the_agenda(tmp_path: Path) -> None:
    settings = a_desk(tmp_path, incidents=[opened("INC1", "2026-08-01"), opened("INC2", "2026-09-11")])

    told = report(settings)

    assert [(item.text, item.command) for item in told.agenda][:1] == [
        ("1 incident is open too long", ("kb", "report", "daily"))
    ]
    assert "open too long" not in report(settings, week="2026-W36").next


def test_what_is_hostile_stays_words_in_every_form(tmp_path: Path) -> None:
    incidents = [
        resolved("INC1", "2026-09-07", "2026-09-08", summary=HOSTILE, group=HOSTILE),
        opened("INC2", "2026-09-09", summary=HOSTILE, group=HOSTILE),
    ]

    told = report(a_desk(tmp_path, incidents=incidents))

    assert "<script>alert" not in rendering.page(told)
    assert "\x1b" not in rendering.text(told)
