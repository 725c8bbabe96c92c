"""The lists that lead to every page: by kind, and by product."""

from collections.abc import Iterator

from kb.model.article import ArticleType, Guide
from kb.model.portal import Page
from kb.site.alphabet import code_index, symptom_index
from kb.site.bundle import archived_on, bundle_path, size, tag_state
from kb.site.call import contact, contact_page
from kb.site.home import NOTHING_YET, by_product, search_box, sections_of_home
from kb.site.lists import article_list, listed, made, page_path, paged, pager
from kb.site.news import whats_new
from kb.site.questions import known_issues, product_list, product_pages
from kb.site.register import register
from kb.site.shelf import Shelf, guide_path, product_path, products
from kb.site.words import count, link, words

WITH_SOMETHING = frozenset({"lessons/index.md", "archive/index.md"})
"""Lists that are there only where something is in them."""

LISTED = 150
"""How many articles one index lists whole; beyond that it shows each product's first ones."""
FIRST = 15


def index_pages(shelf: Shelf) -> list[Page]:
    """Make every list; a hand-written page of the same path takes its place."""
    pages = [
        home(shelf),
        find(shelf),
        _articles(
            shelf, ArticleType.FAQ.folder, "Questions", "How do I…? Questions people ask, and the answers."
        ),
        _articles(
            shelf,
            ArticleType.TROUBLESHOOTING.folder,
            "Troubleshooting",
            "Something does not work? What people saw, and what solved it.",
        ),
        *guides(shelf),
        *register(shelf),
        *archive(shelf),
        *product_list(shelf),
        *product_pages(shelf),
        *symptom_index(shelf),
        *code_index(shelf),
        *known_issues(shelf),
        whats_new(shelf),
        contact_page(shelf),
        *shelf.reports,
    ]
    written = {guide_path(guide) for guide in shelf.guides}
    return [page for page in pages if page.path not in written]


def home(shelf: Shelf) -> Page:
    """Make the first page for a workspace that has not written one."""
    path = "index.md"
    intro = shelf.project.description or "What is going wrong? Type it, or paste the error message."
    return made(
        path, shelf.project.name, intro, search_box(path, shelf), sections_of_home(path, shelf),
        hide=("navigation", "toc"), above='<div class="kb-home"></div>',
    )  # fmt: skip


def find(shelf: Shelf) -> Page:
    """Make the page that is only a search box."""
    intro = "Describe the problem, or paste the error message."
    return made("find.md", "Search", intro, search_box("find.md", shelf), contact(shelf, source="find.md"))


def _articles(shelf: Shelf, folder: str, title: str, intro: str) -> Page:
    path = f"{folder}/index.md"
    mine = [article for article in shelf.offered if article.type.folder == folder]
    if not mine:
        none = "*No article yet. The first harvest or the first author fills this page.*"
        return made(path, title, intro, none, *_by_product(path, shelf))
    parts = []
    groups = products(mine)
    first = len(mine) if len(mine) <= LISTED else max(1, min(FIRST, LISTED // len(groups)))
    for name, group in list(groups.items())[:LISTED]:
        parts.append(f"## {words(name) if name else 'Everything else'}")
        parts.append(article_list(group[:first], path, name))
        if first < len(group):
            more = (
                link(f"All of {name}", product_path(name), source=path) if name else "Search finds the others"
            )
            parts.append(f"{more} ({count(len(group), 'answer')}).")
    if len(groups) > LISTED:
        parts.append(f"{link('All products', 'products/index.md', source=path)}.")
    return made(path, title, intro, *parts, *_by_product(path, shelf))


def _by_product(path: str, shelf: Shelf) -> tuple[str, ...]:
    """Lead from the list of questions to each product's page, where problems stand, too."""
    tiles = by_product(path, shelf) if path.startswith("faq/") else NOTHING_YET
    return () if tiles == NOTHING_YET else ("## All answers by product", tiles)


def guides(shelf: Shelf) -> Iterator[Page]:
    """List the hand-written guides."""
    path = "guides/index.md"
    mine = [g for g in shelf.guides if guide_path(g).startswith("guides/")]
    intro = "How things are done, step by step."
    if not mine:
        none = "*No guide yet. Put a Markdown file into content/guides to start one.*"
        yield made(path, "Guides", intro, none)
        return
    order = sorted(mine, key=lambda guide: (guide.title.casefold(), guide.path))
    pages = paged(path, order, _guide_line)
    for number, page in enumerate(pages, start=1):
        text = listed(entry for _, entry in page)
        yield made(page_path(path, number), "Guides", intro, text, pager(path, number, len(pages)))


def _guide_line(guide: Guide, source: str) -> str:
    owner = f"\n    {words(f'owner {guide.owner}')}\n" if guide.owner else ""
    return f"- {link(guide.title, guide_path(guide), source=source)}\n{owner}"


def archive(shelf: Shelf) -> Iterator[Page]:
    """List the archived bundles, for those who may read them."""
    path, intro = "archive/index.md", "Logs of each period, kept under a tag so that a later change shows."
    if not shelf.bundles:
        return
    rows = "\n".join(
        f"| {link(bundle.name, bundle_path(bundle), source=path)} | {bundle.files:,} | {size(bundle.bytes)} "
        f"| {archived_on(bundle)} | {tag_state(bundle)} |"
        for bundle in shelf.bundles
    )
    yield made(
        path,
        "Archive",
        intro,
        f"| Bundle | Files | Size | Archived on | State |\n|---|--:|--:|---|---|\n{rows}",
    )
