"""What may be read by whom is held by the build, not by the good will of whoever edits a page."""

from pathlib import Path

import pytest

from kb.articles.repository import ArticleRepository
from tests.canary.searcher import Searcher
from tests.support.workspace import a_row, a_workspace, an_export, kb

NOTE = "Vendor fears the whole tenant leaks through layout seven"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = a_workspace(tmp_path / "kb")
    rows = [
        a_row(
            f"INC004800{number}",
            work_notes=f"2026-09-01 11:00:00 - Iva Moss (Work notes)\n{NOTE}, she said.\n",
        )
        for number in (1, 2)
    ]
    assert kb(made, "harvest", an_export(tmp_path / "first.csv", rows)).code == 0
    return made


def page(folder: Path) -> Path:
    return folder / "content" / ArticleRepository(folder / "content").articles()[0].path


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)


WIDE = ("audience: support", "audience: users")
SURE = ("confidence: not-validated", "confidence: validated")


def test_an_article_set_to_users_by_hand_is_refused_until_it_is_validated(folder: Path) -> None:
    edit(page(folder), WIDE)

    done = kb(folder, "build", "--audience", "users")

    assert done.code == 5
    assert f"{page(folder)}: is for users, but it is not-validated" in done.err
    assert not (folder / "site").exists()
    assert not (folder / ".kb" / "index").exists()
    assert kb(folder, "build", "--audience", "support").code == 5  # the same page would be on this site, too

    edit(page(folder), SURE)
    assert kb(folder, "build", "--audience", "users").code == 0


def test_an_article_that_repeats_an_internal_note_is_refused(folder: Path) -> None:
    edit(page(folder), WIDE, SURE, ("## Resolution\n", f"## Resolution\n\nNote: {NOTE.lower()}.\n"))

    done = kb(folder, "build", "--audience", "public")
    assert done.code == 0  # an article for users is not on it

    done = kb(folder, "build", "--audience", "users")
    assert done.code == 5
    assert "repeats an internal note of servicenow:INC004800" in done.err


def test_an_article_that_is_narrowed_leaves_no_byte_behind(folder: Path) -> None:
    edit(page(folder), WIDE, SURE)
    assert kb(folder, "build", "--audience", "users").code == 0
    there = [ArticleRepository(folder / "content").articles()[0].title, page(folder).stem[-11:]]
    built = [folder / "site", folder / ".kb"]
    assert any(Searcher(there).folder(place) for place in built)

    edit(page(folder), (WIDE[1], WIDE[0]))
    assert kb(folder, "build", "--audience", "users").code == 0

    assert Searcher(there).folder(folder / "site") == []
    assert Searcher(there).folder(folder / ".kb" / "index") == []


def test_a_picture_of_a_narrower_page_stays_out(folder: Path) -> None:
    picture = folder / "content" / "pictures" / "plan.png"
    picture.parent.mkdir()
    picture.write_bytes(b"\x89PNG\r\n\x1a\nthe plan of the vault")
    (folder / "content" / "vault.md").write_text(
        "---\naudience: internal\n---\n# Vault\n\n![Plan](pictures/plan.png)\n"
    )

    assert kb(folder, "build", "--audience", "users").code == 0

    assert Searcher(["the plan of the vault", "plan.png"]).folder(folder / "site") == []


@pytest.mark.parametrize(
    "link", ["[it](vault.md)", "![it](vault.md)", '<a href="vault/">it</a>', "[it]\n\n[it]: vault.md"]
)
def test_a_link_to_a_narrower_page_stops_the_build_and_names_the_page(folder: Path, link: str) -> None:
    (folder / "content" / "vault.md").write_text("---\naudience: internal\n---\n# Vault\n")
    (folder / "content" / "door.md").write_text(f"---\naudience: users\n---\n# Door\n\nSee {link}\n")

    done = kb(folder, "build", "--audience", "users")

    assert done.code == 5
    assert "content/door.md: links to content/vault.md" in done.err
    assert not (folder / "site").exists()
