"""The command-center log: nothing lost, nobody named, and a closed day stays closed."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.git import git
from tests.support.workspace import Done, a_workspace, kb

DAY = "2026-11-23"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795424400")  # 2026-11-23T09:00:00Z
    return a_workspace(tmp_path / "kb")


def add(folder: Path, *arguments: str) -> Done:
    done = kb(folder, "log", "add", *arguments)
    assert done.code == 0, done.err
    return done


def written(folder: Path) -> list[str]:
    return (folder / "archive" / "log" / f"{DAY}.md").read_text().split("\n")


def test_an_entry_is_a_line_redacted_and_committed_alone(folder: Path) -> None:
    (folder / "mine.txt").write_text("half done")
    git(folder, "add", "mine.txt")

    add(folder, "Hi Rosalind, call +44 1632 960123", "--kind", "decision", "--by", "payroll")

    assert written(folder)[4:] == ["- 09:00 decision (payroll): Hi [person], call [phone]", ""]
    assert git(folder, "show", "--name-only", "--format=%s", "HEAD").split("\n") == [
        f"Log of {DAY}: decision",
        "",
        f"archive/log/{DAY}.md",
    ]
    assert git(folder, "diff", "--cached", "--name-only") == "mine.txt"


def test_an_action_has_an_owner_and_a_day_and_is_read_back(folder: Path) -> None:
    more = ("--kind", "action", "--owner", "core HR", "--due", "2026-11-27", "--at", "08:15")
    add(folder, "list the leavers", *more)
    add(folder, "amber", "--kind", "status", "--at", "07:00")

    items = kb(folder, "log", "show", DAY, "--json").json["items"]

    assert [(each["at"], each["kind"], each["text"]) for each in items] == [
        ("07:00", "status", "amber"),
        ("08:15", "action", "list the leavers"),
    ]
    assert (items[1]["owner"], items[1]["due"]) == ("core HR", "2026-11-27")
    assert kb(folder, "log", "add", "x", "--owner", "core HR").code == 2


def test_a_file_is_an_entry_a_line_all_or_none(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "said.txt").write_text("one\r\n\n  two  \x07\n")

    add(folder, "--file", str(tmp_path / "said.txt"))

    assert [line.rpartition(": ")[2] for line in written(folder)[4:-1]] == ["one", "two"]
    assert kb(folder, "log", "add", " \n ").code == 3


@pytest.mark.parametrize("who", ["Test Author", "r.ottoway@example.com", "Rosalind (lead)"])
def test_a_role_is_no_person(folder: Path, who: str) -> None:
    assert kb(folder, "log", "add", "x", "--by", who).code in (2, 5)
    assert not (folder / "archive" / "log").exists()


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    add(folder, "x", "--dry-run")

    assert not (folder / "archive" / "log").exists()


def test_a_day_is_closed_once_and_takes_no_more(folder: Path) -> None:
    add(folder, "started", "--by", "lead")

    closed, again = (kb(folder, "log", "close", "--json") for _ in range(2))
    refused = kb(folder, "log", "add", "one more")

    assert (closed.code, again.code, refused.code) == (0, 0, 5)
    assert closed.json["items"][0]["changed"] is True
    assert again.json["items"][0]["changed"] is False
    assert "--supersedes" in refused.err
    assert not (folder / "archive" / "log" / f"{DAY}.md").exists()
    assert git(folder, "status", "--porcelain") == ""
    assert kb(folder, "archive", "verify").code == 0
    [day] = kb(folder, "log", "list", "--json").json["items"]
    assert (day["bundle"], day["note"]) == (f"log-{DAY}", 1)
    assert "started" in kb(folder, "log", "show", DAY).out


def test_a_close_that_was_stopped_before_the_file_went_is_finished(folder: Path) -> None:
    add(folder, "started")
    path = folder / "archive" / "log" / f"{DAY}.md"
    text = path.read_text()
    kb(folder, "log", "close")
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)

    assert kb(folder, "log", "close").code == 0

    assert not path.exists()


SLOWLY = """
import sys, time
import kb.flows.log as flow
from kb.cli.main import main
from kb.io.files import write_if_changed
def slowly(path, text):
    time.sleep(0.5)  # each has read the day before the other writes it, unless one waits
    return write_if_changed(path, text)
flow.write_if_changed = slowly
sys.exit(main(["log", "add", "--at", "09:00", sys.argv[1]]))
"""


def test_two_at_once_lose_nothing(folder: Path) -> None:
    both = [
        subprocess.Popen([sys.executable, "-c", SLOWLY, f"said by {who}"], cwd=folder)
        for who in ("one", "two")
    ]

    assert [each.wait() for each in both] == [0, 0]
    (day,) = (folder / "archive" / "log").glob("*.md")
    said = [line[-3:] for line in day.read_text().splitlines() if "said by" in line]
    assert sorted(said) == ["one", "two"]
    assert git(folder, "status", "--porcelain") == ""


def test_two_branches_that_log_the_same_day_keep_both(folder: Path) -> None:
    git(folder, "checkout", "-q", "-b", "other")
    add(folder, "from the other side", "--at", "08:00")
    git(folder, "checkout", "-q", "main")
    add(folder, "from this side", "--at", "07:00")

    git(folder, "merge", "-q", "-m", "both", "other")

    items = kb(folder, "log", "show", DAY, "--json").json["items"]
    assert [each["text"] for each in items] == ["from this side", "from the other side"]


def test_a_line_that_is_no_entry_is_named(folder: Path) -> None:
    add(folder, "started")
    with (folder / "archive" / "log" / f"{DAY}.md").open("a") as file:
        file.write("- nine o'clock: something\n")

    done = kb(folder, "log", "close")

    assert done.code == 3
    assert f"{DAY}.md:6" in done.err
