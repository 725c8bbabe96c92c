"""What a rendered page gets before readers see it, the same whichever generator rendered it."""

import html
import posixpath
import re
from collections.abc import Sequence
from functools import partial
from urllib.parse import unquote

from kb.model.portal import page_url
from kb.site.feedback import with_feedback
from kb.site.home import with_form
from kb.site.lost import lost
from kb.site.machines.addresses import way
from kb.site.policy import TAG
from kb.site.report import with_charts
from kb.site.sanitise import sanitise
from kb.site.theme import mended

_FROM_ROOT = re.compile(r'\b(?P<name>href|src)="/(?!/)(?P<path>[^"#?]*)')
_NOT_FOUND = "<h1>404 - Not found</h1>"


def content(rendered: str, url: str, charts: Sequence[str] = ()) -> str:
    """Let through what the policy names and nothing else but our own forms and the charts of this page."""
    inert = with_form(sanitise(rendered), partial(way, folder=url))
    inert = with_charts(inert, charts)
    return with_feedback(inert, posixpath.relpath("api/feedback", url or "."))


def settled(inert: str, url: str) -> str:
    """Point addresses from the site's root at where they lead from this page, as MkDocs does while it renders."""
    return TAG.sub(lambda tag: _FROM_ROOT.sub(lambda found: _straight(found, url), tag.group()), inert)


def _straight(found: re.Match[str], url: str) -> str:
    path = unquote(html.unescape(found["path"]))
    target = way(page_url(path) if path.endswith(".md") else path, folder=url)
    return f'{found["name"]}="{html.escape(target)}'


def headed(page: str, head: str) -> str:
    """Put what programs look for into a page's head, without a template of our own."""
    return mended(page).replace("</head>", f"{head}\n</head>", 1)


def not_found(page: str, root: str) -> str:
    """Help where an address is dead; `root` is the path of the site's first page."""
    return mended(page).replace(_NOT_FOUND, lost(f"{root.rstrip('/')}/"))


def sealed(rendered: str, mark: str) -> str:
    """Say where the content of a page begins and ends; nobody who writes a text knows the mark."""
    begin, end = _seals(mark)
    return f"{begin}{sanitise(rendered)}{end}"


def unsealed(page: str, mark: str) -> tuple[str, str, str] | None:
    """Part a page into what the theme wrote before its content, the content, and the rest; None without a whole seal."""
    begin, end = _seals(mark)
    before, first, rest = page.partition(begin)
    inside, last, after = rest.partition(end)
    return (before, inside, after) if first and last and mark not in before + inside + after else None


def _seals(mark: str) -> tuple[str, str]:
    return f"<!--{mark}-->", f"<!--/{mark}-->"


def outline(name: str) -> str:
    """Write a heading for the list of what is on the page: its words, no markup."""
    return html.escape(html.unescape(name))
