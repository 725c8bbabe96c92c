"""The site's own script and style sheet, told that a server answers."""

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kb.site.feedback import STYLE
from kb.web.pages import Site
from kb.web.shelf import Shelf

FIRST_LINE = b"globalThis.kbServed = true;\n"
"""Stands before the script only as it is served: the file itself works without a server."""

WATCHING = b"""
(() => {
  let known;
  const look = async () => {
    if (!document.hidden) {
      try {
        const tag = (await fetch(location.href, { method: "HEAD", cache: "no-store" })).headers.get("etag");
        if (known && tag && tag !== known) location.reload();
        known = tag ?? known;
      } catch {} // the server was stopped; it may come back
    }
    setTimeout(look, 1000);
  };
  look();
})();
"""
"""Stands behind the script while articles are watched: a page that has changed is loaded again."""

SCRIPT = "assets/kb/search.js"


LAST_LINES = b"""
.kb-feedback, .kb-feedback__ask { display: block !important; }
.kb-feedback__ask ~ .kb-feedback__ways { display: none; }
@media print { .kb-feedback { display: none !important; } }
"""
"""Stand behind the style sheet of feedback only as it is served: without a server nobody takes a vote."""


def script(request: Request, site: Site, shelf: Shelf, *, watching: bool = False) -> Response:
    """Give the search script with its first line, and what it does while articles are watched; raise HTTPException where the site has none."""
    return _given(request, site, shelf, SCRIPT, before=FIRST_LINE, behind=WATCHING if watching else b"")


def style(request: Request, site: Site, shelf: Shelf, *, takes_votes: bool) -> Response:
    """Give the style sheet of feedback, with its last lines where votes are taken; raise HTTPException like `script`."""
    return _given(request, site, shelf, STYLE, behind=LAST_LINES if takes_votes else b"")


def _given(
    request: Request, site: Site, shelf: Shelf, path: str, *, before: bytes = b"", behind: bytes = b""
) -> Response:
    file = site.file(path)
    if file is None or file.rest:
        raise HTTPException(404)
    content = before + file.content + behind
    return shelf.answer(request, replace(file, content=content, size=len(content)))
