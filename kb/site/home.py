"""What stands on the first page; its order follows the go-live's phase."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import escape

from kb.model.article import Article, Confidence
from kb.site.article import SECTIONS
from kb.site.call import contact
from kb.site.news import WEEK, latest, news_line, this_week
from kb.site.phases import CONTACT, Phase, stage, told
from kb.site.shelf import Shelf, guide_path, product_path, products, ranked
from kb.site.words import CONFIDENCE, confirmed, count, day, link, summary, words

CARDS = 6
TILES = 12
RECENT = timedelta(days=30)
NOTHING_YET = "*Nothing here yet.*"

ORDER = {
    None: ("week", "new", "products", "tasks"),
    Phase.HYPERCARE: ("week", "new", "products", "tasks"),
    Phase.TRANSITION: ("new", "week", "products", "tasks"),
    Phase.STEADY: ("products", "tasks", "new", "week"),
}
"""During hypercare what goes wrong now comes first; in usual support what one is looking for."""

LISTS = {
    "symptoms/index.md": "Symptoms A–Z",
    "codes/index.md": "Error codes",
    "known-issues.md": "Known issues",
    "whats-new.md": "What’s new",
    "products/index.md": "Products",
}


def sections_of_home(source: str, shelf: Shelf) -> str:
    """Put together the first page below the search box."""
    now = stage(shelf.phases, shelf.today)
    parts = [told(shelf, source=source)]
    for name in ORDER[now.phase if now else None]:
        title, make = PARTS[name]
        text = make(source, shelf)
        if name == "week" and not _is_this_week(shelf):
            title = "Problems people had lately"
        if text != NOTHING_YET:
            parts += [f"## {title}", text]
    call = contact(shelf, source=source, title="")
    parts += ["## Browse", every_list(source, shelf)]
    parts += ["## Still stuck?", call] if call else []
    return "\n\n".join(part for part in parts if part)


def search_box(_source: str, _shelf: Shelf) -> str:
    """Make the place `search.js` turns into a box; `with_form` fills it once the page is rendered."""
    return '<div class="kb-search" data-kb-search></div>'


_PLACE = re.compile(r"<div\b[^<>]*\bdata-kb-search(?P<lost>=\"lost\")?[^<>]*>")


def with_form(html: str, way: Callable[[str], str]) -> str:
    """
    Give each place of the box a form that needs no script, and ways to what lists every answer.

    `way` leads to a folder of the site. Written here and not as Markdown: generators differ in what they make of a
    relative address in HTML.
    """
    form = (
        f'<form action="{escape(way("find/"))}" role="search">'
        '<input type="search" name="q" aria-label="Search"><button>Search</button></form>'
    )
    lists = " and ".join(
        f'<a href="{escape(way(f"{folder}/"))}">{title}</a>' for folder, title in SECTIONS.items()
    )
    without = f"<p>Searching needs JavaScript. Without it, {lists} list every answer.</p>"
    return _PLACE.sub(lambda place: place.group() + form + ("" if place["lost"] else without), html)


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


def _is_this_week(shelf: Shelf) -> bool:
    newest, _ = this_week(shelf)
    return newest is not None and shelf.today - newest < WEEK


def week(source: str, shelf: Shelf) -> str:
    """Show what came up within a week of the newest incident, most confirmed first."""
    newest, articles = this_week(shelf)
    if newest is None:
        return NOTHING_YET
    return f"Seen in the week to {day(newest)}.\n\n{cards(articles[:CARDS], source)}"


def new(source: str, shelf: Shelf) -> str:
    """List the answers written or looked at last."""
    lines = [
        f"- {link(article.title, article.path, source=source)}\n\n    {news_line(when, what, article)}\n"
        for when, what, article in latest(shelf)[:CARDS]
    ]
    if not lines:
        return NOTHING_YET
    more = link("Everything new, by week", "whats-new.md", source=source)
    return '<div class="kb-list"></div>\n\n' + "\n".join(lines) + f"\n{more}"


def tasks(source: str, shelf: Shelf) -> str:
    """Lead to the guides, each the way of one task."""
    guides = [g for g in shelf.guides if guide_path(g).startswith("guides/") and g.title]
    ways = sorted(
        (g.title.casefold(), g.title, guide_path(g)) for g in guides if not g.path.endswith("README.md")
    )
    if not ways:
        return NOTHING_YET
    lines = [f"- {link(title, path, source=source)}" for _, title, path in ways[:TILES]]
    more = f"\n\n{link('All guides', 'guides/index.md', source=source)}" if len(ways) > TILES else ""
    return '<div class="kb-ways"></div>\n\n' + "\n".join(lines) + more


REPORTS = {
    "reports/dashboard.md": "At a glance",
    "reports/daily.md": "Daily report",
    "reports/weekly.md": "Weekly report",
    "reports/gaps.md": "Gaps",
}
"""What the first page calls the reports of the team's site."""


def every_list(source: str, shelf: Shelf) -> str:
    """Lead to every index."""
    reports = {page.path: REPORTS[page.path] for page in shelf.reports if page.path in REPORTS}
    lists = {**LISTS, CONTACT: "Whom to call", **reports}
    ways = " ".join(link(title, path, source=source) for path, title in lists.items())
    return f'<div class="kb-pills"></div>\n\n{ways}'


def recent(source: str, shelf: Shelf) -> str:
    """Show what came up in the last weeks, most frequent first; older answers fill the row."""
    answers = [article for article in shelf.offered if article.confidence is not Confidence.WIP]
    since = shelf.today - RECENT
    fresh = ranked(a for a in answers if (a.last_seen or a.created or since) > since)
    shown = {article.id for article in fresh}
    rest = [article for article in answers if article.id not in shown]
    return cards([*fresh, *rest][:CARDS], source)


def by_product(source: str, shelf: Shelf) -> str:
    """Lead to each product's page, the largest first, and say how much is there."""
    groups = {name: group for name, group in products(shelf.offered).items() if name}
    tiles = [
        f"- {link(name, product_path(name), source=source)}\n\n    {count(len(group), 'answer')}\n"
        for name, group in list(groups.items())[:TILES]
    ]
    if not tiles:
        return NOTHING_YET
    left = len(groups) > TILES
    more = f"\n{link(f'All {len(groups):,} products', 'products/index.md', source=source)}" if left else ""
    return '<div class="kb-cards kb-tiles"></div>\n\n' + "\n".join(tiles) + more


PARTS: dict[str, tuple[str, Callable[[str, Shelf], str]]] = {
    "week": ("Problems people have this week", week),
    "new": ("New and changed answers", new),
    "products": ("By product", by_product),
    "tasks": ("How to…", tasks),
}
