"""`kb worklist` as text, JSON and a page."""

from pathlib import Path

import pytest

from kb.model.article import Confidence
from tests.support.build import a_redacted_incident
from tests.support.desk import a_desk, badges, blank_letter, letters, new_badge
from tests.support.workspace import kb


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    articles = [blank_letter(confidence=Confidence.NOT_VALIDATED)]
    a_desk(tmp_path, incidents=[*letters(), *badges()], articles=articles)
    return tmp_path


def test_each_thing_says_what_why_and_what_to_type(desk: Path) -> None:
    done = kb(desk, "worklist")

    assert done.code == 0
    assert done.out.startswith(
        "  1. Offer letter is blank – Workday Recruiting\n"
        "     ready · 1 lately, 2 in all · HR Recruiting Support\n"
        "     2 incidents confirm it, and nobody has validated it.\n"
        "     kb promote kb-b1a2c3d4 --to validated\n"
        "  2. New badge does not clock in\n"
        "     seldom · 1 lately, 1 in all · Time and Absence\n"
        "     Seen once, and no article.\n"
    )
    assert "lately: 2026-10-16 to 2026-11-12" in done.err


def test_scripts_get_the_same(desk: Path) -> None:
    done = kb(desk, "worklist", "--json", "--limit", 1)

    (item,) = done.json["items"]
    assert item == {
        "need": "ready",
        "title": "Offer letter is blank – Workday Recruiting",
        "why": "2 incidents confirm it, and nobody has validated it.",
        "articles": ["kb-b1a2c3d4"],
        "incidents": ["servicenow:INC1", "servicenow:INC2"],
        "count": 2,
        "searches": 0,
        "votes": 0,
        "lately": 1,
        "owner": "HR Recruiting Support",
        "command": "kb promote kb-b1a2c3d4 --to validated",
    }
    assert done.json["counts"] == {"work": 2, "ready": 1, "too-few": 1}


def test_what_is_left_out_is_said(desk: Path) -> None:
    assert "and 1 more" in kb(desk, "worklist", "--limit", 1).err
    assert "more" not in kb(desk, "worklist", "--limit", 0).err


def test_an_owner_without_work_is_told_who_has_some(desk: Path) -> None:
    done = kb(desk, "worklist", "--owner", "Nobody")

    assert (done.code, done.out) == (0, "")
    assert "owners with work: HR Recruiting Support, Time and Absence" in done.err


def test_a_file_that_cannot_be_read_is_named(desk: Path) -> None:
    (desk / "content" / "broken.md").write_text("---\nid: kb-12345678\ntitle: [\n---\n")

    assert "content/broken.md:4" in kb(desk, "worklist").err
    assert kb(desk, "worklist", "--json").json["warnings"][0]["file"] == "content/broken.md"


def test_a_page_is_written_and_stays_the_same(desk: Path) -> None:
    one = kb(desk, "worklist", "--page", "content/worklist.md")
    before = (desk / "content" / "worklist.md").read_bytes()
    two = kb(desk, "worklist", "--page", "content/worklist.md")

    assert "wrote content/worklist.md" in one.err
    assert "content/worklist.md unchanged" in two.err
    assert (desk / "content" / "worklist.md").read_bytes() == before


def test_a_dry_run_writes_no_page(desk: Path) -> None:
    done = kb(desk, "worklist", "--page", "w.md", "--dry-run")

    assert "w.md was not written" in done.err
    assert not (desk / "w.md").exists()


@pytest.mark.parametrize(("name", "code"), [("mine.md", 5), ("mine.txt", 2)])
def test_somebodys_own_file_is_not_written_over(desk: Path, name: str, code: int) -> None:
    (desk / name).write_text("# Mine\n")

    assert kb(desk, "worklist", "--page", name).code == code
    assert (desk / name).read_text() == "# Mine\n"


def test_a_terminal_is_not_steered_by_an_incident(tmp_path: Path) -> None:
    incident = a_redacted_incident("INC9", summary="\x1b[2Jgone \u202eback $(reboot)")
    a_desk(tmp_path, incidents=[incident])

    done = kb(tmp_path, "worklist")

    assert "\x1b" not in done.out
    assert "\u202e" not in done.out
    assert "'" in done.out.split("\n")[3]  # what is to be typed is quoted


def test_the_page_shows_an_incidents_words_as_words(tmp_path: Path) -> None:
    title = "# <script>x</script> [a](javascript:b) `c` | --- \n## two"
    a_desk(tmp_path, incidents=[a_redacted_incident("INC9", summary=title)])

    kb(tmp_path, "worklist", "--page", "w.md")
    text = (tmp_path / "w.md").read_text()

    from markdown import markdown

    shown = markdown(text.split("---", 2)[2], extensions=["extra", "admonition"])
    assert "<script>" not in shown
    assert "<a " not in shown
    assert shown.count("<h2>") == 1


def test_articles_named_on_the_page_are_those_of_the_list(desk: Path) -> None:
    kb(desk, "worklist", "--page", "w.md")

    text = (desk / "w.md").read_text()
    assert "Articles: kb-b1a2c3d4" in text
    assert new_badge().id not in text
