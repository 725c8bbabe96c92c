"""The door to Git takes every name for a name, and says in words what Git says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.errors import StateError
from kb.io.git import Repository
from tests.support.git import a_repository, git


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return a_repository(tmp_path / "work")


HOSTILE = ["--help", "-x.md", ":(top)a.md", "*.md", "a [b].md", ":!a", "$HOME", "é\tü.md", "a\nb.md", "~"]


@pytest.mark.parametrize("name", HOSTILE)
def test_exactly_the_named_path_is_committed(root: Path, name: str) -> None:
    (root / name).write_text("x")
    (root / "other.md").write_text("y")
    with Repository.open(root) as repository:
        commit = repository.commit_only(root / name, "Keep one")

        assert list(repository.blobs(commit, root)) == [name]
        assert repository.is_clean(root / name)
        assert not repository.is_clean(root / "other.md")
        assert repository.last_commit(root / name) == commit


@pytest.mark.parametrize("name", HOSTILE)
def test_ignored_is_what_git_ignores_and_does_not_hold(root: Path, name: str) -> None:
    (root / ".gitignore").write_text("/in/\n")
    (root / "in").mkdir()
    (root / "in" / name).write_text("x")
    (root / name).write_text("x")
    with Repository.open(root) as repository:
        assert repository.is_ignored(root / "in" / name)
        assert not repository.is_ignored(root / name)

        git(root, "--literal-pathspecs", "add", "-f", "--", f"in/{name}")

        assert repository.is_tracked(root / "in" / name)
        assert not repository.is_ignored(root / "in" / name)


def test_a_folder_with_a_dollar_in_its_name_is_that_folder(tmp_path: Path) -> None:
    place = tmp_path / "a$HOME"
    place.mkdir()

    Repository.init(place)

    with Repository.open(place) as repository:
        assert repository.root == place.resolve()


def test_no_repository_and_no_folder_are_none(tmp_path: Path) -> None:
    assert Repository.find(tmp_path) is None
    assert Repository.find(tmp_path / "nowhere") is None
    with pytest.raises(StateError, match="not in a Git repository") as caught:
        Repository.open(tmp_path)
    assert "git init" in (caught.value.hint or "")


def test_a_repository_is_found_from_below(root: Path) -> None:
    (root / "a" / "b").mkdir(parents=True)

    with Repository.open(root / "a" / "b") as repository:
        assert repository.root == root.resolve()


def test_a_path_outside_is_refused(root: Path, tmp_path: Path) -> None:
    with Repository.open(root) as repository, pytest.raises(StateError, match="outside the repository"):
        repository.commit_only(tmp_path / "x", "Keep")


def test_a_missing_git_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(StateError, match="Git is not installed") as caught:
        Repository.find(root)

    assert caught.value.hint


def test_a_git_that_goes_missing_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Repository.open(root) as repository:
        monkeypatch.setenv("PATH", "")

        with pytest.raises(StateError, match="Git is not installed"):
            repository.head()


def test_another_hooks_environment_is_not_ours(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git tells its hooks of its own index and folder; a `kb` started there may work elsewhere."""
    other = a_repository(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    (root / "a.md").write_text("x")

    with Repository.open(root) as repository:
        commit = repository.commit_only(root / "a.md", "Keep one")

    assert commit == git(root, "rev-parse", "HEAD")
    assert git(other, "status", "--porcelain") == ""


def test_settings_of_the_user_do_not_change_what_is_read(root: Path) -> None:
    for name, value in {
        "log.showSignature": "true",
        "status.showUntrackedFiles": "no",
        "color.ui": "always",
        "core.autocrlf": "true",
        "core.fsmonitor": "touch fsmonitor-ran",
    }.items():
        git(root, "config", name, value)
    (root / "a.md").write_bytes(b"one\r\n")
    with Repository.open(root) as repository:
        assert not repository.is_clean(root / "a.md")

        commit = repository.commit_only(root / "a.md", "Keep one")

        assert repository.last_commit(root / "a.md") == commit
        assert list(repository.blobs(commit, root).values()) == list(repository.blob_ids([root / "a.md"]))
    assert not (root / "fsmonitor-ran").exists()


def test_a_lock_is_named_with_the_way_out_and_left_alone(root: Path) -> None:
    lock = root / ".git" / "index.lock"
    lock.write_bytes(b"")
    (root / "a.md").write_text("x")

    with Repository.open(root) as repository, pytest.raises(StateError) as caught:
        repository.commit_only(root / "a.md", "Keep one")

    assert str(lock) in (caught.value.hint or "")
    assert lock.exists()


def test_an_author_without_a_committer_is_no_identity(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(root, "config", "--unset", "user.name")
    git(root, "config", "--unset", "user.email")
    git(root, "config", "user.useConfigOnly", "true")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "A")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "a@example.org")

    with Repository.open(root) as repository:
        assert not repository.has_identity()
        repository.identify("B", "b@example.org")
        assert repository.has_identity()


def test_tags_say_what_they_name(root: Path) -> None:
    git(root, "commit", "-q", "--allow-empty", "-m", "One\n\nbody")
    with Repository.open(root) as repository:
        head = repository.head()
        repository.tag("archive/a", head, "Two\n\nmore words")
        git(root, "tag", "archive/light")
        git(root, "tag", "elsewhere")

        assert repository.tags("archive/") == {
            "archive/a": (head, "Two\n\nmore words"),
            "archive/light": (head, ""),
        }
        with pytest.raises(StateError, match="already exists"):
            repository.tag("archive/a", head, "again")


def test_an_empty_repository_has_no_head(root: Path) -> None:
    with Repository.open(root) as repository:
        assert repository.head() == ""
        assert repository.last_commit(root / "a.md") == ""
        assert repository.tags("archive/", in_history=True) == {}


def test_nothing_is_left_open(root: Path) -> None:
    """No child process and no file handle outlives the door."""
    (root / "a.md").write_text("x")

    def handles() -> int:
        return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0

    def children() -> str:
        command = ["ps", "-o", "args=", "--ppid", str(os.getpid())]
        listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        return "\n".join(line for line in listed.splitlines() if "git" in line)

    with Repository.open(root) as repository:
        repository.commit_only(root / "a.md", "Keep one")
    before = handles()

    for number in range(5):
        (root / "a.md").write_text(str(number))
        with Repository.open(root) as repository:
            repository.commit_only(root / "a.md", "Keep one")
            repository.tags("archive/")

    assert handles() == before
    assert children() == ""


def test_git_is_not_imported_before_it_is_needed() -> None:
    """It costs 200 ms, and `kb --help` needs none of it."""
    code = "import sys, kb.io.git, kb.archive.store; print('git' in sys.modules, 'bagit' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "False"]
