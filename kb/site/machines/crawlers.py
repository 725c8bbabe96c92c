"""What crawlers and browsers ask a site for by name: robots.txt, sitemap.xml, opensearch.xml."""

import textwrap
from collections.abc import Iterable, Mapping

from kb.model.article import Audience
from kb.model.portal import Page
from kb.model.prose import one_line
from kb.site.machines.addresses import Addresses
from kb.site.machines.entries import Entry, name_of
from kb.site.machines.texts import xml
from kb.site.shelf import Shelf

ROBOTS, SITEMAP, OPENSEARCH = "robots.txt", "sitemap.xml", "opensearch.xml"
FIND = "find.md"
_SHORT = 16
"""How many characters OpenSearch gives a name."""


def robots(audience: Audience, addresses: Addresses) -> str:
    """Let everybody in where everybody may read, and nobody else."""
    if audience is not Audience.PUBLIC:
        return "User-agent: *\nDisallow: /\n"
    sitemap = f"\nSitemap: {addresses.of(SITEMAP)}\n" if addresses.root else ""
    return f"User-agent: *\nAllow: /\n{sitemap}"


def sitemap(pages: Iterable[Page], entries: Mapping[str, Entry], addresses: Addresses) -> str:
    """List the pages that are offered, with the day they changed; the search page says nothing of itself."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')
    for page in pages:
        entry = entries.get(page.path)
        if page.path == FIND or (entry and entry.retired):
            continue
        changed = f"<lastmod>{entry.changed.isoformat()}</lastmod>" if entry and entry.changed else ""
        lines.append(f"<url><loc>{xml(addresses.of(page.url))}</loc>{changed}</url>")
    return "\n".join([*lines, "</urlset>", ""])


def opensearch(shelf: Shelf, addresses: Addresses) -> str:
    """Describe the search page, so that a browser can search from its address bar."""
    name = name_of(shelf.project)
    about = one_line(shelf.project.description) or f"Search {name}"
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>{xml(_short(name))}</ShortName>
<LongName>{xml(name[:48].strip())}</LongName>
<Description>{xml(about[:1024])}</Description>
<InputEncoding>UTF-8</InputEncoding>
<Url type="text/html" method="get" template="{xml(addresses.of("find/"))}?q={{searchTerms}}"/>
</OpenSearchDescription>
"""


def _short(name: str) -> str:
    """Cut a name between words where it has any so early."""
    return textwrap.shorten(name, _SHORT, placeholder="") or name[:_SHORT]
