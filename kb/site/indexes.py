"""The lists that lead to every page: by kind, and by product."""

from collections.abc import Iterable

from kb.model.article import Article, ArticleType, Guide
from kb.model.lesson import Lesson, LessonStatus
from kb.model.portal import Page
from kb.site.article import contact
from kb.site.bundle import archived_on, bundle_path, size, tag_state
from kb.site.markers import by_product, recent, search_box
from kb.site.shelf import Shelf, guide_path, lesson_path, product_path, products, ranked
from kb.site.state import LESSON
from kb.site.words import CONFIDENCE, confirmed, count, day, front_matter, link, words

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
        guides(shelf),
        lessons(shelf),
        archive(shelf),
        *product_pages(shelf),
    ]
    written = {guide_path(guide) for guide in shelf.guides}
    return [page for page in pages if page.path not in written]


def _page(path: str, title: str, intro: str, *parts: str, hide: tuple[str, ...] = ("navigation",)) -> Page:
    head = front_matter(title=title, description=intro, hide=hide)
    text = "\n\n".join(part for part in (f"# {words(title)}", words(intro), *parts) if part)
    return Page(path=path, text=f"{head}{text}\n")


def home(shelf: Shelf) -> Page:
    """Make the first page for a workspace that has not written one."""
    path = "index.md"
    intro = shelf.project.description or "What is going wrong? Type it, or paste the error message."
    parts = (search_box(path, shelf), "## What people ask", recent(path, shelf))
    page = _page(
        path, shelf.project.name, intro, *parts, "## By product", by_product(path, shelf), contact(shelf),
        hide=("navigation", "toc"),
    )  # fmt: skip
    head, _, body = page.text.partition("\n# ")
    return Page(path=path, text=f'{head}\n<div class="kb-home"></div>\n\n# {body}')


def find(shelf: Shelf) -> Page:
    """Make the page that is only a search box."""
    intro = "Describe the problem, or paste the error message."
    return _page("find.md", "Search", intro, search_box("find.md", shelf), contact(shelf))


def _articles(shelf: Shelf, folder: str, title: str, intro: str) -> Page:
    path = f"{folder}/index.md"
    listed = [article for article in shelf.offered if article.type.folder == folder]
    if not listed:
        return _page(
            path, title, intro, "*No article yet. The first harvest or the first author fills this page.*"
        )
    parts = []
    for name, group in products(listed).items():
        shown = group if len(listed) <= LISTED else group[:FIRST]
        parts.append(f"## {words(name) if name else 'Everything else'}")
        parts.append(_list(shown, path, name))
        if len(shown) < len(group):
            more = (
                link(f"All of {name}", product_path(name), source=path) if name else "Search finds the others"
            )
            parts.append(f"{more} ({count(len(group), 'answer')}).")
    return _page(path, title, intro, *parts)


def product_pages(shelf: Shelf) -> Iterable[Page]:
    """Make one page a product: what people ask and what goes wrong."""
    for name, group in products(shelf.offered).items():
        if not name:
            continue
        path = product_path(name)
        parts = []
        for folder, title in (("troubleshooting", "Troubleshooting"), ("faq", "Questions")):
            if listed := [article for article in group if article.type.folder == folder]:
                parts += [f"## {title}", _list(listed, path, name)]
        yield _page(path, name, f"{count(len(group), 'answer')} on {name}.", *parts)


def _list(articles: Iterable[Article], source: str, product: str) -> str:
    return '<div class="kb-list"></div>\n\n' + "\n".join(
        # Below a product's heading its name at the end of each title would only repeat itself.
        f"- {link(article.title.removesuffix(f' – {product}') or article.title, article.path, source=source)}\n\n"
        f"    **{CONFIDENCE[article.confidence]}** · {confirmed(article)}\n"
        for article in ranked(articles)
    )


def guides(shelf: Shelf) -> Page:
    """List the hand-written guides."""
    path = "guides/index.md"
    listed = [g for g in shelf.guides if guide_path(g).startswith("guides/")]
    intro = "How things are done, step by step."
    if not listed:
        return _page(
            path, "Guides", intro, "*No guide yet. Put a Markdown file into content/guides to start one.*"
        )
    return _page(path, "Guides", intro, _guide_list(listed, path))


def _guide_list(listed: Iterable[Guide], source: str) -> str:
    items = (
        f"- {link(guide.title, guide_path(guide), source=source)}\n"
        + (f"\n    {words(f'owner {guide.owner}')}\n" if guide.owner else "")
        for guide in sorted(listed, key=lambda guide: (guide.title.casefold(), guide.path))
    )
    return '<div class="kb-list"></div>\n\n' + "\n".join(items)


def lessons(shelf: Shelf) -> Page:
    """List the lessons by how far they have come, those that came back first."""
    path = "lessons/index.md"
    intro = "What to do next time, learned the hard way and without blame."
    parts = []
    for status in (LessonStatus.RECURRED, *(s for s in LessonStatus if s is not LessonStatus.RECURRED)):
        if group := [lesson for lesson in shelf.lessons if lesson.status is status]:
            shown = sorted(group, key=lambda lesson: (not lesson.due, not lesson.owner))[:LISTED]
            parts += [f"## {LESSON[status]}", _lesson_list(shown, path, shelf)]
            if len(shown) < len(group):
                parts.append(f"Search finds the others ({count(len(group), 'lesson')}).")
    return _page(path, "Lessons", intro, *(parts or ["*No lesson yet.*"]))


def _lesson_list(group: Iterable[Lesson], source: str, shelf: Shelf) -> str:
    items = []
    for lesson in group:
        facts = [f"owner {lesson.owner}" if lesson.owner else "no owner"]
        if lesson.due:
            overdue = lesson.is_overdue(shelf.today)
            facts.append(f"overdue since {day(lesson.due)}" if overdue else f"due on {day(lesson.due)}")
        items.append(
            f"- {link(lesson.title, lesson_path(lesson), source=source)}\n\n    {words(' · '.join(facts))}\n"
        )
    return '<div class="kb-list"></div>\n\n' + "\n".join(items)


def archive(shelf: Shelf) -> Page:
    """List the archived bundles, for those who may read them."""
    path, intro = "archive/index.md", "Logs of each period, kept under a tag so that a later change shows."
    if not shelf.shows_incidents:
        return _page(path, "Archive", "Logs are kept for the support team and are not part of this site.")
    if not shelf.bundles:
        return _page(
            path, "Archive", intro, "*No bundle yet. Archive the first one with* `kb archive add`*.*"
        )
    rows = "\n".join(
        f"| {link(bundle.name, bundle_path(bundle), source=path)} | {bundle.files:,} | {size(bundle.bytes)} "
        f"| {archived_on(bundle)} | {tag_state(bundle)} |"
        for bundle in shelf.bundles
    )
    return _page(
        path,
        "Archive",
        intro,
        f"| Bundle | Files | Size | Archived on | State |\n|---|--:|--:|---|---|\n{rows}",
    )
