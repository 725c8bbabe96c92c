"""The archive's commands, as they are typed."""

from pathlib import Path

import pytest

from tests.support.git import git
from tests.support.workspace import a_workspace, kb


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = a_workspace(tmp_path / "work")
    for name, text in (("one", "09:12 lead: started\n"), ("two", "09:14 lead: started\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "day.md").write_text(text)
    return folder


def test_a_bundle_is_corrected_shown_proved_and_restored(workspace: Path) -> None:
    logs = workspace.parent
    assert kb(workspace, "archive", "add", logs / "one", "--bundle", "week1").code == 0

    told = ("--supersedes", "week1", "--because", "mail ann.smith@example.org")
    done = kb(workspace, "archive", "add", logs / "two", "--bundle", "week1-corrected", *told, "--json").json

    given = done["items"][0]["fingerprint"]
    listed = kb(workspace, "archive", "list", "--json").json["items"]
    assert [(each["name"], each["superseded_by"]) for each in listed] == [
        ("week1", "week1-corrected"),
        ("week1-corrected", ""),
    ]
    assert "week1-corrected" in kb(workspace, "archive", "list").out
    shown = kb(workspace, "archive", "show", "week1-corrected")
    assert "Kb-Supersedes-Because  mail [email]" in shown.out
    assert given in shown.out
    assert "superseded           by week1-corrected" in kb(workspace, "archive", "show", "week1").out
    item = kb(workspace, "archive", "show", "week1-corrected", "--json").json["items"][0]
    assert [each["path"] for each in item["files"]] == ["data/day.md"]
    assert item["follows"] == ["week1"]
    proved = kb(workspace, "archive", "verify", "--fingerprint", given, "--json")
    assert proved.code == 0
    assert proved.json["items"][1]["fingerprint"] == given
    assert proved.json["items"][1]["damage"] == []
    assert "not signed: that it is whole is shown, not who archived it" in proved.json["items"][1]["unproved"]
    (workspace / "archive/bundles/week1/data/day.md").write_text("forged\n")
    wrong = kb(workspace, "archive", "verify")
    assert wrong.code == 1
    assert "✗ week1\n    changed: data/day.md" in wrong.out
    assert "moved aside" in kb(workspace, "archive", "restore", "week1", "--in-place").out
    assert kb(workspace, "archive", "verify").code == 0
    out = workspace.parent / "out"
    assert kb(workspace, "archive", "restore", "week1", "day.md", "--to", out, "--dry-run").code == 0
    assert not out.exists()
    assert kb(workspace, "archive", "restore", "week1", "day.md", "--to", out).code == 0
    assert (out / "week1/data/day.md").read_text() == "09:12 lead: started\n"


def test_what_cannot_be_meant_is_a_usage_error(workspace: Path) -> None:
    add = ("archive", "add", workspace.parent / "one", "--bundle", "week1")

    assert kb(workspace, *add, "--because", "x").code == 2
    assert kb(workspace, "archive", "restore", "week1").code == 2
    assert kb(workspace, "archive", "stamp", "week1", "--query", "a", "--reply", "b").code == 2
    assert kb(workspace, "archive", "verify", "--fingerprint", "7F3A").code == 2


def test_archiving_on_no_branch_is_told(workspace: Path) -> None:
    git(workspace, "checkout", "-q", "--detach")

    done = kb(workspace, "archive", "add", workspace.parent / "one", "--bundle", "week1")

    assert "on no branch: only the tag keeps the commit" in done.err
    assert kb(workspace, "archive", "verify").code == 0


def test_a_question_is_written_for_an_authority(workspace: Path) -> None:
    pytest.importorskip("rfc3161_client")
    kb(workspace, "archive", "add", workspace.parent / "one", "--bundle", "week1")
    file = workspace.parent / "week1.tsq"

    assert kb(workspace, "archive", "stamp", "week1", "--query", file, "--dry-run").code == 0
    assert not file.exists()
    assert kb(workspace, "archive", "stamp", "week1", "--query", file).code == 0

    assert file.stat().st_size < 100


def test_what_a_bundle_left_out_and_links_to_is_shown_and_its_texts_are_searched(workspace: Path) -> None:
    logs = workspace.parent / "one"
    (logs / "=cmd.exe").write_bytes(b"MZ")
    (logs / "day.md").write_text("09:12 lead: the payroll queue stands, see https://wiki.example/runbook\n")
    assert kb(workspace, "archive", "add", logs, "--bundle", "week1").code == 0

    records = kb(workspace, "archive", "show", "week1", "--json").json["items"][0]["records"]
    assert [each["file"] for each in records["left-out.csv"]] == ["=cmd.exe"]
    assert [each["link"] for each in records["links.csv"]] == ["https://wiki.example/runbook"]
    assert "'=cmd.exe" in (workspace / "archive/bundles/week1/left-out.csv").read_text()  # no formula
    assert "https://wiki.example/runbook" in kb(workspace, "archive", "show", "week1").out

    found = kb(workspace, "archive", "search", "payroll", "queue", "--json").json["items"]
    assert [(each["bundle"], each["file"], each["line"]) for each in found] == [("week1", "day.md", 1)]
    assert "the payroll queue stands" in kb(workspace, "archive", "search", "payroll").out
    nothing = kb(workspace, "archive", "search", "giraffe")
    assert (nothing.code, nothing.out) == (0, "")
    assert "nothing found" in nothing.err
    assert kb(workspace, "archive", "search", "payroll", "--bundle", "nosuch").code == 2


def test_a_folder_that_gives_git_orders_is_only_read(workspace: Path) -> None:
    """A log folder may be somebody's clone: what its Git would run is not run, and does not get in."""
    logs, marker = workspace.parent / "one", workspace.parent / "ran"
    git(logs, "init", "-q")
    for setting in ("core.fsmonitor", "filter.x.clean", "filter.x.process", "diff.x.textconv"):
        git(logs, "config", setting, f"touch {marker}; cat")
    (logs / ".gitattributes").write_text("* filter=x diff=x\n")
    (logs / ".gitconfig").write_text(f"[core]\n\tfsmonitor = touch {marker}\n")
    (logs / ".git/hooks/post-index-change").write_text(f"#!/bin/sh\ntouch {marker}\n")
    (logs / ".git/hooks/post-index-change").chmod(0o755)

    done = kb(workspace, "archive", "add", logs, "--bundle", "week1", "--json")

    assert not marker.exists()
    left_out = {each["file"] for each in done.json["warnings"]}
    assert {".git", ".gitattributes", ".gitconfig"} <= left_out
    bundle = workspace / "archive/bundles/week1"
    assert [path.name for path in bundle.glob("data/**/*")] == ["day.md"]
    assert kb(workspace, "archive", "verify").code == 0
