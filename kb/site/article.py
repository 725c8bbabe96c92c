"""One article as a page: how sure we are, what to do, whom to call."""

from collections.abc import Sequence

from kb.model.article import Article, ArticleType, Confidence
from kb.model.portal import Page
from kb.site.feedback import feedback_place
from kb.site.receipts import with_receipts
from kb.site.shelf import Kin, Shelf
from kb.site.state import article_state, banners
from kb.site.words import count, front_matter, link, summary, words

INCIDENTS_SHOWN = 100


def article_page(article: Article, shelf: Shelf, kin: Kin) -> Page:
    """Make the page; its body stays as it is written."""
    body, definitions = with_receipts(article, shelf)
    parts = [
        crumbs(article),
        f"# {words(article.title)}",
        article_state(article),
        *banners(article, shelf.today),
        body,
        _also_asked_as(article.also_asked_as),
        _incidents(article) if shelf.shows_incidents else "",
        _related(article, kin.of(article)),
        feedback_place(article, shelf.feedback),
        contact(shelf),
        _edit_hint(article) if shelf.shows_incidents else "",
        definitions,
    ]
    head = front_matter(
        title=article.title,
        description=summary(article.body),
        searched=article.confidence is not Confidence.ARCHIVED,
    )
    text = head + "\n\n".join(part for part in parts if part) + "\n"
    return Page(path=article.path, text=text, edit_path=f"content/{article.path}")


def crumbs(article: Article) -> str:
    """Lead back to the index an article stands in; the empty element tells the style sheet what follows."""
    section = SECTIONS[article.type.folder]
    return f'<div class="kb-crumbs"></div>\n\n{link(section, f"{article.type.folder}/index.md", source=article.path)}'


SECTIONS = {
    ArticleType.FAQ.folder: "Questions",
    ArticleType.TROUBLESHOOTING.folder: "Troubleshooting",
}


def contact(shelf: Shelf, *, title: str = "Still stuck?") -> str:
    """Say whom to call; the setting is one line of Markdown of the project's own."""
    line = " ".join(shelf.project.contact.split())
    return f'!!! question "{title}"\n\n    {line}' if line else ""


def _also_asked_as(wordings: Sequence[str]) -> str:
    if not wordings:
        return ""
    items = "\n".join(f"    - {words(wording)}" for wording in wordings)
    return f'??? quote "Also asked as"\n\n{items}'


def _incidents(article: Article) -> str:
    if not article.evidence:
        return ""
    shown = ", ".join(words(ref.key) for ref in article.evidence[:INCIDENTS_SHOWN])
    left = len(article.evidence) - INCIDENTS_SHOWN
    more = f" and {left:,} more" if left > 0 else ""
    return (
        f'??? abstract "{count(len(article.evidence), "incident")} behind this article"\n\n    {shown}{more}'
    )


def _related(article: Article, related: Sequence[Article]) -> str:
    if not related:
        return ""
    items = "\n".join(f"- {link(other.title, other.path, source=article.path)}" for other in related)
    return f"## Related\n\n{items}"


def _edit_hint(article: Article) -> str:
    return (
        '<div class="kb-edit"></div>\n\n'
        f"Something missing or wrong? Flag it or fix it: {words(f'content/{article.path}')}, {words(article.id)}."
    )
