"""One writer at a time; a lock outlives nobody but a Git that its holder started."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kb.errors import StateError
from kb.io.git import Repository
from kb.io.lock import Holder, held, locked
from tests.support.git import a_repository, git

_HOLDER = """
import sys, time
from pathlib import Path
from kb.io.lock import locked
with locked(Path(sys.argv[1]), "archive add") as lock:
    if sys.argv[2] == "git":
        lock.git_begins()
    if sys.argv[2] == "child":
        import subprocess
        print(subprocess.Popen(["sleep", "60"], pass_fds=(lock.handle,)).pid, flush=True)
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def a_holder(path: Path, what: str = "") -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until it is killed."""
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path), what],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert process.stdout
    told = [process.stdout.readline().strip()]
    while told[-1] != "held":
        told.append(process.stdout.readline().strip())
    try:
        yield process
    finally:
        for child in told[:-1]:
            os.kill(int(child), signal.SIGKILL)
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return a_repository(tmp_path / "work") / ".kb" / "lock"


def test_a_second_writer_is_told_who_writes(path: Path) -> None:
    with a_holder(path) as other, pytest.raises(StateError) as caught, locked(path, "promote", patience=0.1):
        pass

    assert f"kb archive add, process {other.pid} on " in str(caught.value)
    assert f"kill {other.pid}" in (caught.value.hint or "")


def test_a_second_writer_waits_for_the_first(path: Path) -> None:
    with a_holder(path) as other:
        end = threading.Timer(0.3, other.kill)
        end.start()
        with locked(path, "promote", patience=10) as lock:
            assert lock.own.pid == os.getpid()
        end.join()


def test_a_lock_dies_with_its_holder_and_says_so(path: Path) -> None:
    with a_holder(path) as other:
        other.kill()
        other.wait()

        with locked(path, "promote", patience=5) as lock:
            assert lock.cut
            assert lock.cut.pid == other.pid
    with locked(path, "promote") as lock:
        assert lock.cut is None, "it ended well, and leaves nothing to tidy"


def test_what_a_killed_holder_started_is_waited_for(path: Path) -> None:
    with a_holder(path, "child") as other:
        other.kill()
        other.wait()

        told = "was stopped, and a git that it started still runs"
        with pytest.raises(StateError, match=told), locked(path, "promote", patience=0.1):
            pass


def test_a_lock_is_held_once_however_often_it_is_asked_for(path: Path) -> None:
    with locked(path, "harvest") as lock, locked(path, "promote") as same:
        assert same is lock
        assert held() == (lock,)
    assert held() == ()


def test_a_lock_whose_file_is_deleted_meanwhile_is_taken_where_others_look(path: Path) -> None:
    with locked(path, "harvest"):
        path.unlink()
        with a_holder(path):
            assert path.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x"}', "\0" * 50])
def test_what_cannot_be_read_is_no_holder(text: str) -> None:
    assert Holder.parse(text) is None


def test_a_folder_that_cannot_be_written_is_a_message(tmp_path: Path) -> None:
    (tmp_path / ".kb").write_text("in the way")

    with (
        pytest.raises(StateError, match="cannot be locked") as caught,
        locked(tmp_path / ".kb" / "lock", "x"),
    ):
        pass

    assert caught.value.hint


LOCKS = ["index.lock", "HEAD.lock", "next-index-12.lock", "refs/heads/main.lock"]


def _leave(root: Path, name: str) -> Path:
    left: Path = root / ".git" / name
    left.write_bytes(b"")
    return left


def _commit(root: Path, path: Path) -> str:
    (root / "a.md").write_text("x")
    with locked(path, "promote", patience=5), Repository.open(root) as repository:
        repository.check_ready()
        return repository.commit_only(root / "a.md", "Keep")


@pytest.mark.parametrize("name", LOCKS)
def test_locks_of_a_git_that_died_with_us_are_removed(path: Path, name: str) -> None:
    root = path.parents[1]
    with a_holder(path, "git") as other:
        left = _leave(root, name)
        other.kill()
        other.wait()

        assert _commit(root, path) == git(root, "rev-parse", "HEAD")
    assert not left.exists()
    assert path.read_bytes() == b""


def test_a_lock_of_somebody_elses_git_is_respected(path: Path) -> None:
    root = path.parents[1]
    with a_holder(path) as other:  # no Git of its own was at work
        left = _leave(root, "index.lock")
        other.kill()
        other.wait()

        with pytest.raises(StateError, match="another git is at work"):
            _commit(root, path)
    assert left.exists()


def test_a_lock_older_than_our_git_is_respected(path: Path) -> None:
    root = path.parents[1]
    left = _leave(root, "index.lock")
    os.utime(left, (time.time() - 60,) * 2)
    with a_holder(path, "git") as other:
        other.kill()
        other.wait()

        with pytest.raises(StateError, match="another git is at work"):
            _commit(root, path)
    assert left.exists()


def test_a_lock_of_another_machine_is_respected(path: Path) -> None:
    root = path.parents[1]
    path.parent.mkdir()
    told = {"pid": 1, "host": "elsewhere.example", "since": "2026-09-01", "what": "harvest", "git": 1.0}
    path.write_text(json.dumps(told))
    left = _leave(root, "index.lock")

    with pytest.raises(StateError, match="another git is at work"):
        _commit(root, path)

    assert left.exists()


def test_no_lock_is_removed_while_a_git_is_at_work(path: Path) -> None:
    root = path.parents[1]
    with a_holder(path, "git") as other:
        left = _leave(root, "index.lock")
        other.kill()
        other.wait()
        with subprocess.Popen(["git", "cat-file", "--batch"], cwd=root, stdin=subprocess.PIPE) as busy:
            with pytest.raises(StateError, match="another git is at work"):
                _commit(root, path)
            assert left.exists()
            busy.communicate()

        assert _commit(root, path)
    assert not left.exists()
