"""Rules on where pages lead: links, images, orphans, and the names pages had before."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote

from kb.articles.standard.page import Found, PageText, page_of
from kb.model.article import Article, Guide

MADE = "<!-- Made by `kb "
"""Stands in pages a command wrote: whoever asked for one knows where it is."""

LISTED = ("guides/",)
"""Folders of guides whose pages the site lists by itself."""


def duplicates(
    articles: Sequence[Article], pages: Mapping[str, PageText]
) -> Iterator[tuple[str, str, int, str]]:
    """Yield (code, path, line, message) of each id that stands twice."""
    first: dict[str, Article] = {}
    for article in sorted(articles, key=lambda article: article.path):
        known = first.setdefault(article.id, article)
        if known is not article:
            line = pages[article.path].field_line("id") if article.path in pages else 1
            yield "KB108", article.path, line, f"{article.id} is also the id of {known.path}"


def links_of(page: PageText, pages: Mapping[str, PageText], known: frozenset[str]) -> Found:
    """Yield links that lead nowhere and images without words."""
    for link in page.links:
        if link.image and not link.label:
            yield "KB107", page.body_position_line(link.start), "the image has no alternative text"
        problem = _broken(link.target, page, pages, known)
        if problem:
            yield "KB106", page.body_position_line(link.start), problem


def _broken(target: str, page: PageText, pages: Mapping[str, PageText], known: frozenset[str]) -> str:
    """Say what is wrong with a link, "" when nothing is or when it leaves the content."""
    address, _, anchor = target.partition("#")
    address = unquote(address.partition("?")[0])
    if ":" in address.partition("/")[0] or target.startswith("/"):
        return ""  # a scheme, another host, or the site's own root
    path = page.path
    if address:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), address))
        if path not in known:
            return f"the link {target} leads nowhere" + _meant(path, known)
    elif not anchor:
        return ""
    anchor = unquote(anchor)
    if not anchor or anchor.startswith(("fn:", "fnref")) or path not in pages:
        return ""
    if anchor in pages[path].anchors:
        return ""
    return f"{path} has no heading #{anchor}"


def _meant(path: str, known: frozenset[str]) -> str:
    """Name the page that was probably meant: the same file elsewhere, or the page of a folder."""
    name = posixpath.basename(path)
    near = sorted(other for other in known if posixpath.basename(other) in (name, f"{name}.md"))
    return f": did you mean {near[0]}?" if near else ""


def orphans(guides: Iterable[Guide], pages: Mapping[str, PageText]) -> Iterator[tuple[str, str, int, str]]:
    """Yield (code, path, line, message) of guides that no list has and no other page links to."""
    linked = {
        posixpath.normpath(
            posixpath.join(posixpath.dirname(page.path), unquote(link.target.partition("#")[0]))
        )
        for page in pages.values()
        for link in page.links
        if not link.image and ":" not in link.target.partition("/")[0]
    }
    for guide in guides:
        path = guide.path
        if path.startswith(LISTED) or posixpath.basename(path) in ("index.md", "README.md"):
            continue
        if path in pages and MADE in pages[path].text:
            continue
        if not linked & {path, path.removesuffix(".md"), posixpath.dirname(path) or "."} - {"."}:
            yield "KB119", path, 1, "no other page links here"


def old_names(
    articles: Sequence[Article], pages: Mapping[str, PageText]
) -> Iterator[tuple[str, str, int, str]]:
    """Yield (code, path, line, message) of names that lead to two articles, or to none."""
    here = {name: article for article in articles for name in (article.id, article.path)}
    known = {*here, *(alias for each in articles for alias in each.aliases)}
    first: dict[str, Article] = {}
    for article in sorted(articles, key=lambda each: each.path):
        page = page_of(article, pages)
        for number, alias in enumerate(article.aliases):
            other = here.get(alias) or first.setdefault(alias, article)
            if other.id != article.id:
                line = page.field_line("aliases", number)
                yield "KB120", article.path, line, f"the alias {alias} is also a name of {other.id}"
        if article.duplicate_of and article.duplicate_of not in known:
            line = page.field_line("duplicate_of")
            yield (
                "KB120",
                article.path,
                line,
                f"it is a duplicate of {article.duplicate_of}, which is nowhere",
            )
        if article.id in (article.duplicate_of, *article.supersedes):
            yield "KB120", article.path, page.field_line("id"), f"{article.id} stands for itself"
