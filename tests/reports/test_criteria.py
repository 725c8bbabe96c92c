"""Each criterion of the exit scorecard by hand, at its limits, and where there is nothing to measure."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb.errors import ConfigError
from kb.model.scorecard import Criterion, Light
from kb.reports.criteria import CRITERIA, ORDER, check_limits, conditions, judged, named
from tests.support.tables import write

Ask = Callable[..., Criterion]

# The day is Wednesday, 30 September 2026: its week began on Monday the 28th.
FAR = {"hypercare": "2026-06-01", "transition": "2027-01-01", "steady": "2027-06-01"}


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Ask one criterion of a few tables."""

    def asked(name: str, asked_of: dict[str, Any] | None = None, **tables: Any) -> Criterion:
        folder = write(tmp_path / "tables", tables, **FAR | (asked_of or {}))
        return judged(folder, [conditions()[name]], {})[0]

    return asked


def incident(ref: str, opened: str | None = "2026-09-01", **changes: Any) -> dict[str, Any]:
    told = {"ref": ref, "summary": "Payslip missing", "status": "open", "group": "Pay", "priority": 2}
    return told | {"opened_at": opened and f"{opened}T08:00:00Z"} | changes


def closed(ref: str, resolved: str, **changes: Any) -> dict[str, Any]:
    return incident(ref, status="closed", resolved_at=f"{resolved}T10:00:00Z") | changes


def week_of_incidents(monday: str, number: int) -> list[dict[str, Any]]:
    return [incident(f"{monday}:{at}", monday) for at in range(number)]


def article(id: str, **changes: Any) -> dict[str, Any]:
    told = {"id": id, "title": f"About {id}", "type": "faq", "confidence": "validated", "owner": "Pay"}
    return told | {"goes_to": "", "created": "2026-09-01", "has_answer": True, "duplicate_of": ""} | changes


def lesson(status: str, **changes: Any) -> dict[str, Any]:
    told = {"id": f"lesson-{status}", "status": status, "owner": "Pay", "due": "2026-12-01"}
    return told | {"observed_on": "2026-09-01"} | changes


def refs(found: Criterion) -> set[Any]:
    return {row[found.columns.index("ref")] for row in found.rows}


def test_every_file_is_told_in_its_place() -> None:
    assert sorted(ORDER) == sorted(path.stem for path in CRITERIA.glob("*.sql"))
    for each in conditions().values():
        check_limits(each, where=each.name)
        assert each.asks.endswith(".") and each.cannot_know.endswith(".")


# ---- Nothing to measure: each says what that means ----


@pytest.mark.parametrize(
    ("name", "light", "told"),
    [
        ("records_current", Light.UNKNOWN, "No record has a date"),
        ("open_priority_1", Light.UNKNOWN, "There is no record of any incident"),
        ("open_priority_2", Light.UNKNOWN, "There is no record of any incident"),
        ("incident_trend", Light.UNKNOWN, "There are not two whole weeks to compare"),
        (
            "service_levels",
            Light.UNKNOWN,
            "No record of these four weeks says whether it kept its service level",
        ),
        ("recurring_covered", Light.UNKNOWN, "No resolved incident is recorded"),
        ("answers_found", Light.UNKNOWN, "No incident of these eight weeks has an answer to find"),
        ("known_errors", Light.GREEN, "No article is a known error"),
        ("lessons_agreed", Light.UNKNOWN, "No lesson is written down"),
        ("ownership_moved", Light.UNKNOWN, "Nobody said who takes over (phases.owners)"),
        ("training_held", Light.UNKNOWN, "Nobody said who takes over (phases.owners)"),
    ],
)
def test_nothing_at_all(ask: Ask, name: str, light: Light, told: str) -> None:
    found = ask(name)

    assert (found.light, found.told, found.rows) == (light, told, ())


def test_no_incident_of_priority_1_ever_is_well(ask: Ask) -> None:
    found = ask("open_priority_1", incidents=[incident("a:1")])

    assert (found.light, found.value, found.told) == (Light.GREEN, 0, "0 open")


def test_nothing_that_recurs_is_well(ask: Ask) -> None:
    found = ask("recurring_covered", incidents=[closed("a:1", "2026-09-02")])

    assert (found.light, found.told) == (Light.GREEN, "No problem came up often enough for an article")


# ---- What happens ----


@pytest.mark.parametrize(
    ("newest", "light"), [("2026-09-27", Light.GREEN), ("2026-09-23", Light.AMBER), ("2026-09-22", Light.RED)]
)
def test_old_records_hold_up(ask: Ask, newest: str, light: Light) -> None:
    """The newest change counts, of whatever system; what lies after the day does not."""
    ahead = incident("b:1", "2026-09-01", updated_at="2026-10-02T08:00:00Z")
    changed = incident("a:1", "2026-09-01", updated_at=f"{newest}T23:59:59Z")

    found = ask("records_current", incidents=[changed, ahead])

    assert found.light is light
    assert [(row[1], row[0].isoformat()) for row in found.rows] == [("b", "2026-09-01"), ("a", newest)]


def test_open_is_what_was_open_at_the_end_of_the_day(ask: Ask) -> None:
    incidents = [
        incident("a:open"),
        incident("a:today", "2026-09-30"),
        incident("a:undated", None),
        closed("a:later", "2026-10-01"),
        closed("a:closed", "2026-09-30"),
        incident("a:ahead", "2026-10-01"),
        incident("a:over", status="cancelled"),
        incident("a:one", priority=1),
        closed("a:one-closed", "2026-09-30", priority=1),
        incident("a:none", priority=None),
    ]
    two, one = (ask(f"open_priority_{number}", incidents=incidents) for number in (2, 1))

    assert refs(two) == {"a:open", "a:today", "a:undated", "a:later"}
    assert (two.light, two.told) == (Light.RED, "4 open")
    assert two.remarks[0] == "Open without a priority, and not counted here: 1."
    assert (one.light, refs(one), one.amber) == (Light.RED, {"a:one"}, "")


@pytest.mark.parametrize(
    ("last", "before", "light"),
    [
        (40, 40, Light.GREEN),
        (4, 3, Light.AMBER),  # one more is chance
        (18, 10, Light.AMBER),
        (21, 9, Light.RED),  # 12 more, and chance makes 5.5
        (0, 0, Light.GREEN),
        (5, 0, Light.RED),
        (4, 0, Light.AMBER),
    ],
)
def test_a_rise_is_one_only_beyond_chance(ask: Ask, last: int, before: int, light: Light) -> None:
    incidents = [
        incident("a:first", "2026-07-06"),
        *week_of_incidents("2026-08-10", before),
        *week_of_incidents("2026-09-21", last),
        incident("a:over", "2026-09-22", status="cancelled", updated_at="2026-09-29T08:00:00Z"),
    ]
    found = ask("incident_trend", incidents=incidents)

    assert (found.light, found.told) == (
        light,
        f"{last} in the last 4 whole weeks, {before} in the 4 before",
    )


def test_a_week_that_the_records_do_not_reach_the_end_of_is_no_week(ask: Ask) -> None:
    """An export that ends on a Saturday would make its week look quiet."""
    weeks = [week_of_incidents(monday, 5) for monday in ("2026-09-07", "2026-09-14", "2026-09-21")]
    incidents = [each for week in weeks for each in week]

    saturday = ask("incident_trend", incidents=[*incidents, incident("a:x", "2026-09-26")])
    sunday = ask("incident_trend", incidents=[*incidents, incident("a:x", "2026-09-27")])

    assert saturday.told == "5 in the last whole week, 5 in the one before"
    assert {row[0] for row in saturday.rows} == {"2026-W37", "2026-W38"}
    assert {row[0] for row in sunday.rows} == {"2026-W38", "2026-W39"}


def test_the_day_itself_may_not_be_over(ask: Ask) -> None:
    """Asked on a Sunday, its week is not whole yet."""
    weeks = [week_of_incidents(monday, 5) for monday in ("2026-09-07", "2026-09-14", "2026-09-21")]
    incidents = [*(each for week in weeks for each in week), incident("a:x", "2026-09-27")]

    found = ask("incident_trend", {"today": "2026-09-27"}, incidents=incidents)

    assert {row[0] for row in found.rows} == {"2026-W37", "2026-W38"}


def test_weeks_before_hypercare_are_not_compared(ask: Ask) -> None:
    mondays = ("2026-08-03", "2026-08-10", "2026-09-07", "2026-09-14", "2026-09-21")
    incidents = [each for monday in mondays for each in week_of_incidents(monday, 3)]

    found = ask(
        "incident_trend", {"hypercare": "2026-09-02"}, incidents=[*incidents, incident("a:x", "2026-09-28")]
    )

    assert found.told == "3 in the last whole week, 3 in the one before"
    assert found.remarks[0] == "By week: 2026-W38 3, 2026-W39 3."


def test_service_levels_are_those_of_four_weeks(ask: Ask) -> None:
    incidents = [
        closed("a:in", "2026-09-03", sla_met=True),
        closed("a:late", "2026-09-30", sla_met=False),
        closed("a:before", "2026-09-02", sla_met=False),
        closed("a:after", "2026-10-01", sla_met=False),
        closed("a:silent", "2026-09-20"),
        incident("a:open", sla_met=False),
    ]
    found = ask("service_levels", incidents=incidents)

    assert (found.told, found.value, refs(found)) == ("1 of 2 incidents", 0.5, {"a:in", "a:late"})
    assert found.rows[0][0] is False  # what fails stands first


# ---- What is known ----


def test_a_problem_is_covered_by_an_article_that_answers_and_is_offered(ask: Ask) -> None:
    incidents = [closed(f"a:{number}", "2026-09-02") for number in range(10)]
    incidents.append(incident("a:ahead", "2026-10-01"))
    articles = [
        article("kb-1"),
        article("kb-2", has_answer=False),
        article("kb-3", confidence="archived"),
        article("kb-4", created="2026-10-01"),
    ]
    groups = [
        {"group": f"kb-{1 + number // 2}", "article": f"kb-{1 + number // 2}", "incident": f"a:{number}"}
        for number in range(8)
    ]
    groups += [{"group": "a:8", "article": None, "incident": each} for each in ("a:8", "a:9")]
    groups += [{"group": "a:ahead", "article": None, "incident": each} for each in ("a:ahead", "a:0")]

    found = ask("recurring_covered", incidents=incidents, articles=articles, groups=groups)

    assert (found.told, found.value) == ("1 of 5 recurring problems", 0.2)
    assert [row[found.columns.index("article")] for row in found.rows if row[0]] == ["kb-1"]


def test_an_answer_is_found_among_the_first_three_of_support(ask: Ask) -> None:
    asked = [
        ("a:1", "2026-09-30", "kb-1", 3),
        ("a:2", "2026-08-06", "kb-1", 4),
        ("a:3", "2026-09-01", "kb-1", None),
        ("a:4", "2026-09-01", None, None),  # a problem of one
        ("a:5", "2026-08-05", "kb-1", 9),  # before the eight weeks
    ]
    found = ask(
        "answers_found",
        incidents=[incident(ref, opened) for ref, opened, _, _ in asked],
        replay=[
            {"incident": ref, "article": id_, "rank": 1, "rank_for_support": rank}
            for ref, _, id_, rank in asked
        ],
    )

    assert (found.told, refs(found)) == ("1 of 3 incidents", {"a:1", "a:2", "a:3"})
    assert found.remarks[0] == "Asked as well, and answered by no article to this day: 1."


@pytest.mark.parametrize(
    ("broken", "light"),
    [
        ([], Light.GREEN),
        ([{"owner": ""}], Light.AMBER),
        ([{"owner": ""}, {"has_answer": False}], Light.RED),
        ([{"owner": "", "confidence": "archived"}, {"owner": "", "duplicate_of": "kb-1"}], Light.GREEN),
    ],
)
def test_a_known_error_needs_a_workaround_and_an_owner(
    ask: Ask, broken: list[dict[str, Any]], light: Light
) -> None:
    articles = [article("kb-good", type="known-error"), article("kb-faq", owner="")]
    articles += [article(f"kb-{at}", type="known-error", **told) for at, told in enumerate(broken)]

    assert ask("known_errors", articles=articles).light is light


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (lesson("observed"), "no action agreed"),
        (lesson("validated"), "no action agreed"),
        (lesson("recurred"), "it recurred"),
        (lesson("recurred", due="2026-09-29"), "it recurred, overdue"),
        (lesson("action-agreed"), ""),
        (lesson("action-agreed", due="2026-09-30"), ""),
        (lesson("action-agreed", due="2026-09-29"), "overdue"),
        (lesson("action-agreed", owner="", due=None), "nobody owns the action, no day agreed"),
        (lesson("applied", due="2026-09-01"), ""),
        (lesson("effective", owner="", due=None), ""),
    ],
)
def test_a_lesson_is_taken_care_of_or_says_why_not(ask: Ask, told: dict[str, Any], why: str) -> None:
    (row,) = ask("lessons_agreed", lessons=[told]).rows

    assert (row[0], row[-1]) == (not why, why)


def test_a_lesson_of_later_does_not_count(ask: Ask) -> None:
    assert ask("lessons_agreed", lessons=[lesson("observed", observed_on="2026-10-01")]).rows == ()


# ---- Who goes on ----


def test_an_article_has_moved_when_its_owner_keeps_it(ask: Ask) -> None:
    articles = [
        article("kb-1"),
        article("kb-2", goes_to="Desk"),
        article("kb-3", owner=""),
        article("kb-4", goes_to="Desk", confidence="archived"),
    ]
    takes_over = [{"team": "Desk", "takes_over": True}]

    found = ask("ownership_moved", articles=articles, training=takes_over)

    assert (found.told, [row[0] for row in found.rows]) == ("1 of 3 articles", [False, False, True])
    assert ask("ownership_moved", training=takes_over).told == "There is no article to take over"


def test_a_team_is_trained_once_one_training_was_held(ask: Ask) -> None:
    training = [
        {"team": "Desk", "takes_over": True, "on": "2026-10-01"},
        {"team": "Desk", "takes_over": True, "on": "2026-09-30"},
        {"team": "Payroll", "takes_over": True, "on": "2026-10-01"},
        {"team": "Service", "takes_over": True},
        {"team": "Dsek", "takes_over": False, "on": "2026-09-01"},
    ]
    found = ask("training_held", training=training)

    assert (found.told, found.light) == ("1 of 3 teams", Light.RED)
    assert found.remarks[0] == "Trained, and taking over nothing: Dsek."


# ---- Limits ----


def test_limits_are_said_in_words() -> None:
    coverage, trend = conditions()["recurring_covered"], conditions()["incident_trend"]

    assert (coverage.words(0.9), coverage.words(0.955), coverage.words(1)) == (
        "at least 90%",
        "at least 95.5%",
        "all",
    )
    assert (trend.words(0), trend.words(2.5)) == (
        "no rise",
        "a rise of at most 2.5 times what chance makes",
    )


@pytest.mark.parametrize(
    ("name", "limits"),
    [
        ("recurring_covered", {"amber": 0.95}),
        ("open_priority_2", {"green": 4.0}),
        ("open_priority_2", {"amber": float("nan")}),
        ("open_priority_2", {"amber": float("inf")}),
    ],
)
def test_limits_that_cannot_be(name: str, limits: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match="here"):
        check_limits(replace(conditions()[name], **limits), where="here")


def test_a_name_that_is_none() -> None:
    with pytest.raises(ConfigError, match="here names 'open_prio_1'") as raised:
        named("open_prio_1", where="here")
    assert raised.value.hint == "did you mean open_priority_1?"
