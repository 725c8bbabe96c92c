"""`kb review` in a real terminal and in a plain one: what is shown, one key each, nothing but what was asked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.articles.repository import ArticleRepository
from kb.model.article import Article, Confidence
from tests.support.desk import BLANK, a_desk, badges, blank_letter, letters, new_badge
from tests.support.git import a_repository, git
from tests.support.terminal import Terminal
from tests.support.workspace import files_of, kb

LETTER, BADGE = "kb-b1a2c3d4", "kb-bad9e001"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a workspace in Git in which a draft is ready and an article is flagged."""
    made = a_repository(tmp_path / "kb")
    draft = blank_letter(confidence=Confidence.NOT_VALIDATED)
    flagged = new_badge(flagged=("servicenow:INC3 was opened again.",))
    a_desk(made, incidents=[*letters(), *badges()], articles=[draft, flagged])
    git(made, "add", "-A")
    git(made, "commit", "-qm", "Start")
    return made


def article(folder: Path, name: str) -> Article:
    return ArticleRepository(folder / "content").get(name)


def test_the_list_shows_why_and_what_to_do_next(folder: Path) -> None:
    terminal = Terminal(folder, "review", width=120, height=24)
    shown = terminal.until("q quit")
    terminal.press("q")
    assert terminal.ends() == 0
    assert "2 things to do" in shown
    assert "Offer letter is blank" in shown
    assert "flagged" in shown
    assert "next: kb " in shown


def test_a_key_promotes_the_chosen_article_in_one_commit(folder: Path) -> None:
    chosen = BADGE if "Badge" in kb(folder, "review", "--plain").out.split("\n")[0] else LETTER
    terminal = Terminal(folder, "review", width=120, height=24)
    terminal.until("q quit")
    if chosen == BADGE:
        terminal.press("j")
        terminal.until("q quit")
    terminal.press("p")
    said = terminal.until("press any key to go on ")
    terminal.press(" ")
    terminal.until("1 thing to do")
    terminal.press("q")

    assert terminal.ends() == 0
    assert f"{LETTER} confidence: validated" in said
    assert article(folder, LETTER).confidence is Confidence.VALIDATED
    assert git(folder, "log", "--format=%s", "-1").startswith(f"Promote {LETTER}")
    assert git(folder, "rev-list", "--count", "HEAD") == "2"


def test_reviewed_takes_the_flag_and_retire_asks_first(folder: Path) -> None:
    terminal = Terminal(folder, "review", BADGE, width=100, height=20)
    terminal.until("q quit")
    terminal.press("x")
    terminal.until("[y/N]: ")
    os.write(terminal._leader, b"n\r")
    terminal.until("press any key to go on ")
    terminal.press(" ")
    terminal.until("q quit")
    assert article(folder, BADGE).confidence is Confidence.VALIDATED
    terminal.press("r")
    terminal.until("press any key to go on ")
    terminal.press(" ")
    terminal.until("Nothing to do.")
    terminal.press("q")
    assert terminal.ends() == 0
    assert article(folder, BADGE).flagged == ()


def test_an_article_is_read_scrolled_and_left(folder: Path) -> None:
    terminal = Terminal(folder, "review", LETTER, width=60, height=10)
    terminal.until("next: ")
    terminal.press("\r")
    top = terminal.until(" lines")
    terminal.press("G")
    bottom = terminal.until(" lines")
    terminal.press("q")
    terminal.until("next: ")
    terminal.press("q")
    assert terminal.ends() == 0
    assert "Offer letter is blank" in top
    assert "Generate the document again" in bottom


@pytest.mark.parametrize("size", [(40, 10), (20, 5), (200, 60)])
def test_it_fits_any_window(folder: Path, size: tuple[int, int]) -> None:
    terminal = Terminal(folder, "review", width=size[0], height=size[1])
    terminal.until("j/k")
    terminal.press("?")
    terminal.until("q back")
    terminal.press("q")
    terminal.until("j/k")
    terminal.resize(80, 24)
    terminal.until("q quit")
    terminal.press("q")
    assert terminal.ends() == 0
    assert "Traceback" not in terminal.text


def test_interrupting_leaves_everything_and_the_terminal_as_it_was(folder: Path) -> None:
    before = files_of(folder)
    terminal = Terminal(folder, "review", width=80, height=24)
    terminal.until("q quit")
    terminal.interrupt()
    assert terminal.ends() == 130
    assert "\x1b[?1049l" in terminal.seen  # the other screen is left
    assert files_of(folder) == before


def test_skipping_lasts_until_the_next_time(folder: Path) -> None:
    terminal = Terminal(folder, "review", width=120, height=24)
    terminal.until("q quit")
    terminal.press("s")
    terminal.until("1 thing to do")
    terminal.press("q")
    terminal.ends()
    assert kb(folder, "review", "--json").json["counts"]["work"] == 2


# plain


def plainly(folder: Path, typed: str, *more: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kb", "review", *more],
        cwd=folder, input=typed, capture_output=True, text=True, check=False, timeout=60,
        env=os.environ | environment,
    )  # fmt: skip


def test_without_a_terminal_it_is_a_numbered_list_with_questions(folder: Path) -> None:
    done = plainly(folder, "1\nwhat\n2 s\nq\n")
    assert done.returncode == 0
    assert done.stdout.startswith("  1. ")
    assert f"kb promote {LETTER} --to validated" in done.stdout
    assert "1 p promotes it one step" in done.stderr
    assert BLANK.split("\n")[2] in done.stdout or "refuses a new badge" in done.stdout


def test_a_plain_line_does_what_the_key_does(folder: Path) -> None:
    rows = kb(folder, "review", "--json").json["items"]
    number = next(n for n, row in enumerate(rows, 1) if row["articles"] == [LETTER])
    done = plainly(folder, f"{number} p\n", "--plain")
    assert done.returncode == 0
    assert article(folder, LETTER).confidence is Confidence.VALIDATED


def test_one_article_or_one_owner_is_asked_for(folder: Path) -> None:
    assert [row["articles"] for row in kb(folder, "review", BADGE, "--json").json["items"]] == [[BADGE]]
    owned = kb(folder, "review", "--owner", "time and absence", "--json").json["items"]
    assert [row["articles"] for row in owned] == [[BADGE]]
    assert kb(folder, "review", "--owner", "Nobody", "--json").json["items"] == []


def test_text_of_an_article_cannot_steer_the_terminal(folder: Path) -> None:
    path = folder / "content" / blank_letter().path
    path.write_text(
        path.read_text().replace("The offer letter PDF", "The \x1b]0;pwned\x07 \x1b[2J PDF"), encoding="utf-8"
    )
    terminal = Terminal(folder, "review", LETTER, width=80, height=24)
    terminal.until("q quit")
    terminal.press("\r")
    seen = terminal.until(" lines")
    terminal.press("q")
    terminal.until("next: ")
    terminal.press("q")
    terminal.ends()
    assert "\x1b]0;" not in seen
    assert "\\x1b]0;pwned" in seen
