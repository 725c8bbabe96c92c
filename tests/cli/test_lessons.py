"""`kb lessons`: told in words and in JSON, able to pretend, and never taking raw papers out of Git's sight."""

import re
from pathlib import Path

import pytest

from tests.flows.test_lessons import PAPER, REGISTER
from tests.support.workspace import a_workspace, files_of, kb


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return a_workspace(tmp_path / "kb")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "queue.md").write_text(PAPER)
    (folder / "register.csv").write_text(REGISTER)
    (folder / "README.md").write_text("# Our papers\n")
    return folder


def test_the_sum_is_printed_and_what_is_no_lesson_is_named(workspace, papers):
    done = kb(workspace, "lessons", "import", papers)

    assert done.code == 0, done.err
    assert "read 4 = created 3 + updated 0 + unchanged 0 + skipped 1 + rejected 0" in done.out
    assert "README.md: a paper about the folder, no lesson" in done.err


def test_json_has_counts_items_and_reasons(workspace, papers):
    (papers / "broken.md").write_text("---\ntitle: [\n---\n")

    done = kb(workspace, "lessons", "import", papers, "--json")

    assert done.code == 1
    told = done.json
    assert (told["schema"], told["command"], told["ok"]) == ("kb/1", "lessons import", False)
    assert told["counts"] == {
        "read": 5, "created": 3, "updated": 0, "unchanged": 0, "skipped": 1, "rejected": 1,
    }  # fmt: skip
    assert {item["change"] for item in told["items"]} == {"created"}
    assert all((workspace / item["path"]).is_file() for item in told["items"])
    assert {warning["code"] for warning in told["warnings"]} == {"rejected", "skipped"}


def test_it_can_only_pretend(workspace, papers):
    before = files_of(workspace)

    done = kb(workspace, "lessons", "import", papers, "--dry-run")

    assert (done.code, files_of(workspace)) == (0, before)
    assert "nothing was written" in done.err


def test_an_edited_lesson_is_reported(workspace, papers):
    kb(workspace, "lessons", "import", papers)
    (file,) = (workspace / "lessons").glob("ask-early-*.md")
    file.write_text(file.read_text() + "\nOurs.\n")
    (papers / "register.csv").write_text(REGISTER.replace("week one", "week two"))

    words, data = (
        kb(workspace, "lessons", "import", papers),
        kb(workspace, "lessons", "import", papers, "--json"),
    )

    assert f"edited here lessons/{file.name}" in words.err
    assert [warning["code"] for warning in data.json["warnings"]] == ["edited", "skipped"]
    assert file.read_text().endswith("Ours.\n")


def test_raw_papers_that_git_would_take_are_refused(workspace, papers):
    papers.rename(workspace / "papers")
    before = files_of(workspace)

    done = kb(workspace, "lessons", "import", "papers")

    assert done.code == 5
    assert "Git does not ignore it" in done.err
    assert files_of(workspace) == before


def test_the_list_marks_what_is_overdue(workspace, papers, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796083200")  # 1 December 2026
    kb(workspace, "lessons", "import", papers)

    words, data = kb(workspace, "lessons", "list"), kb(workspace, "lessons", "list", "--json")

    first = words.out.splitlines()[1]
    assert (
        first.startswith("lesson-ask-early-") and "action-agreed" in first and "2026-10-01 overdue" in first
    )
    assert data.json["counts"] == {"lessons": 3, "overdue": 1}
    assert [item["overdue"] for item in data.json["items"]] == [True, False, False]


def test_an_empty_list_says_how_to_go_on(workspace):
    assert "kb lessons import" in kb(workspace, "lessons", "list").err


def test_imported_lessons_check_and_build(workspace, papers):
    (papers / "hostile.md").write_text(
        "# <script>alert(1)</script>\n\n## Impact\n\n[x](javascript:alert(1)) ![y](../../etc/passwd) <img src=x onerror=y>\n"
        "{: onclick=x }\n\n[^1]: a\n\n--8<-- '/etc/passwd'\n\n[z]: missing.md\n"
    )
    kb(workspace, "lessons", "import", papers)

    checked, built = kb(workspace, "check"), kb(workspace, "build", "--audience", "internal")

    assert (checked.code, built.code) == (0, 0), checked.out + built.err
    pages = {
        path.parent.name: path.read_text()
        for path in (workspace / "site" / "internal" / "lessons").glob("*/index.html")
    }
    assert len(pages) == 4
    acting = re.compile(r"<(?!meta)[^>]*\sonerror=|<script>alert|href=.?javascript:|<img[^>]*src=.?x\b")
    assert [name for name, text in pages.items() if acting.search(text)] == []


def test_a_clean_workspace_sees_no_lessons_of_another_audience(workspace, papers):
    kb(workspace, "lessons", "import", papers)

    assert kb(workspace, "build").code == 0
    assert not list((workspace / "site" / "support" / "lessons").glob("ask-*"))
