"""Lists that stay small: cut into pages, by letter where there are many."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from kb.model.article import Article
from kb.model.portal import Page
from kb.model.prose import fold
from kb.site.shelf import ranked
from kb.site.words import CONFIDENCE, confirmed, front_matter, link, words

SIZE = 40_000
"""How many bytes of Markdown one page's list may hold; with the theme around it the page stays below 100 kB."""

LINES = 200
OTHER = "Other"

_T = TypeVar("_T")


def made(
    path: str, title: str, intro: str, *parts: str, hide: tuple[str, ...] = ("navigation",), above: str = ""
) -> Page:
    """Make a page that no file stands behind; `above` stands before its heading."""
    head = front_matter(title=title, description=intro, hide=hide)
    text = "\n\n".join(part for part in (above, f"# {words(title)}", words(intro), *parts) if part)
    return Page(path=path, text=f"{head}{text}\n")


def article_list(articles: Iterable[Article], source: str, product: str = "") -> str:
    """List articles with their state, those that helped most first."""
    return listed(article_line(article, source, product) for article in ranked(articles))


def article_line(article: Article, source: str, product: str = "") -> str:
    """Write one article as an entry of a list; below its product's heading it goes without its product."""
    return (
        f"- {link(short_title(article, product), article.path, source=source)}\n\n"
        f"    **{CONFIDENCE[article.confidence]}** · {confirmed(article)}\n"
    )


def short_title(article: Article, product: str) -> str:
    """Leave a product off the end of a title; below its heading it would only repeat itself."""
    return article.title.removesuffix(f" – {product}") or article.title


def listed(lines: Iterable[str]) -> str:
    """Join entries; the empty element tells the style sheet what follows."""
    return '<div class="kb-list"></div>\n\n' + "\n".join(lines)


def paged(path: str, items: Sequence[_T], write: Callable[[_T, str], str]) -> list[list[tuple[_T, str]]]:
    """
    Cut a list into pages, in order, each within `LINES` and `SIZE`; never none.

    `write` makes an item's entry as it stands on the page whose path it is given.
    """
    pages: list[list[tuple[_T, str]]] = [[]]
    size = 0
    for item in items:
        entry = write(item, page_path(path, len(pages)))
        length = len(entry.encode())
        if pages[-1] and (len(pages[-1]) == LINES or size + length > SIZE):
            pages.append([])
            size = 0
            entry = write(item, page_path(path, len(pages)))
        pages[-1].append((item, entry))
        size += length
    return pages


def page_path(path: str, number: int) -> str:
    """Give the path of a list's page: the first is the list's own, then `…/2.md`."""
    return path if number == 1 else f"{path.removesuffix('.md')}/{number}.md"


def pager(path: str, number: int, pages: int) -> str:
    """Lead to the page before and the page after."""
    if pages == 1:
        return ""
    source = page_path(path, number)
    ways = [f"Page {number} of {pages}"]
    if number > 1:
        ways.insert(0, link("Previous", page_path(path, number - 1), source=source))
    if number < pages:
        ways.append(link("Next", page_path(path, number + 1), source=source))
    return f'<div class="kb-pills"></div>\n\n{" · ".join(ways)}'


def by_letter(items: Iterable[_T], text: Callable[[_T], str]) -> dict[str, list[_T]]:
    """
    Sort items by their text and group them by its first letter.

    Digits come first as `0–9`; what begins with neither a Latin letter nor a digit stands last, under `Other`.
    """
    groups: dict[str, list[_T]] = defaultdict(list)
    for item in sorted(items, key=lambda each: (_folded(text(each)), text(each))):
        first = _folded(text(item))[:1]
        letter = first.upper() if "a" <= first <= "z" else "0–9" if first.isdigit() else OTHER
        groups[letter].append(item)
    return {letter: groups[letter] for letter in sorted(groups, key=lambda each: (each == OTHER, each))}


def _folded(text: str) -> str:
    return fold(text).lstrip("\"'“”‘’([{<#*-–… ")
