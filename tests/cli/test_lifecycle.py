"""The commands that change articles: what they print, ask and refuse, and what a script reads."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from tests.support.desk import a_desk, badges, blank_letter, letters, new_badge
from tests.support.git import a_repository, git
from tests.support.workspace import files_of, kb


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a workspace in Git with two articles and their incidents."""
    made = a_repository(tmp_path / "kb")
    a_desk(made, incidents=[*letters(), *badges()], articles=[blank_letter(), new_badge()])
    git(made, "add", "-A")
    git(made, "commit", "-qm", "Start")
    return made


def test_a_merge_says_what_it_did_and_where_it_stands_in_git(folder: Path) -> None:
    done = kb(folder, "merge", "kb-b1a2c3d4", "kb-bad9e001")
    assert done.code == 0
    assert done.out.startswith("Merge kb-bad9e001 into kb-b1a2c3d4: Offer letter is blank")
    assert "removed content/troubleshooting/" in done.out
    assert "1 incident moved" in done.out
    assert f"committed as {git(folder, 'rev-parse', 'HEAD')[:10]}" in done.err
    assert kb(folder, "show", "kb-bad9e001").out.startswith("Offer letter is blank")


@pytest.mark.parametrize(
    "command",
    [
        ("reviewed", "kb-bad9e001"),
        ("retire", "kb-bad9e001", "--because", "gone"),
        ("merge", "kb-b1a2c3d4", "kb-bad9e001"),
        ("split", "kb-b1a2c3d4", "INC2"),
        ("link", "--move", "INC3", "kb-b1a2c3d4"),
        ("unlink", "INC2", "kb-b1a2c3d4"),
        ("new", "Parking permit is missing – Garage", "--type", "faq"),
    ],
    ids=lambda command: command[0],
)
def test_each_can_be_tried_reports_itself_and_is_one_commit(folder: Path, command: tuple[str, ...]) -> None:
    before = files_of(folder)
    tried = kb(folder, *command, "--dry-run", "--json")
    assert (tried.code, tried.json["dry_run"], tried.json["commit"]) == (0, True, "")
    assert files_of(folder) == before

    done = kb(folder, *command, "--json")

    assert done.json["items"] == tried.json["items"]
    assert done.json["commit"] == git(folder, "rev-parse", "HEAD")
    assert f"Kb-Change: {'review' if command[0] == 'reviewed' else command[0]}" in git(
        folder, "log", "-1", "--format=%B"
    )
    assert git(folder, "rev-list", "--count", "HEAD") == "2"
    assert git(folder, "status", "--porcelain") == ""


def test_a_promotion_is_a_commit_as_well(folder: Path) -> None:
    assert kb(folder, "promote", "kb-bad9e001", "--to", "not-validated").code == 0
    assert "Kb-Change: promote" in git(folder, "log", "-1", "--format=%B")
    assert git(folder, "status", "--porcelain") == ""
    assert kb(folder, "promote", "kb-bad9e001", "--to", "validated", "--no-commit").code == 0
    assert git(folder, "status", "--porcelain") != ""


def test_a_promotion_names_the_changes_that_go_along(folder: Path) -> None:
    page = folder / "content" / new_badge().path
    page.write_text(page.read_text().replace("at the kiosk", "at the kiosk, then wait"), encoding="utf-8")
    done = kb(folder, "promote", "kb-bad9e001", "--to", "not-validated")
    assert f"note: content/{new_badge().path} had changes that were not committed" in done.err
    assert "not committed" not in kb(folder, "promote", "kb-bad9e001", "--to", "validated").err


def test_what_is_so_already_is_said_and_is_no_commit(folder: Path) -> None:
    kb(folder, "retire", "kb-bad9e001")
    again = kb(folder, "retire", "kb-bad9e001")
    assert (again.code, again.out) == (0, "kb-bad9e001 unchanged: it is so already\n")
    assert git(folder, "rev-list", "--count", "HEAD") == "2"


def test_without_an_author_the_change_is_made_and_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(folder, "config", "--unset", "user.name")
    git(folder, "config", "--unset", "user.email")
    git(folder, "config", "user.useConfigOnly", "true")
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    promoted = kb(folder, "promote", "kb-b1a2c3d4", "--to", "not-validated")
    assert "not committed, because Git does not know who you are" in promoted.err
    done = kb(folder, "retire", "kb-bad9e001")
    assert done.code == 0
    assert "not committed, because Git does not know who you are" in done.err
    assert "confidence: archived" in (folder / "content" / new_badge().path).read_text()


# written


def an_editor(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_an_edit_is_checked_and_committed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv(
        "EDITOR", an_editor(tmp_path / "editor", 'sed -i "s/the kiosk/the [kiosk](nowhere.md)/" "$1"')
    )
    done = kb(folder, "edit", "kb-bad9e001")
    assert done.code == 1
    assert "nowhere.md" in done.err
    assert "committed as" in done.err
    assert "Kb-Change: edit" in git(folder, "log", "-1", "--format=%B")


def test_what_must_not_be_kept_is_not_committed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv(
        "EDITOR",
        an_editor(tmp_path / "editor", 'sed -i "s/the kiosk/kiosk, or ask jo.doe@example.com/" "$1"'),
    )
    done = kb(folder, "edit", "kb-bad9e001")
    assert done.code == 5
    assert "jo.doe" not in done.err
    assert git(folder, "rev-list", "--count", "HEAD") == "1"
    new = kb(folder, "new", "Parking permit is missing", "--edit")
    assert new.code == 0  # this editor finds nothing to change in a new page


def test_an_editor_that_breaks_the_page_or_its_id_is_told(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", an_editor(tmp_path / "editor", 'sed -i "s/^id: .*/id: kb-00000000/" "$1"'))
    done = kb(folder, "edit", "kb-bad9e001")
    assert done.code != 0
    assert "id: kb-bad9e001" in done.err
    assert git(folder, "rev-list", "--count", "HEAD") == "1"


def test_a_new_article_begins_with_the_projects_own_template(folder: Path) -> None:
    own = folder / "content" / "_templates" / "faq.md"
    own.parent.mkdir()
    own.write_text("## Issue\n\n<!-- Our way of asking. -->\n\n## Resolution\n", encoding="utf-8")
    done = kb(folder, "new", "Where do I park?", "--type", "faq", "--no-edit", "--json")
    text = (folder / done.json["items"][0]["path"]).read_text(encoding="utf-8")
    assert "Our way of asking" in text
    assert "confidence: wip" in text
    assert "audience: support" in text
    assert kb(folder, "list", "--json").json["counts"]["articles"] == 3  # the template is no article
    built = kb(folder, "build", "--audience", "internal", "--dry-run")
    assert built.code == 0
    from kb import config
    from kb.flows.portal import assemble
    from kb.model.article import Audience

    portal = assemble(config.load(folder), Audience.INTERNAL, today=date(2026, 11, 24))
    assert not [page.path for page in portal.pages if "_templates" in page.path]


def test_an_article_is_begun_from_incidents_that_nobody_has(folder: Path) -> None:
    done = kb(folder, "new", "Badge", "--from", "INC3", "--no-edit")
    assert done.code != 0
    assert "kb split kb-bad9e001 servicenow:INC3" in done.err
    kb(folder, "unlink", "INC3", "kb-bad9e001")
    made = kb(folder, "new", "Badge is refused – Kiosk", "--from", "INC3", "--no-edit", "--json")
    assert made.json["evidence"] == ["servicenow:INC3"]
    text = (folder / made.json["items"][0]["path"]).read_text(encoding="utf-8")
    assert "Registered the number of the badge at the kiosk.[^r" in text


# links


def test_links_are_a_table_to_load_back(folder: Path) -> None:
    done = kb(folder, "links", "--csv", "-", "--site", "https://kb.example.com/hr")
    rows = list(csv.DictReader(io.StringIO(done.out, newline="")))
    assert [row["incident"] for row in rows] == ["INC1", "INC2", "INC3"]
    assert rows[2]["address"].startswith("https://kb.example.com/hr/troubleshooting/")
    assert rows[2]["article"] == "kb-bad9e001"
    assert "\r\n" in done.out


def test_a_cell_that_a_spreadsheet_would_calculate_is_defused(folder: Path) -> None:
    file = folder / "content" / new_badge().path
    file.write_text(
        file.read_text().replace("title: Badge", 'title: "=HYPERLINK(1)" # Badge'), encoding="utf-8"
    )
    out = folder / "links.csv"
    assert kb(folder, "links", "--csv", out).code == 0
    assert "'=HYPERLINK(1)" in out.read_text(encoding="utf-8")
    before = out.stat().st_mtime_ns
    kb(folder, "links", "--csv", out)
    assert out.stat().st_mtime_ns == before


@pytest.mark.parametrize("theirs", ["# Our own page\n", "number,state\r\nINC1,Closed\r\n"])
def test_the_table_never_takes_the_place_of_somebody_s_own_file(folder: Path, theirs: str) -> None:
    own = folder / "content" / "index.md"
    own.write_text(theirs, encoding="utf-8", newline="")

    done = kb(folder, "links", "--csv", own)

    assert (done.code, own.read_bytes().decode()) == (5, theirs)
    assert "content/index.md" in done.err


def test_the_table_can_only_be_tried(folder: Path) -> None:
    done = kb(folder, "links", "--csv", "links.csv", "--dry-run")
    assert (done.code, (folder / "links.csv").exists()) == (0, False)
    assert "was not written" in done.err


def test_links_for_users_name_nothing_that_is_not_theirs(folder: Path) -> None:
    assert kb(folder, "links", "--audience", "users", "--json").json["items"] == []
    assert len(kb(folder, "links", "--system", "servicenow", "--json").json["items"]) == 3
    assert kb(folder, "links", "--system", "jira", "--json").json["items"] == []
