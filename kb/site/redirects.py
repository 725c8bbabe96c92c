"""Where a page stood before: a small page there that leads to where it stands now."""

import html
import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from kb.model.article import Article
from kb.model.portal import Asset, page_url
from kb.site.look import LOGO
from kb.site.words import link, words

_PATH = re.compile(r"[\w-][\w.-]{0,200}(?:/[\w-][\w.-]{0,200}){0,8}\.md")

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="canonical" href="{target}">
<meta http-equiv="refresh" content="0; url={file}">
<link rel="icon" href="{icon}">
<meta name="color-scheme" content="light dark">
</head>
<body>
<p>This page has moved: <a href="{file}">{title}</a></p>
</body>
</html>
"""


def redirects(articles: Iterable[Article], pages: Iterable[str]) -> Iterator[Asset]:
    """
    Make the pages at the addresses that articles had before; `pages` are the source paths that exist.

    Each stands there as HTML and as Markdown, as the page itself does.

    Give only articles the audience may read: an old address says the new title. An alias that is no path in
    the content, or that a page has by now, leads nowhere; of two articles with one alias the first by id has it.
    """
    taken = {page_url(path) for path in pages}
    for article in sorted(articles, key=lambda each: each.id):
        for alias in article.aliases:
            if not _PATH.fullmatch(alias) or page_url(alias) in taken:
                continue
            taken.add(page_url(alias))
            here = page_url(alias)
            target = quote(f"{posixpath.relpath(page_url(article.path), here)}/", safe="/")
            text = _PAGE.format(
                title=html.escape(article.title),
                target=html.escape(target),
                icon=posixpath.relpath(LOGO, here),
                file=html.escape(f"{target}index.html"),  # from a disk a folder's address shows its files
            )
            yield Asset(path=f"{page_url(alias)}index.html", content=text.encode())
            moved = f"# {words(article.title)}\n\nThis page has moved: {link(article.title, article.path, source=alias)}\n"
            yield Asset(path=alias, content=moved.encode())
