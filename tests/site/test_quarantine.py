"""Which texts are tried before a build, and what stands in the place of one that takes too long."""

import pytest

from kb.model.portal import Page
from kb.site.quarantine import may_be_slow, quarantine_page
from tests.site.slow import SLOW, swift


@pytest.mark.parametrize("name", SLOW)
def test_what_is_slow_is_tried(name: str) -> None:
    assert may_be_slow(SLOW[name])
    assert may_be_slow(f"## Issue\n\nText.\n\n{SLOW[name]}\n\nMore text.\n")


@pytest.mark.parametrize("name", swift())
def test_what_people_write_is_not(name: str) -> None:
    assert not may_be_slow(swift()[name])


def test_the_place_says_why_and_keeps_what_others_link_to() -> None:
    page = Page(
        path="faq/a.md",
        text="---\ntitle: x\n---\n\n# Offers\n\n## Issue\n\ntext\n\n### Step `two`\n\n## <b onclick=x>\n\n## Resolution\n",
        edit_path="content/faq/a.md",
    )

    made = quarantine_page(page, "Offer *letters* <b>", "takes too long", "Call **4711**.")

    assert (made.path, made.edit_path) == ("faq/a.md", "content/faq/a.md")
    assert "# Offer \\*letters\\* &lt;b>" in made.text or "# Offer \\*letters\\* &lt;b&gt;" in made.text
    assert "Its text takes too long." in made.text
    assert "Call **4711**." in made.text
    assert "\n## Issue\n" in made.text and "\n## Resolution\n" in made.text
    assert "onclick" not in made.text and "\ntext\n" not in made.text
