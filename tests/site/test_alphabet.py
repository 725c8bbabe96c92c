import re

from tests.site.hostile import INLINE
from tests.site.shelves import a_portal, active, render, text_of
from tests.support.build import an_article


def test_symptoms_are_the_requestors_words_from_a_to_z():
    article = an_article(
        also_asked_as=("white PDF", "Blank offer", "3 pages are white", "“Änderung” fehlt", "会计")
    )

    text = text_of(a_portal(articles=(article,)), "symptoms/index.md")

    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["0–9", "A", "B", "O", "W", "Other"]
    assert text.count("](../troubleshooting/") == 6
    assert "[Offer letter PDF is blank](" in text, "the product stands beside it, not in it"
    assert "*Workday Recruiting*" in text


def test_a_wording_that_repeats_the_title_is_listed_once():
    article = an_article(also_asked_as=("offer letter pdf is BLANK",))

    assert text_of(a_portal(articles=(article,)), "symptoms/index.md").count("](../troubleshooting/") == 1


def test_each_letter_can_be_gone_to():
    article = an_article(also_asked_as=("3 pages", "会计", "B", "Z"))

    html = render(text_of(a_portal(articles=(article,)), "symptoms/index.md"))

    wanted = set(re.findall(r'<a href="#([^"]+)">', html))
    assert len(wanted) == 5
    assert wanted <= set(re.findall(r'id="([^"]+)"', html))


def test_a_long_index_has_a_page_a_letter_and_each_stays_small():
    articles = [
        an_article(
            f"kb-{n:08x}", title=f"{'ABC'[n % 3]} title {n}", also_asked_as=(f"zebra {n}", f"{n} zebras")
        )
        for n in range(600)
    ]

    portal = a_portal(articles=articles)

    pages = {page.path: page.text for page in portal.pages if page.path.startswith("symptoms/")}
    assert {"symptoms/a.md", "symptoms/z.md", "symptoms/z/2.md", "symptoms/0-9.md"} <= set(pages)
    assert all(len(text.encode()) < 50_000 for text in pages.values())
    assert sum(text.count("troubleshooting/") for text in pages.values()) == 1800
    assert "[Z](z.md)\n\n    600 lines" in pages["symptoms/index.md"]


def test_a_code_leads_to_every_article_that_knows_it():
    one = an_article("kb-00000001", title="One", error_codes=("PAY-442", "PAY-442"))
    two = an_article("kb-00000002", title="Two", error_codes=("PAY-442", "ADR-1"))

    text = text_of(a_portal(articles=(one, two)), "codes/index.md")

    assert text.count("**PAY-442** [") == 2
    assert text.index("**ADR-1** [Two]") < text.index("**PAY-442** [One]")


def test_hostile_wordings_and_codes_stay_words():
    article = an_article(also_asked_as=INLINE, error_codes=INLINE, environment=(INLINE[0],))
    portal = a_portal(articles=(article,))

    for path in ("symptoms/index.md", "codes/index.md"):
        assert active(render(text_of(portal, path))) == []
