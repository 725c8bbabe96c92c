"""The content standard as a project sets it up, and what only the whole workspace can tell."""

from datetime import date
from pathlib import Path

import pytest

from kb import config
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import ConfigError
from kb.flows.changes import write
from kb.flows.check import check, judge, mark
from kb.flows.lifecycle import merge
from kb.model.article import Finding
from kb.redact.load import load_redactors
from tests.support.desk import BLANK, a_desk, badges, blank_letter, letters, new_badge
from tests.support.git import a_repository, git
from tests.support.workspace import kb

TODAY = date(2026, 11, 24)


@pytest.fixture
def desk(tmp_path: Path) -> Settings:
    """Make a workspace in Git with two articles and their incidents."""
    folder = a_repository(tmp_path / "kb")
    made = a_desk(folder, incidents=[*letters(), *badges()], articles=[blank_letter(), new_badge()])
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Start")
    return made


def found(desk: Settings, code: str = "") -> list[Finding]:
    findings, _ = check(desk, redactors=load_redactors(desk.redact), sources={}, today=TODAY)
    return [each for each in findings if each.code.startswith(code)]


def with_rules(desk: Settings, text: str) -> Settings:
    (desk.root / "kb.toml").write_text(f"[check]\n{text}\n", encoding="utf-8")
    return config.load(desk.root)


def test_a_rule_is_switched_off_or_made_stricter(desk: Settings) -> None:
    assert {each.severity for each in found(desk, "KB113")} == {"warning"}
    assert not found(with_rules(desk, 'off = ["KB113"]'), "KB113")
    assert {each.severity for each in found(with_rules(desk, 'errors = ["KB113"]'), "KB113")} == {"error"}


def test_a_rule_nobody_knows_is_said_with_the_nearest(desk: Settings) -> None:
    with pytest.raises(ConfigError) as caught:
        found(with_rules(desk, 'off = ["KB1113"]'))
    assert "KB113" in str(caught.value.hint)


@pytest.mark.parametrize("setting", ['off = ["KB201"]', 'warnings = ["KB112"]'])
def test_a_rule_that_protects_people_stays(desk: Settings, setting: str) -> None:
    with pytest.raises(ConfigError, match="protects people"):
        found(with_rules(desk, setting))


def test_articles_that_look_like_one_are_told_once(desk: Settings) -> None:
    ArticleRepository(desk.content).create(
        blank_letter("kb-b1a2c3d5", evidence=(), path="faq/again-kb-b1a2c3d5.md")
    )
    (finding,) = found(desk, "KB118")
    assert finding.path == "content/faq/again-kb-b1a2c3d5.md"
    assert "kb-b1a2c3d4" in finding.message


def test_a_validated_article_that_was_renamed_leaves_a_redirect(desk: Settings) -> None:
    old = desk.content / blank_letter().path
    old.rename(old.with_name("white-letter-kb-b1a2c3d4.md"))
    git(desk.root, "add", "-A")
    git(desk.root, "commit", "-qm", "Rename")

    (finding,) = found(desk, "KB121")
    assert finding.path.endswith("white-letter-kb-b1a2c3d4.md")
    assert blank_letter().path in finding.message

    new = old.with_name("white-letter-kb-b1a2c3d4.md")
    new.write_text(
        new.read_text().replace("type:", f"aliases:\n  - {blank_letter().path}\ntype:", 1), encoding="utf-8"
    )
    assert not found(desk, "KB121")


def test_a_validated_article_that_was_removed_is_missed_and_a_merged_one_is_not(desk: Settings) -> None:
    write(desk, merge(desk, "kb-b1a2c3d4", "kb-bad9e001"))
    assert not found(desk, "KB121")
    (desk.content / blank_letter().path).unlink()
    git(desk.root, "add", "-A")
    git(desk.root, "commit", "-qm", "Remove")
    assert {each.path for each in found(desk, "KB121")} == {
        f"content/{blank_letter().path}",
        f"content/{new_badge().path}",  # its redirect went as well
    }


def test_a_draft_that_was_removed_is_not_missed(tmp_path: Path) -> None:
    from kb.model.article import Confidence

    folder = a_repository(tmp_path / "kb")
    desk = a_desk(folder, incidents=letters(), articles=[blank_letter(confidence=Confidence.NOT_VALIDATED)])
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Start")
    (desk.content / blank_letter().path).unlink()
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Remove")
    assert not found(desk, "KB121")


def test_people_s_words_are_marked_in_one_commit_and_once(desk: Settings) -> None:
    paths, done = mark(desk, TODAY, dry_run=True)
    assert len(paths) == 2
    assert git(desk.root, "status", "--porcelain") == ""
    assert mark(desk, TODAY)[0] == paths
    assert not found(desk, "KB113")
    assert "Kb-Change: mark" in git(desk.root, "log", "-1", "--format=%B")
    again, done = mark(desk, date(2027, 1, 1))
    assert (again, done.changed) == ((), False)


def test_an_edit_marks_what_it_adds(desk: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark(desk, TODAY)
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "\\nCall the desk, too.\\n" >> "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", str(editor))
    assert kb(desk.root, "edit", "kb-b1a2c3d4").code == 0
    assert not found(desk, "KB113")
    assert len(ArticleRepository(desk.content).get("kb-b1a2c3d4").own_words) == 3
    assert BLANK in ArticleRepository(desk.content).text(blank_letter().path)


def test_the_score_is_printed_and_told_to_scripts(desk: Settings) -> None:
    done = kb(desk.root, "check", "--score", "--json")
    assert done.code == 0
    assert {each["id"] for each in done.json["items"]} == {"kb-b1a2c3d4", "kb-bad9e001"}
    assert all(
        each["points"] == 100 - sum(lost["points"] for lost in each["lost"]) for each in done.json["items"]
    )
    assert "2 of 2 articles have 70 points or more" in kb(desk.root, "check", "--score").err
    (desk.content / new_badge().path).write_text(
        ArticleRepository(desk.content)
        .text(new_badge().path)
        .replace("Register its number at the kiosk.", "tbd")
    )
    assert kb(desk.root, "check", "--score", "--strict").code == 1


def test_questions_of_check_are_asked_one_at_a_time(desk: Settings) -> None:
    assert kb(desk.root, "check", "--mark", "--score").code == 2


def test_one_page_is_judged_as_all_are_together(desk: Settings) -> None:
    file = desk.content / new_badge().path
    file.write_text(
        file.read_text().replace("## Issue", "[x](no.md) ![](a.png)\n\n## Issue"), encoding="utf-8"
    )
    for each in (new_badge().path, blank_letter().path):
        of_all = [finding for finding in found(desk) if finding.path == f"content/{each}"]
        assert of_all
        assert list(judge(desk, each, TODAY)) == of_all
