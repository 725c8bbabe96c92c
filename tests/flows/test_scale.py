"""What keeps the cost of a site in proportion to its pages: lists that are cut, and a navigation of lists only."""

import re
from pathlib import Path

import pytest

from kb.model.article import Audience, Guide
from kb.model.portal import Portal
from tests.site.shelves import a_portal
from tests.support.many import many, write_many
from tests.support.workspace import kb

LARGEST = 100_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("scale") / "kb"
    assert kb(root.parent, "init", root).code == 0
    write_many(root, 160)
    done = kb(root, "build")
    assert done.code == 0, done.err
    return root / "site" / "support"


def listed(portal: Portal) -> dict[str, int]:
    """Give the pages no file stands behind, with their size."""
    return {page.path: len(page.text.encode()) for page in portal.pages if not page.edit_path}


def test_twice_the_articles_make_twice_the_lists_and_no_larger_page():
    few, more = (
        listed(a_portal(articles=tuple(many(number, ("Payroll", "Absence"))))) for number in (300, 600)
    )

    assert sum(more.values()) < 2.3 * sum(few.values())
    assert max(more.values()) < LARGEST / 2  # the theme and the markup come on top


def test_a_list_of_very_many_guides_is_cut():
    guides = [
        Guide(path=f"guides/g{n}.md", title=f"How to do {n} " + "x" * 100, audience=Audience.SUPPORT)
        for n in range(900)
    ]

    sizes = listed(a_portal(guides=guides))

    assert max(sizes.values()) < LARGEST / 2
    assert "guides/index/2.md" in sizes


def test_no_page_is_large_and_none_names_all_articles_in_its_navigation(site: Path):
    navigations = set()
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert len(text.encode()) < LARGEST, page
        if page.is_relative_to(site / "faq") and "-kb-" in page.parent.name:
            navigations.add(
                len("".join(re.findall(r"<nav class=\"md-nav md-nav--primary.*?</nav>", text, re.DOTALL)))
            )

    assert len(navigations) == 1
    assert max(navigations) > 0


def test_no_page_loads_the_index_before_somebody_searches(site: Path):
    assert (site / "assets/kb/index/meta.js").is_file()
    for page in site.rglob("*.html"):
        assert "assets/kb/index" not in page.read_text(encoding="utf-8"), page
