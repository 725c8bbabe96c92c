"""What leaves a repository."""

import os
import subprocess
from pathlib import Path

import pytest

from kb.errors import StateError
from kb.io.git import Repository
from kb.io.handing import copied, write_history
from tests.support.git import a_repository, commit, git


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = a_repository(tmp_path / "work")
    for number in range(6):
        (folder / "a.txt").write_text("".join(f"line {each}\n" for each in range(200 + number)), newline="\n")
        commit(folder, f"Step {number}", f"2026-09-0{number + 1}T08:00:00Z")
    return folder


def history(folder: Path, target: Path) -> bytes:
    with Repository.open(folder) as repository:
        write_history(repository, {"HEAD": repository.head(), "refs/heads/main": repository.head()}, target)
    return target.read_bytes()


def test_a_history_is_the_same_however_it_is_held(work: Path, tmp_path: Path) -> None:
    loose = history(work, tmp_path / "1")
    git(work, "gc", "-q", "--aggressive", "--prune=now")
    git(work, "config", "pack.compression", "0")
    git(work, "config", "pack.depth", "1")
    git(work, "repack", "-q", "-a", "-d", "-F", "--depth=1", "--write-bitmap-index")
    git(work, "commit-graph", "write", "--reachable")

    assert history(work, tmp_path / "2") == loose
    assert "complete history" in git(tmp_path, "-C", str(work), "bundle", "verify", str(tmp_path / "2"))


def test_a_copy_has_what_is_committed_and_runs_nobodys_hook(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "post-checkout").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    (hooks / "post-checkout").chmod(0o755)
    settings = tmp_path / "settings"
    settings.write_text(
        f"[core]\n\thooksPath = {hooks}\n\tautocrlf = true\n[init]\n\ttemplateDir = {hooks}\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.fspath(settings))
    (work / "a.txt").write_text("changed")
    (work / "new.txt").write_text("new")

    with (
        Repository.open(work) as repository,
        copied(repository, repository.head(), tmp_path / "shop") as copy,
    ):
        names = {path.name for path in copy.iterdir()}
        content = (copy / "a.txt").read_bytes()

    assert names == {".git", "a.txt"}
    assert content == "".join(f"line {each}\n" for each in range(205)).encode()
    assert not (tmp_path / "ran").exists()
    assert list((tmp_path / "shop").iterdir()) == []


def test_what_git_cannot_pack_is_told(work: Path, tmp_path: Path) -> None:
    with Repository.open(work) as repository, pytest.raises(StateError, match="pack-objects"):
        write_history(repository, {"HEAD": "0" * 40}, tmp_path / "x")


def test_what_a_killed_one_left_goes_with_the_next_and_nothing_else(work: Path, tmp_path: Path) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    shop = tmp_path / "shop"
    for name in (f"handover@{dead.pid}-abc", f"handover@{os.getpid()}-abc", "handover@mine"):
        (shop / name / "copy").mkdir(parents=True)

    with Repository.open(work) as repository, copied(repository, repository.head(), shop):
        pass

    assert {path.name for path in shop.iterdir()} == {f"handover@{os.getpid()}-abc", "handover@mine"}
