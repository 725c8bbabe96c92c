"""`llms.txt`, `api/pages.json`, pages as Markdown, and what crawlers ask for."""

import posixpath
import re
from datetime import date

import jsonschema
import pytest

from kb import config
from kb.config import ProjectSettings
from kb.errors import ConfigError
from kb.model.article import Audience, Confidence, Receipt
from kb.model.bundle import Bundle
from kb.model.incident import EntryKind, IncidentRef
from tests.site.machines.reading import OPENSEARCH, SITEMAP, json_of, with_address, xml_of
from tests.site.shelves import a_guide, a_lesson, a_portal, all_bytes, file_of, paths
from tests.support.build import an_article

BUNDLE = Bundle(name="2026-09-week1", files=1, bytes=1, digest="ab" * 32)
REF = IncidentRef("servicenow", "INC0048001")
RECEIPT = Receipt(label="r1", ref=REF, field="resolution", kind=EntryKind.PUBLIC, at=None, sha256="0" * 64)


def nouns():
    return {
        "articles": (
            an_article("kb-00000001", title="Seen", path="troubleshooting/seen.md"),
            an_article("kb-00000002", title="Old", path="faq/old.md", confidence=Confidence.ARCHIVED),
            an_article("kb-00000003", title="Open", path="faq/open.md", confidence=Confidence.WIP),
        ),
        "guides": (a_guide(), a_guide("about/us.md", title="Us")),
        "lessons": (a_lesson(),),
        "bundles": (BUNDLE,),
    }


def test_pages_json_holds_every_page_somebody_wrote_and_fits_its_schema():
    portal = with_address(**nouns())

    told = json_of(portal, "api/pages.json")

    schema = json_of(portal, "api/pages.schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(told)
    assert told["counts"] == {"pages": 7}
    seen = next(each for each in told["items"] if each["id"] == "kb-00000001")
    assert seen == {
        "id": "kb-00000001",
        "title": "Seen",
        "type": "troubleshooting",
        "confidence": "not-validated",
        "audience": "support",
        "owner": "HR Recruiting Support",
        "products": ["Workday Recruiting"],
        "language": "en",
        "reviewed_on": None,
        "changed_on": "2026-09-02",
        "url": "https://kb.example/support/troubleshooting/seen/",
        "markdown": "https://kb.example/support/troubleshooting/seen.md",
    }


def test_llms_txt_is_what_llmstxt_org_asks_for():
    """One first heading, a quote, then sections that are lists of links, each maybe with a colon and notes."""
    lines = [line for line in file_of(with_address(**nouns()), "llms.txt").splitlines() if line]

    assert lines[:2] == ["# HR Help", "> Answers for everybody."]
    headings = [line for line in lines if line.startswith("#")]
    assert headings == ["# HR Help", "## Troubleshooting", "## Guides", "## Lessons", "## Optional"]
    for line in lines[2:]:
        assert line.startswith("## ") or re.fullmatch(
            r"- \[[^\]]+\]\(https://kb\.example/support/\S+\.md\)(: .+)?", line
        )


def test_every_link_of_llms_txt_is_a_file_and_says_what_llms_full_txt_holds():
    portal = a_portal(**nouns())
    files = {asset.path for asset in portal.assets}

    linked = re.findall(r"\]\(([^)]+)\)", file_of(portal, "llms.txt"))

    assert linked and set(linked) <= files
    whole = file_of(portal, "llms-full.txt")
    addresses = [path.removesuffix(".md") + "/" for path in linked]
    assert re.findall(r"^Address: (.+)$", whole, re.MULTILINE) == addresses


def test_links_and_footnotes_of_llms_full_txt_mean_what_they_mean_on_the_pages():
    body = "## Resolution\n\nDo [this](../guides/first-day.md).[^r1]\n\n```\n[^r1] [x](../guides/y.md)\n```\n"
    articles = [
        an_article(f"kb-0000000{n}", path=f"faq/{n}.md", body=body, receipts=(RECEIPT,)) for n in (1, 2)
    ]

    whole = file_of(a_portal(articles=articles, guides=(a_guide(),)), "llms-full.txt")

    assert whole.count("[this](guides/first-day.md)") == 2
    assert whole.count("[^r1] [x](../guides/y.md)") == 2
    labels = re.findall(r"^\[\^([^\]]+)\]:", whole, re.MULTILINE)
    assert labels == ["1-r1", "2-r1"]
    assert "this.[^" not in whole and "(guides/first-day.md).[^2-r1]" in whole


def test_drafts_are_never_for_users():
    articles = [
        an_article(f"kb-0000000{n}", title=f"Is {each.value}", confidence=each, audience=Audience.PUBLIC)
        for n, each in enumerate(Confidence)
    ]

    portal = a_portal(Audience.PUBLIC, articles=articles)

    for name, opening in (("llms.txt", r"- \["), ("llms-full.txt", "# ")):
        told = re.findall(rf"^{opening}Is ([\w-]+)", file_of(portal, name), re.MULTILINE)
        assert told == ["validated"], name


def test_every_page_stands_beside_itself_as_markdown():
    portal = a_portal(**nouns())

    assert paths(portal) <= {asset.path for asset in portal.assets}
    page = file_of(portal, "troubleshooting/seen.md")
    assert page.startswith('---\ntitle: "Seen"\n')
    assert "hide:" not in page and "<div" not in page
    assert "**Not validated**. Confirmed in 1 incident" in page
    assert "Generate the document again." in page


def test_links_between_pages_as_markdown_lead_to_files():
    portal = a_portal(**nouns())
    files = {asset.path for asset in portal.assets}

    for path in paths(portal):
        for target in re.findall(r"\]\(([^)#]+)\)", file_of(portal, path)):
            assert posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) in files, path


@pytest.mark.parametrize("audience", Audience)
def test_receipts_stay_footnotes_and_tell_no_more_than_the_page(audience):
    article = an_article(
        body="## Resolution\n\nDo it.[^r1]\n",
        receipts=(RECEIPT,),
        audience=Audience.PUBLIC,
        confidence=Confidence.VALIDATED,
    )

    page = file_of(a_portal(audience, articles=(article,)), article.path)

    team = audience in (Audience.INTERNAL, Audience.SUPPORT)
    assert ("INC0048001" in page) == team
    assert re.search(r"Do it\.\[\^(r1|receipt-1)\]", page)
    assert re.search(r"^\[\^(r1|receipt-1)\]: ", page, re.MULTILINE)


def test_a_renamed_page_leads_on_as_markdown_too():
    article = an_article(path="faq/new.md", aliases=("troubleshooting/old.md", "kb-00000009"))

    portal = a_portal(articles=(article,))

    assert "[Offer letter PDF is blank – Workday Recruiting](../faq/new.md)" in file_of(
        portal, "troubleshooting/old.md"
    )
    assert "url=../../faq/new/" in file_of(portal, "troubleshooting/old/index.html")


def test_the_way_from_a_former_name_is_only_for_those_who_may_read_where_it_leads():
    article = an_article(path="faq/new.md", aliases=("faq/old.md",), audience=Audience.SUPPORT)

    assert "faq/old.md" not in {a.path for a in a_portal(Audience.USERS, articles=(article,)).assets}


def test_robots_are_let_in_where_everybody_may_read():
    assert file_of(a_portal(Audience.PUBLIC), "robots.txt") == "User-agent: *\nAllow: /\n"
    assert file_of(with_address(Audience.PUBLIC), "robots.txt").endswith(
        "\nSitemap: https://kb.example/public/sitemap.xml\n"
    )
    for audience in (Audience.INTERNAL, Audience.SUPPORT, Audience.USERS):
        assert file_of(with_address(audience), "robots.txt") == "User-agent: *\nDisallow: /\n"


def test_the_sitemap_lists_what_is_offered_with_the_day_it_changed():
    secret = an_article("kb-00000008", path="faq/secret.md", audience=Audience.INTERNAL)
    moved = an_article("kb-00000009", path="faq/new.md", aliases=("faq/former.md",), created=date(2026, 9, 7))
    known = nouns()

    portal = with_address(**(known | {"articles": (*known["articles"], secret, moved)}))

    found = {
        each.findtext(f"{SITEMAP}loc"): each.findtext(f"{SITEMAP}lastmod")
        for each in xml_of(portal, "sitemap.xml").iter(f"{SITEMAP}url")
    }
    root = "https://kb.example/support/"
    assert found[f"{root}faq/new/"] == "2026-09-07"
    assert f"{root}" in found and f"{root}lessons/" in found
    for path in ("faq/old/", "faq/secret/", "faq/former/", "find/"):
        assert f"{root}{path}" not in found
    assert {str(loc).removeprefix(root) for loc in found} <= {page.url for page in portal.pages}


def test_opensearch_leads_to_the_search_page():
    root = xml_of(with_address(Audience.USERS), "opensearch.xml")

    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    assert [each.get("template") for each in root.iter(f"{OPENSEARCH}Url")] == [
        "https://kb.example/users/find/?q={searchTerms}"
    ]
    name = ProjectSettings(name="A name that is far too long for it", url="https://kb.example")
    short = xml_of(with_address(project=name), "opensearch.xml").findtext(f"{OPENSEARCH}ShortName")
    assert short and len(short) <= 16


def test_without_an_address_what_needs_one_is_left_out():
    left_out = {asset.path for asset in with_address().assets} - {asset.path for asset in a_portal().assets}

    assert left_out == {"sitemap.xml", "opensearch.xml"}


def test_the_same_nouns_in_any_order_make_the_same_bytes():
    known = nouns()

    turned = {name: tuple(reversed(each)) for name, each in known.items()}

    assert all_bytes(with_address(**known)) == all_bytes(with_address(**turned))


def test_what_programs_read_does_not_change_with_the_day():
    """But for pages that say their review is overdue."""

    def told(today: date) -> dict[str, bytes]:
        portal = with_address(today=today, **nouns())
        kinds = (".json", ".xml", "llms.txt", "robots.txt")
        return {each.path: each.content for each in portal.assets if each.path.endswith(kinds)}

    assert told(date(2026, 9, 3)) == told(date(2031, 1, 1))


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("", ""),
        ("https://kb.example", "https://kb.example/"),
        ("https://kb.example/help/{audience}", "https://kb.example/help/public/"),
        ("https://{audience}.kb.example:8443/", "https://public.kb.example:8443/"),
    ],
)
def test_an_address_may_name_the_audience(tmp_path, url, address):
    (tmp_path / "kb.toml").write_text(f'[project]\nurl = "{url}"\n')

    assert config.load(tmp_path).project.address(Audience.PUBLIC) == address


@pytest.mark.parametrize(
    "url",
    ["kb.example", "javascript:alert(1)", "https://kb.example/?a=b", "https://u:p@kb.example/", "https://a b/",
     "https://kb.example/{reader}/", "https://kb.example/#x", "https://kb.example/\\\"><script>"],
)  # fmt: skip
def test_what_is_no_address_of_a_site_is_refused(tmp_path, url):
    (tmp_path / "kb.toml").write_text(f'[project]\nurl = "{url}"\n')

    with pytest.raises(ConfigError, match=r"project\.url"):
        config.load(tmp_path)
