"""
What a hand-written page may ask for with an HTML comment.

    <!-- kb:search -->     the search box
    <!-- kb:recent -->     what people ask these weeks, as cards
    <!-- kb:products -->   entry by product, with counts
    <!-- kb:contact -->    whom to call
"""

import posixpath
import re
from collections.abc import Callable
from datetime import timedelta
from html import escape

from kb.model.article import Article, Confidence
from kb.model.portal import page_url
from kb.site.article import SECTIONS, contact
from kb.site.shelf import Shelf, product_path, products, ranked
from kb.site.words import CONFIDENCE, confirmed, count, link, summary, words

CARDS = 6
RECENT = timedelta(days=30)
NOTHING_YET = "*Nothing here yet.*"

_MARKER = re.compile(r"^[ ]{0,3}<!--\s*kb:([a-z]+)\s*-->[ \t]*$", re.MULTILINE)


def fill_markers(body: str, *, source: str, shelf: Shelf) -> str:
    """Replace each known marker that stands alone on its line; leave everything else as it is."""

    def filled(match: re.Match[str]) -> str:
        make = MARKERS.get(match.group(1))
        return f"\n{make(source, shelf)}\n" if make else match.group()

    return _MARKER.sub(filled, body)


def search_box(source: str, _shelf: Shelf) -> str:
    """Make the place `search.js` turns into a box; until then it leads to the lists."""
    here = page_url(source) or "."
    ways = " and ".join(
        f'<a href="{posixpath.relpath(folder, here)}/">{title}</a>' for folder, title in SECTIONS.items()
    )
    return (
        '<div class="kb-search" data-kb-search>'
        f"<p>Searching needs JavaScript. Without it, {ways} list every answer.</p></div>"
    )


_PLACE = re.compile(r"<div\b[^<>]*\bdata-kb-search\b[^<>]*>")


def with_form(html: str, find: str) -> str:
    """Give each place of the box a form that needs no script; `find` is the way to the search page."""
    form = (
        f'<form action="{escape(find)}" role="search">'
        '<input type="search" name="q" aria-label="Search"><button>Search</button></form>'
    )
    return _PLACE.sub(lambda place: place.group() + form, html)


def cards(articles: list[Article], source: str) -> str:
    """List articles as cards; the empty element tells the style sheet what follows."""
    if not articles:
        return NOTHING_YET
    return '<div class="kb-cards"></div>\n\n' + "\n".join(_card(article, source) for article in articles)


def _card(article: Article, source: str) -> str:
    lines = [f"- {link(article.title, article.path, source=source)}"]
    if about := summary(article.body, limit=120):
        lines.append(f"    {words(about)}")
    lines.append(f"    *{CONFIDENCE[article.confidence]} · {confirmed(article)}*")
    return "\n\n".join(lines) + "\n"


def recent(source: str, shelf: Shelf) -> str:
    """Show what came up in the last weeks, most frequent first; older answers fill the row."""
    answers = [article for article in shelf.offered if article.confidence is not Confidence.WIP]
    since = shelf.today - RECENT
    fresh = ranked(a for a in answers if (a.last_seen or a.created or since) > since)
    shown = {article.id for article in fresh}
    rest = [article for article in answers if article.id not in shown]
    return cards([*fresh, *rest][:CARDS], source)


def by_product(source: str, shelf: Shelf) -> str:
    """Lead to each product's page and say how much is there."""
    tiles = [
        f"- {link(name, product_path(name), source=source)}\n\n    {count(len(articles), 'answer')}\n"
        for name, articles in products(shelf.offered).items()
        if name
    ]
    return '<div class="kb-cards kb-tiles"></div>\n\n' + "\n".join(tiles) if tiles else NOTHING_YET


MARKERS: dict[str, Callable[[str, Shelf], str]] = {
    "search": search_box,
    "recent": recent,
    "products": by_product,
    "contact": lambda _source, shelf: contact(shelf, title=""),
}
