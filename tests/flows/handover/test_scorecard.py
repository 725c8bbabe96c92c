"""Whether hypercare may end, from a workspace: settings, waivers, the day, and what must not matter."""

from datetime import date
from pathlib import Path

import pytest

from kb import config
from kb.config import Settings
from kb.errors import ConfigError
from kb.flows.handover.scorecard import of_name, scorecard
from kb.flows.measures import measure
from kb.model.incident import Status
from kb.model.scorecard import Criterion, Light, Waiver
from kb.reports.criteria import ORDER
from tests.support.build import a_redacted_incident, at
from tests.support.desk import a_desk, badges, blank_letter, letters, new_badge
from tests.support.git import a_repository, commit
from tests.support.workspace import files_of

TODAY = date(2026, 11, 20)
OPEN = a_redacted_incident(
    "INC9", status=Status.OPEN, resolved_at=None, priority=1, opened_at=at("2026-11-18")
)


@pytest.fixture
def desk(tmp_path: Path) -> Settings:
    return a_desk(
        tmp_path / "desk", incidents=[*letters(), *badges(), OPEN], articles=[blank_letter(), new_badge()]
    )


def told(desk: Settings, toml: str, *, today: date = TODAY) -> dict[str, Criterion]:
    """Ask with these settings added."""
    path = desk.root / config.FILE
    path.write_text('[project]\nname = "Test help"\n' + toml)
    return {each.name: each for each in scorecard(config.load(desk.root), today=today).criteria}


def test_all_are_asked_in_their_order_and_one_that_is_red_holds_it_up(desk: Settings) -> None:
    card = scorecard(desk, today=TODAY)

    assert [each.name for each in card.criteria] == list(ORDER)
    assert (card.as_of, card.may_end, card.light) == (TODAY, False, Light.RED)
    assert of_name(card, "open_priority_1").holds_up


def test_nothing_is_left_behind_and_nothing_changes(desk: Settings) -> None:
    before = files_of(desk.root)

    first, second = (scorecard(desk, today=TODAY) for _ in range(2))

    assert first == second
    assert files_of(desk.root) == before
    assert list((desk.derived / "measures").iterdir()) == []


def test_nothing_after_the_day_counts(desk: Settings) -> None:
    assert told(desk, "", today=date(2026, 11, 17))["open_priority_1"].light is Light.GREEN


def test_it_never_opens_the_signals(desk: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scorecard of a commit must come out the same where no reader ever voted."""

    def never(*_: object) -> None:
        raise AssertionError("opened")

    for name in ("misses", "votes"):
        monkeypatch.setattr(f"kb.flows.measured.{name}", never)

    assert len(scorecard(desk, today=TODAY).criteria) == len(ORDER)
    with pytest.raises(AssertionError, match="opened"):
        measure(desk, today=TODAY)


def test_without_git_what_support_found_is_not_known(desk: Settings) -> None:
    found = told(desk, "")["answers_found"]

    assert found.light is Light.UNKNOWN
    assert any("not in a Git repository" in remark for remark in found.remarks)


def test_a_replay_is_made_where_there_was_none_and_the_last_one_stays(tmp_path: Path) -> None:
    root = a_repository(tmp_path / "base")
    desk = a_desk(root, incidents=letters(), articles=[blank_letter()])
    commit(root, "there", "2026-09-05T12:00:00Z")
    kept = desk.derived / "replay" / "replay.jsonl"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text("what somebody else asked\n")

    found = told(desk, "")["answers_found"]

    assert (found.told, found.light) == ("1 of 1 incidents", Light.GREEN)
    assert kept.read_text() == "what somebody else asked\n"


def test_an_article_that_cannot_be_read_is_named(desk: Settings) -> None:
    (desk.content / "faq").mkdir(exist_ok=True)
    (desk.content / "faq" / "torn.md").write_text("---\nid: kb-00000009\ntitle: [\n---\n")

    assert any("torn.md" in remark for remark in told(desk, "")["known_errors"].remarks)


def test_limits_of_ones_own_and_criteria_switched_off(desk: Settings) -> None:
    found = told(
        desk,
        '[[handover.criteria]]\nname = "open_priority_1"\ngreen = 1\namber = 2\n'
        '[[handover.criteria]]\nname = "training_held"\noff = true\n',
    )

    first = found["open_priority_1"]
    assert (first.light, first.green, first.amber) == (Light.GREEN, "at most 1 open", "at most 2 open")
    assert set(ORDER) - set(found) == {"training_held"}


def test_a_waiver_lets_pass_from_its_day_on(desk: Settings) -> None:
    toml = '[[handover.waivers]]\ncriterion = "open_priority_1"\nby = " Board "\nreason = "It is a test."\non = 2026-11-19\n'

    waived = told(desk, toml)["open_priority_1"]
    assert (waived.light, waived.holds_up) == (Light.RED, False)
    assert waived.waiver == Waiver(by="Board", reason="It is a test.", on=date(2026, 11, 19))
    assert told(desk, toml, today=date(2026, 11, 18))["open_priority_1"].holds_up


def test_who_takes_over_needs_the_articles_and_a_training(desk: Settings) -> None:
    found = told(
        desk,
        '[phases]\nowners = ["HR Recruiting Support=Service  Desk", "Time and Absence=Payroll"]\n'
        '[[handover.training]]\nteam = "service desk"\non = 2026-11-20\npeople = 4\n'
        '[[handover.training]]\nteam = "Payroll"\non = 2026-11-21\n',
    )

    training = found["training_held"]
    assert (training.told, training.light) == ("1 of 2 teams", Light.AMBER)
    assert [row[:3] for row in training.rows] == [
        (False, "Payroll", date(2026, 11, 21)),
        (True, "Service Desk", date(2026, 11, 20)),
    ]
    assert found["ownership_moved"].told == "0 of 2 articles"


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('[[handover.waivers]]\ncriterion = "training_held"\nby = "Board"\nreason = " "', "waivers number 1 has no reason"),
        ('[[handover.waivers]]\ncriterion = "training_held"\nreason = "x"', "waivers number 1 has no by"),
        ('[[handover.waivers]]\nby = "Board"\nreason = "x"', "waivers number 1 has no criterion"),
        ('[[handover.waivers]]\ncriterion = "trainin_held"\nby = "B"\nreason = "x"', "waivers number 1 names 'trainin_held'"),
        ('[[handover.waivers]]\ncriterion = "training_held"\nby = "B"\nreason = "x"\non = "soon"', "on = 'soon', not a date"),
        ('[[handover.waivers]]\ncriterion = "training_held"\nby = "B"\nreason = "x"\n' * 2, "training_held a second time"),
        ('[[handover.training]]\nteam = "Desk"', "training number 1 has no on"),
        ('[[handover.training]]\non = 2026-11-20', "training number 1 has no team"),
        ('[[handover.training]]\nteam = "Desk"\non = 2026-11-20\npeople = -1', "training number 1 has fewer than no people"),
        ('[[handover.criteria]]\ngreen = 1', "criteria number 1 has no name"),
        ('[[handover.criteria]]\nname = "sla"', "criteria number 1 names 'sla'"),
        ('[[handover.criteria]]\nname = "training_held"\n' * 2, "names a criterion twice"),
        ('[[handover.criteria]]\nname = "open_priority_2"\ngreen = 5', "green = 5 and amber = 3"),
        ('[[handover.criteria]]\nname = "open_priority_2"\ngreen = "5"', "must be a number"),
        ("".join(f'[[handover.criteria]]\nname = "{name}"\noff = true\n' for name in ORDER), "all criteria off"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_named(desk: Settings, toml: str, says: str) -> None:
    with pytest.raises(ConfigError, match="handover") as raised:
        told(desk, toml)
    assert says in str(raised.value)
