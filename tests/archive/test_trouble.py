"""Damage of every kind is named; Git in trouble loses nothing."""

import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest

from kb.archive.store import Archive
from kb.errors import RefusedError, StateError
from kb.io.git import Repository
from kb.model.incident import RedactedText
from tests.archive.conftest import FILES, NAME, TODAY
from tests.support.git import a_repository, git

TAG = f"archive/{NAME}"


@pytest.fixture
def place(archive: Archive) -> Path:
    """A bundle that is archived whole."""
    archive.add(NAME, FILES, archived_on=TODAY)
    return archive.folder / NAME


def test_a_flipped_bit_is_found_in_every_file_of_a_bundle(archive: Archive, place: Path) -> None:
    chance = random.Random(1)
    for path in sorted(path for path in place.rglob("*") if path.is_file()):
        good = path.read_bytes()
        bad = bytearray(good)
        bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        path.write_bytes(bad)

        lines = archive.verify(NAME)

        assert any(line.startswith(f"changed: {path.relative_to(place).as_posix()}") for line in lines)
        path.write_bytes(good)
    assert archive.verify(NAME) == ()


def _rename(place: Path) -> None:
    (place / "data" / "2026-08-24.md").rename(place / "data" / "2026-08-25.md")


def _swap(place: Path) -> None:
    one, two = place / "data" / "2026-08-24.md", place / "data" / "chat" / "day one.txt"
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


def _truncate(place: Path) -> None:
    (place / "data" / "2026-08-24.md").write_bytes(b"")


def _forge(place: Path) -> None:
    (place / "data" / "2026-08-24.md").write_text("09:12 lead: never happened\n")
    bagit.Bag(str(place)).save(manifests=True)


def _link_file(place: Path) -> None:
    path = place / "data" / "2026-08-24.md"
    path.rename(place.parents[2] / "elsewhere.md")
    path.symlink_to(place.parents[2] / "elsewhere.md")


def _link_folder(place: Path) -> None:
    (place / "data").rename(place.parents[2] / "elsewhere")
    (place / "data").symlink_to(place.parents[2] / "elsewhere")


def _add_link(place: Path) -> None:
    (place / "notes").symlink_to("/etc")


@pytest.mark.parametrize(
    ("harm", "lines"),
    [
        (_rename, {"missing: data/2026-08-24.md", "added: data/2026-08-25.md"}),
        (_swap, {"changed: data/2026-08-24.md", "changed: data/chat/day one.txt"}),
        (_truncate, {"changed: data/2026-08-24.md"}),
        (_forge, {f"the tag {TAG} names another manifest", "changed: data/2026-08-24.md"}),
        (_link_file, {"a link: data/2026-08-24.md"}),
        (_link_folder, {"missing: data/2026-08-24.md", "added: data"}),
        (_add_link, {"added: notes"}),
        (lambda place: (place / "manifest-sha512.txt").unlink(), {"missing: manifest-sha512.txt"}),
        (lambda place: (place / "manifest-sha256.txt").unlink(), {"missing: manifest-sha256.txt"}),
        (lambda place: (place / "fetch.txt").write_text("http://x - data/x"), {"added: fetch.txt"}),
    ],
)
def test_harm_is_named(
    archive: Archive, place: Path, harm: Callable[[Path], object], lines: set[str]
) -> None:
    harm(place)

    assert lines <= set(archive.verify(NAME))


def test_a_bundle_that_was_removed_is_missed(archive: Archive, place: Path, root: Path) -> None:
    shutil.rmtree(archive.folder)
    git(root, "commit", "-qam", "tidy up")

    assert [bundle.name for bundle in archive.list()] == [NAME]
    assert archive.verify(NAME) == (f"missing: the whole bundle, {place}",)


def test_a_bundle_of_another_branch_is_not_missed(archive: Archive, root: Path) -> None:
    git(root, "commit", "-q", "--allow-empty", "-m", "start")
    git(root, "checkout", "-q", "-b", "other")
    archive.add(NAME, FILES, archived_on=TODAY)
    git(root, "checkout", "-q", "main")

    assert archive.list() == ()


def test_a_retired_branch_under_the_same_prefix_is_no_bundle(archive: Archive, root: Path) -> None:
    git(root, "commit", "-q", "--allow-empty", "-m", "start")
    git(root, "tag", "-a", "-m", "retired", "archive/old-feature")

    assert archive.list() == ()


NAMES_OTHERS = (f"the tag {TAG} names another manifest", f"the tag {TAG} names another seal")


def test_a_moved_tag_is_found(archive: Archive, place: Path, root: Path) -> None:
    git(root, "tag", "-f", "-a", "-m", "mine now", TAG)

    assert archive.verify(NAME) == NAMES_OTHERS


def test_a_tag_without_a_message_proves_nothing(archive: Archive, place: Path, root: Path) -> None:
    """Git shows the commit's message for a lightweight tag, and that one names the manifest."""
    git(root, "tag", "-f", TAG)

    assert archive.verify(NAME) == NAMES_OTHERS


def test_a_tag_on_a_commit_without_the_bundle_is_found(archive: Archive, place: Path, root: Path) -> None:
    message = git(root, "tag", "-l", "--format=%(contents)", TAG)
    empty = git(root, "commit-tree", "-m", "nothing", "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    git(root, "tag", "-f", "-a", "-m", message, TAG, empty)

    assert archive.verify(NAME) == (f"the tag {TAG} names a commit that does not hold the bundle",)


def test_damage_is_not_archived_over(archive: Archive, place: Path, root: Path) -> None:
    """The same logs again must not commit what somebody did to the bundle meanwhile."""
    (place / "bag-info.txt").write_text("Bagging-Date: 1999-01-01\n")
    head = git(root, "rev-parse", "HEAD")

    with pytest.raises(StateError, match=r"no longer what was archived: changed: bag-info\.txt"):
        archive.add(NAME, FILES, archived_on=TODAY)

    assert git(root, "rev-parse", "HEAD") == head


def test_a_damaged_bundle_is_restored_by_its_hint(archive: Archive, place: Path, root: Path) -> None:
    (place / "data" / "2026-08-24.md").write_text("x")
    with pytest.raises(StateError) as caught:
        archive.add(NAME, FILES, archived_on=TODAY)

    command = (caught.value.hint or "").split("to restore it: ")[1]
    subprocess.run(command, shell=True, check=True, cwd=root, capture_output=True)

    assert archive.verify(NAME) == ()


def test_an_unfinished_bundle_that_changed_is_not_finished(archive: Archive, place: Path, root: Path) -> None:
    git(root, "tag", "-d", TAG)
    (place / "extra.txt").write_text("x")

    with pytest.raises(StateError, match=r"was not finished, and has changed since: added: extra\.txt"):
        archive.add(NAME, FILES, archived_on=TODAY)


def test_what_a_killed_run_left_aside_is_swept(archive: Archive, root: Path) -> None:
    left = archive.workshop / f"{NAME}@x1"
    left.mkdir(parents=True)
    (left / "half.md").write_text("x")

    archive.add(NAME, FILES, archived_on=TODAY)

    assert list(archive.workshop.iterdir()) == []


def test_a_name_whose_tag_is_taken_is_refused(archive: Archive, root: Path) -> None:
    git(root, "commit", "-q", "--allow-empty", "-m", "start")
    git(root, "tag", TAG)

    with pytest.raises(RefusedError):
        archive.add(NAME, FILES, archived_on=TODAY)

    assert not archive.folder.exists()


def _lose_identity(root: Path) -> None:
    for name in ("user.name", "user.email"):
        git(root, "config", "--unset", name)
    git(root, "config", "user.useConfigOnly", "true")


def _leave_lock(root: Path) -> None:
    (root / ".git" / "index.lock").write_bytes(b"")


def _start_merge(root: Path) -> None:
    git(root, "commit", "-q", "--allow-empty", "-m", "start")
    (root / ".git" / "MERGE_HEAD").write_text(git(root, "rev-parse", "HEAD") + "\n")


@pytest.mark.parametrize(
    ("trouble", "words", "hint"),
    [
        (_lose_identity, "does not know who you are", "git config user.name"),
        (_leave_lock, "left its lock", "rm "),
        (_start_merge, "a merge is under way", "git merge --continue"),
    ],
)
def test_nothing_is_written_when_git_cannot_commit(
    archive: Archive, root: Path, trouble: Callable[[Path], object], words: str, hint: str
) -> None:
    trouble(root)

    with pytest.raises(StateError, match=words) as caught:
        archive.add(NAME, FILES, archived_on=TODAY)

    assert hint in (caught.value.hint or "")
    assert not archive.folder.exists()


def test_a_hook_that_says_no_is_quoted_and_the_next_try_finishes(archive: Archive, root: Path) -> None:
    hook = root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'no commits on Friday' >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(StateError, match="no commits on Friday"):
        archive.add(NAME, FILES, archived_on=TODAY)
    hook.unlink()

    bundle, changed = archive.add(NAME, FILES, archived_on=TODAY)

    assert changed
    assert bundle.tagged
    assert archive.verify(NAME) == ()


def test_a_filter_that_changes_bytes_is_found_and_can_be_switched_off(archive: Archive, root: Path) -> None:
    files = [("a.txt", RedactedText("secret plan\n"))]
    git(root, "config", "filter.shout.clean", "tr a-z A-Z")
    (root / ".gitattributes").write_text("*.txt filter=shout\n")
    with pytest.raises(StateError, match="Git stored other bytes than were written"):
        archive.add(NAME, files, archived_on=TODAY)
    (root / ".gitattributes").write_text("*.txt filter=shout\narchive/bundles/** -text -filter\n")

    bundle, _ = archive.add(NAME, files, archived_on=TODAY)

    assert bundle.tagged
    assert git(root, "show", f"{TAG}:archive/bundles/{NAME}/data/a.txt") == "secret plan"


def test_what_git_ignores_is_archived_all_the_same(archive: Archive, root: Path) -> None:
    (root / ".gitignore").write_text("*.log\narchive/\n")

    archive.add(NAME, [("a.log", RedactedText("x\n"))], archived_on=TODAY)

    assert archive.verify(NAME) == ()


def test_a_detached_head_is_fine(archive: Archive, root: Path) -> None:
    git(root, "commit", "-q", "--allow-empty", "-m", "start")
    git(root, "checkout", "-q", "--detach")

    bundle, _ = archive.add(NAME, FILES, archived_on=TODAY)

    assert bundle.commit == git(root, "rev-parse", "HEAD")


def test_a_workspace_below_the_repository_root_is_fine(tmp_path: Path) -> None:
    root = a_repository(tmp_path / "whole")
    (root / "kb").mkdir()
    with Repository.open(root / "kb") as repository:
        archive = Archive(root / "kb" / "bundles", repository, workshop=root / "kb" / ".kb")

        archive.add(NAME, FILES, archived_on=TODAY)

        assert archive.verify(NAME) == ()


def test_a_disk_that_says_no_is_a_message(archive: Archive, root: Path) -> None:
    (root / "archive").write_text("in the way")

    with pytest.raises(StateError, match="cannot be written") as caught:
        archive.add(NAME, FILES, archived_on=TODAY)

    assert "archive" in str(caught.value.path)


def test_what_is_staged_in_part_stays_staged_in_part(archive: Archive, root: Path) -> None:
    path = root / "mine.txt"
    path.write_text("one\n")
    git(root, "add", "mine.txt")
    git(root, "commit", "-qm", "start")
    path.write_text("one\ntwo\n")
    git(root, "add", "mine.txt")
    path.write_text("one\ntwo\nthree\n")
    before = git(root, "diff", "--cached"), git(root, "diff")

    archive.add(NAME, FILES, archived_on=TODAY)

    assert (git(root, "diff", "--cached"), git(root, "diff")) == before
    assert archive.verify(NAME) == ()


def test_line_ends_that_attributes_ask_for_are_refused_or_kept(archive: Archive, root: Path) -> None:
    files = [("a.txt", RedactedText("one\ntwo\n"))]
    (root / ".gitattributes").write_text("* text eol=crlf\n")
    git(root, "config", "core.autocrlf", "true")

    archive.add(NAME, files, archived_on=TODAY)

    assert archive.verify(NAME) == ()
    assert (archive.folder / NAME / "data" / "a.txt").read_bytes() == b"one\ntwo\n"


def test_who_only_asks_is_not_stopped_by_a_lock(archive: Archive, place: Path, root: Path) -> None:
    _leave_lock(root)

    assert archive.verify(NAME) == ()
    assert [bundle.name for bundle in archive.list()] == [NAME]


def test_a_workshop_that_cannot_be_made_is_a_message(archive: Archive, root: Path) -> None:
    (root / ".kb").write_text("in the way")

    with pytest.raises(StateError, match="cannot be written"):
        archive.add(NAME, FILES, archived_on=TODAY)

    assert not archive.folder.exists()
    assert git(root, "status", "--porcelain") == "?? .kb"
