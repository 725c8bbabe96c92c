from hypothesis import given
from hypothesis import strategies as st

from kb.model.article import Audience
from kb.site.related import KNOWN_BY_KEY, Kin
from tests.site.shelves import a_portal, text_of
from tests.support.build import an_article


def near(article, *others):
    return [each.id for each in Kin((article, *others)).of(article)]


def test_a_shared_code_counts_more_than_a_product_and_a_product_more_than_a_word():
    asked = an_article(
        "kb-a", title="Offer letter blank", environment=("Recruiting",), error_codes=("WDR-1",)
    )
    word = an_article("kb-w", title="Letter blank", environment=("Payroll",), error_codes=())
    product = an_article("kb-p", title="Other", environment=("Recruiting", "Letter"), error_codes=())
    code = an_article("kb-c", title="Another", environment=("Time",), error_codes=("wdr-1",))

    assert near(asked, word, product, code) == ["kb-c", "kb-w", "kb-p"]


def test_one_common_word_makes_no_relation():
    asked = an_article("kb-a", title="Report is empty", environment=("Reporting",), error_codes=())
    other = an_article("kb-b", title="Letter is empty", environment=("Recruiting",), error_codes=())

    assert near(asked, other) == []


def test_a_product_everybody_names_proposes_few_and_never_the_article_itself():
    many = [an_article(f"kb-{number}", title=f"T{number}") for number in range(3 * KNOWN_BY_KEY)]

    found = near(*many)

    assert len(found) == 4
    assert many[0].id not in found


@given(st.permutations(range(6)))
def test_the_same_articles_are_proposed_in_whatever_order_they_are_read(order):
    articles = [an_article(f"kb-0000000{number}", title=f"Title {number}") for number in range(6)]

    text = text_of(a_portal(articles=[articles[number] for number in order]), articles[0].path)

    assert text == text_of(a_portal(articles=articles), articles[0].path)


def test_nobody_is_led_to_what_they_may_not_read():
    wide = an_article("kb-00000001", audience=Audience.USERS)
    narrow = an_article("kb-00000002", title="Narrow canary", audience=Audience.INTERNAL)

    assert "canary" not in text_of(a_portal(Audience.USERS, articles=(wide, narrow)), wide.path)
