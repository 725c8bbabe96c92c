"""A turn at writing: what a killed command left is tidied and finished, and nothing else is touched."""

import json
import os
from pathlib import Path

import pytest

from kb import config
from kb.config import Settings
from kb.flows.turn import committing, finish, writing
from kb.io.lock import Holder, locked
from tests.support.git import git
from tests.support.workspace import a_workspace, kb

DEAD = 2**22 + 1
"""No process has this number: it is above Linux' limit."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return config.load(a_workspace(tmp_path / "work"))


def _killed(settings: Settings, what: str = "harvest") -> None:
    """Leave the lock as a killed command does."""
    told = {"pid": DEAD, "host": os.uname().nodename, "since": "2026-09-01", "what": what, "git": 0.0}
    settings.derived.mkdir(exist_ok=True)
    (settings.derived / "lock").write_text(json.dumps(told) + "\n")


@pytest.mark.parametrize("folder", ["content/faq", "lessons", "archive/incidents", ".kb", "."])
def test_temporary_files_of_a_killed_one_go(settings: Settings, folder: str) -> None:
    place = settings.root / folder
    place.mkdir(parents=True, exist_ok=True)
    dead, alive, own = (
        place / name
        for name in (f".a.md.{DEAD}.x_1y2z3w.tmp", f".a.md.{os.getpid()}.x_1y2z3w.tmp", ".mine.tmp")
    )
    for path in (dead, alive, own):
        path.write_text("half")
    _killed(settings)

    with writing(settings, "promote") as cut:
        assert cut == "harvest"

    assert [path.exists() for path in (dead, alive, own)] == [False, True, True]


def test_after_one_that_ended_well_nothing_is_swept(settings: Settings) -> None:
    left = settings.content / f".a.md.{DEAD}.x_1y2z3w.tmp"
    left.write_text("half")
    with writing(settings, "harvest"):
        pass

    with writing(settings, "promote") as cut:
        assert cut == ""

    assert left.exists()


def test_a_file_in_a_bundle_may_be_called_anything(settings: Settings) -> None:
    kept = settings.bundles / "week" / "data" / f".a.{DEAD}.tmp"
    kept.parent.mkdir(parents=True)
    kept.write_text("evidence")
    _killed(settings)

    with writing(settings, "promote"):
        pass

    assert kept.exists()


def test_half_bundles_made_aside_go(settings: Settings) -> None:
    half = settings.derived / "tmp" / "week@x1" / "bag"
    half.mkdir(parents=True)
    at_work = settings.derived / "tmp" / "handover@12-x1y2"
    at_work.mkdir()
    _killed(settings)

    with writing(settings, "promote"):
        pass

    assert not half.parent.exists()
    assert at_work.exists()


def _interrupted(settings: Settings, text: str) -> Path:
    page = settings.content / "index.md"
    with pytest.raises(KeyboardInterrupt), committing(settings, "Say more", [page], {page: "new\n"}):
        page.write_text(text)
        raise KeyboardInterrupt
    return page


def test_what_was_written_whole_is_committed(settings: Settings) -> None:
    _interrupted(settings, "new\n")

    finish(settings)

    assert git(settings.root, "log", "-1", "--format=%s") == "Say more"
    assert git(settings.root, "show", "HEAD:content/index.md") == "new"
    assert not (settings.derived / "unfinished.json").exists()


def test_what_is_not_as_it_was_to_be_is_left_as_it_stands(settings: Settings) -> None:
    page = _interrupted(settings, "somebody's own\n")

    finish(settings)

    assert git(settings.root, "log", "-1", "--format=%s") == "Start"
    assert page.read_text() == "somebody's own\n"
    assert not (settings.derived / "unfinished.json").exists()


@pytest.mark.parametrize(
    "note", ["", "[]", '{"message": "x", "paths": ["../b"], "last": {"../b": ""}}', '{"paths": 1}']
)
def test_a_note_that_is_not_ours_commits_nothing(settings: Settings, note: str) -> None:
    settings.derived.mkdir(exist_ok=True)
    (settings.derived / "unfinished.json").write_text(note)

    finish(settings)

    assert git(settings.root, "log", "-1", "--format=%s") == "Start"


def test_a_dry_run_takes_no_turn(settings: Settings) -> None:
    with writing(settings, "harvest", dry_run=True):
        assert not (settings.derived / "lock").exists()


def test_the_lock_says_who_writes_and_keeps_nothing_of_a_longer_line(settings: Settings) -> None:
    with locked(settings.derived / "lock", "a long name") as lock:
        lock.git_begins()
        (settings.derived / "lock").write_text(json.dumps({"pid": 1}) + "\n" + "rest of what was longer")
        assert Holder.parse((settings.derived / "lock").read_text()) is None
        lock.git_ended()
        found = Holder.parse((settings.derived / "lock").read_text() + "rest")
    assert found
    assert found.what == "a long name"


def test_a_workspace_that_cannot_be_written_is_a_message(settings: Settings, tmp_path: Path) -> None:
    (settings.root / ".kb").write_text("in the way")
    (tmp_path / "l.csv").write_text("id,Lesson,Effect,Cause\n1,Freeze early,Wrong tax,Loaded late\n")

    done = kb(settings.root, "lessons", "import", tmp_path / "l.csv")

    assert done.code == 4
    assert "cannot be locked" in done.err
    assert "hint:" in done.err
