import re

import pytest

from kb.model.article import ArticleType, Audience, Confidence
from kb.site.questions import answer
from tests.site.hostile import BLOCKS
from tests.site.shelves import Elements, a_portal, active, render, text_of
from tests.site.test_article import a_receipt
from tests.support.build import an_article

PRODUCT = "products/workday-recruiting.md"


def test_a_question_opens_in_place_and_has_an_address_of_its_own():
    html = render(text_of(a_portal(articles=(an_article(),)), PRODUCT))

    details = html.partition("<details")[2].partition("</details>")[0]
    assert "<summary>Offer letter PDF is blank</summary>" in details
    assert '<span id="kb-0a1b2c3d"></span>' in details, "a browser opens what holds the place it goes to"
    assert "Generate the document again." in details
    assert "Confirmed in 1 incident, on 1 September 2026." in details
    assert 'href="../troubleshooting/offer-letter-pdf-is-blank-kb-0a1b2c3d.md"' in details
    assert 'href="#kb-0a1b2c3d"' in details


def test_problems_come_before_how_tos():
    how = an_article("kb-00000001", type=ArticleType.HOW_TO, title="How do I print?")

    text = text_of(a_portal(articles=(how, an_article())), PRODUCT)

    assert text.index("Something does not work") < text.index("PDF is blank") < text.index("How do I print?")


def test_steps_are_told_in_plain_words_without_what_belongs_to_the_whole_page():
    body = (
        "## Issue\n\nI.\n\n## Resolution\n\nFirst **look**.[^r1]\n\n1. Open [the page](x.md)\n   and wait.\n2. `Save`.\n\n"
        "```\ncode\n```\n\n| a |\n|---|\n\n<!-- note -->\n\n- Or call.\n\n## More\n\nNo.\n"
    )

    assert answer(body) == ["First look.", "1. Open the page and wait.", "2. Save.", "- Or call."]


def test_a_long_answer_ends_with_the_way_to_the_whole():
    assert answer("## Resolution\n\n" + "".join(f"1. Step {n}\n" for n in range(30)))[-1] == "…"


def test_where_nobody_has_an_answer_the_issue_stands():
    assert answer("## Issue\n\nIt is white.\n") == ["It is white."]
    assert answer("") == []


def test_users_see_no_incident_behind_an_answer():
    body = "## Resolution\n\nDo it.[^INC0048001]\n\n[^INC0048001]: ServiceNow\n    INC0048001, note\n"
    article = an_article(audience=Audience.USERS, body=body, receipts=(a_receipt("INC0048001"),))

    assert "INC0048001" not in text_of(a_portal(Audience.USERS, articles=(article,)), PRODUCT)


@pytest.mark.parametrize("text", BLOCKS)
def test_hostile_answers_and_titles_stay_words(text):
    article = an_article(title=text, body=f"## Resolution\n\n{text}\n\n1. {text}\n")

    html = render(text_of(a_portal(articles=(article,)), PRODUCT))

    assert active(html) == []
    assert "details" in [tag for tag, _ in Elements(html).elements]


def test_a_large_product_is_cut_into_pages_that_lead_on():
    articles = [
        an_article(f"kb-{n:08x}", title=f"Title {n}", body=f"## Resolution\n\n{'Long words here. ' * 20}\n")
        for n in range(400)
    ]

    portal = a_portal(articles=articles)

    pages = {page.path: page for page in portal.pages if page.path.startswith("products/workday-recruiting")}
    assert all(len(page.text.encode()) < 50_000 for page in pages.values())
    assert "[Next](workday-recruiting/2.md)" in pages[PRODUCT].text
    assert "[Previous](../workday-recruiting.md)" in pages["products/workday-recruiting/2.md"].text
    shown = re.findall(r'<span id="(kb-\w+)">', "".join(page.text for page in pages.values()))
    assert sorted(shown) == sorted(article.id for article in articles)


def test_known_issues_are_the_errors_that_are_not_mended_and_the_problems_without_an_answer():
    known = an_article(
        "kb-00000001", title="Known", type=ArticleType.KNOWN_ERROR, body="## Workaround\n\nPrint.\n"
    )
    open_ = an_article("kb-00000002", title="Unsolved", confidence=Confidence.WIP)
    solved = an_article("kb-00000003", title="Solved")

    text = text_of(a_portal(articles=(known, open_, solved)), "known-issues.md")

    assert (
        text.index("## Known errors")
        < text.index("Print.")
        < text.index("## No answer yet")
        < text.index("Unsolved")
    )
    assert "Solved" not in text


def test_without_any_the_page_of_known_issues_says_so():
    assert "every problem written down here has an answer" in text_of(a_portal(), "known-issues.md")


def test_products_named_as_our_own_pages_get_addresses_of_their_own():
    names = ("Index", "2", "Page")
    articles = [an_article(f"kb-0000000{n}", environment=(name,)) for n, name in enumerate(names)]

    text = text_of(a_portal(articles=articles), "products/index.md")

    assert len(set(re.findall(r"\]\(([^)]+)\)", text))) == 3
