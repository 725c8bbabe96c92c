"""A bundle is what was archived, or it is said what differs."""

from pathlib import Path

import bagit
import pytest

from kb.archive.store import Archive
from kb.errors import ConfigError, RefusedError, StateError
from kb.model.incident import RedactedText
from tests.archive.conftest import FILES, NAME, TODAY
from tests.support.git import git


def test_a_bundle_is_a_bag_a_commit_and_a_tag(archive: Archive, root: Path) -> None:
    bundle, changed = archive.add(NAME, FILES, archived_on=TODAY)

    assert changed
    assert bundle.tagged
    assert bundle.files == 2
    assert bagit.Bag(str(root / "archive" / "bundles" / NAME)).is_valid()
    assert f"sha256:{bundle.digest}" in git(root, "tag", "-l", "--format=%(contents)", f"archive/{NAME}")
    assert archive.verify(NAME) == ()


def test_adding_the_same_again_does_nothing(archive: Archive, root: Path) -> None:
    archive.add(NAME, FILES, archived_on=TODAY)
    head = git(root, "rev-parse", "HEAD")

    _, changed = archive.add(NAME, FILES, archived_on=TODAY)

    assert not changed
    assert git(root, "rev-parse", "HEAD") == head


def test_other_content_under_a_used_name_is_refused(archive: Archive) -> None:
    archive.add(NAME, FILES, archived_on=TODAY)

    with pytest.raises(RefusedError, match="never changes"):
        archive.add(NAME, [("2026-08-24.md", RedactedText("rewritten\n"))], archived_on=TODAY)

    assert archive.verify(NAME) == ()


def test_what_the_user_staged_stays_staged(archive: Archive, root: Path) -> None:
    (root / "mine.txt").write_text("half done")
    git(root, "add", "mine.txt")

    archive.add(NAME, FILES, archived_on=TODAY)

    assert git(root, "diff", "--cached", "--name-only") == "mine.txt"
    assert "mine.txt" not in git(root, "show", "--name-only", "--format=", "HEAD")


@pytest.mark.parametrize("stopped_after", ["files", "commit"])
def test_a_crash_is_finished_by_the_same_command(archive: Archive, root: Path, stopped_after: str) -> None:
    archive.add(NAME, FILES, archived_on=TODAY)
    git(root, "tag", "-d", f"archive/{NAME}")
    if stopped_after == "files":
        git(root, "update-ref", "-d", "HEAD")
        git(root, "rm", "-r", "-q", "--cached", ".")
    assert any("unfinished" in line for line in archive.verify(NAME))

    bundle, changed = archive.add(NAME, FILES, archived_on=TODAY)

    assert changed
    assert bundle.tagged
    assert archive.verify(NAME) == ()


def test_every_kind_of_damage_is_named(archive: Archive, root: Path) -> None:
    archive.add(NAME, FILES, archived_on=TODAY)
    place = root / "archive" / "bundles" / NAME
    (place / "data" / "2026-08-24.md").write_text("09:12 lead: stopped\n")
    (place / "data" / "extra.md").write_text("x")
    (place / "data" / "chat" / "day one.txt").unlink()
    (place / "bag-info.txt").write_text("forged")

    damage = archive.verify(NAME)

    assert "changed: data/2026-08-24.md" in damage
    assert "added: data/extra.md" in damage
    assert "missing: data/chat/day one.txt" in damage
    assert "changed: bag-info.txt" in damage


def test_a_forged_manifest_does_not_match_the_tag(archive: Archive, root: Path) -> None:
    """Changing a file together with its manifest passes BagIt, and is found here."""
    archive.add(NAME, FILES, archived_on=TODAY)
    place = root / "archive" / "bundles" / NAME
    (place / "data" / "2026-08-24.md").write_text("09:12 lead: never happened\n")
    bag = bagit.Bag(str(place))
    bag.save(manifests=True)
    assert bagit.Bag(str(place)).is_valid()

    damage = archive.verify(NAME)

    assert f"the tag archive/{NAME} names another manifest" in damage
    assert "changed: manifest-sha256.txt" in damage


def test_a_committed_forgery_is_found(archive: Archive, root: Path) -> None:
    archive.add(NAME, FILES, archived_on=TODAY)
    (root / "archive" / "bundles" / NAME / "data" / "2026-08-24.md").write_text("rewritten\n")
    git(root, "commit", "-qam", "harmless")

    assert "changed: data/2026-08-24.md" in archive.verify(NAME)


def test_line_ends_survive_a_git_that_would_convert_them(archive: Archive, root: Path) -> None:
    git(root, "config", "core.autocrlf", "true")

    archive.add(NAME, [("windows.txt", RedactedText("one\r\ntwo\r\n"))], archived_on=TODAY)

    assert git(root, "cat-file", "-s", f"HEAD:archive/bundles/{NAME}/data/windows.txt") == "10"


@pytest.mark.parametrize("name", ["../out.md", "/etc/passwd", "a//b", "a\\b", "nul.txt", "x\ny", "trailing."])
def test_names_that_could_do_harm_are_refused_before_anything_is_written(
    archive: Archive, root: Path, name: str
) -> None:
    with pytest.raises(RefusedError):
        archive.add(NAME, [(name, RedactedText("x"))], archived_on=TODAY)

    assert not (root / "archive").exists()


def test_names_that_differ_only_in_case_are_refused(archive: Archive) -> None:
    with pytest.raises(RefusedError, match="only in case"):
        archive.add(NAME, [("A.md", RedactedText("x")), ("a.md", RedactedText("y"))], archived_on=TODAY)


@pytest.mark.parametrize("name", ["", "..", "-x", "a b", "A", "x.lock", "con"])
def test_a_bundle_needs_a_name_that_is_one_everywhere(archive: Archive, name: str) -> None:
    with pytest.raises(ConfigError):
        archive.add(name, FILES, archived_on=TODAY)


def test_a_dry_run_writes_nothing(archive: Archive, root: Path) -> None:
    bundle, changed = archive.add(NAME, FILES, archived_on=TODAY, dry_run=True)

    assert changed
    assert len(bundle.digest) == 64
    assert not (root / "archive").exists()


def test_without_an_identity_git_says_what_to_type(archive: Archive, root: Path) -> None:
    git(root, "config", "--unset", "user.name")
    git(root, "config", "--unset", "user.email")
    git(root, "config", "user.useConfigOnly", "true")

    with pytest.raises(StateError) as caught:
        archive.add(NAME, FILES, archived_on=TODAY)

    assert "git config user.name" in (caught.value.hint or "")
