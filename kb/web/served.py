"""The site's own script, told that a server answers."""

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kb.web.pages import Site
from kb.web.shelf import Shelf

FIRST_LINE = b"globalThis.kbServed = true;\n"
"""Stands before the script only as it is served: the file itself works without a server."""

SCRIPT = "assets/kb/search.js"


def script(request: Request, site: Site, shelf: Shelf) -> Response:
    """Give the search script with its first line; raise HTTPException where the site has none."""
    file = site.file(SCRIPT)
    if file is None or file.rest:
        raise HTTPException(404)
    content = FIRST_LINE + file.content
    return shelf.answer(request, replace(file, content=content, size=len(content)))
