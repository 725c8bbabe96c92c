"""`kb phase` and `kb report` without a name: where one is, what is due, and the proposal."""

from pathlib import Path

import pytest

from kb.config import Settings
from tests.flows.test_phases import settings as settings
from tests.support.build import at
from tests.support.git import git
from tests.support.workspace import files_of, kb


@pytest.fixture(autouse=True)
def _a_wednesday_of_hypercare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(at("2026-09-02").timestamp())))


def test_show_says_where_one_is_and_what_follows(settings: Settings) -> None:
    done = kb(settings.root, "phase", "show")

    assert done.code == 0, done.err
    assert done.out.splitlines() == [
        "Hypercare, day 10 of 89. Transition begins on 21 November 2026.",
        "review   articles are looked at again after 90 days",
        "report   kb report daily: each day, due today",
        "report   kb report weekly: each Monday, was due on 31 August 2026, next on 7 September 2026",
        "owner    1 article from HR Recruiting Support to HR Service Desk",
        "owner    1 article from Time and Absence to Payroll",
    ]
    (told,) = kb(settings.root, "phase", "show", "--json").json["items"]
    assert (told["now"]["phase"], told["begins"]) == ("hypercare", "2026-11-21")


def test_report_without_a_name_says_what_is_due(settings: Settings) -> None:
    done = kb(settings.root, "report")

    assert done.code == 0, done.err
    assert "kb report daily: each day, due today" in done.out
    assert [each["report"] for each in kb(settings.root, "report", "--json").json["items"]] == [
        "daily",
        "weekly",
    ]


def test_move_can_only_be_pretended(settings: Settings) -> None:
    before = files_of(settings.root)

    done = kb(settings.root, "phase", "move", "--dry-run")

    assert (
        "Hand over 2 articles: HR Recruiting Support to HR Service Desk (1), Time and Absence to Payroll (1)"
        in done.out
    )
    assert files_of(settings.root) == before


def test_move_proposes_once(settings: Settings) -> None:
    done = kb(settings.root, "phase", "move", "--branch", "handover", "--json")
    again = kb(settings.root, "phase", "move", "--branch", "handover", "--json")

    assert (done.code, done.json["changed"], done.json["branch"]) == (0, True, "handover")
    assert git(settings.root, "rev-parse", "handover") == done.json["commit"]
    assert (again.code, again.json["changed"]) == (0, False)
    assert "proposes it already" in again.json["warnings"][0]["message"]


def test_move_refuses_politely(settings: Settings) -> None:
    (settings.root / "mine.txt").write_text("mine\n", encoding="utf-8")

    done = kb(settings.root, "phase", "move")

    assert done.code == 4
    assert "git stash" in done.err
    assert kb(settings.root, "phase", "move", "--no-commit", "--branch", "x").code == 2


def test_move_stages(settings: Settings, tmp_path: Path) -> None:
    assert kb(settings.root, "phase", "move", "--no-commit").code == 0
    assert len(git(settings.root, "diff", "--cached", "--name-only").split("\n")) == 2
    assert "nothing to hand over" in kb(settings.root, "phase", "move", "--no-commit").out
