"""What follows from a phase: reports that are due, intervals of reviews, and owners that change by one commit."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kb import config
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import ConfigError, InputError, StateError
from kb.flows.lifecycle import reviewed
from kb.flows.phases import due, moved, propose, review_interval, stage_only, where
from kb.flows.promotion import Desk
from kb.model.article import Confidence
from kb.site.phases import Phase
from tests.support.desk import a_desk, blank_letter, new_badge
from tests.support.git import a_repository, git
from tests.support.workspace import files_of

FIRST_DAYS = 'hypercare = "2026-08-24"\ntransition = "2026-11-21"\nsteady = "2027-02-01"\n'
OWNERS = 'owners = ["HR Recruiting Support=HR Service Desk", "Time and Absence=Payroll"]\n'


def settings_with(folder: Path, phases: str = FIRST_DAYS + OWNERS, **changes: Any) -> Settings:
    """Two articles, of HR Recruiting Support and of Time and Absence."""
    a_desk(folder, articles=[blank_letter(**changes), new_badge()])
    (folder / "kb.toml").write_text(f'[project]\nname = "Test help"\n[phases]\n{phases}', encoding="utf-8")
    return config.load(folder)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The same in a repository, all of it committed."""
    folder = a_repository(tmp_path / "desk")
    made = settings_with(folder)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Start")
    return made


def owners(settings: Settings) -> dict[str, str]:
    return {each.id: each.owner for each in ArticleRepository(settings.content).articles()}


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 8, 23), []),
        (
            date(2026, 8, 26),
            [
                ("daily", date(2026, 8, 26), date(2026, 8, 27)),
                ("weekly", date(2026, 8, 24), date(2026, 8, 31)),
            ],
        ),
        (date(2026, 11, 21), [("weekly", date(2026, 11, 16), date(2026, 11, 23))]),
        (date(2027, 2, 1), [("quarter", date(2027, 1, 1), date(2027, 4, 1))]),
        (date(2027, 12, 31), [("quarter", date(2027, 10, 1), date(2028, 1, 1))]),
    ],
)
def test_each_phase_has_its_rhythm(tmp_path: Path, today: date, expected: list[Any]) -> None:
    made = settings_with(tmp_path / "desk")

    assert [(each.report, each.last, each.next) for each in due(made, today=today)] == expected


def test_it_says_where_one_is_and_what_follows(settings: Settings) -> None:
    before, within = where(settings, today=date(2026, 8, 1)), where(settings, today=date(2026, 12, 1))
    after = where(settings, today=date(2027, 3, 1))

    assert (before.now, before.next, before.begins) == (None, Phase.HYPERCARE, date(2026, 8, 24))
    assert within.now is not None
    assert (within.now.phase, within.now.number, within.next) == (Phase.TRANSITION, 11, Phase.STEADY)
    assert [(each.old, each.new, each.articles) for each in within.handovers] == [
        ("HR Recruiting Support", "HR Service Desk", 1),
        ("Time and Absence", "Payroll", 1),
    ]
    assert (after.next, after.begins) == (None, None)


def test_without_phases_nothing_is_due(tmp_path: Path) -> None:
    found = where(settings_with(tmp_path / "desk", ""), today=date(2026, 12, 1))

    assert (found.now, found.next, found.reports, found.handovers) == (None, None, (), ())
    assert found.review_in == "90 days"


def test_only_the_line_of_the_owner_changes(tmp_path: Path) -> None:
    made = settings_with(tmp_path / "desk")
    page = made.content / blank_letter().path
    text = (
        page.read_text(encoding="utf-8").replace("owner: ", "owner:   ").replace("type: ", "# ours\ntype:  ")
    )
    page.write_bytes(text.replace("\n", "\r\n").encode())

    stage_only(made, moved(made))

    old, new = text.split("\n"), page.read_bytes().decode().split("\r\n")
    assert [(a, b) for a, b in zip(old, new, strict=True) if a != b] == [
        ("owner:   HR Recruiting Support", "owner:   HR Service Desk")
    ]


def test_a_proposal_is_one_commit_on_a_branch_and_nothing_here_changes(settings: Settings) -> None:
    before, head = files_of(settings.content), git(settings.root, "rev-parse", "HEAD")

    done = propose(settings, moved(settings))

    assert files_of(settings.content) == before
    assert (git(settings.root, "branch", "--show-current"), git(settings.root, "rev-parse", "HEAD")) == (
        "main",
        head,
    )
    assert git(settings.root, "status", "--porcelain") == ""
    assert git(settings.root, "rev-parse", "phase-owners^") == head
    assert git(settings.root, "rev-parse", "phase-owners") == done.commit
    assert set(git(settings.root, "show", "--numstat", "--format=", "phase-owners").split("\n")) == {
        f"1\t1\tcontent/{new_badge().path}",
        f"1\t1\tcontent/{blank_letter().path}",
    }
    assert "Kb-Change: move" in git(settings.root, "log", "-1", "--format=%B", "phase-owners")


def test_twice_changes_nothing_before_and_after_it_is_merged(settings: Settings) -> None:
    page = settings.content / new_badge().path
    page.write_text(f"{page.read_text(encoding='utf-8')}\n\n", encoding="utf-8")  # as some editors end a file
    git(settings.root, "commit", "-qam", "End it by two empty lines")
    first = propose(settings, moved(settings))

    again = propose(settings, moved(settings))
    git(settings.root, "merge", "-q", "phase-owners")
    merged = moved(settings)

    assert (again.changed, again.remarks) == (False, ("branch phase-owners proposes it already",))
    assert git(settings.root, "rev-parse", "phase-owners") == first.commit
    assert owners(settings) == {blank_letter().id: "HR Service Desk", new_badge().id: "Payroll"}
    assert merged.is_empty
    assert not propose(settings, merged, branch="other").changed


@pytest.mark.parametrize("name", ["kb.toml", "content/faq/new.md"])
def test_what_is_not_committed_is_left_alone(settings: Settings, name: str) -> None:
    change = moved(settings)
    path = settings.root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f"{path.read_text(encoding='utf-8') if path.exists() else ''}\n# mine\n", encoding="utf-8"
    )

    with pytest.raises(StateError, match="not committed"):
        propose(settings, change)

    assert git(settings.root, "branch", "--list", "phase-owners") == ""
    assert path.read_text(encoding="utf-8").endswith("# mine\n")


def test_a_hook_that_says_no_leaves_all_as_it_was(settings: Settings) -> None:
    hook = settings.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    before = files_of(settings.content)

    with pytest.raises(StateError, match="not today"):
        propose(settings, moved(settings))

    assert files_of(settings.content) == before
    assert git(settings.root, "branch", "--show-current") == "main"
    assert git(settings.root, "branch", "--list", "phase-owners") == ""
    assert git(settings.root, "status", "--porcelain") == ""


def test_a_branch_of_somebodys_own_stays(settings: Settings) -> None:
    git(settings.root, "branch", "mine")

    with pytest.raises(StateError, match="something else"):
        propose(settings, moved(settings), branch="mine")
    for name in ("-x", "a..b", "a b", ""):
        with pytest.raises(StateError, match="no name of a branch"):
            propose(settings, moved(settings), branch=name)

    assert git(settings.root, "rev-parse", "mine") == git(settings.root, "rev-parse", "main")


def test_on_no_branch_there_is_no_way_back(settings: Settings) -> None:
    git(settings.root, "switch", "-q", "--detach")

    with pytest.raises(StateError, match="on no branch"):
        propose(settings, moved(settings))


def test_an_article_that_git_leaves_alone_is_not_proposed(settings: Settings) -> None:
    git(settings.root, "rm", "-q", "--cached", f"content/{new_badge().path}")
    (settings.root / ".gitignore").write_text(f"content/{new_badge().path}\n", encoding="utf-8")
    git(settings.root, "add", "-A")
    git(settings.root, "commit", "-qm", "Leave it alone")

    with pytest.raises(StateError, match="not held by Git"):
        propose(settings, moved(settings))

    assert git(settings.root, "branch", "--list", "phase-owners") == ""


def test_it_can_be_staged_for_a_commit_of_ones_own(settings: Settings) -> None:
    done = stage_only(settings, moved(settings))

    assert (done.changed, done.commit) == (True, "")
    assert set(git(settings.root, "diff", "--cached", "--name-only").split("\n")) == {
        f"content/{new_badge().path}",
        f"content/{blank_letter().path}",
    }
    assert not stage_only(settings, moved(settings)).changed


def test_without_git_it_is_written_only_where_somebody_asks_for_that(tmp_path: Path) -> None:
    made = settings_with(tmp_path / "desk")

    with pytest.raises(StateError, match="not in a Git repository"):
        propose(made, moved(made))
    stage_only(made, moved(made))

    assert owners(made)[new_badge().id] == "Payroll"


def test_a_star_stands_for_all_others_and_who_takes_over_stays(tmp_path: Path) -> None:
    made = settings_with(tmp_path / "1", 'owners = ["*=Desk", "hr recruiting SUPPORT=Payroll"]\n')
    nobody = settings_with(tmp_path / "2", 'owners = ["*=Desk"]\n', owner="")
    stays = settings_with(tmp_path / "3", 'owners = ["*=Desk", "Time and Absence=HR Recruiting Support"]\n')
    for each in (made, nobody, stays):
        stage_only(each, moved(each))

    assert owners(made) == {blank_letter().id: "Payroll", new_badge().id: "Desk"}
    assert owners(nobody) == {blank_letter().id: "Desk", new_badge().id: "Desk"}
    assert set(owners(stays).values()) == {"HR Recruiting Support"}


def test_hostile_names_stay_names(tmp_path: Path) -> None:
    name = "x: [y] # <b> {{7*7}} 'q'"
    made = settings_with(tmp_path / "desk", f'owners = ["*={name}"]\n')

    stage_only(made, moved(made))

    assert set(owners(made).values()) == {name}


def test_one_article_that_cannot_be_read_stops_it_before_anything_is_written(settings: Settings) -> None:
    (settings.content / "troubleshooting" / "broken.md").write_text(
        "---\nid: kb-11111111\ntype: nonsense\n---\n", encoding="utf-8"
    )
    before = files_of(settings.content)

    with pytest.raises(InputError):
        moved(settings)

    assert files_of(settings.content) == before


def test_where_nobody_takes_over_it_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        moved(settings_with(tmp_path / "desk", FIRST_DAYS))

    assert "[phases] owners" in str(refused.value.hint)


@pytest.mark.parametrize(
    "told",
    [
        'owners = ["A"]',
        'owners = ["=B"]',
        'owners = ["A="]',
        'owners = ["A=*"]',
        'owners = ["A=B", "a=C"]',
        'owners = ["A=B", "B=C"]',
        'review_in = ["hypercare"]',
        'review_in = ["hypercare=soon"]',
        'review_in = ["later=30 days"]',
    ],
)
def test_a_setting_that_says_nothing_clear_is_refused(tmp_path: Path, told: str) -> None:
    with pytest.raises(ConfigError, match=r"phases\.(owners|review_in)"):
        settings_with(tmp_path / "desk", told)


INTERVALS = FIRST_DAYS + 'review_in = ["hypercare=30 days", "steady=6 months"]\n'


@pytest.mark.parametrize(
    ("today", "own", "expected"),
    [
        (date(2026, 8, 23), "", "90 days"),
        (date(2026, 9, 1), "", "30 days"),
        (date(2026, 9, 1), "6 months", "30 days"),  # from another phase
        (date(2026, 9, 1), "2 weeks", "2 weeks"),  # its own
        (date(2026, 12, 1), "30 days", "90 days"),  # the phase has none
        (date(2027, 3, 1), "30 days", "6 months"),
        (date(2026, 8, 23), "30 days", "30 days"),
    ],
)
def test_an_interval_follows_the_phase_unless_it_is_the_articles_own(
    tmp_path: Path, today: date, own: str, expected: str
) -> None:
    assert review_interval(settings_with(tmp_path / "desk", INTERVALS), today, own) == expected


def test_a_review_and_a_promotion_write_the_interval_of_the_phase(tmp_path: Path) -> None:
    made = settings_with(tmp_path / "desk", INTERVALS, confidence=Confidence.NOT_VALIDATED)
    today = date(2026, 9, 1)

    change = reviewed(made, new_badge().id, today)
    desk = Desk(made, blank_letter().id, to=Confidence.VALIDATED, audience=None, today=today)

    assert "review_in: 30 days" in str(change.after[new_badge().path])
    assert desk.changes["review_in"] == "30 days"
    assert "review_in" not in Desk(made, blank_letter().id, to=None, audience=None, today=today).changes
