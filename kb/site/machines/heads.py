"""What stands in a page's head for programs: ways to feeds and plain text, a preview, and JSON-LD."""

from collections.abc import Iterator, Sequence

from kb.model.article import Audience
from kb.model.portal import Page
from kb.site.machines import crawlers
from kb.site.machines.addresses import Addresses, way
from kb.site.machines.entries import Entry, name_of
from kb.site.machines.feeds import ALTERNATE, Feed, links
from kb.site.machines.portable import Portable
from kb.site.machines.structured import structured
from kb.site.machines.texts import inert_json, xml
from kb.site.shelf import Shelf


def elements(
    page: Page,
    told: Portable,
    entry: Entry | None,
    *,
    shelf: Shelf,
    feeds: Sequence[Feed],
    addresses: Addresses,
) -> Iterator[str]:
    """Write the elements one by one; none of them runs anything or loads anything."""
    name = name_of(shelf.project)
    if shelf.audience is not Audience.PUBLIC or (entry and entry.retired):
        # robots.txt counts at the top of a host only, where a site need not stand
        yield '<meta name="robots" content="noindex">'
    yield from links(feeds, page.url)
    yield f'<link rel="{ALTERNATE}" type="text/markdown" href="{xml(way(page.path, folder=page.url))}">'
    if addresses.root:
        where = xml(way(crawlers.OPENSEARCH, folder=page.url))
        kind = "application/opensearchdescription+xml"
        yield f'<link rel="search" type="{kind}" title="{xml(name)}" href="{where}">'
    answer = entry is not None and entry.confidence is not None
    yield _property("og:type", "article" if answer else "website")
    yield _property("og:site_name", name)
    yield _property("og:title", told.title)
    if addresses.root:
        yield _property("og:url", addresses.of(page.url))
    yield '<meta name="twitter:card" content="summary">'
    yield f'<meta name="twitter:title" content="{xml(told.title)}">'
    if told.about:
        yield _property("og:description", told.about)
        yield f'<meta name="twitter:description" content="{xml(told.about)}">'
    if entry and (said := structured(entry, shelf.project, addresses)):
        yield f'<script type="application/ld+json">{inert_json(said)}</script>'


def _property(name: str, text: str) -> str:
    return f'<meta property="{name}" content="{xml(text)}">'
