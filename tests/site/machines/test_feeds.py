from datetime import date, timedelta

import jsonschema
import pytest

from kb.model.article import Audience, Confidence
from kb.model.portal import Portal
from tests.site.machines.reading import ATOM, JSON_FEED, json_of, titles, with_address, xml_of
from tests.site.shelves import a_portal
from tests.support.build import an_article

FIRST = date(2026, 1, 1)


def on(day: date, id: str, **changes):
    """Make an article that changed last on a day."""
    return an_article(
        id, title=f"Changed on {day}", created=day, last_seen=None, last_reviewed_on=None, **changes
    )


def files(portal: Portal) -> set[str]:
    return {asset.path for asset in portal.assets if asset.path.endswith(("feed.xml", "feed.json"))}


def test_the_newest_answer_comes_first_whatever_made_it_new():
    """The latest of: written, seen in an incident, reviewed."""
    articles = (
        an_article("kb-00000001", title="Written", created=date(2026, 9, 3), last_seen=None),
        an_article("kb-00000002", title="Seen", created=date(2026, 1, 1), last_seen=date(2026, 9, 4)),
        an_article("kb-00000003", title="Reviewed", last_reviewed_on=date(2026, 9, 5)),
    )

    portal = a_portal(articles=articles)

    assert titles(portal) == ["Reviewed", "Seen", "Written"]
    assert xml_of(portal, "feed.xml").findtext(f"{ATOM}updated") == "2026-09-05T00:00:00Z"
    assert [each["title"] for each in json_of(portal, "feed.json")["items"]] == titles(portal)


def test_a_feed_ends_after_fifty():
    articles = [on(FIRST + timedelta(days=n), f"kb-{n:08x}") for n in range(60)]

    portal = a_portal(articles=articles)

    assert len(titles(portal)) == 50
    assert titles(portal)[0] == "Changed on 2026-03-01"
    assert "Changed on 2026-01-10" not in titles(portal)


def test_each_product_has_its_own_by_the_first_environment_an_article_names():
    articles = (
        an_article("kb-00000001", title="A", environment=("Payroll", "Learning")),
        an_article("kb-00000002", title="B", environment=("Learning",)),
        an_article("kb-00000003", title="C", environment=()),
    )

    portal = a_portal(articles=articles)

    assert files(portal) == {
        f"{folder}feed.{kind}"
        for folder in ("", "products/payroll/", "products/learning/")
        for kind in ("xml", "json")
    }
    assert titles(portal, "products/payroll/feed.xml") == ["A"]
    assert titles(portal, "products/learning/feed.xml") == ["B"]
    assert xml_of(portal, "products/payroll/feed.xml").findtext(f"{ATOM}title") == "Payroll – HR Help"


def test_what_is_no_answer_is_in_no_feed():
    """Work in progress, what is retired, and what has no date; for users, what nobody has validated."""
    articles = [
        an_article(f"kb-0000000{n}", title=confidence.value, confidence=confidence, audience=Audience.PUBLIC)
        for n, confidence in enumerate(Confidence)
    ]
    undated = an_article("kb-00000009", title="no date", created=None, last_seen=None)

    assert sorted(titles(a_portal(articles=[*articles, undated]))) == ["not-validated", "validated"]
    assert titles(a_portal(Audience.USERS, articles=articles)) == ["validated"]


@pytest.mark.parametrize("kind", ["renamed", "moved", "changed"])
def test_an_answers_id_never_changes(kind):
    before = an_article(title="Before", environment=("Payroll",))
    after = {
        "renamed": an_article(title="After", path="faq/after.md", aliases=(before.path,)),
        "moved": an_article(environment=("Learning",)),
        "changed": an_article(last_reviewed_on=date(2026, 10, 1), body="Other.\n"),
    }[kind]

    def ids(article) -> list[str]:
        return [each["id"] for each in json_of(a_portal(articles=(article,)), "feed.json")["items"]]

    assert ids(before) == ids(after) == ["urn:uuid:8d6b2fc2-f698-53f2-8367-aedfa496a5da"]


def test_all_feeds_have_ids_of_their_own():
    articles = (
        an_article("kb-00000001", environment=("Payroll",)),
        an_article("kb-00000002", environment=("Learning",)),
    )

    found = [
        xml_of(portal, path).findtext(f"{ATOM}id")
        for portal in (a_portal(articles=articles), a_portal(Audience.INTERNAL, articles=articles))
        for path in sorted(files(portal))
        if path.endswith(".xml")
    ]

    assert len(set(found)) == len(found) == 6


def test_an_answer_is_the_same_entry_for_every_audience():
    article = an_article(audience=Audience.PUBLIC, confidence=Confidence.VALIDATED)

    found = {
        json_of(a_portal(audience, articles=(article,)), "feed.json")["items"][0]["id"]
        for audience in Audience
    }

    assert len(found) == 1


def test_atom_has_what_rfc_4287_asks_for():
    """Feed: id, title, updated, author, self; entry: id, title, updated, and an alternate, once each."""
    feed = xml_of(with_address(articles=(an_article(), an_article("kb-00000001"))), "feed.xml")

    for each in (feed, *feed.iter(f"{ATOM}entry")):
        assert [len(each.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
        alternates = [
            link.get("type") for link in each.findall(f"{ATOM}link") if link.get("rel") == "alternate"
        ]
        assert alternates.count("text/html") == 1
        assert len(alternates) == len(set(alternates))  # RFC 4287, 4.1.1: no two of one type and language
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "HR Help"
    selves = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert selves == ["https://kb.example/support/feed.xml"]
    for each in feed.iter():
        assert each.get("type") in (None, "text", "text/html", "text/markdown", "application/atom+xml")


def test_an_empty_feed_is_a_feed():
    assert xml_of(a_portal(), "feed.xml").findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"
    jsonschema.validate(json_of(a_portal(), "feed.json"), JSON_FEED)


def test_json_feeds_are_valid_with_an_address_and_without():
    articles = (an_article(), an_article("kb-00000001", body="", environment=()))

    for portal in (with_address(articles=articles), a_portal(articles=articles)):
        for path in files(portal):
            if path.endswith(".json"):
                jsonschema.validate(json_of(portal, path), JSON_FEED)


def test_addresses_are_whole_where_the_sites_own_is_known_and_else_relative():
    article = an_article(environment=("Payroll",))
    path = "products/payroll/feed"

    def link(portal: Portal) -> str | None:
        entry = xml_of(portal, f"{path}.xml").find(f"{ATOM}entry/{ATOM}link")
        assert entry is not None
        return entry.get("href")

    whole, relative = with_address(articles=(article,)), a_portal(articles=(article,))
    page = article.path.removesuffix(".md")
    assert link(whole) == f"https://kb.example/support/{page}/"
    assert link(relative) == f"../../{page}/"
    assert json_of(whole, f"{path}.json")["items"][0]["url"] == link(whole)
    assert "url" not in json_of(relative, f"{path}.json")["items"][0]
