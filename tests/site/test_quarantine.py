"""Which texts are tried before a build, and what stands in the place of one that takes too long."""

import time

import pytest

from kb.model.portal import Page
from kb.site.quarantine import line_of, may_be_slow, quarantine_page
from tests.site.shelves import a_guide, a_portal
from tests.site.slow import DEEP, LONG, SLOW, swift
from tests.support.build import an_article


@pytest.mark.parametrize("text", [*SLOW.values(), *DEEP.values()], ids=[*SLOW, *DEEP])
def test_what_is_slow_is_tried(text: str) -> None:
    assert may_be_slow(text)
    assert may_be_slow(f"## Issue\n\nText.\n\n{text}\n\nMore text.\n")


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


@pytest.mark.parametrize("name", ["brackets", "lists", "code", "references"])
def test_a_finding_leads_to_the_heaviest_place(name: str) -> None:
    text = f"---\ntitle: x\n---\n\n## Issue\n\nA [link](b.md) and *more*.\n\n{SLOW[name]}"

    assert 8 < line_of(text) <= 9 + 25  # columns count from the twentieth list


@pytest.mark.parametrize("name", LONG)
def test_what_makes_a_page_of_a_text_takes_no_longer_than_a_longer_text_may(name: str) -> None:
    """A page is made before its text is tried; our own patterns must be done with any text soon."""
    text = LONG[name]
    body = f"## Issue\n\n{text}\n\n## Resolution\n\n{text}\n"
    started = time.process_time()

    a_portal(articles=(an_article(body=body),), guides=(a_guide(body=text),))

    assert time.process_time() - started < 1 + len(text) / 500_000
