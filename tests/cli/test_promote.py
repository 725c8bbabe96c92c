"""`kb promote` in a real terminal and in scripts: the same decisions, by a key or by a flag."""

import time
from pathlib import Path

import pytest

from kb.articles.repository import ArticleRepository
from tests.support.terminal import Terminal
from tests.support.workspace import a_row, a_workspace, an_export, files_of, kb

NOTES = (
    "1. Ask Marek to publish the layout again.\n2. Call Zofia Baran.\n3. Generate the offer letter once more."
)
WIDEN = ("--to", "validated", "--audience", "users")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = a_workspace(tmp_path / "kb")
    rows = [a_row("INC0048001", close_notes=NOTES), a_row("INC0048002", close_notes="Done")]
    assert kb(made, "harvest", an_export(made / "exports" / "incidents.csv", rows)).code == 0
    return made


def the_id(folder: Path) -> str:
    return ArticleRepository(folder / "content").articles()[0].id


def page(folder: Path) -> str:
    return (folder / "content" / ArticleRepository(folder / "content").articles()[0].path).read_text()


def test_each_word_is_shown_in_its_line_and_one_key_decides(folder: Path) -> None:
    terminal = Terminal(folder, "promote", the_id(folder), *WIDEN)

    shown = terminal.until("[q]uit ")
    terminal.press("m")
    more = terminal.until("[q]uit ")
    terminal.press("k")
    code = terminal.ends()

    assert code == 0, terminal.seen
    assert "2 need you" in shown
    assert "1. Ask Marek to publish the layout again." in shown
    assert '"Marek" a name?' in shown
    assert '"Zofia Baran" a name?' in more
    assert "names_kept:\n  - Zofia Baran\n" in page(folder)
    assert "Ask \\[person\\] to publish" in page(folder)
    assert "audience: users" in page(folder)
    assert "Marek" in (folder / "exports" / "people.csv").read_text()
    assert kb(folder, "check").code == 0


def test_other_keys_ask_again_and_q_leaves_everything(folder: Path) -> None:
    before = files_of(folder)
    terminal = Terminal(folder, "promote", the_id(folder), *WIDEN)

    terminal.until("[q]uit ")
    terminal.press("x")
    time.sleep(0.3)
    terminal.press("M")
    terminal.until("[q]uit ")
    terminal.press("q")

    assert terminal.ends() == 5
    assert "nothing was written" in terminal.seen
    assert files_of(folder) == before


@pytest.mark.parametrize("how", ["\x03", "signal", "\x04"])
def test_interrupting_leaves_everything(folder: Path, how: str) -> None:
    before = files_of(folder)
    terminal = Terminal(folder, "promote", the_id(folder), *WIDEN)

    terminal.until("[q]uit ")
    terminal.press("m")
    terminal.until("[q]uit ")
    terminal.interrupt() if how == "signal" else terminal.press(how)

    assert terminal.ends() == (5 if how == "\x04" else 130)
    assert files_of(folder) == before
    assert not (folder / ".kb" / "masking.txt").exists()


def test_a_terminal_is_not_asked_when_told_not_to(folder: Path) -> None:
    terminal = Terminal(folder, "promote", the_id(folder), *WIDEN, "--no-input")

    assert terminal.ends() == 5
    assert "[q]uit" not in terminal.seen


def test_a_script_is_told_each_place_and_the_flags(folder: Path) -> None:
    before = files_of(folder)

    done = kb(folder, "promote", the_id(folder), *WIDEN)

    lines = page(folder).split("\n")
    path = f"content/{ArticleRepository(folder / 'content').articles()[0].path}"
    number = next(place for place, line in enumerate(lines, 1) if "Ask Marek" in line)
    assert done.code == 5
    assert f"{path}:{number}: Marek" in done.err
    assert f"{path}:{number + 1}: Zofia Baran" in done.err
    assert "--keep Marek --keep 'Zofia Baran'" in done.err
    assert files_of(folder) == before


def test_a_script_says_what_somebody_decided(folder: Path) -> None:
    done = kb(folder, "promote", the_id(folder), *WIDEN, "--mask", "Zofia Baran", "--keep", "Marek")

    assert done.code == 0, done.err
    assert "masked: Zofia Baran in 1 records and 1 articles" in done.out
    assert "Call \\[person\\]." in page(folder)
    assert "names_kept:\n  - Marek\n" in page(folder)


def test_a_pretended_run_shows_them_and_writes_nothing(folder: Path) -> None:
    before = files_of(folder)

    refused = kb(folder, "promote", the_id(folder), *WIDEN, "--dry-run")
    decided = kb(
        folder, "promote", the_id(folder), *WIDEN, "--dry-run", "--mask", "Marek", "--keep", "Zofia Baran"
    )

    assert (refused.code, decided.code) == (5, 0)
    assert ": Marek" in refused.err
    assert "names_kept: Zofia Baran" in decided.out
    assert "masked: Marek" in decided.out
    assert files_of(folder) == before
    assert not (folder / ".kb" / "masking.txt").exists()


def test_json_reports_them(folder: Path) -> None:
    refused = kb(folder, "promote", the_id(folder), *WIDEN, "--json")
    done = kb(folder, "promote", the_id(folder), *WIDEN, "--json", "--mask", "Marek", "--keep", "Zofia Baran")

    assert (refused.code, done.code) == (5, 0)
    assert refused.json["ok"] is False
    assert [each["word"] for each in refused.json["warnings"]] == ["Marek", "Zofia Baran"]
    assert all(each["line"] > 1 and each["hint"] for each in refused.json["warnings"])
    assert refused.json["items"][0]["audience"] == "support"
    assert done.json["changes"]["names_kept"] == "Zofia Baran"
    assert (done.json["counts"]["records"], done.json["counts"]["articles"]) == (1, 1)
    assert done.json["items"][0]["audience"] == "users"


def test_within_support_it_is_a_warning(folder: Path) -> None:
    done = kb(folder, "promote", the_id(folder), "--to", "validated")

    assert done.code == 0
    assert "warning: content/" in done.err
    assert "Marek may be a name (told or asked)" in done.err


def test_a_name_may_be_masked_without_promoting(folder: Path) -> None:
    done = kb(folder, "promote", the_id(folder), "--mask", "Marek")

    assert done.code == 0, done.err
    assert "confidence: not-validated" in page(folder)
    assert "Marek" not in page(folder)
