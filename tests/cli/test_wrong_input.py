"""Wrong input ends with one clear message: where, what, what to do next; and nothing is half written."""

from pathlib import Path

import pytest

from tests.support.git import git
from tests.support.workspace import a_workspace, an_export, files_of, kb, three_incidents, without_git


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return a_workspace(tmp_path / "kb")


def ends(done: object, code: int, *words: str) -> None:
    assert done.code == code, done.err  # type: ignore[attr-defined]
    assert done.out == ""  # type: ignore[attr-defined]
    assert "Traceback" not in done.err  # type: ignore[attr-defined]
    for word in (*words, "hint:"):
        assert word in done.err  # type: ignore[attr-defined]


def test_no_such_file(workspace: Path) -> None:
    ends(kb(workspace, "harvest", "nowhere.csv"), 3, "nowhere.csv", "no such file")


def test_not_a_csv(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "photo.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")

    ends(kb(workspace, "harvest", tmp_path / "photo.csv"), 3, "photo.csv")


def test_missing_columns_are_named(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "few.csv").write_text('"number","short_description"\n"INC1","x"\n')

    ends(kb(workspace, "harvest", tmp_path / "few.csv"), 3, "few.csv", "state")


def test_broken_json_has_its_line(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "issues.json").write_text('{"issues": [\n{"key": "A-1",\n}]}')

    done = kb(workspace, "harvest", tmp_path / "issues.json")

    assert done.code == 1
    assert "issues.json:2: broken JSON" in done.err
    assert "in line 3" in done.err


def test_a_yaml_error_in_an_article_has_its_line(workspace: Path) -> None:
    article = workspace / "content" / "troubleshooting" / "bad.md"
    article.parent.mkdir(exist_ok=True)
    article.write_text("---\nid: kb-1\ntitle: [unclosed\n---\n\ntext\n")

    listed, checked, built = kb(workspace, "list"), kb(workspace, "check"), kb(workspace, "build")

    assert (listed.code, checked.code, built.code) == (3, 1, 3)
    assert "bad.md:" in listed.err
    assert "content/troubleshooting/bad.md:" in checked.out
    assert "KB001" in checked.out
    assert not (workspace / "site").exists()


def test_not_a_workspace(tmp_path: Path) -> None:
    ends(kb(tmp_path, "list"), 2, "not in a workspace", "kb init")


def test_an_unknown_setting_is_named_with_the_nearest(workspace: Path) -> None:
    (workspace / "kb.toml").write_text("[harvest]\nmin_incident = 3\n")

    ends(kb(workspace, "list"), 2, "kb.toml", "min_incident", "min_incidents")


def test_settings_that_are_not_toml(workspace: Path) -> None:
    (workspace / "kb.toml").write_text("[harvest\n")

    done = kb(workspace, "list")

    assert done.code == 2
    assert "kb.toml" in done.err


def test_git_missing(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export = an_export(workspace / "exports" / "incidents.csv", three_incidents())
    without_git(monkeypatch, tmp_path / "empty")

    ends(kb(workspace, "harvest", export), 4, "Git is not installed", "install")


def test_git_without_an_identity(workspace: Path) -> None:
    (workspace / "logs").mkdir()
    (workspace / "logs" / "day.md").write_text("09:00 lead: started\n")
    for name in ("user.name", "user.email"):
        git(workspace, "config", "--unset", name)
    git(workspace, "config", "user.useConfigOnly", "true")

    ends(
        kb(workspace, "archive", "add", "logs", "--bundle", "week-1"),
        4,
        "who you are",
        "git config user.name",
    )


def test_searching_before_building(workspace: Path) -> None:
    ends(kb(workspace, "search", "offer"), 4, "kb build")


def test_serving_before_building(workspace: Path) -> None:
    ends(kb(workspace, "serve", "--port", "0"), 4, "not built", "kb build")


def test_an_unknown_article_is_answered_with_the_nearest(workspace: Path, tmp_path: Path) -> None:
    kb(workspace, "harvest", an_export(tmp_path / "incidents.csv", three_incidents()))

    done = kb(workspace, "show", "kb-00000000")

    assert done.code in (2, 4)
    assert "kb-00000000" in done.err


def test_an_unknown_command_is_answered_with_the_nearest(workspace: Path) -> None:
    done = kb(workspace, "harvst")

    assert done.code == 2
    assert "Did you mean harvest?" in done.err


def test_a_redactor_that_fails_stops_everything(workspace: Path, tmp_path: Path) -> None:
    """A pattern that does not compile must not mean that nothing is hidden."""
    settings = (workspace / "kb.toml").read_text().replace("[redact]", '[redact]\npatterns = ["TB-("]')
    (workspace / "kb.toml").write_text(settings)
    before = files_of(workspace)

    done = kb(workspace, "harvest", an_export(tmp_path / "incidents.csv", three_incidents()))

    assert done.code in (2, 5)
    assert "TB-(" in done.err
    assert files_of(workspace) == before


def test_promoting_without_saying_to_what(workspace: Path) -> None:
    ends(kb(workspace, "promote", "kb-1"), 2, "nothing to change")


def test_init_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")

    assert kb(tmp_path, "init", "taken").code == 2
    assert (tmp_path / "taken").read_text() == "x"
