import pytest

from kb.site.dead_links import DeadLinks
from kb.site.rendered import settled

FILES = {"index.html", "404.html", "faq/index.html", "faq/a/index.html", "assets/x y.png", "feed.xml"}


def dead(html: str, page: str = "faq/a/index.html", root: str = "/") -> list[str]:
    """Give what leads nowhere from a page; the page above it has one place to point at."""
    pages = {"faq/index.html": '<h2 id="here">x</h2>', page: html}
    return list(DeadLinks(files=FILES, pages=pages, root=root).of(page))


@pytest.mark.parametrize(
    "address",
    [
        "../", "..", "../..", "../../feed.xml", "../#here", "../?q=x#here", "../../assets/x%20y.png", "", "?q=x",
        "https://kb.example/nowhere/", "//kb.example/x", "mailto:a@b.example", "http://[", "/faq/a/", "../../feed.xml#x",
    ],
)  # fmt: skip
def test_what_leads_somewhere_or_elsewhere_is_not_told(address):
    assert dead(f'<a href="{address}">x</a>') == []


@pytest.mark.parametrize(
    "address",
    [
        "../b/",
        "b",
        "../#there",
        "#there",
        "../../../faq/",
        "../../faq/index.md",
        "/nowhere/",
        "../../feed.xml/",
        "../../x.png",
    ],
)
def test_what_leads_nowhere_is_told_once(address):
    assert dead(f'<a href="{address}">x</a><img src="{address}"><a href="../">x</a>') == [address]


def test_an_address_counts_in_tags_only():
    assert dead('<p>href="nowhere"</p><!-- <a href="nowhere"> --><p title=\'<a href="nowhere">\'>x</p>') == []


def test_a_place_is_looked_for_in_the_page_itself():
    assert dead('<p id="there">x</p><a href="#there">x</a>') == []


def test_addresses_from_the_hosts_root_begin_with_the_sites_own():
    html = '<a href="/kb/faq/">x</a><a href="/faq/">x</a><a href="/kb/no/">x</a>'

    assert dead(html, page="404.html", root="/kb/") == ["/faq/", "/kb/no/"]


def test_addresses_from_the_root_are_settled_as_mkdocs_settles_them():
    html = '<a href="/guides/all.md#x">/guides/all.md</a><img src="/a%20b.png"><a href="//host/">x</a><p>href="/x"</p>'

    assert settled(html, "faq/a/") == (
        '<a href="../../guides/all/#x">/guides/all.md</a><img src="../../a%20b.png">'
        '<a href="//host/">x</a><p>href="/x"</p>'
    )
