import pytest

from kb.model.article import ArticleType, Audience, Confidence
from tests.site.machines.reading import head_of, linked_data, meta, with_address
from tests.site.shelves import Elements, a_guide, a_lesson, a_portal
from tests.support.build import an_article

STEPS = (
    "## Issue\n\nNo access.\n\n## Resolution\n\n1. Open *the* page.[^r1]\n2. Press **Save**,\n   then wait.\n"
)


def of_type(kind: ArticleType, body: str, **changes):
    article = an_article(path=f"{kind.folder}/a.md", type=kind, body=body, **changes)
    return linked_data(with_address(articles=(article,)), article.path)


def test_a_question_is_a_question_with_its_answer():
    told = of_type(ArticleType.FAQ, "## Issue\n\nNo access.\n\n## Resolution\n\nAsk [IT](it.md) < now.\n")

    assert told["@type"] == "FAQPage"
    assert told["mainEntity"] == [
        {
            "@type": "Question",
            "name": "Offer letter PDF is blank – Workday Recruiting",
            "acceptedAnswer": {"@type": "Answer", "text": "Ask IT &lt; now."},
        }
    ]
    assert told["url"] == "https://kb.example/support/faq/a/"


@pytest.mark.parametrize("kind", [ArticleType.TROUBLESHOOTING, ArticleType.KNOWN_ERROR])
def test_troubleshooting_is_a_technical_article_even_in_steps(kind):
    told = of_type(kind, STEPS)

    assert told["@type"] == "TechArticle"
    assert told["headline"] == "Offer letter PDF is blank – Workday Recruiting"
    assert told["about"] == [{"@type": "Thing", "name": "Workday Recruiting"}]
    assert told["dateModified"] == "2026-09-02"


def test_instructions_are_steps_where_they_are_numbered():
    told = of_type(ArticleType.HOW_TO, STEPS)

    assert told["@type"] == "HowTo"
    assert told["step"] == [
        {"@type": "HowToStep", "position": 1, "text": "Open the page."},
        {"@type": "HowToStep", "position": 2, "text": "Press Save,\nthen wait."},
    ]


@pytest.mark.parametrize(
    "answer",
    [
        "Open the page.",
        "1. Open the page.",
        "- Open the page.\n- Press Save.",
        "1. Open the page.\n2. Press Save.\n\nOr call us.",
        "Either:\n\n1. Open the page.\n2. Press Save.",
        "2024. was the year.\n7. is a number.",
    ],
)
def test_instructions_that_are_not_one_numbered_list_are_an_article(answer):
    assert of_type(ArticleType.HOW_TO, f"## Resolution\n\n{answer}\n")["@type"] == "TechArticle"


@pytest.mark.parametrize("confidence", [Confidence.WIP, Confidence.ARCHIVED])
def test_what_is_no_answer_claims_to_be_none(confidence):
    found = of_type(ArticleType.FAQ, "## Issue\n\nNo access.\n", confidence=confidence)

    assert found is None


def test_other_pages_are_no_articles():
    portal = with_address(guides=(a_guide(),), lessons=(a_lesson(),))

    assert [page.path for page in portal.pages if linked_data(portal, page.path)] == []


def test_a_heading_in_a_code_block_ends_no_answer():
    told = of_type(
        ArticleType.FAQ, "## Resolution\n\n```\n## Cause\n```\n\nStill.\n\n## Cause\n\nNot this.\n"
    )

    assert told["mainEntity"][0]["acceptedAnswer"]["text"] == "## Cause\n\nStill."


def test_a_preview_has_title_and_description():
    article = an_article(title='"Yes" & <no>', body='## Issue\n\nIt says "no" & <stops>.\n')

    told = meta(with_address(articles=(article,)), article.path)

    assert told["og:title"] == told["twitter:title"] == '"Yes" & <no>'
    assert told["og:description"] == told["twitter:description"] == 'It says "no" & <stops>.'
    assert told["og:type"] == "article"
    assert told["og:site_name"] == "HR Help"
    assert told["og:url"] == f"https://kb.example/support/{article.path.removesuffix('.md')}/"
    assert not any("image" in name for name in told)


def test_only_what_everybody_may_read_is_for_search_engines():
    def robots(audience: Audience, confidence: Confidence = Confidence.VALIDATED) -> str | None:
        article = an_article(audience=Audience.PUBLIC, confidence=confidence)
        return meta(a_portal(audience, articles=(article,)), article.path).get("robots")

    assert [robots(audience) for audience in Audience] == ["noindex", "noindex", "noindex", None]
    assert robots(Audience.PUBLIC, Confidence.ARCHIVED) == "noindex"


def test_a_products_page_tells_of_its_feed_and_others_do_not():
    article = an_article(environment=("Payroll",))
    portal = a_portal(articles=(article,))

    def feeds(path: str) -> list[str | None]:
        return [
            a["href"]
            for tag, a in Elements(head_of(portal, path)).elements
            if a.get("type") == "application/atom+xml"
        ]

    assert feeds("products/payroll.md") == ["../../feed.xml", "feed.xml"]
    assert feeds(article.path) == ["../../feed.xml"]
    assert feeds("index.md") == ["feed.xml"]
