"""The site's own script, told that a server answers."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kb.web.answers import FRESH, still_has, tag

FIRST_LINE = b"globalThis.kbServed = true;\n"
"""Stands before the script only as it is served: the file itself works without a server."""

SCRIPT = "assets/kb/search.js"


def script(request: Request, site: Path) -> Response:
    """Give the search script with its first line; raise HTTPException where the site has none."""
    try:
        content = FIRST_LINE + (site / SCRIPT).read_bytes()
    except OSError as error:
        raise HTTPException(404) from error
    etag = tag(content.decode("utf-8", "replace"))
    known = still_has(request, etag)
    return known or Response(content, media_type="text/javascript", headers={"ETag": etag, **FRESH})
