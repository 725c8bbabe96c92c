"""From status to status: what each step needs, and what it changes."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import KbError
from kb.lessons.steps import TARGETS, step
from kb.model.lesson import LessonStatus as S
from tests.lessons.build import a_lesson, refs

TODAY = date(2026, 12, 1)
DUE = date(2026, 12, 24)
AGREED = {"owner": "Payroll", "due": DUE}


def stepped(status: S, to: S, *, lesson: dict[str, Any] | None = None, **asked: Any) -> dict[str, object]:
    return dict(step(a_lesson(status=status, **(lesson or {})), to, today=TODAY, **asked))


@pytest.mark.parametrize(
    ("status", "to", "asked", "changes"),
    [
        (S.OBSERVED, S.VALIDATED, {}, {"status": "validated"}),
        (S.VALIDATED, S.ACTION_AGREED, AGREED, {"status": "action-agreed", **AGREED}),
        (S.ACTION_AGREED, S.APPLIED, {}, {"status": "applied", "applied_on": TODAY}),
        (S.ACTION_AGREED, S.APPLIED, {"on": date(2026, 11, 2)}, {"status": "applied", "applied_on": date(2026, 11, 2)}),
        (S.VALIDATED, S.VALIDATED, {"owner": "Payroll"}, {"owner": "Payroll"}),
    ],
)  # fmt: skip
def test_each_step_changes_what_it_must(
    status: S, to: S, asked: dict[str, Any], changes: dict[str, object]
) -> None:
    assert stepped(status, to, **asked) == changes


def test_an_owner_and_a_date_that_are_there_already_are_enough() -> None:
    assert stepped(S.VALIDATED, S.ACTION_AGREED, lesson=AGREED) == {"status": "action-agreed"}


def test_an_applied_lesson_keeps_its_day_unless_another_is_named() -> None:
    known = {"applied_on": date(2026, 10, 1), **AGREED}

    assert stepped(S.APPLIED, S.APPLIED, lesson=known) == {}
    assert stepped(S.APPLIED, S.APPLIED, lesson=known, on=date(2026, 10, 5)) == {
        "applied_on": date(2026, 10, 5)
    }
    assert stepped(S.APPLIED, S.EFFECTIVE, lesson=known) == {"status": "effective"}


def test_a_lesson_that_recurred_is_applied_again_on_a_later_day() -> None:
    known = {"applied_on": date(2026, 10, 1), "recurrences": refs("INC1"), **AGREED}

    assert stepped(S.RECURRED, S.APPLIED, lesson=known) == {"status": "applied", "applied_on": TODAY}
    with pytest.raises(KbError, match="not applied for good on 1 October"):
        stepped(S.RECURRED, S.APPLIED, lesson=known, on=date(2026, 10, 1))


@pytest.mark.parametrize(
    ("status", "to", "lesson", "asked", "problem", "hint"),
    [
        (S.OBSERVED, S.ACTION_AGREED, {}, AGREED, "is observed, and so cannot be action agreed", "validated"),
        (S.OBSERVED, S.APPLIED, {}, {}, "cannot be applied", "first: kb lessons move lesson-import action-agreed"),
        (S.VALIDATED, S.APPLIED, AGREED, {}, "cannot be applied", "action-agreed"),
        (S.RECURRED, S.EFFECTIVE, AGREED, {}, "is recurred", "applied"),
        (S.EFFECTIVE, S.VALIDATED, {}, {}, "cannot be validated", "a step back is a correction"),
        (S.VALIDATED, S.ACTION_AGREED, {}, {}, "without an owner and a due date", "--owner TEAM --due"),
        (S.VALIDATED, S.ACTION_AGREED, {}, {"owner": "Payroll"}, "without a due date", "--due"),
        (S.ACTION_AGREED, S.APPLIED, {}, {"on": DUE}, "24 December 2026, which is yet to come", "--on DAY"),
        (S.APPLIED, S.EFFECTIVE, {}, {}, "does not say since when", "applied --on DAY"),
        (S.APPLIED, S.EFFECTIVE, {"applied_on": TODAY}, {"again": refs("INC7")}, "servicenow:INC7 since 1 Dec", "agree"),
        (S.OBSERVED, S.VALIDATED, {}, {"on": TODAY}, "--on says when it was", "leave --on out"),
    ],
)  # fmt: skip
def test_a_step_that_is_not_possible_says_what_is_missing(
    status: S, to: S, lesson: dict[str, Any], asked: dict[str, Any], problem: str, hint: str
) -> None:
    with pytest.raises(KbError) as caught:
        stepped(status, to, lesson=lesson, **asked)

    assert problem in caught.value.problem
    assert hint in str(caught.value.hint)
    assert caught.value.path == "lessons/import.md"


@given(st.sampled_from(S), st.sampled_from(TARGETS), st.booleans())
def test_nothing_skips_a_step(status: S, to: S, has_promise: bool) -> None:
    """Each status is reached from the one before it, or from recurred."""
    order = list(S)
    try:
        stepped(status, to, lesson={"applied_on": date(2026, 10, 1), **(AGREED if has_promise else {})})
    except KbError:
        return
    again = status is S.RECURRED and to in (S.ACTION_AGREED, S.APPLIED)
    assert again or order.index(to) - order.index(status) in (0, 1)
    assert has_promise or to is not S.ACTION_AGREED
