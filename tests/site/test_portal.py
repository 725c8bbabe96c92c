import posixpath
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.config import ProjectSettings
from kb.errors import InputError, RefusedError
from kb.model.article import Audience, Confidence
from kb.model.bundle import Bundle
from kb.model.incident import IncidentRef
from kb.model.portal import Asset
from kb.site.indexes import WITH_SOMETHING
from tests.site.shelves import a_guide, a_lesson, a_portal, all_bytes, paths, text_of
from tests.support.build import an_article

AUDIENCES = st.sampled_from(list(Audience))
BUNDLE = Bundle(name="2026-09-payroll-week1", files=12, bytes=1234567, digest="ab" * 32, tagged=True)


@settings(deadline=None)
@given(st.lists(st.tuples(AUDIENCES, st.sampled_from(["article", "guide", "lesson"])), max_size=6), AUDIENCES)
def test_nothing_narrower_gets_in(kinds, audience):
    """Whoever reads a site finds no word of a page made for fewer readers, and every page made for them."""
    articles, guides, lessons = [], [], []
    for number, (width, kind) in enumerate(kinds):
        canary = f"canary{number}x"
        if kind == "article":
            articles.append(
                an_article(
                    f"kb-{canary}",
                    title=f"{canary} title",
                    audience=width,
                    owner=canary,
                    environment=(canary, "Shared product"),
                    also_asked_as=(canary,),
                    error_codes=(canary,),
                    evidence=(IncidentRef("servicenow", canary),),
                    body=f"## Issue\n\n{canary}\n",
                )
            )
        elif kind == "guide":
            guides.append(a_guide(f"guides/{canary}.md", title=canary, audience=width, body=canary))
        else:
            lessons.append(a_lesson(canary, title=canary, audience=width, body=canary))

    published = all_bytes(a_portal(audience, articles=articles, guides=guides, lessons=lessons))

    for number, (width, _) in enumerate(kinds):
        assert (f"canary{number}x".encode() in published) == audience.may_read(width)


def test_counts_leave_narrower_articles_out():
    one = an_article("kb-00000001", audience=Audience.USERS)
    home = a_guide("index.md", audience=Audience.PUBLIC, body="<!-- kb:products -->\n")
    articles = (one, an_article("kb-00000002", audience=Audience.INTERNAL))

    assert "1 answer\n" in text_of(a_portal(Audience.USERS, articles=articles, guides=(home,)), "index.md")
    assert "2 answers\n" in text_of(
        a_portal(Audience.INTERNAL, articles=articles, guides=(home,)), "index.md"
    )


@pytest.mark.parametrize("audience", [Audience.USERS, Audience.PUBLIC])
def test_bundles_and_incident_numbers_are_for_the_team(audience):
    article = an_article(audience=Audience.PUBLIC)
    lesson = a_lesson(audience=Audience.PUBLIC, evidence=(IncidentRef("servicenow", "INC0048001"),))

    published = all_bytes(a_portal(audience, articles=(article,), lessons=(lesson,), bundles=(BUNDLE,)))

    assert b"payroll-week1" not in published
    assert b"INC0048001" not in published


@pytest.mark.parametrize("audience", [Audience.INTERNAL, Audience.SUPPORT])
def test_the_team_sees_bundles_and_how_to_verify_them(audience):
    portal = a_portal(audience, bundles=(BUNDLE,))

    text = text_of(portal, "archive/2026-09-payroll-week1.md")
    assert "ab" * 32 in text
    assert "1,234,567 bytes" in text
    assert "kb archive verify" in text
    assert "[2026-09-payroll-week1](2026-09-payroll-week1.md)" in text_of(portal, "archive/index.md")


@pytest.mark.parametrize(
    "link",
    [
        "[x](../troubleshooting/secret.md)",
        "[x](../troubleshooting/secret.md#cause)",
        "[x](<../troubleshooting/secret.md> 'title')",
        "[x][y]\n\n[y]: ../troubleshooting/secret.md",
        "[x](../troubleshooting/secret/)",
        "[x](../../troubleshooting/secret/)",
        "[x](/troubleshooting/secret/index.html)",
        '<a href="../../troubleshooting/secret/">x</a>',
        "[x](../troubleshooting/%73ecret.md)",
    ],
)
def test_a_link_to_a_narrower_page_is_refused(link):
    secret = an_article(path="troubleshooting/secret.md", audience=Audience.INTERNAL)
    guide = a_guide(body=f"See {link}\n", audience=Audience.USERS)

    with pytest.raises(RefusedError) as refused:
        a_portal(Audience.USERS, articles=(secret,), guides=(guide,))

    assert "content/guides/first-day.md" in str(refused.value)
    assert "content/troubleshooting/secret.md" in str(refused.value)


def test_readers_who_may_see_both_follow_the_link():
    secret = an_article(path="troubleshooting/secret.md", audience=Audience.INTERNAL)
    guide = a_guide(body="See [x](../troubleshooting/secret.md).\n", audience=Audience.USERS)

    portal = a_portal(Audience.INTERNAL, articles=(secret,), guides=(guide,))

    assert "[x](../troubleshooting/secret.md)" in text_of(portal, guide.path)


def test_a_link_shown_as_code_is_no_link():
    secret = an_article(path="troubleshooting/secret.md", audience=Audience.INTERNAL)
    guide = a_guide(body="```\n[x](../troubleshooting/secret.md)\n```\n", audience=Audience.USERS)

    assert guide.path in paths(a_portal(Audience.USERS, articles=(secret,), guides=(guide,)))


def test_links_written_as_on_disk_reach_the_page():
    article, lesson = (
        an_article(path="faq/a.md"),
        a_lesson(path="b.md", body="[a](../content/faq/a.md#fix)\n"),
    )
    guide = a_guide(body="[b](../../lessons/b.md)\n")

    portal = a_portal(articles=(article,), lessons=(lesson,), guides=(guide,))

    assert "[a](../faq/a.md#fix)" in text_of(portal, "lessons/b.md")
    assert "[b](../lessons/b.md)" in text_of(portal, guide.path)


def test_every_generated_link_leads_to_a_page():
    articles = [an_article(f"kb-{n:08x}", environment=(f"Product {n % 3}",)) for n in range(9)]
    portal = a_portal(articles=articles, guides=(a_guide(),), lessons=(a_lesson(),), bundles=(BUNDLE,))

    for page in portal.pages:
        for target in re.findall(r"\]\(([^)]+\.md)\)", page.text):
            assert posixpath.normpath(posixpath.join(posixpath.dirname(page.path), target)) in paths(portal)
        for target in re.findall(r'href="([^"]+)"', page.text):
            url = posixpath.normpath(posixpath.join(page.url or ".", target)) + "/"
            assert url in {other.url for other in portal.pages}


def test_the_navigations_pages_are_always_there():
    for audience in Audience:
        assert paths(a_portal(audience)) >= {
            "index.md",
            "find.md",
            "faq/index.md",
            "troubleshooting/index.md",
            "guides/index.md",
            "products/index.md",
            "symptoms/index.md",
            "codes/index.md",
            "known-issues.md",
            "whats-new.md",
            "contact.md",
        }


def test_lists_of_lessons_and_logs_are_there_where_something_is_in_them():
    nouns = {"lessons": (a_lesson(),), "bundles": (BUNDLE,)}

    assert paths(a_portal(Audience.SUPPORT, **nouns)) >= WITH_SOMETHING
    assert not paths(a_portal(Audience.USERS, **nouns)) & WITH_SOMETHING
    assert not paths(a_portal(Audience.SUPPORT)) & WITH_SOMETHING


def test_a_hand_written_index_takes_the_generated_ones_place():
    portal = a_portal(
        guides=(a_guide("faq/index.md", body="Mine.\n"), a_guide("guides/README.md", body="Too.\n"))
    )

    assert "Mine." in text_of(portal, "faq/index.md")
    assert "Too." in text_of(portal, "guides/index.md")


def test_two_sources_of_one_page_are_an_error():
    with pytest.raises(InputError, match="makes too"):
        a_portal(articles=(an_article(path="faq/a.md"), an_article("kb-00000001", path="faq/a.md")))


def test_the_same_nouns_in_any_order_make_the_same_bytes():
    articles = [an_article(f"kb-{n:08x}", environment=("A", "a", "B")[n % 3 : n % 3 + 1]) for n in range(12)]

    assert all_bytes(a_portal(articles=articles)) == all_bytes(a_portal(articles=articles[::-1]))


def test_files_are_copied_and_our_own_assets_added():
    files = (Asset(path="guides/a.png", content=b"png"),)

    portal = a_portal(files=files)

    assert {asset.path for asset in portal.assets} >= {
        "assets/kb/feedback.css",
        "assets/kb/feedback.js",
        "assets/kb/kb.css",
        "assets/kb/logo.svg",
        "guides/a.png",
    }
    assert [asset.path for asset in portal.assets] == sorted({asset.path for asset in portal.assets})


def test_a_page_whose_folder_is_a_file_is_an_error():
    """`content/llms.txt.md` would make a folder of the name that a file of the site has."""
    with pytest.raises(InputError, match=r"makes the folder llms\.txt"):
        a_portal(guides=(a_guide("llms.txt.md"),))


def test_markers_become_what_they_ask_for():
    body = (
        "# Hello\n\n<!-- kb:search -->\n\n<!-- kb:recent -->\n\n<!-- kb:products -->\n\n<!-- kb:contact -->\n"
    )
    home = a_guide("index.md", body=body)

    text = text_of(a_portal(articles=(an_article(),), guides=(home,)), "index.md")

    assert '<div class="kb-search" data-kb-search>' in text
    assert "[Offer letter PDF is blank – Workday Recruiting](troubleshooting/" in text
    assert "[Workday Recruiting](products/workday-recruiting.md)" in text
    assert "Call **4711**." in text
    assert "<!--" not in text


def test_markers_of_an_empty_workspace_say_so():
    home = a_guide("index.md", body="<!-- kb:recent -->\n\n<!-- kb:products -->\n\n<!-- kb:unknown -->\n")

    text = text_of(a_portal(guides=(home,)), "index.md")

    assert text.count("*Nothing here yet.*") == 2
    assert "<!-- kb:unknown -->" in text


def test_an_article_cannot_ask_for_markers():
    article = an_article(body="<!-- kb:products -->\n")

    assert "<!-- kb:products -->" in text_of(a_portal(articles=(article,)), article.path)


def test_recent_cards_put_what_is_still_coming_in_first():
    old = an_article("kb-00000001", title="Old and frequent", last_seen=None, created=None)
    refs = tuple(IncidentRef("servicenow", f"INC{number}") for number in range(9))
    seen = an_article("kb-00000002", title="Seen long ago", evidence=refs)
    fresh = an_article("kb-00000003", title="Fresh", last_seen=date(2026, 11, 19))
    wip = an_article("kb-00000004", title="Unsolved", confidence=Confidence.WIP, last_seen=date(2026, 11, 19))
    home = a_guide("index.md", body="<!-- kb:recent -->\n")

    text = text_of(a_portal(articles=(old, seen, fresh, wip), guides=(home,)), "index.md")

    assert text.index("Fresh") < text.index("Seen long ago") < text.index("Old and frequent")
    assert "Unsolved" not in text


def test_a_large_index_shows_each_products_first_and_leads_to_the_rest():
    articles = [an_article(f"kb-{n:08x}", title=f"T{n}", environment=("Payroll",)) for n in range(200)]

    portal = a_portal(articles=articles)

    index = text_of(portal, "troubleshooting/index.md")
    assert index.count("\n- [") == 15
    assert "[All of Payroll](../products/payroll.md) (200 answers)" in index
    pages = [page.text for page in portal.pages if page.path.startswith("products/payroll")]
    assert len(pages) > 1
    assert sum(text.count("\n??? question") for text in pages) == 200


def test_products_in_other_scripts_keep_pages_of_their_own():
    articles = (
        an_article("kb-00000001", environment=("会计",)),
        an_article("kb-00000002", environment=("薪资",)),
    )

    made = [path for path in paths(a_portal(articles=articles)) if path.startswith("products/product-")]
    assert len(made) == 2


def test_overdue_lessons_say_since_when():
    text = text_of(a_portal(lessons=(a_lesson(due=date(2026, 10, 1)),)), "lessons/index.md")

    assert "overdue since 1 October 2026" in text


def test_a_workspace_without_a_first_page_gets_one():
    text = text_of(a_portal(project=ProjectSettings(name="HR <Help>")), "index.md")

    assert "# HR &lt;Help&gt;" in text
    assert "data-kb-search" in text


def test_the_list_of_questions_leads_to_each_products_page():
    page = text_of(a_portal(articles=(an_article(),)), "faq/index.md")

    assert "[Workday Recruiting](../products/workday-recruiting.md)" in page
    assert "All answers by product" not in text_of(a_portal(), "faq/index.md")
