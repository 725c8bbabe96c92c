"""One article as a page: how sure we are, what to do, whom to call."""

from collections.abc import Sequence
from dataclasses import replace

from kb.model.article import Article, ArticleType, Confidence
from kb.model.portal import Page
from kb.site.call import contact
from kb.site.feedback import feedback_place
from kb.site.receipts import with_receipts
from kb.site.sections import workaround_first
from kb.site.shelf import Shelf, product_path
from kb.site.state import article_state, banners
from kb.site.words import address, count, front_matter, link, summary, words

INCIDENTS_SHOWN = 100
WORDINGS_SHOWN = 60
SECTIONS = {
    ArticleType.FAQ.folder: "Questions",
    ArticleType.TROUBLESHOOTING.folder: "Troubleshooting",
}


def article_page(article: Article, shelf: Shelf, related: Sequence[Article]) -> Page:
    """Make the page; its body stays as it is written, but for a known error's workaround, which comes first."""
    head = front_matter(
        title=article.title,
        description=summary(article.body),
        searched=article.confidence is not Confidence.ARCHIVED,
    )
    if article.type is ArticleType.KNOWN_ERROR:
        article = replace(article, body=workaround_first(article.body))
    body, definitions = with_receipts(article, shelf)
    parts = [
        crumbs(article),
        f"# {words(article.title)}",
        article_state(article),
        *banners(article, shelf.today),
        body,
        _also_asked_as(article.also_asked_as),
        _incidents(article) if shelf.shows_incidents else "",
        _related(article, related),
        feedback_place(article, shelf.feedback),
        contact(shelf, source=article.path),
        _mend(article, shelf),
        definitions,
    ]
    text = head + "\n\n".join(part for part in parts if part) + "\n"
    return Page(path=article.path, text=text, edit_path=f"content/{article.path}")


def crumbs(article: Article) -> str:
    """Lead back to the lists an article stands in; the empty element tells the style sheet what follows."""
    ways = [link(SECTIONS[article.type.folder], f"{article.type.folder}/index.md", source=article.path)]
    if article.environment and article.confidence is not Confidence.ARCHIVED:
        ways.append(link(article.environment[0], product_path(article.environment[0]), source=article.path))
    return f'<div class="kb-crumbs"></div>\n\n{" › ".join(ways)}'


def _also_asked_as(wordings: Sequence[str]) -> str:
    if not wordings:
        return ""
    items = "\n".join(f"    - {words(wording)}" for wording in wordings[:WORDINGS_SHOWN])
    left = len(wordings) - WORDINGS_SHOWN
    more = f"\n    - and {left:,} more" if left > 0 else ""
    return f'??? quote "Also asked as"\n\n{items}{more}'


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
    return f'## Related\n\n<div class="kb-ways"></div>\n\n{items}'


def _mend(article: Article, shelf: Shelf) -> str:
    """Lead the team to the source, and every reader to where a mistake is reported, as far as both are known."""
    source = f"content/{article.path}"
    ways = []
    if shelf.shows_incidents and shelf.project.edit:
        ways.append(f"[Edit this page](<{address(shelf.project.edit, article, path=source)}>)")
    if shelf.project.report:
        ways.append(f"[Report a mistake](<{address(shelf.project.report, article, path=source)}>)")
    if shelf.shows_incidents:
        ways.append(words(article.id) if shelf.project.edit else f"{words(source)}, {words(article.id)}")
    if not ways:
        return ""
    return f'<div class="kb-edit"></div>\n\nSomething missing or wrong? {" · ".join(ways)}'
