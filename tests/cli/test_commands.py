"""The commands beside harvest: each does its one thing, tells it in words and in JSON, and can only pretend."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.cli.screen import safe
from tests.support.git import git
from tests.support.workspace import a_row, a_workspace, an_export, files_of, kb, three_incidents


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return a_workspace(tmp_path / "kb")


@pytest.fixture
def harvested(workspace: Path, tmp_path: Path) -> Path:
    assert kb(workspace, "harvest", an_export(tmp_path / "incidents.csv", three_incidents())).code == 0
    return workspace


def the_id(workspace: Path) -> str:
    return str(kb(workspace, "list", "--json").json["items"][0]["id"])


def test_init_makes_a_workspace_that_checks_and_builds(workspace: Path) -> None:
    checked, built = kb(workspace, "check"), kb(workspace, "build", "--json")

    assert checked.code == 0, checked.out
    assert built.code == 0, built.err
    assert (workspace / "site" / "support" / "index.html").is_file()
    assert git(workspace, "status", "--porcelain") == ""


def test_init_keeps_what_is_there(workspace: Path) -> None:
    (workspace / "content" / "index.md").write_text("# Mine\n")
    before = files_of(workspace)

    done = kb(workspace.parent, "init", workspace, "--json")

    assert done.json["counts"]["created"] == 0
    assert files_of(workspace) == before


def test_init_can_only_pretend(tmp_path: Path) -> None:
    assert kb(tmp_path, "init", "new", "--dry-run").code == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ['It\'s "quoted" \\ here', "Zürich: HR #1", "no", "<b>bold</b>", "line\nbreak"]
)
def test_init_takes_any_name(tmp_path: Path, name: str) -> None:
    assert kb(tmp_path, "init", "new", "--name", name).code == 0

    assert kb(tmp_path / "new", "check").code == 0
    assert kb(tmp_path / "new", "build").code == 0


def test_promoting_changes_named_fields_only(harvested: Path) -> None:
    article = next((harvested / "content" / "troubleshooting").glob("*.md"))
    body = article.read_text().partition("\n---\n")[2]

    done = kb(harvested, "promote", the_id(harvested), "--to", "validated", "--json")

    assert done.code == 0, done.err
    assert set(done.json["changes"]) == {"confidence", "last_reviewed_on", "review_in"}
    assert "confidence: validated" in article.read_text()
    assert article.read_text().partition("\n---\n")[2] == body


def test_promoting_can_only_pretend(harvested: Path) -> None:
    before = files_of(harvested)

    assert kb(harvested, "promote", the_id(harvested), "--to", "validated", "--dry-run").code == 0
    assert files_of(harvested) == before


def test_a_wider_audience_needs_a_validated_article(harvested: Path) -> None:
    done = kb(harvested, "promote", the_id(harvested), "--audience", "users")

    assert done.code == 5
    assert "validated" in done.err


def test_a_page_with_a_leftover_is_neither_promoted_nor_built(harvested: Path) -> None:
    article = next((harvested / "content" / "troubleshooting").glob("*.md"))
    article.write_text(article.read_text() + "\nAsk agnieszka.zielonka@tarnbridge.example for it.\n")
    line = article.read_text().count("\n")

    promoted, built, checked = (
        kb(harvested, "promote", the_id(harvested), "--to", "validated"),
        kb(harvested, "build"),
        kb(harvested, "check"),
    )

    assert (promoted.code, built.code, checked.code) == (5, 5, 1)
    assert f".md:{line}: still holds email" in promoted.err
    assert "KB201" in checked.out
    assert not (harvested / "site").exists()


def test_show_prints_the_article(harvested: Path) -> None:
    done = kb(harvested, "show", the_id(harvested))

    assert "Publish the layout again." in done.out
    assert kb(harvested, "show", the_id(harvested), "--json").json["items"][0]["receipts"]


def test_archive_add_list_verify(workspace: Path) -> None:
    (workspace / "logs").mkdir()
    (workspace / "logs" / "day.md").write_text(
        "09:00 lead: call +44 20 7946 0177, password: Winter!Depot2026\n"
    )

    pretended = kb(workspace, "archive", "add", "logs", "--bundle", "week-1", "--dry-run", "--json")
    added = kb(workspace, "archive", "add", "logs", "--bundle", "week-1", "--json")
    listed = kb(workspace, "archive", "list", "--json")
    verified = kb(workspace, "archive", "verify")

    assert (pretended.code, added.code, listed.code, verified.code) == (0, 0, 0, 0)
    assert pretended.json["items"][0]["digest"] == added.json["items"][0]["digest"]
    assert listed.json["items"][0]["tagged"] is True
    assert "7946" not in git(workspace, "log", "-p", "--all")
    assert "Winter" not in git(workspace, "log", "-p", "--all")

    log = workspace / "archive" / "bundles" / "week-1" / "data" / "day.md"
    log.write_text(log.read_text() + "x")
    assert kb(workspace, "archive", "verify").code == 1


def test_raw_logs_that_git_would_take_are_refused(workspace: Path) -> None:
    (workspace / "days").mkdir()
    (workspace / "days" / "day.md").write_text("09:00 lead: started\n")

    assert kb(workspace, "archive", "add", "days", "--bundle", "week-1").code == 5


def test_search_speaks_words_and_json(harvested: Path) -> None:
    assert kb(harvested, "build").code == 0

    words, data, nothing = (
        kb(harvested, "search", "blank", "ofer"),
        kb(harvested, "search", "blank offer", "--json"),
        kb(harvested, "search", "xylophone zebra"),
    )

    assert words.out.startswith("1. Offer letter PDF is blank")
    assert data.json["items"][0]["url"].startswith("troubleshooting/")
    assert nothing.code == 1


def test_text_from_outside_cannot_steer_the_terminal(workspace: Path, tmp_path: Path) -> None:
    rows = [a_row(f"INC{n}", short_description="Offer letter \x1b[31mred\x07 pdf blank") for n in range(2)]
    kb(workspace, "harvest", an_export(tmp_path / "e.csv", rows))

    shown = kb(workspace, "list").out + kb(workspace, "show", the_id(workspace)).out

    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert safe("a\x1b]0;b\x07\u202ec") == "a\\x1b]0;b\\x07\\x202ec"


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys; from kb.cli.main import main; main(['--help']); "
        "print([m for m in ('git', 'whoosh', 'rich', 'yaml', 'mkdocs', 'starlette', 'phonenumbers', 'snowballstemmer') if m in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip().endswith("[]")


def test_searching_loads_no_more_than_it_needs(harvested: Path) -> None:
    assert kb(harvested, "build").code == 0
    code = (
        f"import sys; from kb.cli.main import main; main(['-C', {os.fspath(harvested)!r}, 'search', 'offer']); "
        "print([m for m in ('git', 'rich', 'mkdocs', 'starlette', 'phonenumbers', 'stdnum', 'kb.redact', 'kb.site.portal', 'bagit') if m in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip().endswith("[]")


def test_the_shell_completes_commands() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kb"],
        env=os.environ | {"_KB_COMPLETE": "bash_complete", "COMP_WORDS": "kb har", "COMP_CWORD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "harvest" in done.stdout


def test_a_bug_ends_with_70_and_names_a_log(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import kb.flows.articles

    def broken(_: object) -> None:
        raise ZeroDivisionError("by accident")

    monkeypatch.setattr(kb.flows.articles, "every", broken)

    from tests.support.workspace import kb as run

    done = run(workspace, "list")

    assert done.code == 70
    assert "kb-bug-" in done.err
    assert "Traceback" not in done.err
