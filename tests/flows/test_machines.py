"""What is made for programs is looked through like what is made for people."""

from pathlib import Path

import pytest

from kb.articles.repository import ArticleRepository
from kb.io import frontmatter
from tests.support.workspace import a_row, a_workspace, an_export, kb

PHONE = "+44 20 7946 0958"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = a_workspace(tmp_path / "kb")
    rows = [a_row(f"INC004800{number}") for number in (1, 2)]
    assert kb(made, "harvest", an_export(tmp_path / "first.csv", rows)).code == 0
    return made


def page(folder: Path) -> Path:
    return folder / "content" / ArticleRepository(folder / "content").articles()[0].path


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("owner", f"Desk {PHONE}"),
        ("environment", ["Payroll", f"Phone {PHONE}"]),
    ],
)
def test_what_a_field_says_in_feeds_and_lists_is_looked_through(folder, field, value):
    """Every field that reaches them, whether or not a page or the index shows it."""
    text = page(folder).read_text()
    page(folder).write_text(frontmatter.replace_fields(text, {field: value}, path="a.md"))

    done = kb(folder, "build")

    assert done.code == 5
    assert "api/pages.json: phone" in done.err
    assert not (folder / "site").exists()


@pytest.mark.parametrize("setting", ["name", "description"])
def test_what_the_settings_say_of_the_base_is_looked_through(folder, setting):
    path = folder / "kb.toml"
    lines = path.read_text().splitlines()
    changed = [f'{setting} = "Call {PHONE}"' if line.startswith(f"{setting} =") else line for line in lines]
    path.write_text("\n".join(changed))

    done = kb(folder, "build")

    assert done.code == 5
    assert "api/pages.json: phone" in done.err


def test_a_body_is_looked_through_before_it_stands_in_lists_for_language_models(folder):
    page(folder).write_text(page(folder).read_text() + f"\nOr call {PHONE}.\n")

    assert kb(folder, "build").code == 5


def test_a_site_may_stand_at_an_address_that_redaction_hides_elsewhere(folder):
    path = folder / "kb.toml"
    path.write_text(path.read_text().replace("[project]\n", '[project]\nurl = "http://10.4.2.17/kb"\n'))

    assert kb(folder, "build").code == 0
    assert "<loc>http://10.4.2.17/kb/</loc>" in (folder / "site/support/sitemap.xml").read_text()
